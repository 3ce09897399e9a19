/** Panels by mouse and keyboard on a history whose numbers are known: moved, resized, zoomed together, grouped, brushed, read as a table. */
import type { Page } from '@playwright/test'
import type * as SeedSeries from '../support/seed-series'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test, type Seeded } from './support/seeded'

const panel = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true })
const chart = (page: Page, title: string) => panel(page, title).getByRole('application')
const list = (page: Page) => page.getByRole('list', { name: 'Runs', exact: true })
const titles = (page: Page, section: string) =>
  page
    .getByRole('region', { name: section, exact: true })
    .getByRole('article')
    .evaluateAll((articles) => articles.map((article) => article.getAttribute('aria-label')))
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

type Open = (seed: Parameters<Parameters<Parameters<typeof test>[2]>[0]['open']>[0]) => Promise<Seeded>
const openTwoByTwo = async (open: Open): Promise<Seeded> => {
  const seeded = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  seeded.page.setDefaultTimeout(20_000)
  await seeded.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await expect(chart(seeded.page, 'val_mse')).toHaveAccessibleName(/last 0\.\d+/)
  return seeded
}
async function addPanel(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('radio', { name: kind, exact: true }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
}
async function groupBy(page: Page, label: string, key: RegExp): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: key }).click()
  await page.keyboard.press('Escape')
}
/** From one place of an element to another, in shares of its width and height. */
async function drag(page: Page, box: { x: number; y: number; width: number; height: number }, ...places: number[]) {
  const [fromX = 0, fromY = 0, toX = 0, toY = 0] = places
  await page.mouse.move(box.x + box.width * fromX, box.y + box.height * fromY)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * toX, box.y + box.height * toY, { steps: 6 })
  await page.mouse.up()
}

