/** Pictures of the workspace: as it opens, grouped, a panel in full, runs explored over their settings, the palette and the bin. */
import { expect, type Page } from '@playwright/test'
import { figurePictures } from './figures'

const article = (page: Page, title: string) => page.getByRole('article', { name: title, exact: true })

async function addPanel(page: Page, kind: string): Promise<void> {
  await page.getByRole('button', { name: 'Add panel' }).click()
  await page.getByRole('radio', { name: kind, exact: true }).click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
}
async function groupBy(page: Page, ...keys: RegExp[]): Promise<void> {
  await page.getByRole('button', { name: 'Group by', exact: true }).click()
  await page.getByRole('menuitemcheckbox').first().waitFor()
  for (const name of keys) {
    const item = page.getByRole('menuitemcheckbox', { name })
    // Runs of one value are not grouped by it.
    if (await item.isVisible()) await item.click()
  }
  await page.keyboard.press('Escape')
}
/** Messages that stand over the panels go first. */
async function dismissMessages(page: Page): Promise<void> {
  const buttons = page.getByRole('button', { name: 'Dismiss message' })
  while ((await buttons.count()) > 0) await buttons.first().click()
}

/** Leaves the workspace as it found it. @param picture one in each theme and size. */
export async function workspacePictures(
  page: Page,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  await expect(article(page, 'val_mse').getByRole('application')).toHaveAccessibleName(/last 0\.\d+/)
  await picture(page, 'workspace')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('go to')
  await picture(page, 'palette')
  await page.keyboard.press('Escape')

  await groupBy(page, /^architecture/, /^loss/)
  await picture(page, 'workspace-grouped')
  await figurePictures(page, 'val_mse', picture)
  await article(page, 'val_mse').hover()
  await page.getByRole('button', { name: 'Full screen: val_mse' }).click()
  const chart = page.getByRole('region', { name: 'val_mse', exact: true }).getByRole('application')
  await expect(chart).toHaveAccessibleName(/last 0\.\d+/)
  // The pointer would move the crosshair.
  await page.mouse.move(0, 0)
  await chart.focus()
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight')
  await picture(page, 'workspace-panel')
  await chart.blur()
  await page.keyboard.press('Escape')

  // Explored: the panels stand on top, and a brush holds one architecture.
  for (const kind of ['Parallel', 'Scatter', 'Bars']) await addPanel(page, kind)
  await page.getByRole('button', { name: 'Move section own' }).focus()
  const own = page.getByRole('region', { name: 'own', exact: true })
  const sections = page.getByRole('region', { name: 'Panels', exact: true }).getByRole('region')
  while ((await sections.first().getAttribute('aria-label')) !== 'own') await page.keyboard.press('Alt+ArrowUp')
  await dismissMessages(page)
  const axis = own.locator('[data-axis]').first()
  await axis.focus()
  await page.keyboard.press('ArrowDown')
  await axis.blur()
  await own.scrollIntoViewIfNeeded()
  await picture(page, 'workspace-explore')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('menuitem', { name: 'Reset workspace' }).click()
  await dismissMessages(page)
}

/** The two oldest runs in the bin for as long as the picture takes. */
export async function binPictures(page: Page, picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  for (const box of (await page.getByRole('checkbox', { name: /^Select (?!all)/ }).all()).slice(-2)) await box.check()
  await page.getByRole('toolbar', { name: 'Selected runs' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('radio', { name: 'Bin' }).click()
  await expect(page.getByRole('region', { name: 'Runs in the bin' })).toBeVisible()
  await picture(page, 'runs-bin')
  const restore = page.getByRole('button', { name: /^Restore / })
  for (let left = await restore.count(); left > 0; left -= 1) {
    await restore.first().click()
    await expect(restore).toHaveCount(left - 1)
  }
  await page.getByRole('radio', { name: 'History' }).click()
  await dismissMessages(page)
}
