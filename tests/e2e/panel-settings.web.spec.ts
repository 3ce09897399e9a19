/** Every setting of a line panel, and what hovering does to the other panels, by what the chart then says and draws. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/seeded'

const panel = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true })
const chart = (page: Page, title: string) => panel(page, title).getByRole('application')

/** Pixels of a chart's canvases that are not empty; the first one is the plot, what lies above follows the pointer. */
const inkOf = (shown: Locator, canvas: number): Promise<number> =>
  shown.evaluate((host, at) => {
    const found = host.querySelectorAll('canvas')[at]
    const data = found?.getContext('2d')?.getImageData(0, 0, found.width, found.height).data ?? new Uint8ClampedArray()
    return data.filter((value, index) => index % 4 === 3 && value > 0).length
  }, canvas)
/** The plot's pixels, to tell two drawings apart. */
const pictureOf = (shown: Locator): Promise<string> =>
  shown.evaluate((host) => host.querySelector('canvas')?.toDataURL() ?? '')

/** Its picture once it has stayed the same for a quarter of a second: finer lines may still have been on their way. */
async function restingPictureOf(shown: Locator): Promise<string> {
  let before = ''
  await expect
    .poll(
      async () => {
        const last = before
        before = await pictureOf(shown)
        return before === last
      },
      { intervals: [250] },
    )
    .toBe(true)
  return before
}

