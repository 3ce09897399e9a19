/** The queue, the grid, the settings and all of a run's page: readable and reachable for everybody, at the smallest window too. */
import { expect, test } from './support/app'
import { expectAccessible } from './support/axe'

const tiny = ['--train-size', '320', '--validation-size', '64', '--no-early-stopping']

test('queue, grid, settings and the tabs of a run are free of axe violations, light and dark', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  await app.cli('train', ...tiny, '--epochs', '2', '--json')
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await page.getByRole('button', { name: /^Pause the queue/ }).click()
  for (const seed of ['1', '2']) await app.cli('train', ...tiny, '--epochs', '3', '--seed', seed, '--detach')
  await expect(page.getByRole('list', { name: 'Waiting' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: /^Pause .+-3$/ }).click()
  await expect(page.getByRole('list', { name: 'Paused' }).getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'queue')
  await page.keyboard.press('l')
  await expect(page.getByText(/of checkpoints at most/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Add a setting' }).selectOption({ label: 'Learning rate' })
  await page.getByRole('textbox', { name: 'Another value of Learning rate' }).fill('5')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('Learning rate must be at most 1.')
  await expectAccessible(page, 'grid')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'Launch a grid' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'More runs at once' }).click()
  await page.getByRole('button', { name: 'Check this machine' }).click()
  await expect(page.getByRole('list', { name: 'What was found' })).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page, 'settings')

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.locator('tbody .name').last().click()
  for (const tab of ['System', 'Log', 'Checkpoints']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await expect(page.getByRole('tabpanel')).toBeVisible()
    await expectAccessible(page, `run, ${tab}`)
  }
  await page.getByRole('button', { name: /^Verify/ }).click()
  await expect(page.getByText(/^Verifies /)).toBeVisible()
  await expectAccessible(page, 'a run that verifies another')
})

test('nothing of the new views is cut at 1024 x 700', async ({ app }) => {
  const { page } = app
  test.skip(app.electron !== null, 'The size of a window is the person’s to choose in Electron')
  await page.setViewportSize({ width: 1024, height: 700 })
  await app.cli('train', ...tiny, '--epochs', '1', '--json')
  const widths = () =>
    page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth] as const)
  for (const keys of ['gq', 'gs', 'n']) {
    for (const key of keys) await page.keyboard.press(key)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const [content, window] = await widths()
    expect(content).toBeLessThanOrEqual(window)
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await page.keyboard.press('l')
  const launch = page.getByRole('button', { name: /^Queue 12 runs/ })
  await expect(launch).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /-1$/ }).first().click()
  await page.getByRole('tab', { name: /^Checkpoints/ }).click()
  await expect(page.getByRole('tab', { name: /^Checkpoints/ })).toBeInViewport({ ratio: 1 })
})
