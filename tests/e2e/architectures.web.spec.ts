/** An architecture of one's own: cloned, edited by keyboard, mended, saved, and trained with. */
import { readFile } from 'node:fs/promises'
import { expect, test } from './support/app'
import { expectAccessible } from './support/axe'

test('a built-in architecture is cloned, edited by keyboard, mended, saved by a name, and trained with', async ({
  app,
}) => {
  const { page } = app
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('button', { name: 'Quick, plain' }).click()
  await page.getByRole('textbox', { name: 'Training images' }).fill('640')
  await page.getByRole('textbox', { name: 'Validation images' }).fill('100')
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
  await page.getByRole('radio', { name: /^resnet/ }).click()
  await page.getByRole('button', { name: 'Clone and edit resnet' }).press('Enter')

  const layers = page.getByRole('treegrid', { name: 'Layers' })
  const row = (name: string) => layers.getByRole('row', { name, exact: true })
  const network = page.getByRole('region', { name: 'Network' })
  await expect(network).toContainText('882,400')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('resnet 2')

  // One layer more by its first letters, into the open block below, and its size too large for what comes there.
  await row('1 Convolution').click()
  await page.keyboard.press('a')
  await page.keyboard.type('max pool')
  await page.keyboard.press('Enter')
  const added = row('2 Max pooling')
  await expect(added).toBeFocused()
  await expect(added).toContainText('16 × 16')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(row('1 Max pooling')).toBeFocused()
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Enter')
  const size = page.getByRole('textbox', { name: 'Size' })
  await expect(size).toBeFocused()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('40')
  await expect(layers).toContainText('A window of 40 × 40 does not fit its input of 32 × 32 × 16.')
  await expect(page.getByRole('button', { name: /^Train with this/ })).toBeDisabled()
  await expectAccessible(page, 'the editor with a mistake')
  await layers.getByRole('button', { name: 'Set size to 32' }).press('Enter')
  await expect(layers.getByText(/does not fit/)).toBeHidden()
  await expect(row('2 Max pooling')).toContainText('1 × 1')

  // The fix, what was typed, the two moves and the layer itself are a step each.
  for (let step = 0; step < 5; step += 1) await page.keyboard.press('Control+z')
  await expect(network).toContainText('882,400')
  await expect(row('2 Max pooling')).toBeHidden()
  await page.keyboard.press('Control+Shift+z')
  await expect(row('2 Max pooling')).toBeVisible()

  // Beside the one that it is a copy of: the layer that was added, and what it costs.
  await page.keyboard.press('c')
  const comparison = page.getByRole('region', { name: 'Architectures compared' })
  await expect(comparison.getByRole('heading')).toHaveText(
    /^resnet 2\s+has \d[\d,]* fewer parameters and does 0\.\d\d times the work per image$/,
  )
  const compared = comparison.getByRole('table', { name: 'Layers compared' })
  await expect(compared.getByRole('row').filter({ hasText: 'added' })).toContainText('Max pooling')
  const foldedRows = await compared.getByRole('row').count()
  await comparison.getByRole('switch', { name: 'Fold what only follows' }).click()
  await expect.poll(() => compared.getByRole('row').count()).toBeGreaterThan(foldedRows + 10)
  await comparison.getByRole('button', { name: 'Swap sides' }).click()
  await expect(compared.getByRole('row').filter({ hasText: 'removed' })).toContainText('Max pooling')
  await comparison.getByRole('combobox', { name: 'Left architecture' }).selectOption('pooled')
  await expect(comparison.getByRole('heading')).toHaveText(/^resnet\s+has 2,116,912 fewer/)
  await expect(page.getByRole('complementary', { name: 'What it costs' })).toContainText(
    /Parameters\s*2,999,312\s*882,400/,
  )
  await expectAccessible(page, 'two architectures compared')
  await page.keyboard.press('Escape')
  await expect(row('2 Max pooling')).toBeVisible()
  await page.keyboard.press('c')
  await expect(comparison).toBeVisible()
  await page.goBack()
  await expect(comparison).toBeHidden()
  await expect(row('2 Max pooling')).toBeVisible()

  // Nothing of it is lost by leaving.
  await page.keyboard.press('Escape')
  const question = page.getByRole('dialog', { name: /without saving it/ })
  await question.getByRole('button', { name: 'Keep editing' }).press('Enter')
  await expect(question).toBeHidden()
  await expect(page).toHaveURL(/\/architecture/)
  await page.goBack()
  await expect(question).toBeVisible()
  await expectAccessible(page, 'the question before leaving')
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Name' }).fill('mine')
  await page.keyboard.press('Control+s')
  await expect(page.getByText('saved', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Compare…' }).click()
  await page.getByRole('button', { name: 'Train both…' }).click()
  const grid = page.getByRole('complementary', { name: 'Launch a grid' })
  await expect(grid).toContainText('resnet')
  await expect(grid).toContainText('mine')
  await page.goBack()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('mine')
  await page.keyboard.press('Control+Enter')

  await expect(page.getByRole('radio', { name: /^mine/ })).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'Training images' })).toHaveValue('640')
  await expectAccessible(page, 'New run with an architecture of one’s own')
  await page.getByRole('button', { name: /^Start 1 run/ }).click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('tab', { name: 'Layers' }).click()
  await expect(page.getByText(/^mine: /)).toBeVisible()
  await page.getByRole('button', { name: 'Edit a copy' }).press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('mine 2')

  // As a file and back: nothing is changed by what is none, and mistakes of a file stand at their layers.
  await page.getByRole('button', { name: 'Actions for mine 2' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save as file…' }).click(),
  ])
  const saved = await readFile(await download.path(), 'utf8')
  expect(download.suggestedFilename()).toBe('mine 2.json')
  const choose = (name: string, text: string | Buffer) =>
    page
      .getByLabel('Architecture to open')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })
  await choose('huge.json', Buffer.alloc(20 * 2 ** 20, ' '))
  const refused = page.getByRole('alert')
  await expect(refused).toHaveText(/huge\.json could not be opened\.\s*It has 21 MB, and 12 MB are the most\./)
  await choose('kinds.json', '{"name": "a", "layers": [{"kind": "denze"}, {"kind": "dense"}]}')
  await expect(refused.getByRole('listitem')).toHaveText([
    'At 1: There is no kind of layer "denze". Write "dense".',
    'At 2: units is missing. Give it units.',
  ])
  await expectAccessible(page, 'the editor with a file that could not be opened')
  await expect(network).toContainText('280,288')

  const wrong = saved.replace('"filters": 16', '"filters": 0').replace('"mine 2"', '"сеть"')
  const dropped = await page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([`\uFEFF${text}`], 'net.json'))
    return data
  }, wrong)
  await layers.dispatchEvent('drop', { dataTransfer: dropped })
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('сеть')
  await expect(refused).toBeHidden()
  await expect(layers).toContainText('Filters must be at least 1.')
  await layers.getByRole('button', { name: 'Set filters to 1' }).press('Enter')
  await expect(layers.getByText('Filters must be at least 1.')).toBeHidden()
  // The mend is a step, and so is the file.
  await page.keyboard.press('Control+z')
  await expect(layers).toContainText('Filters must be at least 1.')
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('mine 2')
  await page.keyboard.press('Control+Shift+z')
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('сеть')
})
