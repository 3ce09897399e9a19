/** What only a desktop has: notifications, progress in the taskbar, and what becomes of runs when the window closes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import type { RunConfigInput } from '../../src-main/contract/config'
import type { RunSummary } from '../../src-main/contract/run'
import { askThroughBridge } from './support/bridge'
import { expect, isCoreAlive, projectRoot, runCli, sandboxSwitch, test, type App } from './support/app'

const small: RunConfigInput = {
  filters: [4, 4],
  hiddenUnits: 16,
  trainSize: 320,
  validationSize: 64,
  earlyStopping: false,
}

async function ask(page: Page, name: 'runs.launch' | 'runs.stop' | 'runs.list' | 'preferences.set', input: object) {
  const reply = await askThroughBridge(page, name, input)
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value as { runs: RunSummary[] }
}
const launch = async (page: Page, epochs: number, more: RunConfigInput = {}) =>
  (await ask(page, 'runs.launch', { configs: [{ ...small, ...more, epochs }] })).runs[0]!

async function untilEnded(page: Page, id: string): Promise<void> {
  await expect
    .poll(async () => (await ask(page, 'runs.list', {})).runs.find((run) => run.id === id)?.state, { timeout: 60_000 })
    .toBe('ended')
}

type Witness = { shown: { title: string; body: string; click(): void }[]; progress: number[] }

/** Puts notifications and taskbar progress where a test can see them: a machine of tests has no desktop to show them. */
function watchDesktop(electron: ElectronApplication): Promise<void> {
  return electron.evaluate(({ Notification, BrowserWindow }) => {
    const witness: Witness = { shown: [], progress: [] }
    ;(globalThis as unknown as { witness: Witness }).witness = witness
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: Electron.Notification) {
      witness.shown.push({ title: this.title, body: this.body, click: () => void this.emit('click') })
    }
    const window = BrowserWindow.getAllWindows()[0]!
    window.setProgressBar = (share: number) => void witness.progress.push(share)
  })
}
const titles = (electron: ElectronApplication) =>
  electron.evaluate(() => (globalThis as unknown as { witness: Witness }).witness.shown.map(({ title }) => title))
const isVisible = (electron: ElectronApplication) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible())
async function hide(electron: ElectronApplication): Promise<void> {
  // The window shows itself once it has something to show, and must not do so after this.
  await expect.poll(() => isVisible(electron)).toBe(true)
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.hide())
}

test('a run that ends while the window is hidden notifies, and a click opens the run', async ({ app }) => {
  const { page } = app
  const electron = app.electron!
  await watchDesktop(electron)
  await hide(electron)
  const run = await launch(page, 3)
  await expect.poll(() => titles(electron), { timeout: 60_000 }).toEqual([`${run.name}: completed`])
  const progress = await electron.evaluate(() => (globalThis as unknown as { witness: Witness }).witness.progress)
  expect(progress.at(-1)).toBe(-1)
  expect(Math.max(...progress)).toBeGreaterThan(0.3)

  await electron.evaluate(() => (globalThis as unknown as { witness: Witness }).witness.shown[0]!.click())
  await expect(page.getByRole('heading', { name: run.name })).toBeVisible()
  expect(await isVisible(electron)).toBe(true)

  // Neither what was stopped in this very window nor, when they are not wanted, anything else.
  await hide(electron)
  const stopped = await launch(page, 5_000)
  await ask(page, 'runs.stop', { runs: [stopped.id] })
  await untilEnded(page, stopped.id)
  await ask(page, 'preferences.set', { notifyWhenRunEnds: false })
  await untilEnded(page, (await launch(page, 1)).id)
  await ask(page, 'preferences.set', { notifyWhenRunEnds: true })
  const last = await launch(page, 1)
  await expect.poll(async () => (await titles(electron)).at(-1), { timeout: 60_000 }).toBe(`${last.name}: completed`)
  expect(await titles(electron)).toEqual([`${run.name}: completed`, `${last.name}: completed`])
})

