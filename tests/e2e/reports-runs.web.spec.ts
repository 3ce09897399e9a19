/** Reports whose runs move on: one that trains meanwhile, and one that is gone. */
import type { Page } from '@playwright/test'
import { expect as expectApp, test as testApp } from './support/app'
import { blocks, expectSaved, report, writeComparison, writeOneRun } from './support/reports'
import { expect, test } from './support/seeded'

const small = '--filters 4,4 --hidden-units 16 --train-size 320 --validation-size 64 --no-early-stopping'.split(' ')

testApp('a report follows a run while it trains, to its end', async ({ app }) => {
  const { page } = app
  const trained = app.cli('train', ...small, '--epochs', '2000')
  const listed = async () =>
    (JSON.parse((await app.cli('list', '--json')).stdout) as { runs: { name: string; epochs: number }[] }).runs[0]
  await expectApp.poll(async () => (await listed())?.epochs ?? 0).toBeGreaterThan(0)
  const name = (await listed())!.name
  await writeOneRun(page, name)
  const epochs = async () => {
    const text = (await report(page).innerText()).replaceAll(/\s+/g, ' ')
    return Number(/for (\d+) of at most 2,?000 epochs/.exec(text)?.[1])
  }
  await expectApp.poll(epochs).toBeGreaterThan(0)
  const before = await epochs()
  await expectApp.poll(epochs).toBeGreaterThan(before)
  const chart = blocks(page, /^Chart, /).first()
  await chart.scrollIntoViewIfNeeded()
  const line = chart.getByRole('application').first()
  const drawn = await line.getAttribute('aria-label')
  await expectApp(line).not.toHaveAttribute('aria-label', drawn ?? '')

  expectApp((await app.cli('stop', name)).code).toBe(0)
  await trained
  const last = (await listed())!.epochs
  await expectApp.poll(epochs).toBe(last)
  await expectApp(report(page)).toContainText(`stopped at ${last} epochs`)
  expectApp(app.console.filter((said) => /^(error|pageerror)/.test(said))).toEqual([])
})

async function deleteForGood(page: Page, run: string): Promise<void> {
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('checkbox', { name: `Select ${run}` }).check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('radio', { name: 'Bin' }).click()
  await page.getByRole('button', { name: `Delete permanently: ${run}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click()
  await expect(page.getByText(`${run} deleted permanently`)).toBeVisible()
}

test('a run that is gone is named where it is missing, and left out block by block', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  await deleteForGood(page, 'calm-bay-12')
  await page.getByRole('button', { name: 'Reports', exact: true }).click()
  await expect(page.locator('.bind', { hasText: /^11 runs$/ })).toBeVisible()
  const verdict = blocks(page, /^Verdict table, /)
  await expect(verdict.getByRole('alert')).toHaveText(/^A run of this block is gone: /)
  await verdict.getByRole('button', { name: 'Remove the missing run' }).click()
  await expect(verdict.getByRole('row', { name: /pooled/ }).first()).toBeVisible()
  await expect(verdict.getByRole('button', { name: 'Remove the missing run' })).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(verdict.getByRole('alert')).toHaveText(/^A run of this block is gone: /)

  // For the report as a whole: what its text speaks of, then every block that shows its runs.
  await page.getByRole('button', { name: '12 runs', exact: true }).click()
  const sheet = page.getByRole('complementary', { name: 'Report settings' })
  await expect(sheet.getByText('One run no longer exists.')).toBeVisible()
  await sheet.getByRole('button', { name: 'Remove' }).click()
  await expect(sheet.getByText('One run no longer exists.')).toHaveCount(0)
  await sheet.getByRole('button', { name: 'Use for all blocks' }).click()
  await expect(sheet.getByRole('button', { name: 'Use for all blocks' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(verdict.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('button', { name: '11 runs', exact: true })).toBeVisible()
  await expectSaved(page)
  expect(errors).toEqual([])
})
