/** A word when a run ends, only while the page is out of sight and only when it is wanted. */
import { expect, test } from './support/app'
import { fewImages } from './support/runs'

test('a run that ends while the page is out of sight is told, and none when that is switched off', async ({ app }) => {
  const { page } = app
  // The browser's own notifications are not drawn without a display: what the page asks it for is written down.
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    class Recorder {
      static permission = 'granted'
      static requestPermission = () => Promise.resolve('granted')
      onclick: (() => void) | null = null
      constructor(title: string, { body }: { body: string }) {
        told.push(`${title}|${body}`)
      }
    }
    Object.defineProperty(window, 'Notification', { value: Recorder })
    Object.defineProperty(document, 'hidden', { get: () => (window as { away?: boolean }).away === true })
  })
  await page.reload()
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told)
  const train = (seed: string) => app.cli('train', ...fewImages, '--epochs', '1', '--seed', seed, '--json')

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await train('1')
  await expect(page.locator('.badge', { hasText: 'completed' })).toHaveCount(1)
  expect(await told()).toEqual([])

  await page.evaluate(() => Object.assign(window, { away: true }))
  await train('2')
  await expect(page.locator('.badge', { hasText: 'completed' })).toHaveCount(2)
  await expect
    .poll(told)
    .toEqual([expect.stringMatching(/^[a-z]+-[a-z]+-2: completed\|.*Best val_mse 0\.\d+ at epoch 1 of 1\.$/)])

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('switch', { name: 'Notify me when a run ends' }).uncheck()
  await train('3')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toHaveCount(3)
  expect(await told()).toHaveLength(1)
})
