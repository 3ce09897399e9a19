/** An evening's runs in the real window: launched as a grid, put in order, paused, cancelled and resumed. */
import type { Page } from '@playwright/test'
import { expect, test, type App } from './support/app'

const tiny = ['--train-size', '320', '--validation-size', '64', '--no-early-stopping']

async function openQueue(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Queue \d+/ }).click()
  await expect(page.getByRole('heading', { name: 'Queue', level: 1 })).toBeVisible()
}

/** Names in the order in which they will begin. */
const waiting = (page: Page) => page.getByRole('list', { name: 'Waiting' }).locator('.open')

async function stopEverything(app: App): Promise<void> {
  const { stdout } = await app.cli('list', '--json')
  const { runs } = JSON.parse(stdout) as { runs: { id: string; state: string }[] }
  const active = runs.filter(({ state }) => ['queued', 'running', 'stopping'].includes(state)).map(({ id }) => id)
  if (active.length > 0) await app.cli('stop', ...active)
}

test('a grid of four tiny runs: what was trained before is named and left out, the rest trains', async ({ app }) => {
  const { page } = app
  await app.cli('train', ...tiny, '--epochs', '2', '--json')
  await openQueue(page)
  const name = await page.getByRole('list', { name: 'Ended today' }).locator('.open').textContent()
  await page.keyboard.press('l')
  const sheet = page.getByRole('complementary', { name: 'Launch a grid' })
  await expect(sheet).toBeVisible()
  await sheet.getByRole('combobox', { name: 'Start from' }).selectOption({ label: name!.trim() })
  await sheet.getByRole('button', { name: 'Add Architecture pooled' }).click()
  await sheet.getByRole('button', { name: 'Add Loss smooth-l1' }).click()
  await expect(sheet.getByText('2 architectures × 2 losses = 4 runs')).toBeVisible()

  // The one that was trained is said, left out, and taken back by its seed.
  await expect(sheet.getByText('Seed 1 of plain, MSE has already been trained with the same settings')).toBeVisible()
  await sheet.getByRole('button', { name: 'Exclude it' }).click()
  await expect(sheet.getByRole('button', { name: /^Queue 3 runs/ })).toBeEnabled()
  const cell = sheet.getByRole('button', { name: 'Seed 1 of plain, MSE' })
  await expect(cell).toHaveAttribute('aria-pressed', 'false')
  await cell.click()

  // A value that cannot be is refused in its row, and does not join the grid.
  await sheet.getByRole('button', { name: 'Add a value for Seed' }).click()
  await sheet.getByRole('textbox', { name: 'New value for Seed' }).fill('-1')
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('alert')).toHaveText('Seed must be at least 0.')
  await page.keyboard.press('Escape')
  await expect(sheet.getByRole('button', { name: /^Queue 4 runs/ })).toBeEnabled()
  await expect(sheet.getByText(/^about .* of checkpoints/)).toBeVisible()
  await expect(sheet.getByText(/^Starts (now|about \d\d:\d\d), ends \d\d:\d\d/)).toBeVisible()

  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('4 runs queued')).toBeVisible()
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'Ended today' }).getByRole('listitem')).toHaveCount(5, {
    timeout: 90_000,
  })
  await expect(page.getByRole('heading', { name: 'The queue is empty' })).toBeVisible()
  const { stdout } = await app.cli('list', '--json')
  const { runs } = JSON.parse(stdout) as { runs: { config: { architecture: string; loss: string }; state: string }[] }
  expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'completed'))
  expect(new Set(runs.map(({ config }) => `${config.architecture} ${config.loss}`)).size).toBe(4)
})

test('waiting runs are put in order, held back, cancelled and queued again; the queue is paused and goes on', async ({
  app,
}) => {
  const { page } = app
  await openQueue(page)
  await page.keyboard.press('p')
  await expect(page.getByText('The queue is paused.')).toBeVisible()
  for (let seed = 1; seed <= 3; seed += 1)
    await app.cli('train', ...tiny, '--epochs', '4000', '--seed', String(seed), '--detach')
  await expect(waiting(page)).toHaveCount(3)
  const [first, second, third] = (await waiting(page).allTextContents()).map((text) => text.trim())

  // By keyboard: the focus stays on the run that was moved.
  await page.getByRole('button', { name: `Move ${third!}, number 3 of 3` }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(waiting(page)).toHaveText([first!, third!, second!])
  await expect(page.getByRole('button', { name: `Move ${third!}, number 2 of 3` })).toBeFocused()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(waiting(page)).toHaveText([third!, first!, second!])
  // And back: what the message offers, by Ctrl+Z too.
  await page.keyboard.press('Control+z')
  await expect(waiting(page)).toHaveText([first!, third!, second!])

  // Cancelled, and launched again with the same settings under a new name.
  await page.getByRole('button', { name: `Cancel ${second!}` }).click()
  await expect(waiting(page)).toHaveText([first!, third!])
  await page.getByRole('button', { name: 'Queue again' }).click()
  await expect(waiting(page)).toHaveCount(3)

  // Held back, and let go behind the others.
  await page.getByRole('button', { name: `Pause ${first!}` }).click()
  await expect(page.getByRole('list', { name: 'Paused' })).toContainText(first!)
  await expect(page.getByRole('list', { name: 'Paused' })).toContainText('not started')
  await page.getByRole('button', { name: `Resume ${first!}` }).click()
  await expect(waiting(page).nth(2)).toHaveText(first!)

  // The queue goes on: the first ones train. One at a time was asked for, so one does.
  await page.getByRole('button', { name: 'Fewer runs at once' }).click()
  await expect(page.getByRole('button', { name: 'Use the default' })).toBeVisible()
  await page.getByRole('button', { name: /^Resume queue/ }).click()
  const running = page.getByRole('list', { name: 'Running' }).getByRole('listitem')
  await expect(running).toHaveCount(1)
  await expect(running).toContainText(third!)
  await expect(running).toContainText(/epoch [2-9]\d* of 4000/, { timeout: 30_000 })

  // A running run that is paused keeps its place in the day, and the next one begins.
  await page.getByRole('button', { name: `Pause ${third!}` }).click()
  await expect(page.getByRole('list', { name: 'Paused' })).toContainText(third!)
  await expect(page.getByRole('list', { name: 'Paused' })).toContainText(/epoch [1-9]\d* of 4000/)
  await expect(running).not.toContainText(third!)
  await expect(running).toHaveCount(1)
  await stopEverything(app)
})
