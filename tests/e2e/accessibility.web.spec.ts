/** The queue, the grid, the settings and all of a run's page: readable and reachable for everybody. */
import { expect, test } from './support/app'
import { expectAccessible } from './support/axe'

const tiny = ['--train-size', '320', '--validation-size', '64', '--no-early-stopping']

test('queue, grid, settings and the tabs of a run are free of axe violations, light and dark', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  await app.cli('train', ...tiny, '--epochs', '2', '--json')
  await page.getByRole('button', { name: /^Queue \d+/ }).click()
  await page.getByRole('button', { name: /^Pause queue/ }).click()
  for (const seed of ['1', '2']) await app.cli('train', ...tiny, '--epochs', '3', '--seed', seed, '--detach')
  await expect(page.getByRole('list', { name: 'Waiting' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: /^Pause .+-3$/ }).click()
  await expect(page.getByRole('list', { name: 'Paused' }).getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'queue')
  await page.keyboard.press('l')
  await expect(page.getByText(/about .* of checkpoints/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Add a setting' }).selectOption({ label: 'Learning rate' })
  await page.getByRole('textbox', { name: 'New value for Learning rate' }).fill('5')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('Learning rate must be at most 1.')
  await expectAccessible(page, 'grid')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('complementary', { name: 'Launch a grid' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'More runs at once' }).click()
  await page.getByRole('button', { name: 'Check this machine' }).click()
  await expect(page.getByRole('list', { name: 'Checks' })).toBeVisible({ timeout: 30_000 })
  await expectAccessible(page, 'settings')

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.locator('tbody .name').last().click()
  for (const tab of ['All metrics', 'System', 'Log', 'Attempts', 'Checkpoints']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await expect(page.getByRole('tabpanel', { name: new RegExp(`^${tab}`) })).toBeVisible()
    await expectAccessible(page, `run, ${tab}`)
  }
  await page.getByRole('button', { name: /^Verify/ }).click()
  await expect(page.getByText(/^Verifies /)).toBeVisible()
  await expectAccessible(page, 'a run that verifies another')
})

test('the workspace, its settings, a panel in full and the bin are free of axe violations, light and dark', async ({
  app,
}) => {
  test.setTimeout(240_000)
  const { page } = app
  for (const seed of ['1', '2']) await app.cli('train', ...tiny, '--epochs', '2', '--seed', seed, '--json')
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  const panel = page.getByRole('article', { name: 'val_mse', exact: true })
  await expect(panel.getByRole('application')).toHaveAccessibleName(/last 0\.\d+/)
  await page
    .getByRole('checkbox', { name: /^Select/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Settings for all panels' }).click()
  await expectAccessible(page, 'workspace')
  await page.getByRole('button', { name: 'Views' }).click()
  await expectAccessible(page, 'workspace, views')
  await page.keyboard.press('Escape')
  await panel.hover()
  await page.getByRole('button', { name: 'Full screen: val_mse' }).click()
  await expectAccessible(page, 'panel')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('radio', { name: 'Bin' }).click()
  await expectAccessible(page, 'bin')
  await page
    .getByRole('button', { name: /^Delete permanently/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'bin, asking')
})
