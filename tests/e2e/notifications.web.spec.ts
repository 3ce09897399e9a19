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

  // Whether the page is out of sight is asked when a run's end has been read whole: it goes out of sight first.
  await page.evaluate(() => Object.assign(window, { away: true }))
  await train('1')
  await expect
    .poll(told)
    .toEqual([expect.stringMatching(/^[a-z]+-[a-z]+-1: completed\|.*Best val_mse 0\.\d+ at epoch 1 of 1\.$/)])

  const wanted = page.getByRole('switch', { name: 'Notify me when a run ends' })
  const settings = page.getByRole('button', { name: 'Settings' })
  const runs = page.getByRole('button', { name: 'Runs', exact: true })
  await settings.click()
  await wanted.uncheck()
  await train('2')
  await runs.click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toHaveCount(2)

  await page.evaluate(() => Object.assign(window, { away: false }))
  await settings.click()
  await wanted.check()
  await train('3')
  await runs.click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toHaveCount(3)
  expect(await told()).toHaveLength(1)
})
