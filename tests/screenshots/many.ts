/** Pictures of a project with sixty runs and with a thousand, of mixed origins: lists, curves, groups, queries and comparisons. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endProcess, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'
import { loadSeeding } from '../e2e/support/seeded'
import type * as SeedHistory from '../support/seed-history'

type Picture = (page: Page, name: string) => Promise<void>

/** @param picture one in each theme and size. */
export async function manyPictures(picture: Picture): Promise<void> {
  await withRuns(60, (page) => picturesOfSixty(page, picture))
  await withRuns(1_000, async (page) => {
    await expect(page.getByText('1,000 runs, shown as density; best 5 as lines').first()).toBeVisible()
    await picture(page, 'many-density')
  })
}

async function withRuns(runs: number, use: (page: Page) => Promise<void>): Promise<void> {
  const { seedHistory } = await loadSeeding<typeof SeedHistory>('seed-history')
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  seedHistory(home, { runs, series: 6, epochs: 60 })
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    page.setDefaultTimeout(20_000)
    await page.goto(url)
    await expect(page.getByRole('application').first()).toHaveAccessibleName(/last 0\.\d+/)
    await use(page)
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

async function picturesOfSixty(page: Page, picture: Picture): Promise<void> {
  const chart = page.getByRole('article', { name: 'val_mse', exact: true }).getByRole('application')
  // One run at hand, by the keyboard: the pointer would lie somewhere else at each size.
  await chart.focus()
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight')
  await picture(page, 'many-workspace')
  await chart.blur()
  await page.getByRole('button', { name: 'Group by', exact: true }).click()
  await page.getByRole('menuitemcheckbox', { name: /^architecture/ }).click()
  await page.keyboard.press('Escape')
  await picture(page, 'many-groups')

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  const query = page.getByRole('combobox', { name: 'Filter runs' })
  await query.fill('val_mse.best < 0.03 and not state = failed')
  await expect(page.getByText(/^\d+ of 60/).first()).toBeVisible()
  await query.blur()
  await picture(page, 'many-query')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('button', { name: /^6 of 60 runs/ })).toBeVisible()
  await picture(page, 'many-compare')
}
