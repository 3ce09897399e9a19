/** Figures in the browser: every chart has one, every format is downloaded, styles are kept, and a dropped file opens its runs. */
import { readFile } from 'node:fs/promises'
import type { Download, Page } from '@playwright/test'
import { expectAccessible } from './support/axe'
import { expect, test } from './support/seeded'

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Export figure' })
const chart = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

/** Opens the dialog for a panel of the workspace by its key, and waits for the picture. */
async function openDialog(page: Page, panel = 'val_mse') {
  await chart(page, panel).hover()
  await page.keyboard.press('Control+e')
  await expect(dialogOf(page)).toBeVisible()
  await expect(dialogOf(page).getByRole('img', { name: `Preview of ${panel}` })).toBeVisible()
}
async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path())
}

const formats = [
  { format: 'PDF', file: 'val_mse.pdf', begins: '%PDF-' },
  { format: 'SVG', file: 'val_mse.svg', begins: '<' },
  { format: 'PNG', file: 'val_mse.png', begins: '\u0089PNG' },
  { format: 'PGFPlots', file: 'val_mse.tex', begins: '%' },
  { format: 'CSV', file: 'val_mse.csv', begins: 'series,run,key,x,y' },
  { format: 'JSON', file: 'val_mse.json', begins: '{' },
  { format: 'Parquet', file: 'val_mse.parquet', begins: 'PAR1' },
] as const

test('each format is downloaded and begins as its files do; the last one is remembered', async ({ open }) => {
  test.slow()
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  for (const { format, file, begins } of formats) {
    await openDialog(page)
    await dialogOf(page).getByRole('radio', { name: format, exact: true }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: `Export ${format}` }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe(file)
    expect((await bytesOf(download)).subarray(0, begins.length).toString('latin1'), format).toBe(begins)
    await expect(dialogOf(page)).toBeHidden()
    await expect(page.getByText(`${file} was saved to the browser’s downloads`).last()).toBeVisible()
    // A table has no picture to wait for.
    if (format === 'CSV') break
  }
  await chart(page, 'val_mse').hover()
  await page.keyboard.press('Control+e')
  await expect(dialogOf(page).getByRole('radio', { name: 'CSV' })).toBeChecked()
  await expect(dialogOf(page).getByText('552 rows')).toBeVisible()
  for (const { format, file, begins } of formats.slice(5)) {
    if (await dialogOf(page).isHidden()) await page.keyboard.press('Control+e')
    await dialogOf(page).getByRole('radio', { name: format, exact: true }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: `Export ${format}` }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe(file)
    expect((await bytesOf(download)).subarray(0, begins.length).toString('latin1'), format).toBe(begins)
    await expect(dialogOf(page)).toBeHidden()
  }
  expect(errors).toEqual([])
})

