/** Groups of seeds side by side, on a history whose numbers are known. */
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe'
import { expect, test } from './support/seeded'

const openCompare = async (page: Page) => {
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Verdict table' })).toBeVisible()
}
const panel = (page: Page, name: string) => page.getByRole('application', { name: new RegExp(name) })
const group = (page: Page, name: RegExp) =>
  page.getByRole('region', { name: 'Verdict table' }).getByRole('row').filter({ hasText: name })

test('two by two: means of seeds on equal axes, a verdict with interval and time', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await openCompare(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^With MSE, pooled reaches plain's best val_mse in 3 of 3 seeds, \d+ epochs earlier in the median.* in training time\.$/,
  )
  for (const name of ['plain, MSE', 'pooled, MSE', 'plain, Smooth L1', 'pooled, Smooth L1'])
    await expect(panel(page, `^Validation MSE, ${name} by epoch\\. mean of 3 seeds last`)).toBeVisible()
  await expect(page.getByText(/3 seeds each: pooled's best val_mse is .*95% interval/)).toBeVisible()
  await expect(page.getByText('All other settings are identical. 3 seeds each.')).toBeVisible()
  await expect(group(page, /pooled\s*MSE/)).toContainText(/0\.0\d+ ± 0\.0\d+/)
  await expect(group(page, /pooled\s*MSE/)).toContainText('3 of 3')
  await expect(group(page, /plain\s*MSE/)).toContainText('not within 60')

  // A group opens to its seeds, the best first, by keyboard.
  await page.getByRole('button', { name: 'Show the 3 runs of plain, MSE' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Verdict table' }).locator('.name')).toHaveText([
    'calm-bay-1',
    'calm-bay-3',
    'calm-bay-2',
  ])
  await expectAccessible(page, 'compare, a group open')

  await page.getByRole('combobox', { name: /^band/ }).selectOption('confidence')
  await expect(page.getByText('bands show the 95% interval of the mean')).toBeVisible()

  await page.getByRole('radio', { name: /^Validation loss/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'MSE and Smooth L1 are on different scales, so there is no verdict across them.',
  )
  await expect(page.getByText('scale: half of squared error')).toBeVisible()
  await expect(page.getByText('Axes are shared within a column only.')).toBeVisible()
  await expectAccessible(page, 'compare, own loss')
  expect(errors).toEqual([])
})

test('a seed that was stopped is left out and named, until it is asked for', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => {
    const [plain, , pooled] = twoByTwo
    const stopped = { ...pooled!, seeds: [4], epochs: 1, reason: 'stopped' as const }
    return seedGroups(home, [plain!, pooled!, stopped])
  })
  await openCompare(page)
  const left = page.getByText(/Left out of means and intervals because .*: calm-bay-7 \(stopped at epoch 1 of 60\)\./)
  const sentence = page.getByText(/3 seeds each: pooled's best val_mse is .*95% interval/)
  await expect(left).toBeVisible()
  await expect(sentence).toBeVisible()
  await expect(group(page, /pooled\s*MSE/)).toContainText('3 of 4')
  await expect(panel(page, '^Validation MSE, pooled, MSE by epoch\\. mean of 3 seeds last')).toBeVisible()

  const toggle = page.getByRole('button', { name: 'Unfinished runs' })
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await toggle.click()
  await expect(page.getByText(/Included although it did not reach its planned end: calm-bay-7/)).toBeVisible()
  await expect(page.getByText(/3 and 4 seeds: pooled's best val_mse is .*95% interval/)).toBeVisible()
  await expect(left).toBeHidden()
  await expectAccessible(page, 'compare, unfinished runs counted')
  // It is part of the route: back from a run it stands as it was.
  await page.getByRole('button', { name: 'Show the 4 runs of pooled, MSE' }).click()
  await page.getByRole('button', { name: 'calm-bay-7', exact: true }).click()
  await page.goBack()
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  expect(errors).toEqual([])
})

test('any two settings make rows and columns, and a cell without a run says so', async ({ open }) => {
  const { page } = await open((home, { seedGroups }) =>
    seedGroups(
      home,
      [
        [16, 0.01],
        [32, 0.01],
        [32, 0.001],
      ].map(([batchSize = 0, learningRate = 0], at) => ({
        ...{ input: { batchSize, learningRate }, seeds: [1, 2], epochs: 20 },
        ...{ floor: 0.01 + at / 1_000, decay: 0.8, epochSeconds: 10 },
      })),
    ),
  )
  await openCompare(page)
  // They are those that the runs differ in; grouped by another one the runs are no seeds of each other.
  await expect(page.getByRole('combobox', { name: /^rows/ })).toHaveValue('learningRate')
  await page.getByRole('combobox', { name: /^rows/ }).selectOption('optimizer')
  await page.getByRole('combobox', { name: /^columns/ }).selectOption({ label: 'none' })
  await expect(
    page.getByText(/differ in learning rate, batch size: they are not repetitions of one setting/),
  ).toBeVisible()
  await page.getByRole('combobox', { name: /^rows/ }).selectOption('batchSize')
  await page.getByRole('combobox', { name: /^columns/ }).selectOption('learningRate')
  await expect(page.getByText('No run with batch size 16 and learning rate 0.001.')).toBeVisible()
  await expect(panel(page, 'batch size 32, learning rate 0\\.01 by epoch\\. mean of 2 seeds')).toBeVisible()
  await expect(page.getByText('2 seeds each: too few for an interval; intervals need 3 each.')).toBeVisible()
  // Rows and columns are exchanged, and never the same.
  await page.getByRole('combobox', { name: /^rows/ }).selectOption('learningRate')
  await expect(page.getByRole('combobox', { name: /^columns/ })).toHaveValue('batchSize')
  await expectAccessible(page, 'compare, other settings')
})

test('a baseline turns every curve into a difference or ratio to it', async ({ open }) => {
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await openCompare(page)
  // From the table, by its key.
  await page.getByRole('button', { name: 'Show the 3 runs of plain, MSE' }).click()
  await page.getByRole('button', { name: 'calm-bay-2', exact: true }).focus()
  await page.keyboard.press('b')
  await expect(page.getByRole('combobox', { name: /^baseline/ })).toHaveValue('grouped0001')
  await expect(page.getByRole('radio', { name: 'Difference' })).toBeChecked()
  await expect(panel(page, '^Validation MSE, pooled, MSE by epoch\\. mean of 3 seeds last -0\\.0')).toBeVisible()
  await page.getByRole('radio', { name: 'Ratio' }).click()
  await expect(
    panel(page, '^Validation MSE, pooled, MSE by epoch\\. mean of 3 seeds last (0\\.\\d|1\\.)'),
  ).toBeVisible()
  await page.getByRole('radio', { name: 'Overlay' }).click()
  // The baseline itself is 1 at every epoch.
  await expect(panel(page, 'calm-bay-2 last 1\\.00')).toBeVisible()
  await expectAccessible(page, 'compare, against a baseline')

  // It is the workspace's baseline, and the choices are there again after a look elsewhere.
  await page.getByRole('combobox', { name: /^band/ }).selectOption('deviation')
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Settings for all panels' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('combobox', { name: /^baseline/ })).toHaveValue('grouped0001')
  await expect(page.getByRole('combobox', { name: /^band/ })).toHaveValue('deviation')
  await expect(page.getByRole('radio', { name: 'Overlay' })).toBeChecked()
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await openCompare(page)
  await expect(page.getByRole('radio', { name: 'Ratio' })).toBeChecked()
  await expect(page.getByRole('combobox', { name: /^band/ })).toHaveValue('deviation')

  await page.getByRole('combobox', { name: /^baseline/ }).selectOption({ label: 'none' })
  await expect(page.getByRole('radio', { name: 'Ratio' })).toBeHidden()
  // A change with a way back, as any other.
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('combobox', { name: /^baseline/ })).toHaveValue('grouped0001')
})

test('the config diff clones the left run with chosen values of the right one', async ({ open }) => {
  const { page } = await open((home, { seedGroups }) =>
    seedGroups(
      home,
      (['plain', 'pooled'] as const).map((architecture) => ({
        input: { architecture, ...(architecture === 'pooled' ? { learningRate: 0.0005, patience: 8 } : {}) },
        ...{ seeds: [1], epochs: 12, floor: 0.01, decay: 0.8, epochSeconds: 10 },
      })),
    ),
  )
  await openCompare(page)
  await page.keyboard.press('d')
  const sheet = page.getByRole('complementary', { name: 'Config diff' })
  await expect(sheet).toContainText(/9 of \d+ keys differ/)
  await expect(sheet.getByRole('row', { name: 'Layers 2 conv, 2 dense 3 conv, 2 dense' })).toBeVisible()
  await expect(sheet.getByRole('row', { name: 'Pooling none max 2 × 3' })).toBeVisible()
  const layers = sheet.getByRole('region', { name: 'Layers side by side' })
  await expect(layers).toContainText('3 changed, 8 added, 5 follow. 1,301,344 fewer parameters on the right.')
  await expect(layers.getByRole('row', { name: /3 × 3 conv, 16.* changed .*7 × 7 conv, 32/ })).toBeVisible()
  await expect(layers.getByRole('row', { name: /^none added .*batch norm/ }).first()).toBeVisible()
  await layers.getByRole('button', { name: 'Show 5 layers of the same settings' }).click()
  await expect(layers.getByRole('row', { name: /ReLU.* follows .*ReLU/ }).first()).toBeVisible()
  await expect(sheet.getByRole('row', { name: /^Batch size/ })).toBeHidden()
  await sheet.getByRole('switch', { name: 'Show equal keys' }).check()
  await expect(sheet.getByRole('row', { name: 'Batch size 64 64' })).toBeVisible()
  await expect(sheet.getByRole('row', { name: /^threads 2 2/ })).toBeVisible()

  await sheet.getByRole('button', { name: /^Clone left/ }).click()
  for (const key of ['Architecture', 'Filters', 'Kernel sizes', 'Hidden units'])
    await sheet.getByRole('checkbox', { name: new RegExp(`^${key}`) }).uncheck()
  await expectAccessible(page, 'compare, config diff')
  await sheet.getByRole('button', { name: 'Open the form with 2 values' }).click()

  await expect(page.getByRole('heading', { name: 'Duplicate and edit' })).toBeVisible()
  await expect(page.getByText('2 settings differ from calm-bay-1')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.0005')
  await expect(page.getByRole('textbox', { name: 'Patience' })).toHaveValue('8')
  await expect(page.getByRole('radio', { name: /^plain/ })).toBeChecked()
  await expectAccessible(page, 'new run, duplicated')
  // Each change has its own way back.
  await page.getByRole('button', { name: 'Reset Learning rate to 0.001' }).click()
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.001')
  await expect(page.getByText('1 setting differs from calm-bay-1')).toBeVisible()
  await page.getByRole('button', { name: 'Reset Patience', exact: true }).click()
  await expect(page.getByText('Copy of calm-bay-1')).toBeVisible()
  await page.getByRole('radio', { name: /^Huber/ }).check()
  await expectAccessible(page, 'new run, another loss')
  await page.getByRole('button', { name: 'Reset Loss: was mse' }).click()
  await expect(page.getByRole('radio', { name: /^MSE/ })).toBeChecked()
})

test('six by six is scrolled, and every cell is there', async ({ open }) => {
  const sixes = [1, 2, 3, 4, 5, 6]
  const { page } = await open((home, { seedGroups }) =>
    seedGroups(
      home,
      sixes.flatMap((row) =>
        sixes.map((column) => ({
          input: { batchSize: row * 16, learningRate: column / 1_000 },
          ...{ seeds: [1], epochs: 12, floor: 0.01 + row / 1e4, decay: 0.8 + column / 100, epochSeconds: 10 },
        })),
      ),
    ),
  )
  await openCompare(page)
  await expect(page.getByRole('combobox', { name: /^rows/ })).toHaveValue('learningRate')
  await expect(page.getByRole('application')).toHaveCount(36)
  const [content, window] = await page.evaluate(() => [document.body.scrollWidth, innerWidth])
  expect(content).toBe(window)
  await panel(page, 'learning rate 0\\.006, batch size 96').focus()
  await expect(panel(page, 'learning rate 0\\.006, batch size 96')).toBeInViewport()
  // Of so many groups the verdict is a list.
  await expect(page.getByRole('listitem').filter({ hasText: /^learning rate 0\.\d+, batch size \d+: / })).toHaveCount(6)
  await page.getByRole('button', { name: 'Show all 36 groups' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /^learning rate 0\.\d+, batch size \d+: / })).toHaveCount(
    35,
  )
})
