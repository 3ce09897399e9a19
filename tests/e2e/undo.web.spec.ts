/** A change that cannot be taken back, as another window has been there meanwhile: it stays, one thing is said, and it can be tried again. */
import type { Page } from '@playwright/test'
import { openPage } from './support/app'
import { expect, test } from './support/seeded'
import { pressInTurn } from './support/keys'

const names = (page: Page) => page.getByRole('region', { name: 'Runs table' }).locator('tbody .name')

/** Renames a run in the run table. */
async function rename(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${from}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(to)
  await page.keyboard.press('Enter')
  await expect(names(page).getByText(to, { exact: true })).toBeVisible()
}

test('a name that was given away meanwhile is not taken back until it is free again', async ({ open }) => {
  const { page, url, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  const second = await page.context().newPage()
  await openPage(second, url)
  for (const one of [page, second]) {
    one.setDefaultTimeout(20_000)
    await pressInTurn(one, 'g', 'r')
    await expect(names(one)).toHaveCount(12)
  }
  const messages = page.locator('.toast')
  const renamed = 'calm-bay-12 renamed to brave-fox'
  await rename(page, 'calm-bay-12', 'brave-fox')
  await expect(messages).toHaveText([new RegExp(renamed)])
  await rename(second, 'calm-bay-1', 'calm-bay-12')

  await page.keyboard.press('Control+z')
  await expect(page.getByRole('alert')).toContainText(
    `Could not undo: ${renamed}. Another run is already called calm-bay-12.`,
  )
  await expect(page.getByText(/^Undone/)).toHaveCount(0)
  await expect(names(page).getByText('brave-fox', { exact: true })).toBeVisible()

  // Still the newest change: once the name is free, the same key takes it back, and what was said of it goes.
  await second.keyboard.press('Control+z')
  for (const one of [second, page]) await expect(names(one).getByText('calm-bay-1', { exact: true })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(names(page).getByText('calm-bay-12', { exact: true })).toBeVisible()
  await expect(messages).toHaveText([new RegExp(`^\\s*Undone: ${renamed}`)])
  expect(errors).toEqual([])
})