test('each setting of a panel changes what it shows', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  page.setDefaultTimeout(20_000)
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(/last 0\.\d+/)
  await chart(page, 'val_mse').hover()
  await page.keyboard.press('f')
  const shown = page.getByRole('region', { name: 'val_mse' }).getByRole('application')
  const sheet = page.getByRole('complementary', { name: 'Panel settings' })
  const field = (name: string | RegExp) => sheet.getByRole('textbox', { name })
  const choice = (name: string) => sheet.getByRole('combobox', { name, exact: true })
  await expect(shown).toHaveAccessibleName(/^val_mse by epoch\. .*last 0\.\d+/)
  const plain = (await shown.getAttribute('aria-label'))!

  // What lies along x: the four kinds, and another metric.
  for (const [value, said] of [
    ['step', 'step'],
    ['relative', 'time'],
    ['wall', 'clock'],
    ['key:train_loss', 'train_loss'],
  ] as const) {
    await choice('X').selectOption(value)
    await expect(shown).toHaveAccessibleName(new RegExp(`^val_mse by [^.]*${said}.*last 0\\.\\d+`))
  }
  await choice('X').selectOption('epoch')
  await expect(shown).toHaveAccessibleName(plain)

  // Which of the shown runs it draws: a query of its own, which is named under it and keeps what can be read.
  const query = sheet.getByRole('combobox', { name: 'Runs of this panel' })
  const under = page.getByRole('region', { name: 'val_mse' }).locator('footer')
  await query.fill('architecture = pooled and loss = mse')
  await expect(under).toHaveText(/architecture = pooled and loss = mse\s*\d+ of \d+ runs/)
  await expect(shown).not.toHaveAccessibleName(plain)
  await expect(shown).toHaveAccessibleName(/last 0\.\d+/)
  const some = (await shown.getAttribute('aria-label'))!
  await query.fill('architecture = pooled and los = mse')
  await query.blur()
  await expect(sheet.getByRole('alert')).toContainText('No field is called los.')
  await expect(shown).toHaveAccessibleName(some)
  await query.fill('')
  await query.blur()
  await expect(under).toHaveCount(0)
  await expect(shown).toHaveAccessibleName(plain)

  // A log x axis, by its choice and by its key; wall time has none.
  const linear = await restingPictureOf(shown)
  await sheet.getByRole('radiogroup', { name: 'X scale' }).getByRole('radio', { name: 'Log' }).click()
  await expect(shown).toContainText('log x')
  expect(await restingPictureOf(shown)).not.toBe(linear)
  await shown.hover()
  await page.keyboard.press('Shift+L')
  await expect(shown).not.toContainText('log x')
  await page.mouse.move(2, 2)
  await expect.poll(() => pictureOf(shown)).toBe(linear)

  // Smoothing moves the last value; the original behind it is drawn and not read.
  for (const method of ['ema', 'time-weighted-ema', 'gaussian', 'running-average']) {
    await choice('Method').selectOption(method)
    await expect(shown).not.toHaveAccessibleName(plain)
    await expect(shown).toHaveAccessibleName(/last 0\.\d+/)
  }
  // What is smoothed says so, and what was measured.
  await expect(shown).toContainText('smoothed: running average of 5')
  await expect(shown).toHaveAccessibleName(/^val_mse by epoch, smoothed by running average of 5\./)
  await shown.focus()
  await page.keyboard.press('End')
  await expect(shown).toContainText(/\d+: 0\.\d+ \(measured 0\.\d+\) calm-bay-\d+/)
  await page.keyboard.press('Escape')
  const withOriginal = await pictureOf(shown)
  await sheet.getByRole('switch', { name: /Original/ }).click()
  await expect.poll(() => pictureOf(shown)).not.toBe(withOriginal)
  await choice('Method').selectOption('none')
  await expect(shown).toHaveAccessibleName(plain)

  // A range, and clipped outliers, say what they leave out.
  await field('Maximum y').fill('0.02')
  await field('Maximum y').press('Enter')
  await expect(shown).toContainText(/\d+ points outside/)
  await field('Maximum y').fill('')
  await field('Maximum y').press('Enter')
  await expect(shown).not.toContainText('outside')
  await sheet.getByRole('switch', { name: /Outliers/ }).click()
  await field('Percent of points on each side').fill('5')
  await field('Percent of points on each side').press('Enter')
  await expect(shown).toContainText(/\d+ points outside/)
  await sheet.getByRole('switch', { name: /Outliers/ }).click()
  await expect(shown).not.toContainText('outside')

  // Lines: legend, colour, style and width.
  await field('Legend').fill('${config.loss} of ${name}')
  await field('Legend').press('Enter')
  await expect(shown).toHaveAccessibleName(/(MSE|mse) of calm-bay-\d+ last/)
  for (const change of [
    () => choice('Colour by').selectOption('architecture'),
    () => choice('Style by').selectOption('architecture'),
    async () => {
      await field('Line width').fill('3')
      await field('Line width').press('Enter')
    },
    async () => {
      await sheet.getByRole('button', { name: 'Add a reference line' }).click()
      await page.getByRole('menuitem', { name: 'At a value' }).click()
      await field('Value of reference').fill('0.02')
      await field('Value of reference').press('Enter')
    },
    async () => {
      await sheet.getByRole('button', { name: 'Add a reference line' }).click()
      await page.getByRole('menuitem', { name: 'calm-bay-3' }).click()
    },
  ]) {
    const before = await pictureOf(shown)
    await change()
    await expect.poll(() => pictureOf(shown)).not.toBe(before)
  }

  // As a density the best are named; drawn as lines again, it is as before.
  const before = await restingPictureOf(shown)
  await field('Lines from which on they are drawn as a density').fill('10')
  await field('Lines from which on they are drawn as a density').press('Enter')
  await expect(shown).toContainText('12 runs, shown as density; best 5 named')
  await expect(shown).toHaveAccessibleName(/12 runs, shown as density; best 5 named, .*last 0\.\d+/)
  expect(await restingPictureOf(shown)).not.toBe(before)
  await shown.getByRole('button', { name: 'Draw all as lines' }).click()
  await expect(shown).not.toContainText('density')
  await expect.poll(() => restingPictureOf(shown)).toBe(before)

  // Groups with their line, and each of their bands.
  await sheet.getByRole('button', { name: 'Group this panel by' }).click()
  await page.getByRole('menuitemcheckbox', { name: /^architecture/ }).click()
  await page.keyboard.press('Escape')
  await expect(shown).toHaveAccessibleName(/plain.* last 0\.\d+.*pooled/)
  const mean = await restingPictureOf(shown)
  await choice('Line').selectOption('median')
  await expect.poll(() => pictureOf(shown)).not.toBe(mean)
  let picture = await restingPictureOf(shown)
  const bands = new Set([picture])
  const usual = await choice('Band').inputValue()
  const kinds = await choice('Band')
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value))
  expect(kinds.length).toBeGreaterThanOrEqual(4)
  for (const kind of kinds.filter((one) => one !== usual)) {
    await choice('Band').selectOption(kind)
    await expect(choice('Band')).toHaveValue(kind)
    await expect.poll(() => pictureOf(shown)).not.toBe(picture)
    picture = await restingPictureOf(shown)
    bands.add(picture)
  }
  expect(bands.size).toBe(kinds.length)
  expect(errors).toEqual([])
})

