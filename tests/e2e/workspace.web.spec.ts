/** The workspace as somebody works in it: finding, grouping and hiding runs, arranging panels, naming views, annotating in bulk. */
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type * as SavedWorkspace from '../support/saved-workspace'
import { expect, test, type App } from './support/app'
import { loadSeeding } from './support/seeded'
import { tiny } from './support/runs'

const training = [...tiny, '--no-early-stopping', '--json']

/** Two architectures with two seeds each. @returns their names, oldest first. */
async function trainFour(app: App): Promise<string[]> {
  for (const [architecture, seed] of [
    ['plain', '1'],
    ['plain', '2'],
    ['pooled', '1'],
    ['pooled', '2'],
  ] as const)
    await app.cli('train', ...training, '--architecture', architecture, '--seed', seed, '--epochs', '3')
  const { stdout } = await app.cli('list', '--json')
  return (JSON.parse(stdout) as { runs: { name: string }[] }).runs.map(({ name }) => name).reverse()
}

const list = (page: Page) => page.getByRole('list', { name: 'Runs', exact: true })
const panel = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true })
const chart = (page: Page, title: string) => panel(page, title).getByRole('application')
const titles = (page: Page, section: string) =>
  page
    .getByRole('region', { name: section, exact: true })
    .getByRole('article')
    .evaluateAll((articles) => articles.map((article) => article.getAttribute('aria-label')))
const isRising = (values: readonly number[]): boolean =>
  values.length === 3 && values.every((value, at) => at === 0 || (values[at - 1] ?? value) <= value)
const choose = async (page: Page, button: string | RegExp, item: string | RegExp) => {
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

// Among the last files: beside each other, or one worker would go on alone.
test.describe.configure({ mode: 'parallel' })

test('runs are found, grouped, hidden and pinned; panels follow; a view brings it all back', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  page.setDefaultTimeout(20_000)
  const [first = '', second = '', third = '', fourth = ''] = await trainFour(app)
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  for (const name of [first, second, third, fourth]) await expect(list(page)).toContainText(name)
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(new RegExp(`${fourth} last 0\\.\\d+`))

  // Searching, by text and by expression; what is wrong with one is said.
  const search = page.getByLabel('Search runs', { exact: true })
  await page.keyboard.press('/')
  await expect(search).toBeFocused()
  await search.fill('pooled')
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  await expect(chart(page, 'val_mse')).not.toHaveAccessibleName(new RegExp(first))
  await expect(page.getByText('2 of 4 runs', { exact: true })).toBeVisible()
  await expect(page.getByRole('group', { name: 'Conditions' })).toContainText('pooled')
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog', { name: 'Finding runs' })).toContainText('loss in (mse, huber)')
  await page.keyboard.press('Escape')
  await expect(search).toBeFocused()
  await search.fill('-[12]$')
  await expect(panel(page, 'val_mse')).toContainText('No run matches -[12]$.')
  await page.getByRole('button', { name: /^Use \.\*/ }).click()
  await expect(list(page)).toContainText(first)
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  await search.fill('-(1')
  await expect(page.getByRole('alert')).toContainText('unterminated group')
  await search.fill('')
  await page.getByRole('button', { name: 'Regular expression' }).click()
  await search.blur()

  // Hiding one: its eye, and the key.
  await page.getByRole('button', { name: `Show ${first}` }).click()
  await expect(page.getByText('3 of 4 runs shown')).toBeVisible()
  await expect(chart(page, 'val_mse')).not.toHaveAccessibleName(new RegExp(first))
  await page.keyboard.press('Control+z')
  await expect(page.getByText('4 runs', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+Shift+Z')
  await expect(page.getByText('3 of 4 runs shown')).toBeVisible()
  await page.keyboard.press('Control+z')

  // Pinned, the oldest stands on top.
  await page.keyboard.press('j')
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('j')
  await page.keyboard.press('p')
  await expect(list(page).getByRole('listitem').first()).toContainText(first)

  // Sorted by what stands behind the names, best first, and turned; the baseline and pinned runs stay on top.
  const valuesBelow = async () => (await list(page).locator('.v').allTextContents()).slice(1).map(Number)
  const sort = page.getByRole('button', { name: /^best val_mse/ })
  await sort.click()
  await expect(sort).toHaveAccessibleName('best val_mse best first')
  await expect.poll(async () => isRising(await valuesBelow())).toBe(true)
  await sort.click()
  await expect.poll(async () => isRising((await valuesBelow()).reverse())).toBe(true)
  await page.getByRole('button', { name: 'Value in the list' }).click()
  await page.getByRole('combobox', { name: 'Metric or setting in the list' }).fill('seed')
  await page.keyboard.press('Enter')
  await expect(list(page).locator('.v')).toHaveText(['1', '2', '2', '1'])
  for (let change = 0; change < 3; change += 1) await page.keyboard.press('Control+z')

  // Groups: their means are the lines.
  await page.getByRole('button', { name: 'Group by' }).click()
  await page.getByRole('menuitemcheckbox', { name: /^architecture/ }).click()
  await page.keyboard.press('Escape')
  await expect(list(page).getByRole('button', { name: 'plain 2', exact: true })).toBeVisible()
  await expect(list(page).locator('.grp .v').first()).toHaveText(/^0\.\d+ ± 0\.\d+$/)
  // The list is as wide as heads and values need, so no head is cut.
  await expect
    .poll(() =>
      list(page)
        .locator('.grp .start')
        .evaluateAll((heads) => heads.every((head) => head.scrollWidth <= head.clientWidth)),
    )
    .toBe(true)
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(/plain \(2\) last 0\.\d+.*, pooled \(2\) last/)
  await list(page).getByRole('button', { name: 'plain 2', exact: true }).click()
  await expect(list(page)).not.toContainText(second)

  // A view keeps it, under a name that only it has.
  await choose(page, 'Views', 'Save as a new view')
  await page.getByRole('textbox', { name: 'View name' }).fill('By architecture')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Views' })).toContainText('By architecture')
  await choose(page, 'Views', 'Reset workspace')
  await expect(page.getByRole('button', { name: 'Views' })).toContainText('changed')
  await expect(list(page).getByRole('listitem')).toHaveCount(4)
  const { savedLayout } = await loadSeeding<typeof SavedWorkspace>('saved-workspace')
  await expect.poll(async () => (await savedLayout(app.home)).groupBy).toEqual([])
  await page.reload()
  await expect(list(page).getByRole('listitem')).toHaveCount(4)
  await choose(page, 'Views', /^By architecture/)
  await expect(list(page).getByRole('button', { name: 'pooled 2', exact: true })).toBeVisible()

  // As a file, and back under another name.
  const download = page.waitForEvent('download')
  await choose(page, 'Views', 'Export to a file')
  const path = await (await download).path()
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    format: 'plateau-view',
    name: 'By architecture',
    layout: { groupBy: ['architecture'] },
  })
  await page.getByLabel('View file').setInputFiles(path)
  await expect(page.getByRole('button', { name: 'Views' })).toContainText('By architecture 2')
  await choose(page, 'Views', 'Remove By architecture 2')
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await page.getByRole('button', { name: 'Views' }).click()
  await expect(page.getByRole('menuitem', { name: /^By architecture 2/ })).toBeVisible()
})

