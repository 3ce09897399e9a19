/** The user's job in the real window, on real data: launch from the form, watch, compare, export. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, killTrainersOf, test, type App } from './support/app'
import { samePage } from './support/same-page'

/** Fills the form for a run of a few seconds and starts it. */
async function launchFromForm(page: Page, architecture: 'plain' | 'pooled', epochs: number): Promise<string> {
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('button', { name: `Quick, ${architecture}` }).click()
  await page.getByRole('textbox', { name: 'Training images' }).fill('192')
  await page.getByRole('textbox', { name: 'Validation images' }).fill('100')
  await page.getByRole('textbox', { name: 'Epochs' }).fill(String(epochs))
  const start = page.getByRole('button', { name: /^Start 1 run/ })
  await expect(start).toBeEnabled()
  await start.click()
  const name = page.getByRole('heading', { level: 1, name: /-\d+$/ })
  await expect(name).toBeVisible()
  return (await name.textContent())?.trim() ?? ''
}

/** Saves through the host's own way and gives back the file's text. */
async function exportCsv(app: App): Promise<string> {
  const button = app.page.getByRole('button', { name: 'CSV' })
  if (app.electron) {
    const target = join(app.home, 'exported.csv')
    await app.electron.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
    }, target)
    await button.click()
    await expect(app.page.getByText(/^Saved /)).toBeVisible()
    return readFile(target, 'utf8')
  }
  const [download] = await Promise.all([app.page.waitForEvent('download'), button.click()])
  expect(download.suggestedFilename()).toMatch(/\.csv$/)
  return readFile(await download.path(), 'utf8')
}

test('launch two runs from the form, see their curves, compare them, export them', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()

  const first = await launchFromForm(page, 'plain', 3)
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })
  const chart = page.getByRole('application', { name: /^Loss by epoch/ })
  await expect(chart).toHaveAccessibleName(/validation_loss last 0\.\d+/)
  await expect(page.getByRole('img', { name: /^Output 7, mean squared error/ })).toBeVisible()

  // The crosshair by keyboard, as W&B's tooltip reads.
  await chart.focus()
  await page.keyboard.press('ArrowRight')
  await expect(chart.locator('.tip')).toContainText(new RegExp(`1: 0\\.\\d+ ${first} (train|validation)_loss`))
  await expect(chart.locator('.tip')).toContainText('to copy this data')

  const second = await launchFromForm(page, 'pooled', 3)
  await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible({ timeout: 60_000 })

  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('button', { name: first, exact: true })).toBeVisible()
  await page.getByRole('checkbox', { name: `Select ${first}` }).check()
  await page.getByRole('checkbox', { name: `Select ${second}` }).check()
  await page
    .getByRole('toolbar', { name: 'Selected runs' })
    .getByRole('button', { name: /^Compare/ })
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^(plain|pooled) (reaches|passes) (plain|pooled)'s best val_mse 0\.\d+ of epoch \d+ at/,
  )
  await expect(page.getByText('All other settings are identical.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Verdict table' }).getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('application')).toHaveCount(2)

  const csv = await exportCsv(app)
  const [header, ...rows] = csv.trimEnd().split('\r\n')
  expect(header).toMatch(/^run,epoch,elapsed_seconds,train_loss,validation_loss,val_mse/)
  expect(rows).toHaveLength(6)
  expect(rows.filter((row) => row.startsWith(`${first},`))).toHaveLength(3)
})

test('a run launched from the command line shows live in the window, and stops there', async ({ app }) => {
  const { page } = app
  const train = app.cli(
    'train',
    '--train-size',
    '1000',
    '--validation-size',
    '100',
    '--epochs',
    '500',
    '--no-early-stopping',
    '--json',
  )
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await expect(page.getByText('running')).toBeVisible({ timeout: 30_000 })
  await page.locator('tbody .name').first().click()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect(page.getByText(/Batch \d+ of 16 in epoch/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('application', { name: /^Loss by epoch/ })).toHaveAccessibleName(/last 0\.\d+/, {
    timeout: 30_000,
  })
  // The first press asks, the second stops.
  const stop = page.getByRole('button', { name: /^Stop/ })
  // A double press is the first press alone.
  await stop.dblclick()
  await expect(page.locator('.badge', { hasText: 'running' })).toBeVisible()
  await expect(page).toHaveTitle(/^\S+ \d+\/\d+ · \S+ · Plateau$/)
  await page.getByRole('button', { name: /^Stop and keep finished epochs/ }).click()
  await expect(page.locator('.badge', { hasText: 'stopped' })).toBeVisible()
  const { stdout } = await train
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; state?: string })
  expect(lines[0]).toMatchObject({ type: 'run-started' })
  expect(lines.at(-1)).toMatchObject({ type: 'run-ended', state: 'stopped' })
})

test(
  'wrong settings are said under their fields, and the run cannot be started',
  { tag: samePage },
  async ({ app }) => {
    const { page } = app
    await page.getByRole('button', { name: /^New run/ }).click()
    await page.getByRole('textbox', { name: 'Learning rate' }).fill('5')
    await expect(page.getByRole('alert')).toContainText('Learning rate must be at most 1.')
    await expect(page.getByRole('button', { name: /^Start 1 run/ })).toBeDisabled()
    await expect(page.getByText('1 setting needs attention: learning rate')).toBeVisible()
    await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.002')
    await expect(page.getByRole('alert')).toHaveCount(0)
    await page.getByRole('radio', { name: 'pooled' }).click()
    await expect(page.getByText('2,999,312')).toBeVisible()
  },
)

test('the reproduction starts four runs and opens their comparison', { tag: samePage }, async ({ app }) => {
  const { page } = app
  await expect(page.getByText(/≈ \d+ min/).first()).toBeVisible()
  const start = page.getByRole('button', { name: /^Start training 4 runs/ })
  await expect(start).toBeEnabled()
  await start.click()
  await expect(page.getByRole('application')).toHaveCount(4)
  await expect(page.getByText('Waiting in the queue.').first()).toBeVisible()
  await expect(page.getByRole('contentinfo').getByText(/training/)).toBeVisible()
  const { stdout } = await app.cli('list', '--json')
  const { runs } = JSON.parse(stdout) as { runs: { id: string; config: { trainSize: number; epochs: number } }[] }
  expect(runs).toHaveLength(4)
  expect(runs.every(({ config }) => config.trainSize === 5_000 && config.epochs === 20)).toBe(true)
  const { code } = await app.cli('stop', ...runs.map(({ id }) => id))
  expect(code).toBe(0)
})

test('a run whose trainer is killed says why, and keeps its epochs', { tag: samePage }, async ({ app }) => {
  const { page } = app
  const name = await launchFromForm(page, 'plain', 5_000)
  await expect(page.getByRole('application', { name: /^Loss by epoch/ })).toHaveAccessibleName(/last 0\.\d+/, {
    timeout: 30_000,
  })
  killTrainersOf(app.home)
  await expect(page.locator('.badge', { hasText: 'failed' })).toBeVisible()
  const notice = page.locator('.notice')
  await expect(notice).toContainText('The training process was ended by SIGKILL.')
  await expect(notice).toContainText(/[1-9]\d* finished epochs? (is|are) kept\./)
  const { stdout } = await app.cli('show', name, '--json')
  expect(stdout).toContain('SIGKILL')
})
