/** A page of 1024 x 700: an Electron window has a size of its own, a page any. */
import { expect, test } from './support/app'
import { pressInTurn } from './support/keys'
import { tiny } from './support/runs'

test('nothing is cut off in a narrow window, and side columns open over it', async ({ app }) => {
  const { page } = app
  await app.cli('train', ...tiny, '--epochs', '2', '--json')
  await page.setViewportSize({ width: 1024, height: 700 })
  const expectWhole = async () => {
    const [content, window] = await page.evaluate(() => [document.body.scrollWidth, innerWidth])
    expect(content).toBe(window)
    // The last thing in the title bar is inside of the window, whatever the view puts below it.
    const button = await page
      .getByRole('banner')
      .getByRole('button', { name: /^New run/ })
      .boundingBox()
    expect((button?.x ?? 0) + (button?.width ?? 0)).toBeLessThan(1024)
  }
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('row')).toHaveCount(2)
  await expectWhole()
  await page.locator('tbody .name').click()
  await expect(page.getByRole('img', { name: /^Output 0/ })).toBeHidden()
  await page.getByRole('button', { name: 'Details', exact: true }).click()
  await expect(page.getByRole('img', { name: /^Output 0/ })).toBeVisible()
  await expectWhole()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('img', { name: /^Output 0/ })).toBeHidden()
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^New run/ })
    .click()
  await page.getByRole('combobox', { name: 'Start from' }).selectOption('Report, pooled')
  await expect(page.getByText('2,999,312')).toBeVisible()
  await expectWhole()
})

test('queue, grid, settings and a run’s tabs are whole at 1024 x 700', async ({ app }) => {
  const { page } = app
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
  await pressInTurn(page, 'g', 'q')
  await page.keyboard.press('l')
  const launch = page.getByRole('button', { name: /^Queue 12 runs/ })
  await expect(launch).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /-1$/ }).first().click()
  await page.getByRole('tab', { name: /^Checkpoints/ }).click()
  await expect(page.getByRole('tab', { name: /^Checkpoints/ })).toBeInViewport({ ratio: 1 })
})
