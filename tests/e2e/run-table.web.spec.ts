/** The run table by any column, with columns of choice, by mouse and keyboard. */
import type { Locator, Page } from '@playwright/test'
import { expectAccessible } from './support/axe'
import { expect, test } from './support/seeded'
import { pressInTurn } from './support/keys'

test('the run table is sorted by any column, and has the columns that were chosen', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  page.setDefaultTimeout(20_000)
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  const table = page.getByRole('region', { name: 'Runs table' })
  const head = (name: string) => table.getByRole('columnheader', { name, exact: true })
  const batch = table.getByRole('columnheader', { name: /^Batch size/ })
  const names = () => table.locator('tbody .name').allInnerTexts()
  const column = async (name: string) => {
    const heads = (await table.getByRole('columnheader').allInnerTexts()).map((text) => text.trim())
    return table.locator(`tbody tr td:nth-child(${heads.indexOf(name) + 1})`).allInnerTexts()
  }
  const newest = Array.from({ length: 12 }, (_, index) => `calm-bay-${12 - index}`)
  await expect(table.locator('tbody .name')).toHaveText(newest)
  await expect(head('Created')).toHaveAttribute('aria-sort', 'descending')
  await findByQuery(page, table.locator('tbody .name'))

  // By a metric, least first; the same again turns it round. By keyboard the head is a button.
  await head('val_mse.best').getByRole('button').click()
  await expect(head('val_mse.best')).toHaveAttribute('aria-sort', 'ascending')
  await expect(head('Created')).not.toHaveAttribute('aria-sort')
  // The core sorts; the rows stay as they were until its answer is there.
  const bestValues = async () => (await column('val_mse.best')).map(Number)
  // What few rows show comes with them, a moment later.
  await expect.poll(bestValues).not.toContain(0)
  const best = (await bestValues()).sort((left, right) => left - right)
  await expect.poll(bestValues).toEqual(best)
  expect(new Set(best).size).toBeGreaterThan(3)
  const least = await names()
  await page.keyboard.press('Enter')
  await expect(head('val_mse.best')).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(bestValues).toEqual(best.toReversed())
  // The cursor goes through them as they stand.
  const first = (await names())[0]!
  await page.keyboard.press('Tab')
  await page.locator('body').click({ position: { x: 300, y: 60 } })
  await page.keyboard.press('x')
  await expect(table.getByRole('checkbox', { name: `Select ${first}` })).toBeChecked()
  expect(least).toContain(first)

  // Another column comes and goes, and is sorted by.
  const opener = page.getByRole('button', { name: /^Columns/ })
  await opener.press('Enter')
  const sheet = page.getByRole('complementary', { name: 'Columns' })
  await expect(sheet.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('batch')
  await sheet.getByRole('checkbox', { name: 'Batch size', exact: true }).check()
  await sheet.getByRole('searchbox').fill('')
  await sheet.getByRole('group', { name: 'Columns of val_ssim' }).getByRole('button', { name: 'last' }).click()
  const shown = sheet.getByRole('list', { name: 'Shown columns' })
  await shown.getByRole('checkbox', { name: 'Seed', exact: true }).click()
  await shown.getByRole('button', { name: 'Move Batch size' }).press('Alt+ArrowUp')
  await shown.getByRole('button', { name: 'Pin Batch size' }).click()
  await expectAccessible(page, 'runs, columns')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(opener).toBeFocused()
  await expect(head('Seed')).toHaveCount(0)
  expect(new Set(await column('Batch size'))).toEqual(new Set(['64']))
  // The pinned one stands behind the name.
  expect((await table.getByRole('columnheader').allInnerTexts()).map((text) => text.trim()).indexOf('Batch size')).toBe(
    2,
  )
  await head('Architecture').getByRole('button').click()
  const architectures = (await column('Architecture')).sort()
  await expect.poll(() => column('Architecture')).toEqual(architectures)

  // It stays as it was, and is as usual by one press.
  await pressInTurn(page, 'g', 'w')
  await expect(page.getByRole('list', { name: 'Runs', exact: true })).toBeVisible()
  await pressInTurn(page, 'g', 'r')
  await expect(batch).toBeVisible()

  // Too few runs for what mattered, of the selection here: one sentence, folded away by a key and remembered.
  await page.keyboard.press('m')
  const mattered = page.getByRole('region', { name: 'What mattered', exact: true })
  await expect(mattered).toContainText('needs 20 runs or more, and 1 run here has val_mse.best.')
  await expectAccessible(page, 'runs, what mattered')

  // And longer: the home keeps it.
  await expect(async () => {
    await page.reload()
    await expect(batch).toBeVisible({ timeout: 3_000 })
  }).toPass()
  await expect(head('Architecture')).toHaveAttribute('aria-sort', 'ascending')
  await expect(head('Seed')).toHaveCount(0)
  await expect(mattered.getByRole('button', { name: 'What mattered' })).toHaveAttribute('aria-expanded', 'true')
  await groupByTwo(page, table)
  await page.getByRole('button', { name: /^Columns/ }).click()
  await sheet.getByRole('button', { name: 'Reset' }).click()
  await expect(batch).toHaveCount(0)
  await expect(table.locator('tbody .name')).toHaveText(newest)
  await page.keyboard.press('Control+z')
  await expect(batch).toBeVisible()
  await expect(table.getByRole('columnheader', { name: /^val_mse.best/ })).toHaveAttribute('aria-sort', 'ascending')
  expect(errors).toEqual([])
})

