/** Settings are kept as they are changed, for every window of the home, and the last change is taken back. */
import { expect, test } from './support/app'

test('changes are taken back by Ctrl+Z, and those that stay survive a reload', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  const radio = (group: string, name: string) =>
    page.getByRole('radiogroup', { name: group }).getByRole('radio', { name })
  await radio('Theme', 'Dark').click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await radio('Queue after a restart', 'Waits').click()
  await radio('Checkpoints to keep of a completed run', 'Complete').click()
  await page.getByRole('switch', { name: 'System metrics' }).uncheck()
  const together = page.getByRole('group', { name: 'runs at once' }).getByRole('status')
  const usual = Number(await together.textContent())
  await page.getByRole('button', { name: 'More runs at once' }).click()
  await expect(together).toHaveText(String(usual + 1))
  await expect(page.getByRole('button', { name: 'Use the default' })).toBeVisible()

  // The last one goes back to what the machine has; the others stay.
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'Use the default' })).toHaveCount(0)
  await expect(together).toHaveText(String(usual))

  await page.reload()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(radio('Theme', 'Dark')).toBeChecked()
  await expect(radio('Queue after a restart', 'Waits')).toBeChecked()
  await expect(radio('Checkpoints to keep of a completed run', 'Complete')).toBeChecked()
  await expect(page.getByRole('switch', { name: 'System metrics' })).not.toBeChecked()
})

test('this machine is checked, and its versions are copied', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(page.getByText(app.home).first()).toBeVisible()
  // Keys of what is not open leave no empty group behind.
  const groups = page.locator('.keys section')
  await expect(groups.first()).toBeVisible()
  await expect(groups.filter({ hasNot: page.locator('dt') })).toHaveCount(0)
  await page.getByRole('button', { name: 'Check this machine' }).click()
  const found = page.getByRole('list', { name: 'Checks' })
  await expect(found.getByRole('listitem').filter({ hasText: 'CIFAR-10' })).toContainText('60,000 images', {
    timeout: 30_000,
  })
  await expect(found.getByRole('listitem').filter({ hasText: 'TensorFlow' })).toContainText(/native|WebAssembly/)
})
