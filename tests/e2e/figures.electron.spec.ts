/** Figures on the desktop: saved where the dialog says, shown in their folder, copied as a picture, opened by a drop. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { askThroughBridge } from './support/bridge'
import { classFiles, writeFiles } from '../support/picture-files'
import { expect, runCli, test } from './support/app'

const small = ['--epochs', '2', '--train-size', '320', '--validation-size', '64', '--filters', '4,4']

let folder = ''
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plateau-figures-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** What the system's dialogs answer: this path, or with null that they were cancelled. */
const answer = (electron: ElectronApplication, path: string | null) =>
  electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === null, filePath: filePath ?? '' })
  }, path)

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('article', { name: 'val_mse', exact: true }).hover()
  await page.keyboard.press('Control+e')
  await expect(page.getByRole('dialog', { name: 'Export figure' })).toBeVisible()
}

test('a figure is exported, replaced, refused with a sentence, shown, copied and opened again', async ({ app }) => {
  test.slow()
  const { page } = app
  const electron = app.electron!
  expect((await runCli(app.home, ['train', ...small])).code).toBe(0)
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export figure' })
  await openDialog(page)

  // Cancelled in the system's dialog, the figure's is still there.
  await answer(electron, null)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Export PDF' })).toBeEnabled()
  await expect(dialog).toBeVisible()

  const pdf = join(folder, 'loss.pdf')
  await writeFile(pdf, 'what was there')
  await answer(electron, pdf)
  await page.getByRole('button', { name: 'Export PDF' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(`Saved ${pdf}`)).toBeVisible()
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-')

  await electron.evaluate(({ shell }) => {
    shell.showItemInFolder = (path) => void ((globalThis as unknown as { shown: string }).shown = path)
  })
  await page.getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(() => electron.evaluate(() => (globalThis as unknown as { shown?: string }).shown)).toBe(pdf)

  // A folder that is not there gives a sentence, and leaves nothing half written.
  await openDialog(page)
  await answer(electron, join(folder, 'nowhere', 'loss.pdf'))
  await page.getByRole('button', { name: 'Export PDF' }).click()
  await expect(dialog.getByRole('alert')).toContainText('its folder does not exist')
  expect(await readdir(folder)).toEqual(['loss.pdf'])

  await dialog.getByRole('radio', { name: 'PNG' }).click()
  await dialog.getByRole('button', { name: 'Copy' }).click()
  await expect(dialog.getByText('Image copied')).toBeVisible()
  await dialog.getByRole('radio', { name: 'Parquet' }).click()
  const parquet = join(folder, 'loss.parquet')
  await answer(electron, parquet)
  await page.getByRole('button', { name: 'Export Parquet' }).click()
  await expect(dialog).toBeHidden()
  expect((await stat(parquet)).size).toBeGreaterThan(100)

  // The file field is the keyboard's way; it opens what the figure is of.
  const name = (await runCli(app.home, ['list', '--json'])).stdout
  const [run] = (JSON.parse(name) as { runs: { name: string }[] }).runs
  await page.getByLabel('Figure to open runs from').setInputFiles(pdf)
  await expect(page.getByText('Showing the runs in loss.pdf.')).toBeVisible()
  const full = page.getByRole('region', { name: 'val_mse', exact: true })
  await expect(full.getByRole('button', { name: 'Leave' })).toBeVisible()
  await expect(full.getByText('1 run', { exact: true })).toBeVisible()
  await expect(full.getByRole('application')).toHaveAccessibleName(new RegExp(run?.name ?? 'no run'))
})

/** What the dialog for opening answers from now on, and what it was asked for last. */
type Asked = {
  readonly properties?: readonly string[]
  readonly filters?: readonly { extensions: readonly string[] }[]
}
const answerOpen = (electron: ElectronApplication, path: string | null) =>
  electron.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = (_: unknown, options?: unknown) => {
      ;(globalThis as unknown as { asked: unknown }).asked = options
      return Promise.resolve({ canceled: filePath === null, filePaths: filePath === null ? [] : [filePath] })
    }
  }, path)
const lastAsked = (electron: ElectronApplication) =>
  electron.evaluate(() => (globalThis as unknown as { asked: Asked }).asked)

test('folders, lists and weights are chosen in the system’s dialogs', async ({ app }) => {
  const { page } = app
  const electron = app.electron!
  writeFiles(folder, { ...classFiles(['Hüte', 'コート'], 2), 'list.csv': 'file,class\nHüte/000.png,a\n' })
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('button', { name: 'Add a folder or file…' }).click()
  const adding = page.getByRole('group', { name: 'Add a folder or file' })
  const path = adding.getByRole('textbox', { name: /^Folder or file/ })
  await path.fill('as it was')
  await answerOpen(electron, null)
  await adding.getByRole('button', { name: 'Choose folder…' }).click()
  await expect.poll(() => lastAsked(electron)).toEqual({ properties: ['openDirectory'] })
  await expect(path).toHaveValue('as it was')
  // What is chosen is looked through at once.
  await answerOpen(electron, folder)
  await adding.getByRole('button', { name: 'Choose folder…' }).press('Enter')
  await expect(path).toHaveValue(folder)
  await expect(adding.getByRole('status')).toContainText('4 images, 2 classes')
  const list = join(folder, 'list.csv')
  await answerOpen(electron, list)
  await adding.getByRole('button', { name: 'Choose file…' }).click()
  await expect(path).toHaveValue(list)
  await expect(adding.getByRole('status')).toContainText('1 image')
  expect(await lastAsked(electron)).toMatchObject({ properties: ['openFile'] })

  await page.getByText('Start from weights').click()
  const weights = page.getByRole('textbox', { name: /^Or a safetensors file/ })
  await answerOpen(electron, list)
  await weights.locator('xpath=ancestor::details').getByRole('button', { name: 'Choose file…' }).click()
  await expect(weights).toHaveValue(list)
  expect((await lastAsked(electron)).filters?.[0]?.extensions).toContain('safetensors')
  await page.getByRole('button', { name: 'Use these weights' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'list.csv cannot be used' })).toBeVisible()
})

test('the window may not name a path', async ({ app }) => {
  await app.page.getByRole('button', { name: 'Workspace', exact: true }).waitFor()
  const reply = await askThroughBridge(app.page, 'exports.write', {
    id: 'x',
    path: join(folder, 'stolen.csv'),
    replace: true,
    target: { kind: 'runs', runs: ['a'], format: 'csv' },
  })
  expect(reply).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
  expect(await readdir(folder)).toEqual([])
})
