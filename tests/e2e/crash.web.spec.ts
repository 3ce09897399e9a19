/** The core or the host is killed under the page: nothing committed is lost, and the next start says what happened. */
import { endProcess, expect, isCoreAlive, killCoreOf, startWebHost, test } from './support/app'

test('a killed core comes back by itself, with its history and a word about the run', async ({ app }) => {
  const { page, home } = app
  await app.cli(
    'train',
    '--train-size',
    '320',
    '--validation-size',
    '64',
    '--epochs',
    '5000',
    '--no-early-stopping',
    '--detach',
  )
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('cell', { name: /^[2-9]\d* \/ 5,000/ })).toBeVisible({ timeout: 30_000 })
  killCoreOf(home)
  await expect(page.getByText(/was interrupted\. Plateau quit while the run was training\./)).toBeVisible({
    timeout: 20_000,
  })
  await expect(page.locator('.badge', { hasText: 'interrupted' })).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.getByText('was interrupted')).toHaveCount(0)
})

test('a run that a dead core left behind is resumed from the notice at the start', async ({ app }) => {
  const { page, home } = app
  const size = ['--train-size', '320', '--validation-size', '64', '--epochs', '5000', '--no-early-stopping']
  await app.cli('train', ...size, '--detach')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.locator('tbody').getByText(/^[2-9]\d* \/ 5,000$/)).toBeVisible({ timeout: 30_000 })
  killCoreOf(home)
  await expect(page.locator('.badge', { hasText: 'interrupted' })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: /^Resume .+-1$/ })).toBeVisible()
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(page.getByText('was interrupted')).toHaveCount(0)
  await expect(page.locator('.badge', { hasText: 'running' })).toBeVisible()
  // It goes on behind what was committed, in the same run.
  await page.locator('tbody .name').first().click()
  await page.getByRole('tab', { name: /^Attempts/ }).click()
  const attempts = page.getByRole('region', { name: 'Attempts' }).getByRole('row')
  await expect(attempts).toHaveCount(3)
  await expect(attempts.nth(1)).toContainText('interrupted')
  await expect(attempts.nth(2)).toContainText(/resumed\s*[1-9]/)
})

test('after the host was killed the next one says what happened to its run', async ({ browser, app }) => {
  const home = `${app.home}-killed`
  const first = await startWebHost(home)
  const page = await browser.newPage()
  await page.goto(first.url)
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('textbox', { name: 'Training images' }).fill('320')
  await page.getByRole('textbox', { name: 'Validation images' }).fill('64')
  await page.getByRole('textbox', { name: 'Epochs' }).fill('5000')
  await page.getByRole('button', { name: /^Start 1 run/ }).click()
  await expect(page.getByRole('application', { name: /^Loss by epoch/ })).toHaveAccessibleName(/last 0\.\d+/, {
    timeout: 30_000,
  })
  first.child.kill('SIGKILL')
  await expect(page.getByText('Finished epochs are kept. Reconnecting.')).toBeVisible()
  await page.close()
  // Back within a second one would find the run still under way.
  await expect.poll(() => isCoreAlive(home)).toBe(false)
  const second = await startWebHost(home)
  try {
    const again = await browser.newPage()
    await again.goto(second.url)
    await expect(again.getByText(/was interrupted\. The window or terminal that started it was closed\./)).toBeVisible({
      timeout: 20_000,
    })
    await again.getByRole('button', { name: 'Runs', exact: true }).click()
    await expect(again.getByText(/[1-9]\d* \/ 5,000/)).toBeVisible()
    await again.close()
  } finally {
    await endProcess(second.child)
  }
})
