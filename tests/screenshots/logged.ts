/** Pictures of the page of a run that another program logged: charts, settings and log. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endProcess, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'
import { loadSeeding } from '../e2e/support/seeded'
import type * as SeedLogged from '../support/seed-logged'

/** @param picture one in each theme and size. */
export async function loggedPictures(picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const { exampleLogged, seedLogged } = await loadSeeding<typeof SeedLogged>('seed-logged')
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  const run = seedLogged(home, { ...exampleLogged(), endedAt: new Date().toISOString() })
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await expect(page.getByRole('button', { name: 'Runs', exact: true })).toBeVisible()
    await page.evaluate((id) => (location.hash = `#/run/${id}`), run)
    await expect(
      page.getByRole('article', { name: 'val/loss', exact: true }).getByRole('application'),
    ).toHaveAccessibleName(/best/)
    await picture(page, 'run-logged')
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