/** Two levels with what they come to, the order by a second column, the run under the pointer, and all of it as text. */
async function groupByTwo(page: Page, table: Locator): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: /^Group/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'loss', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: 'architecture', exact: true }).click()
  await page.keyboard.press('Escape')
  await table
    .getByRole('columnheader', { name: /^val_mse.best/ })
    .getByRole('button')
    .click()
  await table
    .getByRole('columnheader', { name: /^Epochs/ })
    .getByRole('button')
    .press('Shift+Enter')
  await expect(table.getByRole('columnheader', { name: 'Epochs sorted by 2' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  const outer = table.getByRole('row', { name: /^MSE 6 runs/ })
  await expect(outer).toContainText(/0\.01\d+.*± 0\.0\d+.*best 0\.01\d+/)
  await expect(outer).toContainText('2 values')
  await table.getByRole('button', { name: 'plain 3 runs' }).first().press('Enter')
  await expect(table.locator('tbody .name')).toHaveCount(3)
  await expectAccessible(page, 'runs, groups')

  // Keys act on the run under the pointer.
  const run = table.locator('tbody tr.r').nth(1)
  const name = await run.locator('.name').innerText()
  await run.hover()
  await page.keyboard.press('b')
  await expect(run.getByLabel('Baseline')).toBeVisible()
  await page.keyboard.press('x')
  const bar = page.getByRole('toolbar', { name: 'Selected runs' })
  await expect(bar).toContainText('1 selected')
  await bar.getByRole('button', { name: 'Select all 12 runs of the list' }).click()
  await expect(bar).toContainText('12 selected')
  // As a list of a desktop does, and not the text of the page.
  await page.keyboard.press('x')
  await expect(bar).toContainText('11 selected')
  await page.keyboard.press('Control+a')
  await expect(bar).toContainText('12 selected')
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('')
  // Four settings, of which seeds 1 to 3 were used.
  await bar.getByRole('button', { name: 'Run again with seeds' }).click()
  const again = page.getByRole('dialog', { name: 'Run again with other seeds' })
  await again.getByRole('textbox', { name: 'Seeds for each setting' }).fill('2')
  await expect(again.getByRole('listitem')).toContainText(
    Array<RegExp>(4).fill(/and 2 more like it.*seeds 1 to 3 used.*next 4 to 5/),
  )
  await expect(again.getByRole('status')).toContainText(/^Queues 8 runs, about .*, done about/)
  await expectAccessible(page, 'runs, run again')
  await page.keyboard.press('Escape')
  await expect(again).toHaveCount(0)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Copy table' }).click()
  await page.getByRole('menuitem', { name: /^TSV/ }).click()
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await expect.poll(copied).toMatch(/^loss\tarchitecture\tName\tRuns\tBatch size\t/)
  const lines = (await copied()).split('\n')
  expect(lines).toHaveLength(1 + 2 + 4 + 3)
  expect(lines.some((line) => line.startsWith(`MSE\tplain\t${name}\t\t64\t`))).toBe(true)
}

/** A line by keyboard alone: completed, refused with one fix, read back as chips, and explained where nothing is found. */
async function findByQuery(page: Page, names: Locator): Promise<void> {
  const line = page.getByRole('combobox', { name: 'Filter runs' })
  const said = page.locator('.ask').getByRole('status')
  await page.keyboard.press('/')
  await expect(line).toBeFocused()
  await page.keyboard.type('archit')
  await expect(page.getByRole('option', { name: /^architecture 12 runs/ })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Tab')
  await page.keyboard.type(' = po')
  await expect(page.getByRole('option', { name: /^pooled 6 runs/ })).toBeVisible()
  await expectAccessible(page, 'runs, a line and its completions')
  await page.keyboard.press('Tab')
  await expect(line).toHaveValue('architecture = pooled')
  await expect(names).toHaveCount(6)
  await expect(said).toHaveText(/^6 of 12 runs · \d+ ms$/)

  // Half a line is no fault; a slip is one, and Tab takes it away. Meanwhile the table stays.
  await page.keyboard.type(' and ')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.keyboard.type('val_mse.bset < 1 ')
  await expect(page.getByRole('alert')).toContainText('No field is called val_mse.bset.')
  await expect(said).toHaveText('as before: 6 of 12 runs')
  await expect(names).toHaveCount(6)
  await expect(page.getByRole('option', { name: /^and both/ })).toBeVisible()
  // What is offered leaves what is wrong in sight.
  const completions = page.getByRole('listbox', { name: 'Completions' })
  const leavesFault = async () => {
    const fault = (await page.getByRole('alert').boundingBox())!
    await expect.poll(async () => (await completions.boundingBox())!.y).toBeGreaterThanOrEqual(fault.y + fault.height)
  }
  await leavesFault()
  // Nor where it has come for the second time.
  await page.keyboard.type('and ')
  await expect(page.getByRole('alert')).toHaveCount(0)
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('Backspace')
  await leavesFault()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('option')).toHaveCount(0)
  await expectAccessible(page, 'runs, a line that cannot be read')
  await page.keyboard.press('Tab')
  await expect(line).toHaveValue('architecture = pooled and val_mse.best < 1 ')
  await expect(page.getByRole('alert')).toHaveCount(0)

  // Chips are the conditions: one is taken out, and two become either.
  const chips = page.getByRole('group', { name: 'Conditions' })
  await chips.getByRole('button', { name: 'Remove val_mse.best < 1' }).press('Alt+ArrowLeft')
  await expect(line).toHaveValue('architecture = pooled or val_mse.best < 1')
  await expect(names).toHaveCount(12)
  await chips.getByRole('button', { name: /^Remove/ }).press('Delete')
  await expect(line).toHaveValue('')

  // Nothing is found: what each condition costs, and the nearest limit.
  await line.fill('architecture = pooled and val_mse.best < 0.0001')
  await expect(page.getByRole('heading', { name: 'No run matches both conditions' })).toBeVisible()
  await expectAccessible(page, 'runs, nothing found')
  await page.getByRole('button', { name: /^Loosen to val_mse.best/ }).click()
  await expect(said).toHaveText(/^[1-6] of 12 runs/)
  await line.fill('')

  // The palette takes the same line.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('loss != (mse)')
  await expect(page.getByRole('option', { name: /^Use not in A value is missing after !=\./ })).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('loss != ms')
  await expect(page.getByRole('option', { name: /^loss != mse / })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('option', { name: /^Find runs: loss != mse 6 of 12 runs/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(names).toHaveCount(6)
  await line.fill('')
  await line.press('Escape')
  await line.press('Escape')
  await expect(names).toHaveCount(12)
}
