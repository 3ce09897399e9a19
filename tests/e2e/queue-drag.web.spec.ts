/** Dragging with a real pointer: a browser's own drag and drop. */
import { expect, test } from './support/app'

test('a waiting run is dragged by its handle to the front', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /^Queue \d+/ }).click()
  await page.getByRole('button', { name: /^Pause queue/ }).click()
  for (let seed = 1; seed <= 3; seed += 1)
    await app.cli('train', '--train-size', '320', '--validation-size', '64', '--seed', String(seed), '--detach')
  const list = page.getByRole('list', { name: 'Waiting' })
  const names = list.locator('.open')
  await expect(names).toHaveCount(3)
  const [first, second, third] = (await names.allTextContents()).map((text) => text.trim())
  const handle = list.getByRole('listitem').nth(2).locator('[data-handle]')
  await handle.dragTo(list.getByRole('listitem').nth(0), { targetPosition: { x: 200, y: 3 } })
  await expect(names).toHaveText([third!, first!, second!])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(names).toHaveText([first!, second!, third!])
})