test('panels are dragged, resized by their corner and zoomed together', async ({ open }) => {
  const { page, errors } = await openTwoByTwo(open)
  await page.getByRole('region', { name: 'metrics', exact: true }).scrollIntoViewIfNeeded()
  expect((await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mse', 'val_mae'])
  await panel(page, 'val_mae')
    .locator('[data-handle]')
    .dragTo(panel(page, 'val_mse'), { targetPosition: { x: 20, y: 60 } })
  await expect.poll(async () => (await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mae', 'val_mse'])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await titles(page, 'metrics')).slice(0, 2)).toEqual(['val_mse', 'val_mae'])

  const corner = panel(page, 'val_mse').getByRole('button', { name: /^Resize val_mse/ })
  const before = (await panel(page, 'val_mse').boundingBox())!
  const at = (await corner.boundingBox())!
  await page.mouse.move(at.x + 8, at.y + 8)
  await page.mouse.down()
  await page.mouse.move(at.x + 8 + before.width * 0.5, at.y + 8 + 40, { steps: 4 })
  await page.mouse.up()
  await expect(corner).toHaveAccessibleName(/6 of 12 columns, 280 pixels high/)
  expect((await panel(page, 'val_mse').boundingBox())!.width).toBeGreaterThan(before.width * 1.4)

  // One is zoomed; those with the same x follow, and one button brings all of them back.
  const whole = 'Reset zoom'
  await drag(page, (await chart(page, 'val_mse').boundingBox())!, 0.3, 0.3, 0.6, 0.305)
  for (const title of ['val_mse', 'val_mae'])
    await expect(panel(page, title).getByRole('button', { name: whole })).toBeVisible()
  await panel(page, 'val_mae').getByRole('button', { name: whole }).click()
  await expect(page.getByRole('button', { name: whole })).toHaveCount(0)
  // By wheel, with the crosshair's value copied while it hovers.
  await chart(page, 'val_mse').hover()
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -200)
  await page.keyboard.up('Control')
  await expect(panel(page, 'val_mae').getByRole('button', { name: whole })).toBeVisible()
  await chart(page, 'val_mse').dblclick({ position: { x: 200, y: 20 } })
  await expect(page.getByRole('button', { name: whole })).toHaveCount(0)
  await page.keyboard.press('Control+c')
  await expect.poll(() => copied(page)).toMatch(/^\S*epoch\S*.*\n/)
  expect((await copied(page)).split('\n').length).toBeGreaterThan(8)
  expect(errors).toEqual([])
})

test('panels zoomed together both ask for finer points, and both show the whole again', async ({ open }) => {
  const series = await loadSeeding<typeof SeedSeries>('seed-series')
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => {
    seedGroups(home, twoByTwo.slice(0, 1))
    for (const key of ['one', 'two']) series.seedStepSeries(home, 'grouped0000', key, 20_000)
  })
  await page.getByRole('combobox', { name: 'X axis' }).selectOption('step')
  const said = '20,000 points, min/max/last per pixel'
  for (const key of ['one', 'two']) {
    await panel(page, key).scrollIntoViewIfNeeded()
    await expect(panel(page, key)).toContainText(said)
  }
  await chart(page, 'one').hover()
  await page.keyboard.down('Control')
  for (let turn = 0; turn < 30; turn += 1) await page.mouse.wheel(0, -100)
  await page.keyboard.up('Control')
  for (const key of ['one', 'two']) await expect(panel(page, key)).not.toContainText(said)
  await chart(page, 'two').focus()
  await page.keyboard.press('0')
  for (const key of ['one', 'two']) await expect(panel(page, key)).toContainText(said)
  expect(errors).toEqual([])
})

test('a panel has groups of its own, shows its numbers as a table, and takes keys', async ({ open }) => {
  const { page, errors } = await openTwoByTwo(open)
  // A tooltip of many lines is held, gone to, and leads to the values of all of them there.
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(/last 0\.\d+/)
  await chart(page, 'val_mse').hover()
  await page.keyboard.press('h')
  const tip = chart(page, 'val_mse').locator('.tip')
  await expect(tip.getByRole('button', { name: /calm-bay-/ })).not.toHaveCount(0)
  await tip
    .getByRole('button', { name: /calm-bay-/ })
    .last()
    .hover()
  const picked = await tip.locator('.near').innerText()
  await expect(list(page).locator('.r.high .name')).toHaveText([picked.trim().split(' ').at(-1)!])
  await expectAccessible(page, 'a tooltip that is held')
  await tip.getByRole('button', { name: /^\d+ more, 0\.\d+ to 0\.\d+$/ }).click()
  const values = page.getByRole('region', { name: 'val_mse as a table' })
  await expect(values.getByRole('columnheader')).toHaveText(['name', 'rank', 'epoch', 'value'])
  await expect(values.getByRole('row')).toHaveCount(13)
  await page.keyboard.press('Escape')

  await groupBy(page, 'Group by', /^architecture/)
  await expect(chart(page, 'val_mse')).toHaveAccessibleName(/plain \(6\) last 0\.\d+.*, pooled \(6\) last/)
  await panel(page, 'val_mse').hover()
  await page.getByRole('button', { name: 'Full screen: val_mse' }).click()
  const full = page.getByRole('region', { name: 'val_mse', exact: true })
  await groupBy(page, 'Group this panel by', /^loss/)
  await expect(full).toContainText('12 runs in 4 groups')
  await expect(full.getByRole('application')).toHaveAccessibleName(/pooled, Smooth L1 \(3\)/)
  await expectAccessible(page, 'a panel in full')

  await page.keyboard.press('t')
  const table = full.getByRole('region', { name: 'val_mse as a table' })
  // 60 epochs of plain's and 32 of pooled's two groups.
  await expect(full).toContainText('184 rows')
  await expect(table.getByRole('columnheader')).toHaveText(['name', 'epoch', 'value', 'low', 'high'])
  await expect(table.getByRole('row').nth(1)).toContainText('plain, MSE (3)')
  await expect(full.getByRole('application')).toHaveCount(0)
  await expectAccessible(page, 'a panel as a table')
  await full.getByRole('button', { name: 'Copy all' }).click()
  await expect(full).toContainText('Copied 184 rows')
  expect((await copied(page)).split('\n')).toHaveLength(185)
  await page.keyboard.press('t')
  await expect(full.getByRole('application')).toBeVisible()

  // Scale and smoothing by key are the panel's, and the list keeps its groups.
  await page.mouse.move(0, 0)
  await page.keyboard.press('l')
  await page.keyboard.press(']')
  await expect(page.getByRole('status').filter({ hasText: 'differ' })).toHaveText('3 differ from the workspace')
  await page.getByRole('button', { name: 'Use the run list’s grouping' }).click()
  await expect(full).toContainText('12 runs in 2 groups')
  await page.keyboard.press('s')
  // What goes from under the pointer leaves nothing at hand.
  await full.getByRole('application').hover()
  await page.keyboard.press('Escape')
  await expect(chart(page, 'val_mae')).toHaveAccessibleName(/plain \(6\)/)
  await page.mouse.move(0, 0)
  await expect(page.locator('.grp.high')).toHaveCount(0)
  expect(errors).toEqual([])
})

test('scatter, bars and parallel coordinates of the same runs, brushed and kept', async ({ open }) => {
  const { page, errors } = await openTwoByTwo(open)
  await groupBy(page, 'Group by', /^architecture/)
  for (const kind of ['Parallel', 'Scatter', 'Bars']) await addPanel(page, kind)
  const [parallel, scatter, bars] = [
    'Settings and best val_mse',
    'best val_mse against architecture',
    'best val_mse by group',
  ]
  await expect(panel(page, bars)).toBeInViewport()
  await expect(chart(page, scatter)).toHaveAccessibleName(/12 points/)
  await expect(chart(page, bars)).toHaveAccessibleName(/plain.*pooled/)

  // The keyboard reads them; what they show is copied.
  await chart(page, bars).focus()
  await page.keyboard.press('ArrowDown')
  await expect(panel(page, bars)).toContainText(/plain/)
  await page.keyboard.press('Control+c')
  await expect.poll(() => copied(page)).toMatch(/^name\tbest val_mse\truns\nplain\t0\.\d+\t6 runs\npooled\t/)
  await chart(page, scatter).focus()
  await page.keyboard.press('Home')
  await expect(panel(page, scatter)).toContainText(/calm-bay-\d+/)
  await page.keyboard.press('Control+c')
  await expect.poll(() => copied(page)).toMatch(/^name\tarchitecture\tbest val_mse\n/)
  await page.keyboard.press('Escape')

  // Brushed by pointer on the first axis: the lower half is pooled.
  await panel(page, parallel).scrollIntoViewIfNeeded()
  const axis = panel(page, parallel).locator('[data-axis]').first()
  await expect(axis).toHaveAccessibleName(/^architecture/)
  const name = (await axis.boundingBox())!
  const box = (await chart(page, parallel).boundingBox())!
  const across = (name.x + name.width / 2 - box.x) / box.width
  await drag(page, box, across, 0.55, across, 0.85)
  const said = page.getByRole('toolbar', { name: 'Workspace' }).getByRole('status')
  await expect(said).toContainText(/^6 of 12 runs within the brush, best calm-bay-\d+/)
  await expect(page.getByText('6 of 12 in the brush')).toBeVisible()
  // What is set for all panels stays at hand.
  await expect(page.getByRole('slider', { name: /^Smoothing/ })).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'X axis' })).toBeVisible()
  await expect(chart(page, bars)).not.toHaveAccessibleName(/plain/)
  // Those outside of it are listed below a rule.
  await expect(list(page).getByRole('listitem').filter({ hasText: 'outside the brush' })).toHaveText(/6$/)
  await expectAccessible(page, 'panels under a brush')
  await page.keyboard.press('Escape')
  await expect(page.getByText('12 runs', { exact: true })).toBeVisible()

  // The same by keyboard, and kept: the other eyes are closed, with a way back.
  await axis.focus()
  await page.keyboard.press('ArrowDown')
  await expect(said).toContainText(/^6 of 12 runs within the brush/)
  await page.getByRole('button', { name: 'Show only these' }).click()
  await expect(page.getByText('6 of 12 runs shown')).toBeVisible()
  await expect(list(page).getByRole('button', { name: /^Show calm-bay/, pressed: true })).toHaveCount(6)
  await page.keyboard.press('Control+z')
  await expect(page.getByText('12 runs', { exact: true })).toBeVisible()
  // An axis moves by its name.
  await axis.focus()
  await page.keyboard.press('ArrowRight')
  await expect(panel(page, parallel).locator('[data-axis]').first()).toHaveAccessibleName(/^loss/)

  // A line of an expression: what is wrong with it is said with a fix, and names go on by Tab.
  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('radio', { name: 'Lines' }).click()
  await page.getByRole('button', { name: 'Expression…' }).click()
  const expression = page.getByRole('textbox', { name: 'Expression over metrics' })
  await expression.fill('val_mse - train_lss')
  await expression.blur()
  await expect(page.getByRole('alert')).toContainText('No run has a metric named train_lss. Character 11.')
  await expectAccessible(page, 'an expression that cannot be read')
  await page.getByRole('button', { name: /^Use train_loss/ }).click()
  await expression.pressSequentially(' / val_ms')
  await expression.press('Tab')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(chart(page, 'val_mse - train_loss / val_mse')).toHaveAccessibleName(/last -?\d/)
  // A title of its own; empty, it is the expression's again.
  const handle = (title: string) => panel(page, title).getByRole('button', { name: title, exact: true })
  await handle('val_mse - train_loss / val_mse').focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('Gap')
  await page.keyboard.press('Enter')
  await handle('Gap').focus()
  await page.keyboard.press('F2')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Enter')
  await expect(panel(page, 'val_mse - train_loss / val_mse')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(panel(page, 'Gap')).toBeVisible()
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')

  // In a narrow window the settings of a panel in full leave the way out free, and cells of half a pixel scroll nothing.
  await panel(page, bars).hover()
  await page.getByRole('button', { name: `Full screen: ${bars}` }).click()
  await page.setViewportSize({ width: 1013, height: 800 })
  await expect(page.getByRole('complementary', { name: 'Panel settings' })).toBeVisible()
  await page.getByRole('button', { name: /^Leave/ }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const cells = page.getByRole('region', { name: 'Cells' })
  await expect(cells.getByRole('application').first()).toBeVisible()
  await expect.poll(() => cells.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0)
  expect(errors).toEqual([])
})

test('the palette finds runs, views and commands from the keyboard', async ({ open }) => {
  const { page, errors } = await openTwoByTwo(open)
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or run a command' })
  const field = palette.getByRole('combobox')
  await expect(field).toBeFocused()
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/^New run/)
  await expectAccessible(page, 'palette')
  await field.fill('calm 12')
  await expect(palette.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'calm-bay-12' })).toBeVisible()

  await page.getByRole('button', { name: 'Search or run a command' }).click()
  await field.fill('go to')
  await page.keyboard.press('ArrowUp')
  const last = await palette.getByRole('option', { selected: true }).textContent()
  expect(last).toContain('Go to losses')
  for (const word of ['start', 'welcome']) {
    await field.fill(word)
    await expect(palette.getByRole('option', { name: /^Go to welcome/ })).toBeVisible()
  }
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/^Go to welcome/)
  await field.fill('workspace')
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/^Go to workspace/)
  await page.keyboard.press('Enter')
  await expect(chart(page, 'val_mse')).toBeVisible()

  // A command of the view: it acts on the view beneath.
  await page.keyboard.press('Control+k')
  await field.fill('log y')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Log y' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Control+k')
  await field.fill('nothing of that kind')
  await expect(palette).toContainText('No results.')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  // The keys of the view are all told.
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  for (const words of ['Search or run a command', 'Undo last change', 'Show the current panel full screen'])
    await expect(keys.getByText(words)).toBeVisible()
  await expectAccessible(page, 'keys')
  expect(errors).toEqual([])
})
