/** Every view, sheet and dialog: readable and reachable for everybody. */
import { expect, test } from './support/app'
import { expectAccessible } from './support/axe'
import { tiny } from './support/runs'

const training = [...tiny, '--no-early-stopping']

test('every view is free of axe violations, light and dark', async ({ app }) => {
  const { page } = app
  await app.cli('train', ...tiny, '--epochs', '2', '--json')
  await app.cli('train', ...tiny, '--architecture', 'pooled', '--loss', 'smooth-l1', '--epochs', '2', '--json')
  await page.getByRole('button', { name: 'Plateau, reproduce the report' }).click()
  await expect(page.getByRole('heading', { name: 'This machine' })).toBeVisible()
  await expectAccessible(page, 'welcome')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await expectAccessible(page, 'runs')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Verdict table' })).toBeVisible()
  await page.getByRole('button', { name: 'Config diff' }).click()
  await expect(page.getByRole('complementary', { name: 'Config diff' })).toBeVisible()
  await expectAccessible(page, 'compare')
  await page.getByRole('region', { name: 'Verdict table' }).locator('.name').first().click()
  await expect(page.getByRole('img', { name: /^Output 0/ })).toBeVisible()
  await expectAccessible(page, 'run')
  await page.getByRole('button', { name: /^New run/ }).click()
  await expect(page.getByText('4,300,656')).toBeVisible()
  await expectAccessible(page, 'new run')
  await page.getByRole('radio', { name: /^Weighted sum/ }).check()
  const sum = page.getByLabel('Loss', { exact: true }).and(page.getByRole('textbox'))
  await expect(sum).toHaveValue('0.8*l1+0.2*ssim')
  await sum.fill('0.8*l1')
  await expect(page.getByText('Loss needs two terms or more', { exact: false })).toBeVisible()
  await page.getByRole('radio', { name: /^Smooth L1/ }).check()
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('5')
  await expect(page.getByText('For the last valid settings.')).toBeVisible()
  await expectAccessible(page, 'new run with a wrong setting')
  // Nothing that the browser had to mend, either, such as markup in a select.
  expect(app.console.filter((line) => /^(warning|error|pageerror):/.test(line))).toEqual([])
})

test('queue, grid, settings and the tabs of a run are free of axe violations, light and dark', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  await app.cli('train', ...training, '--epochs', '2', '--json')
  await page.getByRole('button', { name: /^Queue \d+/ }).click()
  await page.getByRole('button', { name: /^Pause queue/ }).click()
  for (const seed of ['1', '2']) await app.cli('train', ...training, '--epochs', '3', '--seed', seed, '--detach')
  await expect(page.getByRole('list', { name: 'Waiting' }).getByRole('listitem')).toHaveCount(2)
  await page.getByRole('button', { name: /^Pause .+-3$/ }).click()
  await expect(page.getByRole('list', { name: 'Paused' }).getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page, 'queue')
  await page.keyboard.press('l')
  await expect(page.getByText(/^about .* of checkpoints$/)).toBeVisible()
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
  for (const tab of ['All metrics', 'Layers', 'System', 'Log', 'Attempts', 'Checkpoints']) {
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
  for (const seed of ['1', '2']) await app.cli('train', ...training, '--epochs', '2', '--seed', seed, '--json')
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  const panel = page.getByRole('article', { name: 'val_mse', exact: true })
  await expect(panel.getByRole('application')).toHaveAccessibleName(/last 0\.\d+/)
  await page
    .getByRole('checkbox', { name: /^Select/ })
    .first()
    .check()
  await page.getByRole('button', { name: 'Settings for all panels' }).click()
  // Beside the sheet the panels are narrow; nothing of them is wider.
  await expect.poll(() => page.locator('.sections').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
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
