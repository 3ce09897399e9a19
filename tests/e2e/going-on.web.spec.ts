/** A run that goes on: paused, stopped, resumed, continued and verified from its page; its training played back. */
import type { Page } from '@playwright/test'
import { expect, test } from './support/app'

/** Starts a small run from the form and opens its page. */
async function start(page: Page, epochs: number): Promise<string> {
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('button', { name: 'Quick, plain' }).click()
  await page.getByRole('textbox', { name: 'Training images' }).fill('320')
  await page.getByRole('textbox', { name: 'Validation images' }).fill('64')
  await page.getByRole('textbox', { name: 'Epochs' }).fill(String(epochs))
  await expect(page.getByText(/ kept, .* free$/)).toBeVisible()
  await page.getByRole('button', { name: /^(Start|Queue) 1 run/ }).click()
  const name = page.getByRole('heading', { level: 1, name: /-\d+$/ })
  await expect(name).toBeVisible()
  return (await name.textContent())?.trim() ?? ''
}

const badge = (page: Page, word: string) => page.locator('h1 ~ span .badge', { hasText: word })

test('a run is paused, let go, stopped and resumed, and its pictures are played through its epochs', async ({
  app,
}) => {
  const { page } = app
  await start(page, 4_000)
  const slider = page.getByRole('slider', { name: 'Epoch of the samples' })
  await expect(slider).toBeVisible({ timeout: 30_000 })
  await expect.poll(async () => Number(await slider.getAttribute('max')), { timeout: 30_000 }).toBeGreaterThan(4)

  await page.getByRole('button', { name: /^Pause(?! the epochs)/ }).click()
  await expect(badge(page, 'paused')).toBeVisible()
  await expect(page.getByText(/^Paused: resumes at epoch \d+/)).toBeVisible()

  // By keyboard, from the first epoch; then played to the last.
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuetext', 'epoch 1')
  await expect(page.getByText('validation, epoch 1', { exact: true })).toBeVisible()
  const picture = page.getByRole('img', { name: /^Output 0/ })
  const atFirst = await picture.getAttribute('aria-label')
  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveAttribute('aria-valuetext', 'epoch 2')
  await expect(picture).not.toHaveAttribute('aria-label', atFirst!)
  await page.getByRole('button', { name: 'Play' }).click()
  const last = Number(await slider.getAttribute('max'))
  await expect(slider).toHaveValue(String(last), { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()

  await page.getByRole('button', { name: /^Resume/ }).click()
  await expect(badge(page, 'running')).toBeVisible()
  await expect.poll(async () => Number(await slider.getAttribute('max')), { timeout: 30_000 }).toBeGreaterThan(last)

  await page.getByRole('button', { name: /^Stop/ }).click()
  await page.getByRole('button', { name: /^Stop and keep finished epochs/ }).click()
  await expect(badge(page, 'stopped')).toBeVisible()
  const stopped = Number(await slider.getAttribute('max'))
  await page.getByRole('button', { name: /^Resume/ }).click()
  await expect(badge(page, 'running')).toBeVisible()
  await expect.poll(async () => Number(await slider.getAttribute('max')), { timeout: 30_000 }).toBeGreaterThan(stopped)

  await page.getByRole('tab', { name: /^Attempts/ }).click()
  const attempts = page.getByRole('region', { name: 'Attempts' }).getByRole('row')
  await expect(attempts).toHaveCount(4)
  await expect(attempts.nth(1)).toContainText('paused')
  await expect(attempts.nth(3)).toContainText('resumed')
  await page.getByRole('tab', { name: /^Checkpoints/ }).click()
  await expect(page.getByRole('region', { name: 'Checkpoints' })).toContainText('weights, statistics and optimizer')
  await page.getByRole('button', { name: /^Stop/ }).click()
  await page.getByRole('button', { name: /^Stop and keep finished epochs/ }).click()
  await expect(badge(page, 'stopped')).toBeVisible()
})

test('a finished run is continued for more epochs, and verified', async ({ app }) => {
  const { page } = app
  const name = await start(page, 2)
  await expect(badge(page, 'completed')).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: /^Verify/ }).click()
  await expect(page.getByText(`Verifies ${name}.`)).toBeVisible()
  await expect(page.getByText('All 2 epochs are identical to the last bit.')).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name, exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText('Trained again by')).toBeVisible()

  await page.getByRole('button', { name: /^Continue/ }).click()
  const sheet = page.getByRole('complementary', { name: `Continue ${name}` })
  const more = sheet.getByRole('textbox', { name: 'More epochs' })
  await more.fill('0')
  await expect(sheet.getByText('Enter at least 1.')).toBeVisible()
  await expect(sheet.getByRole('button', { name: /^Continue for/ })).toBeDisabled()
  await more.fill('3')
  await sheet.getByRole('switch', { name: 'Early stopping' }).check()
  await sheet.getByRole('textbox', { name: 'Patience' }).fill('50')
  await sheet.getByRole('button', { name: /^Continue for 3 epochs/ }).click()
  await expect(sheet).toHaveCount(0)
  await expect(page.getByRole('slider', { name: 'Epoch of the samples' })).toHaveAttribute('max', '4', {
    timeout: 60_000,
  })
  await expect(badge(page, 'completed')).toBeVisible({ timeout: 30_000 })

  await page.getByRole('tab', { name: /^Log/ }).click()
  const log = page.getByRole('log', { name: 'Log' })
  await expect(log).toContainText('Will continue to epoch 5.')
  await page.getByRole('button', { name: /^Errors/ }).click()
  await expect(log).toHaveText('No entries at this level.')

  await page.getByRole('tab', { name: 'System' }).click()
  await expect(page.getByRole('application', { name: /^Epoch time by epoch/ })).toHaveAccessibleName(/last \d/)
})