test('tells whoever started it that it shows the page, and that it ends on purpose', async ({ app }) => {
  const home = await mkdtemp(join(tmpdir(), 'plateau-launched-'))
  const child = spawn(app.electron!.process().spawnfile, [...sandboxSwitch, projectRoot, '--home', home], {
    env: { ...process.env, PLATEAU_NODE: process.execPath },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const told: unknown[] = []
  child.on('message', (message) => {
    told.push(message)
    if (message === 'shown') child.kill('SIGTERM')
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  expect({ told, code }).toEqual({ told: ['shown', 'leaving'], code: 0 })
  await expect.poll(() => isCoreAlive(home)).toBe(false)
  await rm(home, { recursive: true, force: true })
})

/**
 * Closes the window as a person does. `answers` are what the dialog is told, in turn.
 * @returns the process that then ends: Playwright does not name it any more once it has.
 */
async function closeWindow({ electron }: App, ...answers: number[]): Promise<ChildProcess> {
  const desktop = electron!.process()
  await electron!.evaluate(({ BrowserWindow, dialog }, responses) => {
    const left = [...responses]
    const counter = globalThis as { questionsAnswered?: number }
    counter.questionsAnswered = 0
    dialog.showMessageBox = () => {
      const response = left.shift()
      counter.questionsAnswered = (counter.questionsAnswered ?? 0) + 1
      // An answer nobody planned for leaves the window open, and so fails the test.
      return Promise.resolve({ response: response ?? 0, checkboxChecked: false })
    }
    // After this call has been answered: the process may be gone then.
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 50)
  }, answers)
  return desktop
}
const questionsAnswered = ({ electron }: App) =>
  electron!.evaluate(() => (globalThis as { questionsAnswered?: number }).questionsAnswered)
const untilGone = (desktop: ChildProcess) => expect.poll(() => desktop.exitCode, { timeout: 15_000 }).toBe(0)

async function runOf(home: string, name: string): Promise<{ state: string; epochs: number } | undefined> {
  const { stdout } = await runCli(home, ['list', '--json'])
  const { runs } = JSON.parse(stdout) as { runs: { name: string; state: string; epochs: number }[] }
  return runs.find((run) => run.name === name)
}
const stateOf = async (home: string, name: string) => (await runOf(home, name))?.state

async function launchAndBegin(page: Page): Promise<RunSummary> {
  const run = await launch(page, 5_000)
  await expect
    .poll(async () => (await ask(page, 'runs.list', {})).runs.find(({ id }) => id === run.id)?.epochs, {
      timeout: 60_000,
    })
    .toBeGreaterThan(0)
  return run
}

test('closing asks while a run trains; it may stay, and may stop what trains', async ({ app }) => {
  const run = await launchAndBegin(app.page)
  await closeWindow(app, 0)
  await expect.poll(() => questionsAnswered(app)).toBe(1)
  // It stays, and answers.
  expect((await ask(app.page, 'runs.list', {})).runs).toHaveLength(1)
  expect(app.electron!.process().exitCode).toBeNull()
  await untilGone(await closeWindow(app, 2))
  await expect.poll(() => stateOf(app.home, run.name), { timeout: 15_000 }).toBe('stopped')
})

test('Alt shows the menu bar, fields have their menu, and a second window shows something else', async ({ app }) => {
  const { page } = app
  const electron = app.electron!
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  await page.keyboard.press('Alt')
  await expect(page.getByRole('menubar')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: /^New run/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'New run' })).toBeVisible()
  await expect(page.getByRole('menubar')).toHaveCount(0)

  // The desktop edits the text, as a page may not.
  const field = page.getByRole('textbox', { name: 'Learning rate' })
  const before = await field.inputValue()
  const choose = async (entry: string) => {
    await field.click({ button: 'right' })
    await page.getByRole('menu').getByRole('menuitem', { name: entry }).click()
  }
  await choose('Select all')
  await choose('Cut')
  await expect(field).toHaveValue('')
  await choose('Paste')
  await expect(field).toHaveValue(before)

  // The system's menu sends the page what its own keys do.
  await electron.evaluate(({ BrowserWindow, Menu }) => {
    const go = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'Go')!
    const back = go.submenu!.items.find(({ label }) => label === 'Back')!
    ;(back.click as (event: undefined, window?: Electron.BaseWindow) => void)(
      undefined,
      BrowserWindow.getAllWindows()[0],
    )
  })
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  const [second] = await Promise.all([electron.waitForEvent('window'), page.keyboard.press('Control+Shift+N')])
  await second.locator('main').waitFor()
  await second.keyboard.press('Control+,')
  await expect(second).toHaveTitle(/^Settings · .* · Plateau$/)
  await expect(page).toHaveTitle(/^Reproduce the report · /)
  const closed = second.waitForEvent('close')
  await second.getByRole('button', { name: 'Close', exact: true }).click()
  await closed
  // The other one goes on.
  expect((await ask(page, 'runs.list', {})).runs).toEqual([])
})

test('closing keeps training without a question where that was chosen', async ({ app }) => {
  await ask(app.page, 'preferences.set', { whenWindowCloses: 'keep' })
  const run = await launchAndBegin(app.page)
  await untilGone(await closeWindow(app))
  const { epochs = 0 } = (await runOf(app.home, run.name)) ?? {}
  await expect.poll(async () => (await runOf(app.home, run.name))?.epochs, { timeout: 60_000 }).toBeGreaterThan(epochs)
  expect(await stateOf(app.home, run.name)).toBe('running')
  await runCli(app.home, ['stop', run.name])
})

test('closing stops without a question where that was chosen, and what waits stays in the queue', async ({ app }) => {
  await ask(app.page, 'preferences.set', { whenWindowCloses: 'stop', concurrency: 1 })
  const run = await launchAndBegin(app.page)
  const waiting = await launch(app.page, 1)
  await untilGone(await closeWindow(app))
  await expect.poll(() => stateOf(app.home, run.name), { timeout: 15_000 }).toBe('stopped')
  expect(await stateOf(app.home, waiting.name)).toBe('queued')
})

test('every key of a setting crosses to the core and back, whatever it is called', async ({ app }) => {
  const config = JSON.parse('{"__proto__": 1, "constructor": 2, "deep": {"__proto__": {"x": 3}}}') as object
  const begun = await askThroughBridge(app.page, 'runs.begin', { origin: { kind: 'logged' }, config })
  if (!begun.ok) throw new Error(begun.error.message)
  const { run } = begun.value as { run: RunSummary }
  expect(Object.entries(run.config)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
    ['deep.__proto__.x', 3],
  ])
})
