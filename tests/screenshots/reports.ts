/** Pictures of the reports view: a report of the runs at hand, a text that is edited, and the settings of a figure. */
import { expect, type Page } from '@playwright/test'

export async function reportPictures(page: Page, picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('button', { name: 'Write a report' }).click()
  await picture(page, 'report-new')
  await page.getByRole('button', { name: 'Write report' }).click()
  const blocks = page.getByRole('region', { name: 'Report', exact: true }).getByRole('group')
  await expect(page.locator('.bind').first()).toBeVisible()
  await picture(page, 'report')
  await blocks.first().focus()
  await page.keyboard.press('Enter')
  await picture(page, 'report-text')
  await page.keyboard.press('Escape')
  const grid = page.getByRole('group', { name: /^Two by two, / })
  await grid.focus()
  await expect(grid.getByRole('application').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await picture(page, 'report-block')
  await page.keyboard.press('Escape')
}