test('panels are moved, resized, hidden, set and filled by keyboard, and a live run draws itself', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  page.setDefaultTimeout(20_000)
  await app.cli('train', ...training, '--epochs', '2')
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  await expect(chart(page, 'val_mse')).toBeVisible()

  expect((await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mse', 'val_mae'])
  const handle = panel(page, 'val_mse').getByRole('button', { name: 'val_mse', exact: true })
  await handle.focus()
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(async () => (await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mae', 'val_mse'])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mse', 'val_mae'])

  const before = await panel(page, 'val_mse').boundingBox()
  await panel(page, 'val_mse')
    .getByRole('button', { name: /^Resize val_mse/ })
    .focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await panel(page, 'val_mse').boundingBox())?.height).toBe((before?.height ?? 0) + 24)

  await panel(page, 'val_psnr').hover()
  await choose(page, 'Actions for val_psnr', 'Hide')
  await expect(panel(page, 'val_psnr')).toHaveCount(0)
  await choose(page, '1 hidden in metrics', 'Show val_psnr')
  await expect(panel(page, 'val_psnr')).toBeVisible()

  // Settings of one panel differ from the workspace's, and go back.
  await panel(page, 'val_mse').hover()
  await page.getByRole('button', { name: 'Settings for val_mse' }).click()
  const sheet = page.getByRole('complementary', { name: 'Panel settings' })
  await sheet.getByLabel('Method').selectOption({ label: 'EMA, debiased' })
  await sheet.getByLabel('Band').selectOption({ label: '95% interval of the mean' })
  await expect(sheet.getByRole('status')).toHaveText('2 differ from the workspace')
  await sheet.getByRole('textbox', { name: 'Maximum y' }).fill('much')
  await expect(sheet.getByRole('alert')).toHaveText('Enter a number')
  await sheet.getByRole('textbox', { name: 'Maximum y' }).fill('0.5')
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('status')).toHaveText('3 differ from the workspace')
  await sheet.getByRole('button', { name: 'Workspace defaults' }).click()
  await expect(sheet.getByRole('status')).toHaveText('same as the workspace')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  // Full screen and back by keyboard.
  await panel(page, 'val_mse').hover()
  await page.keyboard.press('f')
  await expect(page.getByRole('heading', { name: 'val_mse' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel(page, 'val_mae')).toBeVisible()

  // A panel of one's own.
  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('checkbox', { name: 'val_mse' }).check()
  await page.getByRole('checkbox', { name: 'validation_loss' }).check()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(panel(page, 'val_mse, validation_loss')).toBeVisible()
  const { savedLayout } = await loadSeeding<typeof SavedWorkspace>('saved-workspace')
  await expect.poll(async () => JSON.stringify(await savedLayout(app.home))).toContain('"val_mse","validation_loss"')
  await page.reload()
  await expect(panel(page, 'val_mse, validation_loss')).toBeVisible()

  // What trains now comes into the list, the queue and the panels by itself.
  await app.cli(
    'train',
    '--train-size',
    '320',
    '--validation-size',
    '64',
    '--epochs',
    '3',
    '--no-early-stopping',
    '--detach',
  )
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  const name = (await list(page).locator('.name').first().textContent())?.trim() ?? ''
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(new RegExp(`${name} last 0\\.\\d+`), { timeout: 60_000 })
})