test('by the keyboard alone: opened on a focused chart, changed, exported by Enter, and the focus is back', async ({
  open,
}) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  const plot = chart(page, 'val_mse').getByRole('application')
  await plot.focus()
  await page.keyboard.press('Control+e')
  const dialog = dialogOf(page)
  await expect(dialog).toBeVisible()
  await expect(dialog.getByText(/^about \d+ KB$/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(plot).toBeFocused()

  // Asked for again before the browser has told that the one before was closed.
  await page.keyboard.press('Control+e')
  await expect(dialog).toBeVisible()
  await page.evaluate(() => {
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close()
    const key = { key: 'e', ctrlKey: true, bubbles: true, cancelable: true }
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
  })
  await expect(dialog.getByText(/^about \d+ KB$/)).toBeVisible()
  await dialog.getByRole('radio', { name: 'PDF' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('radio', { name: 'SVG' })).toBeChecked()
  await dialog.getByRole('textbox', { name: 'Title', exact: true }).fill('Validation error')
  const downloading = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  expect((await bytesOf(await downloading)).toString()).toContain('Validation error')
  await expect(dialog).toBeHidden()
  await expect(plot).toBeFocused()
  expect(errors).toEqual([])
})

test('sizes, units and names change the figure, and a named style survives a reload', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await openDialog(page)
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Two columns' }).click()
  await expect(dialog.getByText('17.4 × 8.7 cm')).toBeVisible()
  await dialog.getByRole('combobox', { name: 'Unit' }).selectOption('in')
  await expect(dialog.getByText('6.85 × 3.42 in')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Two columns' })).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByRole('textbox', { name: 'Width', exact: true }).fill('5')
  await dialog.getByRole('combobox', { name: 'Palette' }).selectOption('Greyscale with dashes')
  await expect(dialog.getByText('5 × 3.42 in')).toBeVisible()

  await dialog.getByRole('button', { name: 'Save or remove styles' }).click()
  await dialog.getByRole('menuitem', { name: 'Save as a new style' }).click()
  // A name of a built-in style is taken.
  await dialog.getByRole('textbox', { name: 'Style name' }).fill('paper')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Style name' }).fill('journal')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('Saved as journal')).toBeVisible()
  await expect(dialog.getByRole('combobox', { name: 'Style', exact: true }).locator('option:checked')).toHaveText(
    'journal',
  )
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await page.reload()
  await openDialog(page)
  await dialog.getByRole('combobox', { name: 'Style', exact: true }).selectOption('journal')
  await expect(dialog.getByText('5 × 3.42 in')).toBeVisible()
  await expect(dialog.getByRole('combobox', { name: 'Palette' }).locator('option:checked')).toHaveText(
    'Greyscale with dashes',
  )

  await dialog.getByRole('button', { name: 'Save or remove styles' }).click()
  await dialog.getByRole('menuitem', { name: 'Remove journal' }).click()
  await expect(dialog.getByText('journal removed')).toBeVisible()
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(dialog.getByRole('combobox', { name: 'Style', exact: true }).locator('option:checked')).toHaveText(
    'journal',
  )
  expect(errors).toEqual([])
})

test('mathematics that is not supported is named beneath its field, for drawings alone', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await openDialog(page)
  const dialog = dialogOf(page)
  await dialog.getByRole('textbox', { name: 'Title', exact: true }).fill('$\\oint{y}_i$')
  await dialog.getByRole('textbox', { name: 'x axis label' }).fill('$\\alpha$')
  await expect(dialog.getByText('\\oint is not supported; the formula is shown as typed')).toBeVisible()
  await expect(dialog.getByText(/not supported/)).toHaveCount(1)
  await expectAccessible(page, 'figure dialog with a note')
  await dialog.getByRole('radio', { name: 'PGFPlots' }).click()
  await expect(dialog.getByText(/not supported/)).toHaveCount(1)
  await dialog.getByRole('radio', { name: 'CSV' }).click()
  await expect(dialog.getByText(/not supported/)).toHaveCount(0)
  expect(errors).toEqual([])
})

test('what TeX cannot hold is said before the export', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) =>
    seedGroups(
      home,
      twoByTwo.map((group) => ({ ...group, hasImages: true })),
    ),
  )
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('combobox', { name: 'View', exact: true }).selectOption({ label: 'Sample diff' })
  await page
    .getByRole('button', { name: /^Export or copy / })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Export figure…' }).click()
  const dialog = dialogOf(page)
  await dialog.getByRole('button', { name: 'Two columns' }).click()
  await dialog.getByRole('radio', { name: 'PGFPlots' }).click()
  await expect(dialog.getByRole('alert')).toContainText(/TeX can take at most 20 images, and this figure has \d+/)
  await expect(dialog.getByRole('img', { name: /^Preview of / })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Export PGFPlots' })).toBeDisabled()
  await expect(dialog.getByRole('button', { name: 'Copy', exact: true })).toBeDisabled()
  await expectAccessible(page, 'figure dialog with a refusal')
  await dialog.getByRole('button', { name: 'Use PDF' }).click()
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await expect(dialog.getByRole('button', { name: 'Export PDF' })).toBeEnabled()
  expect(errors).toEqual([])
})

test('pictures and tables are copied', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const panel = chart(page, 'val_mse')
  const menu = async (item: string) => {
    await panel.hover()
    await panel.getByRole('button', { name: 'Actions for val_mse' }).click()
    await panel.getByRole('menuitem', { name: item, exact: true }).click()
  }
  await menu('Copy image')
  await expect(page.getByText('Image copied')).toBeVisible()
  const kind = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read()
    return { types: item?.types, size: (await item?.getType('image/png'))?.size }
  })
  expect(kind.types).toContain('image/png')
  expect(kind.size).toBeGreaterThan(5_000)

  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await menu('Copy as table')
  await expect(page.getByText('Table with 552 rows copied')).toBeVisible()
  expect(await copied()).toMatch(/^name\tepoch\tvalue\n/)
  await menu('Copy as Markdown table')
  await expect(page.getByText('Markdown table with 552 rows copied')).toBeVisible()
  expect(await copied()).toMatch(/^\| ?name/)
  await menu('Copy as LaTeX table')
  await expect(page.getByText('LaTeX table with 552 rows copied')).toBeVisible()
  expect(await copied()).toContain('\\begin{tabular}')
  expect(errors).toEqual([])
})

