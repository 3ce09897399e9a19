/** The reports view, for tests of it. */
import { expect, type Page } from '@playwright/test'

export const report = (page: Page) => page.getByRole('region', { name: 'Report', exact: true })
/** The blocks, each named "KIND, PLACE of COUNT". */
export const blocks = (page: Page, name: string | RegExp = /, \d+ of \d+$/) => report(page).getByRole('group', { name })
/** Every change is kept. */
export const expectSaved = (page: Page) => expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()

export const comparisonTitle = 'Two architectures and two losses on flipped grey CIFAR-10'

/** Fills the comparison template with every run of a home that has no report. */
export async function writeComparison(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reports', exact: true }).click()
  await expect(page.getByRole('main').getByRole('heading', { name: 'No report yet' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Reports' }).getByRole('button', { name: 'Comparison, 2 × 2' }).click()
  const runs = page.getByRole('group', { name: 'Runs in this report' })
  await expect(page.getByRole('button', { name: 'Write report' })).toBeDisabled()
  for (const architecture of [/^plain/, /^pooled/]) await runs.getByRole('checkbox', { name: architecture }).check()
  await page.getByRole('button', { name: 'Write report' }).click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(comparisonTitle)
}

/** Fills the template about one run with a run. */
export async function writeOneRun(page: Page, run: string): Promise<void> {
  await page.getByRole('button', { name: 'Reports', exact: true }).click()
  await page.getByRole('navigation', { name: 'Reports' }).getByRole('button', { name: 'One run' }).click()
  await page
    .getByRole('group', { name: 'Runs in this report' })
    .getByRole('checkbox', { name: new RegExp(`^${run}`) })
    .check()
  await page.getByRole('button', { name: 'Write report' }).click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue(`${run}: one run on flipped grey CIFAR-10`)
}