test('runs are annotated in bulk with undo, deleted to the bin, restored, and deleted for good', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  page.setDefaultTimeout(20_000)
  await app.cli('train', ...training, '--epochs', '1')
  await app.cli('train', ...training, '--epochs', '1', '--seed', '2')
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const bar = page.getByRole('toolbar', { name: 'Selected runs' })
  await expect(bar).toContainText('2 selected')

  await page.keyboard.press('t')
  await page.getByRole('textbox', { name: 'Find or add a tag' }).fill('sweep')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 runs tagged sweep')).toBeVisible()
  // Behind the names, beside the samples of the lines, which stay while runs are selected.
  // Beside a long name it is only counted.
  await expect(list(page).locator('.tag')).toHaveText([/sweep$/, /sweep$/])
  await expect(list(page).locator('.line svg')).toHaveCount(2)
  await expect(list(page).getByRole('button', { name: /^Show / })).toHaveCount(0)
  await page.keyboard.press('Escape')
  const search = page.getByLabel('Search runs', { exact: true })
  await search.fill('tag:sweep')
  await expect(list(page).getByRole('listitem')).toHaveCount(2)
  await search.blur()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('No matching runs')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()

  // Of two runs with one look the newer borrows another while both are shown.
  await bar.getByRole('button', { name: 'Colour' }).click()
  await page.getByRole('button', { name: 'Gold, dotted' }).click()
  await expect(list(page).getByRole('listitem').first()).toContainText('borrowed, its own is gold')
  await expect(list(page).getByText(/^borrowed/)).toHaveCount(1)
  await page.keyboard.press('Control+z')
  await expect(list(page).getByText(/^borrowed/)).toHaveCount(0)

  // A name that another run has is refused where it is typed.
  const names = await list(page).locator('.name').allTextContents()
  const [newer = '', older = ''] = names.map((text) => text.trim())
  await page.keyboard.press('r')
  const field = page.getByRole('textbox', { name: /^Name of/ })
  await field.fill(newer)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText(`Another run is already called ${newer}.`)
  await field.fill('the baseline')
  await page.keyboard.press('Enter')
  await expect(list(page)).toContainText('the baseline')
  await page.keyboard.press('Control+z')
  await expect(list(page)).toContainText(older)

  // Archived runs are out of the way; the history keeps them apart.
  await bar.getByRole('button', { name: 'Archive' }).click()
  await expect(page.getByText('2 runs archived')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(list(page).getByRole('listitem')).toHaveCount(2)

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: `Star ${newer}` }).click()
  await expect(page.getByRole('button', { name: `Star ${newer}` })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: `Notes and tags of ${newer}` }).click()
  await page.getByRole('textbox', { name: `Notes on ${newer}` }).fill('Learns faster\n\nWhy?')
  await page.getByRole('button', { name: 'Close notes' }).click()
  await expect(page.getByRole('button', { name: `Notes and tags of ${newer}` })).toHaveText('Learns faster')

  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await bar.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await page.getByRole('radio', { name: 'Bin' }).click()
  const binned = page.getByRole('region', { name: 'Runs in the bin' })
  await expect(binned.getByRole('row')).toHaveCount(3)
  await expect(binned.getByRole('columnheader', { name: 'Name' })).toHaveCSS('position', 'sticky')
  await page.getByRole('button', { name: `Restore ${newer}`, exact: true }).click()
  await page.getByRole('button', { name: `Delete permanently: ${older}` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('This cannot be undone.')
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Delete permanently' }).click()
  await expect(page.getByRole('heading', { name: 'The bin is empty' })).toBeVisible()
  await page.getByRole('radio', { name: 'History' }).click()
  await expect(page.locator('tbody .name')).toHaveCount(1)
  await expect(page.locator('tbody .name')).toHaveText(newer)
  expect(app.console.filter((line) => /^(error|pageerror)/.test(line))).toEqual([])
})