test('hovering shows the crosshair in every panel and one line in front; a click opens its run', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo.slice(0, 1)))
  page.setDefaultTimeout(20_000)
  await page.getByRole('region', { name: 'metrics', exact: true }).scrollIntoViewIfNeeded()
  const [here, there] = [chart(page, 'val_mse'), chart(page, 'val_mae')]
  await expect(here).toHaveAccessibleName(/last 0\.\d+/)
  await expect(there).toHaveAccessibleName(/last 0\.\d+/)
  const box = (await here.boundingBox())!

  // Wherever the pointer is, the nearest line is at hand: drawn over the others here and in the other panel, and marked in the list.
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  for (const shown of [here, there]) await expect.poll(() => inkOf(shown, 1)).toBeGreaterThan(0)
  const rows = page.getByRole('complementary', { name: 'Runs in the workspace' })
  const atHand = rows.locator('.r.high .name')
  const runIn = async (tip: Locator) => (await tip.locator('.near').innerText()).trim().split(' ').at(-1)!
  const name = await runIn(here)
  await expect(atHand).toHaveText([name])
  // Keys act on it, and without one they do nothing: there is one step to undo.
  await page.keyboard.press('v')
  await expect(rows.getByRole('button', { name: `Show ${name}`, exact: true })).toHaveAttribute('aria-pressed', 'false')
  await page.mouse.move(0, 0)
  await expect(atHand).toHaveCount(0)
  await page.keyboard.press('v')
  await page.keyboard.press('p')
  await page.keyboard.press('Control+z')
  await expect(rows.getByRole('button', { name: `Show ${name}`, exact: true })).toHaveAttribute('aria-pressed', 'true')
  // The keyboard's run is at hand in the charts, until the pointer goes to another one.
  await page.keyboard.press('j')
  await expect(atHand).toHaveCount(1)
  for (const shown of [here, there]) await expect.poll(() => inkOf(shown, 1)).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await expect(atHand).toHaveCount(0)

  // Down along one epoch until a click would open the line.
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  const x = (await here.locator('.cross').boundingBox())!.x
  let share = 0.05
  const findLine = () =>
    expect
      .poll(
        async () => {
          share = share > 0.9 ? 0.05 : share + 0.02
          await page.mouse.move(x, box.y + box.height * share)
          return here.evaluate((host) => (host as HTMLElement).style.cursor)
        },
        { intervals: [30] },
      )
      .toBe('pointer')
  await findLine()
  // The same epoch is named below both plots, and dots stand on the lines of both.
  const epoch = await here.locator('.at').innerText()
  await expect(there.locator('.at')).toHaveText(epoch)
  for (const shown of [here, there]) expect(await inkOf(shown, 2)).toBeGreaterThan(0)
  await expect(here.locator('.tip')).toContainText(`${epoch}: 0.0`)
  await expect(there.locator('.tip')).toHaveCount(0)
  // By keyboard the crosshair goes on in both, and the step is said.
  await here.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  const said = await here.locator('[aria-live]').innerText()
  expect(said).toMatch(/^\d+: 0\.\d+ calm-bay-\d+/)
  await expect(there.locator('.at')).toHaveText(said.split(':')[0]!)

  // At the plot's edge the epoch stays on the panel.
  await page.keyboard.press('End')
  const chip = (await here.locator('.at').boundingBox())!
  expect(chip.x + chip.width).toBeLessThanOrEqual(box.x + box.width + 0.5)

  // The one that the tooltip names first is the one that a click opens.
  await findLine()
  const nearest = await runIn(here)
  await page.mouse.down()
  await page.mouse.up()
  await expect(page.getByRole('heading', { level: 1, name: /calm-bay-\d+/ })).toHaveText(nearest)
  expect(errors).toEqual([])
})