/** Drops a file of these bytes on the window. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(content), (part) => part.charCodeAt(0))], fileName))
      return transfer
    },
    [name, bytes.toString('base64')] as const,
  )
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data })
  await expect(page.getByText('Drop a figure to open its runs')).toBeVisible()
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
  await expect(page.getByText('Drop a figure to open its runs')).toBeHidden()
}

test('a dropped figure opens its comparison, and says which of its runs are gone', async ({ open }) => {
  test.slow()
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('radio', { name: 'Overlay' }).click()
  const files: Buffer[] = []
  for (const format of ['PDF', 'SVG', 'PNG']) {
    await page.getByRole('button', { name: 'Export or copy the comparison' }).click()
    await page.getByRole('menuitem', { name: 'Export figure…' }).click()
    await dialogOf(page).getByRole('radio', { name: format, exact: true }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: `Export ${format}` }).click()
    files.push(await bytesOf(await downloading))
    await expect(dialogOf(page)).toBeHidden()
  }

  // One of them goes to the bin.
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Select calm-bay-12' }).check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByRole('checkbox', { name: 'Select calm-bay-12' })).toBeHidden()
  for (const [index, name] of ['a.pdf', 'b.svg', 'c.png'].entries()) {
    await drop(page, name, files[index] ?? Buffer.alloc(0))
    await expect(page.getByText(`Showing the runs in ${name}. calm-bay-12 is in the bin.`)).toBeVisible()
    await expect(page.getByRole('radio', { name: 'Overlay' })).toBeChecked()
    await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  }
  await drop(page, 'letter.pdf', Buffer.from('%PDF-1.4\nno figure'))
  await expect(page.getByRole('alert').getByText('does not say which runs it shows')).toBeVisible()
  expect(errors).toEqual([])
})

test('a dropped panel opens in the workspace with its runs alone, which is taken back', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  const list = page.getByRole('list', { name: 'Runs', exact: true })
  const eye = (run: string) => list.getByRole('button', { name: `Show ${run}`, exact: true })
  const expectOpen = (run: string, isOpen: boolean) => expect(eye(run)).toHaveAttribute('aria-pressed', String(isOpen))
  await eye('calm-bay-1').click()
  await openDialog(page)
  await dialogOf(page).getByRole('radio', { name: 'PNG', exact: true }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export PNG' }).click()
  const file = await bytesOf(await downloading)
  await expect(dialogOf(page)).toBeHidden()
  await eye('calm-bay-1').click()
  await eye('calm-bay-2').click()

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await drop(page, 'loss.png', file)
  const full = page.getByRole('region', { name: 'val_mse', exact: true })
  await expect(full.getByRole('heading', { name: 'val_mse' })).toBeVisible()
  await expect(full.getByText('11 runs', { exact: true })).toBeVisible()
  await expect(page.getByText('Showing the runs in loss.png.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expectOpen('calm-bay-1', false)
  await expectOpen('calm-bay-2', true)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expectOpen('calm-bay-1', true)
  await expectOpen('calm-bay-2', false)
  expect(errors).toEqual([])
})

test('every view has figures that can be drawn, and the dialog is accessible', async ({ open }) => {
  test.slow()
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  const drawn = async () => {
    await expect(dialogOf(page).getByText(/^about \d+ (KB|MB)$/)).toBeVisible({ timeout: 15_000 })
    await expect(dialogOf(page).getByRole('alert')).toBeHidden()
  }
  await openDialog(page)
  await drawn()
  await expectAccessible(page, 'figure dialog')
  await dialogOf(page).getByRole('radio', { name: 'CSV' }).click()
  await expect(dialogOf(page).getByText('552 rows')).toBeVisible()
  await expectAccessible(page, 'figure dialog with numbers')
  await page.evaluate(() => (document.documentElement.dataset.theme = 'light'))
  await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()

  const exportOf = async (what: string) => {
    await page.getByRole('button', { name: new RegExp(`^Export or copy ${what}(, Figure)?$`) }).click()
    await page.getByRole('menuitem', { name: 'Export figure…' }).click()
    await drawn()
    await dialogOf(page).getByRole('button', { name: 'Cancel' }).click()
    await expect(dialogOf(page)).toBeHidden()
  }
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await exportOf('the comparison')
  const tool = page.getByRole('combobox', { name: 'View', exact: true })
  await tool.selectOption({ label: 'Early stopping what-if' })
  await exportOf('where each run would have stopped')
  await tool.selectOption({ label: 'Losses' })
  await exportOf('the losses')
  await exportOf('the gradients')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.locator('tbody .name').first().click()
  for (const what of ['Loss', 'the early-stopping track', 'the architecture']) await exportOf(what)
  await page.getByRole('tab', { name: 'System' }).click()
  await page
    .getByRole('button', { name: /^Export or copy / })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Export figure…' }).first().click()
  await drawn()
  expect(errors).toEqual([])
})
