/** Pictures of the switcher and of the page of all projects, on a history of several that is written for them. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endProcess, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'
import { pressInTurn } from '../e2e/support/keys'
import { loadSeeding } from '../e2e/support/seeded'
import type * as SeedProjects from '../support/seed-projects'

/** @param picture one in each theme and size. */
export async function projectPictures(picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const { seedProjects } = await loadSeeding<typeof SeedProjects>('seed-projects')
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  seedProjects(home)
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await expect(page.getByRole('button', { name: 'Project cifar10-flip-grey' })).toBeVisible()
    await expect(page.getByRole('application').first()).toBeVisible()
    await page.keyboard.press('Control+p')
    await expect(page.getByRole('combobox', { name: /^Find a project/ })).toBeFocused()
    await picture(page, 'projects-switcher')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: /^Find a project/ })).toHaveCount(0)
    await pressInTurn(page, 'g', 'a')
    await expect(page.getByRole('complementary', { name: 'Storage' })).toContainText('Weights and checkpoints')
    for (const name of ['beta-sweep', 'lr-sweep']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
    await picture(page, 'projects')
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
