/** Other tasks than the report's, from the form to the run's page: targets of one's own, and classification. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { classFiles, writeFiles } from '../support/picture-files'
import { expect, test } from './support/app'
import { expectAccessible } from './support/axe'
import { drop, paste, pictureBytes, picturePath } from './support/pictures'

// Among the last files: beside each other, or one worker would go on alone.
test.describe.configure({ mode: 'parallel' })

test('targets by chips and keyboard, then a run that says classes, with its confusion matrix and what was said', async ({
  app,
}) => {
  const { page } = app
  await app.cli('settings', 'set', 'keepCheckpoints', 'spread')
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('button', { name: 'Quick, plain' }).click()
  const targets = page.getByRole('group', { name: 'Targets' })
  const names = targets.locator('[data-chip]')
  await expect(names).toHaveText(['resize', 'grey', 'flip-horizontal', 'flip-vertical'])
  await targets.getByRole('button', { name: 'Remove flip-vertical' }).click()
  await targets.getByRole('group', { name: 'Add a transform' }).getByRole('button', { name: 'edge' }).click()
  await targets.getByRole('button', { name: /^edge, transform 4/ }).focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(names).toHaveText(['resize', 'grey', 'edge', 'flip-horizontal'])
  await expect(targets.getByRole('button', { name: /^edge, transform 3/ })).toBeFocused()
  await targets.getByRole('textbox', { name: 'resize: side' }).fill('500')
  await expect(targets.getByRole('alert')).toContainText('needs a whole number from 1 to 128 after resize:, not 500')
  await targets.getByRole('textbox', { name: 'resize: side' }).fill('20')
  await expect(page.getByText('RGB 32×32 in, grey 20×20 out')).toBeVisible()

  await page.getByRole('radiogroup', { name: 'Task' }).getByRole('radio', { name: 'Classification' }).click()
  await expect(page.getByText('RGB 32×32 in, 10 classes out')).toBeVisible()
  await expect(targets).toBeHidden()
  await expect(page.getByRole('radio', { name: /^Cross-entropy/ })).toBeChecked()
  const resnet = page.getByRole('radio', { name: /^resnet/ })
  await expect(resnet).toContainText('78,378')
  await resnet.click()
  await expect(page.getByRole('button', { name: /^Widths, kernels/ })).toBeHidden()
  await expectAccessible(page, 'the form of a classification')
  await page.getByRole('switch', { name: 'Norms by layer' }).check()
  // What a step does and when, and how images are changed as they are taken.
  await page.getByRole('combobox', { name: 'Optimizer' }).selectOption('adamw')
  await page.getByRole('combobox', { name: 'Schedule' }).selectOption('cosine')
  await page.getByRole('textbox', { name: 'Warm-up' }).fill('1')
  await page.getByText('Accumulation, clipping and averaging').click()
  await page.getByRole('textbox', { name: 'Accumulation' }).fill('2')
  await page.getByRole('textbox', { name: 'Clip by norm' }).fill('1')
  await page.getByRole('textbox', { name: 'Average decay' }).fill('0.9')
  const augmentations = page.getByRole('group', { name: 'Add an augmentation' })
  for (const name of ['crop', 'mixup']) await augmentations.getByRole('button', { name }).click()
  await page.getByRole('textbox', { name: 'Training images' }).fill('640')
  await page.getByRole('textbox', { name: 'Validation images' }).fill('100')
  await page.getByRole('textbox', { name: 'Epochs' }).fill('2')
  // However much was changed, what starts it is in sight.
  const start = page.getByRole('button', { name: /^Start 1 run/ })
  await expect(start).toBeInViewport({ ratio: 1 })
  await start.click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })

  await expect(page.getByText('Best val_accuracy')).toBeVisible()
  const config = page.getByRole('tree', { name: 'Config' })
  for (const line of [
    /Optimizer\s*AdamW/,
    /Schedule\s*cosine/,
    /Warm-up\s*1/,
    /Accumulation\s*2/,
    /Augmentation\s*crop.* mixup/,
  ])
    await expect(config).toContainText(line)
  const matrix = page.getByRole('region', { name: 'Confusion matrix' })
  await expect(matrix.getByRole('row')).toHaveCount(11)
  const counts = await matrix.locator('td:not(.right)').allTextContents()
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(100)
  await page.getByRole('radio', { name: 'Share of row' }).click()
  const shares = (await matrix.locator('td:not(.right)').allTextContents()).map(Number)
  for (let label = 0; label < 10; label += 1)
    expect(
      Math.abs(shares.slice(label * 10, label * 10 + 10).reduce((sum, share) => sum + share, 0) - 100),
    ).toBeLessThan(3)
  await page.getByRole('button', { name: 'Export or copy the confusion matrix' }).click()
  await page.getByRole('menuitem', { name: /^Export figure/ }).click()
  const figure = page.getByRole('dialog', { name: 'Export figure' })
  await expect(figure.getByText(/^about \d+ KB$/)).toBeVisible()
  await expect(figure.getByRole('alert')).toBeHidden()
  await page.keyboard.press('Escape')
  const samples = page.getByRole('list', { name: 'Eight fixed validation images' })
  await expect(samples.getByRole('listitem')).toHaveCount(8)
  await expect(samples.getByRole('listitem').first()).toContainText(/cat.*\d+ %/)

  // A look inside: the worst images of all, the surest mistakes, and one by its number.
  await page.getByRole('tab', { name: 'Model' }).click()
  const images = page.getByRole('region', { name: 'Images', exact: true })
  const looked = images.getByRole('button', { name: /^Look at image/ })
  await expect(looked).toHaveCount(8, { timeout: 30_000 })
  await page.getByRole('radio', { name: 'Surest mistakes' }).click()
  await expect(page.getByRole('heading', { name: /^Surest mistakes/ })).toBeVisible()
  await expect(images).toHaveAttribute('aria-busy', 'false')
  await expect(images.getByText(/^said .*, wrong$/)).toHaveCount(8)
  const epoch = images.getByRole('slider', { name: 'Kept epoch' })
  await epoch.press('Home')
  await expect(epoch).toHaveAttribute('aria-valuetext', 'epoch 1')
  await images.getByRole('button', { name: 'Play' }).press('Enter')
  await expect(epoch).toHaveAttribute('aria-valuetext', 'epoch 2')
  await page.keyboard.press('j')
  await expect(looked.nth(1)).toHaveAttribute('aria-pressed', 'true')
  await images.getByRole('radio', { name: 'By number' }).click()
  const numbers = images.getByRole('textbox', { name: 'Numbers of images' })
  await numbers.fill('101')
  await expect(images.getByRole('alert')).toHaveText('There are images 1 to 100, and no 101.')
  await numbers.fill('3')
  await numbers.press('Enter')
  await expect(looked).toHaveCount(1)
  await expect(looked).toHaveAccessibleName('Look at image 3')
  const layer = page.getByRole('region', { name: 'Layers', exact: true })
  await expect(layer.getByRole('group', { name: 'Filters' }).getByRole('img')).toHaveCount(16)
  await layer.getByRole('combobox', { name: 'Layer' }).selectOption({ index: 2 })
  await expect(layer.getByText(/^of image 3 after ReLU/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'Gradient norm' }).getByRole('application')).toBeVisible()

  // The images of a cell of the confusion matrix, the surest first, and one of them among those that are looked at.
  const confusion = page.getByRole('region', { name: 'Confusion', exact: true })
  const filled = confusion
    .getByRole('gridcell')
    .filter({ hasText: /^[1-9]\d*$/ })
    .first()
  const inCell = Number(await filled.textContent())
  await confusion.getByRole('gridcell').first().focus()
  await page.keyboard.press('ArrowRight')
  await expect(confusion.getByRole('gridcell').nth(1)).toBeFocused()
  await filled.focus()
  await page.keyboard.press('Enter')
  await expect(confusion.getByRole('listitem')).toHaveCount(Math.min(8, inCell), { timeout: 30_000 })
  const surest = (await confusion.getByRole('listitem').locator('.mono').allTextContents()).map(Number)
  expect(surest).toEqual(surest.toSorted((left, right) => right - left))
  const number = (await confusion.getByRole('listitem').first().locator('.t3').textContent()) ?? ''
  await confusion.getByRole('listitem').first().getByRole('button').click()
  await expect(looked.first()).toHaveAccessibleName(`Look at image ${number}`)
  const scores = confusion.getByRole('region', { name: 'Scores by class' })
  await expect(scores.getByRole('row')).toHaveCount(11)
  await expectAccessible(page, 'a look inside')

  const trying = page.getByRole('region', { name: 'Try an image' })
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    trying.getByRole('button', { name: 'Choose…' }).press('Enter'),
  ])
  await chooser.setFiles(picturePath('turned-6.jpg'))
  await expect(trying.getByRole('status')).toContainText(
    /turned-6\.jpg, epoch \d \(best\): [\d.]+ ms\.\s+It was turned upright/,
  )
  await expect(trying.getByRole('list', { name: 'Classes' }).getByRole('listitem')).toHaveCount(5)
  await expectAccessible(page, 'a run of classes')

  // Another epoch's weights, and a file that is no image: said, and the window stays as it was.
  await trying.getByRole('combobox', { name: 'Weights of' }).selectOption('Best epoch')
  await paste(page, 'cut.png', pictureBytes('plain.png').subarray(0, 60))
  await expect(trying.getByRole('status')).toHaveText('cut.png is cut short: its end is missing.')
  await drop(trying, 'grey16.png', pictureBytes('grey16.png'))
  await expect(trying.getByRole('status')).toContainText('Of its 16 bits a channel, the upper 8 were used.')

  await page.getByRole('button', { name: 'Export model' }).press('Enter')
  await expectAccessible(page, 'the menu of a model')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^ONNX/ }).press('Enter'),
  ])
  expect(download.suggestedFilename()).toMatch(/^[a-z]+-[a-z]+-\d+\.onnx$/)
})

test('a folder of images in the form: chosen, looked at, and trained on with its own classes', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('radiogroup', { name: 'Task' }).getByRole('radio', { name: 'Classification' }).click()
  const add = page.getByRole('button', { name: 'Add a folder or file…' })
  await add.press('Enter')
  const adding = page.getByRole('group', { name: 'Add a folder or file' })
  const path = adding.getByRole('textbox', { name: /^Folder or file/ })
  await expect(path).toBeFocused()
  await adding.getByRole('button', { name: 'Close' }).press('Enter')
  await expect(add).toBeFocused()
  await add.press('Enter')
  await path.fill('pictures')
  await adding.getByRole('button', { name: 'Look through it' }).click()
  await expect(adding.getByRole('alert')).toHaveText('The folder or file must be an absolute path.')
  // No choice is cut, at the least width that windows are made for.
  const fit = adding.getByRole('combobox', { name: 'Fit' })
  const [widest, width] = await fit.evaluate((select) => {
    const copy = select.cloneNode(true) as HTMLElement
    copy.style.width = 'max-content'
    select.after(copy)
    const both = [copy.offsetWidth, (select as HTMLElement).offsetWidth]
    copy.remove()
    return both
  })
  expect(width).toBeGreaterThanOrEqual(widest ?? 0)
  await path.fill('/pic\u202Etures')
  await path.press('Enter')
  await expect(adding.getByRole('alert')).toHaveText(
    'The path must not contain U+202E, which changes the direction of text. Leave it out.',
  )
  const folder = mkdtempSync(join(tmpdir(), 'plateau-pictures-'))
  try {
    writeFiles(folder, { 'Hüte/notes.txt': 'x' })
    await path.fill(folder)
    await adding.getByRole('button', { name: 'Look through it' }).press('Enter')
    await expect(adding.getByRole('alert')).toHaveText('There are no pictures in it: PNG, JPEG and WebP are read.')
    await expect(adding.getByRole('button', { name: 'Prepare' })).toBeDisabled()
    writeFiles(folder, { ...classFiles(['Hüte', 'コート'], 25), 'Hüte/cut.png': 'x' })
    await path.fill(folder)
    await adding.getByRole('button', { name: 'Look through it' }).press('Enter')
    await expect(adding.getByRole('status')).toContainText('51 images, 2 classes, 20 % for validation, by seed')
    await expect(adding.getByRole('region', { name: 'What was understood' })).toContainText('コート 25')
    await expectAccessible(page, 'a folder in the form')
    await adding.getByRole('textbox', { name: 'Name' }).fill('clothes')
    await adding.getByRole('textbox', { name: 'Size' }).fill('16')
    await adding.getByRole('button', { name: 'Prepare' }).press('Enter')
    await expect(page.getByText('RGB 16×16 in, 2 classes out')).toBeVisible()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  await expect(adding).toBeHidden()
  await expect(page.getByRole('combobox', { name: 'Data set' })).toBeFocused()
  await expect(page.getByText('cifar10 → clothes', { exact: true })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Training images' })).toHaveValue('40')
  await page.getByText('Images, classes and skipped files').click()
  await expect(page.getByRole('list', { name: 'Images of clothes' }).getByRole('listitem')).toHaveCount(10)
  const skipped = page.getByRole('region', { name: 'Skipped files of clothes' })
  await page.getByRole('textbox', { name: 'Class weights' }).fill('balanced')
  await page.getByText(/^Classes$/).click()
  const counted = page.getByRole('region', { name: 'Classes of this run' })
  await expect(counted.getByRole('row', { name: 'コート 20 5 1.000 50.0 %' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Classes of clothes' })).toHaveCount(0)
  await expect(skipped.getByRole('row', { name: 'Hüte/cut.png is no PNG, JPEG or WebP image' })).toBeVisible()
  await expectAccessible(page, 'a data set in the form')
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
  await page.getByRole('button', { name: /^Start 1 run/ }).click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('region', { name: 'Confusion matrix' }).getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('region', { name: 'Confusion matrix' })).toContainText('コート')
  await expect(counted.getByRole('row', { name: 'コート 20 5 1.000 50.0 %' })).toBeVisible()
  await expect(page.getByText(/clothes@[0-9a-f]{12}/).first()).toBeVisible()

  // Another begins with its weights: what does not fit is said by layer, until the run is like it.
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByText('Start from weights').click()
  await page.getByRole('button', { name: 'Use these weights' }).click()
  await expect(page.getByText('Choose a run or a file first.')).toBeVisible()
  await page.getByRole('combobox', { name: 'Weights of a run' }).selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Use these weights' }).press('Enter')
  const misfits = page.getByRole('list', { name: 'Layers that do not fit' })
  await expect(misfits.getByRole('listitem').first()).toContainText(/^Layer \d+ has layers\.\d+\.weight of /)
  await page.getByRole('radiogroup', { name: 'Task' }).getByRole('radio', { name: 'Classification' }).click()
  await page.getByRole('combobox', { name: 'Data set' }).selectOption('clothes')
  await expect(page.getByText('They fit every layer.')).toBeVisible()
  await expect(misfits).toBeHidden()
  await page.getByRole('group', { name: 'Frozen layers' }).getByRole('checkbox').first().check()
  await expectAccessible(page, 'weights in the form')
  await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
  await page.getByRole('button', { name: /^Start 1 run/ }).click()
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })
})
