/**
 * A picture of every view, light and dark, at both sizes, on real runs. `PLATEAU_SCREENSHOT_HOME` names a home that has them;
 * otherwise a small reproduction is trained first.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { endProcess, projectRoot, runCli, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'
import { architecturePictures } from './architectures'
import { dataPictures } from './data'
import { loggedPictures } from './logged'
import { manyPictures } from './many'
import { programPictures } from './programs'
import { projectPictures } from './projects'
import { reportPictures } from './reports'
import { binPictures, workspacePictures } from './workspace'

const folder = join(projectRoot, 'docs', 'screenshots')
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const

/** A picture of a page that has come to rest: two in a row that are alike. */
async function stillPicture(page: Page): Promise<Buffer> {
  let before = await page.screenshot()
  for (;;) {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const now = await page.screenshot()
    if (now.equals(before)) return now
    before = now
  }
}

/** One picture in each theme and size. */
async function picture(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
      await writeFile(join(folder, `${name}-${theme}-${size.width}.png`), await stillPicture(page))
    }
  }
}

async function openTab(page: Page, tab: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  await expect(page.getByRole('tabpanel', { name: new RegExp(`^${tab}`) })).toBeVisible()
}

test('projects', async () => {
  await mkdir(folder, { recursive: true })
  await projectPictures(picture)
})

test('sixty runs and a thousand', async () => {
  await mkdir(folder, { recursive: true })
  await manyPictures(picture)
})

test('a run of another program', async () => {
  await mkdir(folder, { recursive: true })
  await loggedPictures(picture)
})

test('data of one’s own, and what is looked into', async () => {
  await mkdir(folder, { recursive: true })
  await dataPictures(picture)
})

test('architectures', async () => {
  await mkdir(folder, { recursive: true })
  await architecturePictures(picture)
})

test('a program of the person’s own', async () => {
  await mkdir(folder, { recursive: true })
  await programPictures(picture)
})

test('every view', async () => {
  await mkdir(folder, { recursive: true })
  const kept = process.env.PLATEAU_SCREENSHOT_HOME
  const home = kept ?? (await mkdtemp(join(tmpdir(), 'plateau-screenshots-')))
  const empty = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  const browser = await launchChromium()
  const hosts: ChildProcess[] = []
  try {
    if (kept === undefined)
      expect((await runCli(home, ['reproduce', '--quick', '--train-size', '2000', '--json'])).code).toBe(0)

    const fresh = await startWebHost(empty)
    hosts.push(fresh.child)
    const welcome = await browser.newPage()
    await welcome.goto(fresh.url)
    await expect(welcome.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
    await expect(welcome.getByText(/TensorFlow native|WebAssembly \(slow\)/)).toBeVisible()
    await expect(welcome.getByText('≈').first()).toBeVisible()
    await picture(welcome, 'welcome')
    await welcome.close()

    const host = await startWebHost(home)
    hosts.push(host.child)
    const page = await browser.newPage()
    await page.goto(host.url)
    await workspacePictures(page, picture)
    await binPictures(page, picture)

    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    await expect(page.getByRole('row').nth(1)).toBeVisible()
    for (const box of (await page.getByRole('checkbox', { name: /^Select (?!all)/ }).all()).slice(0, 2))
      await box.check()
    await picture(page, 'runs')

    await page.getByRole('button', { name: 'Clear selection' }).click()
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await expect(page.getByRole('region', { name: 'Verdict table' })).toBeVisible()
    await picture(page, 'compare')
    await page.getByRole('radio', { name: /Overlay/ }).click()
    await picture(page, 'compare-overlay')
    await page.getByRole('radio', { name: /Two by two|Grid/ }).click()
    await page.getByRole('radio', { name: /Validation loss/ }).click()
    await picture(page, 'compare-own')
    await page.getByRole('radio', { name: 'Common metric' }).click()
    await page.getByRole('button', { name: 'Config diff' }).click()
    await expect(page.getByRole('complementary', { name: 'Config diff' })).toBeVisible()
    await picture(page, 'compare-diff')
    await page.getByRole('button', { name: 'Close config diff' }).click()
    const verdict = page.getByRole('region', { name: 'Verdict table' })
    // Where groups have several runs, theirs are folded up.
    const fold = verdict.getByRole('button', { name: /^Show the \d+ runs of / }).first()
    if (await fold.isVisible()) await fold.click()
    await verdict
      .getByRole('button', { name: /^Baseline: / })
      .first()
      .click()
    await picture(page, 'compare-baseline')

    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    await page.locator('tbody .name').nth(2).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const chart = page.getByRole('application').first()
    await expect(chart).toBeVisible()
    await chart.focus()
    for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight')
    await picture(page, 'run')
    for (const [name, tab] of [
      ['run-system', 'System'],
      ['run-metrics', 'All metrics'],
    ] as const) {
      await openTab(page, tab)
      await picture(page, name)
    }
    // What stands below the charts is there whichever of them is open: drawn up, it is what the picture shows.
    await openTab(page, 'Curves')
    const split = page.getByRole('separator', { name: 'Height of the log' })
    for (const [name, tab] of [
      ['run-log', 'Log'],
      ['run-checkpoints', 'Checkpoints'],
    ] as const) {
      await openTab(page, tab)
      await split.focus()
      for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowUp')
      await split.blur()
      await picture(page, name)
      await split.focus()
      for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowDown')
    }

    await page.getByRole('button', { name: 'What if' }).click()
    for (const group of ['plain', 'pooled']) await page.getByRole('checkbox', { name: new RegExp(`^${group}`) }).check()
    await page.getByRole('slider', { name: 'minDelta' }).focus()
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowRight')
    await picture(page, 'what-if')
    const tool = page.getByRole('combobox', { name: 'View', exact: true })
    await tool.selectOption({ label: 'Sample diff' })
    await page
      .getByRole('img', { name: /, absolute error 6$/ })
      .first()
      .hover()
    await picture(page, 'samples')
    await tool.selectOption({ label: 'Losses' })
    const measure = page.getByRole('button', { name: 'Measure errors' })
    await measure
      .or(page.getByText(/occurs in/))
      .first()
      .waitFor()
    if (await measure.isVisible()) await measure.click()
    await expect(page.getByText(/occurs in/)).toBeVisible({ timeout: 60_000 })
    await picture(page, 'losses')
    await page.getByRole('textbox', { name: 'beta, as a number' }).fill('0.1')
    await picture(page, 'losses-beta')

    await reportPictures(page, picture)

    await page.getByRole('button', { name: /^New run/ }).click()
    await page.getByRole('radio', { name: /^Smooth L1/ }).check()
    await page.getByRole('textbox', { name: 'beta' }).fill('0.1')
    await page.getByRole('textbox', { name: 'Learning rate' }).fill('5')
    await picture(page, 'new-run')

    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Check this machine' }).click()
    await expect(page.getByRole('list', { name: 'Checks' })).toBeVisible({ timeout: 60_000 })
    await picture(page, 'settings')

    await page.getByRole('button', { name: /^Queue \d+/ }).click()
    await page.getByRole('button', { name: /^Launch a grid/ }).click()
    await expect(page.getByText(/of checkpoints$/)).toBeVisible()
    await page.getByRole('button', { name: 'Seed 1 of pooled, Smooth L1, beta 1' }).click()
    await picture(page, 'grid')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('list', { name: 'Running' })).toContainText(/images\/s/, { timeout: 60_000 })
    await page
      .getByRole('list', { name: 'Waiting' })
      .getByRole('button', { name: /^Pause/ })
      .last()
      .click()
    await expect(page.getByRole('list', { name: 'Paused' })).toBeVisible()
    await picture(page, 'queue')
    const { stdout } = await runCli(home, ['list', '--json'])
    const { runs } = JSON.parse(stdout) as { runs: { id: string; state: string }[] }
    const active = runs.filter(({ state }) => state === 'queued' || state === 'running').map(({ id }) => id)
    await runCli(home, ['stop', ...active])
    await page.close()
  } finally {
    await browser.close()
    await Promise.all(hosts.map(endProcess))
    await rm(empty, { recursive: true, force: true })
    if (kept === undefined) await rm(home, { recursive: true, force: true })
  }
})
