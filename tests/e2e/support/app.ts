/**
 * The product in a real window on a throwaway home: `page` is the window of whichever host the project names.
 * Logs are attached when a test fails, and only then.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, test as base, type Browser, type ElectronApplication, type Page } from '@playwright/test'
import { findElectronBinary } from '../../../src-main/platform/electron-binary.mjs'
import { launchChromium } from './chromium'

export const projectRoot = resolve(import.meta.dirname, '../../..')

/** Electron does not run its sandbox as root; as anybody else the tests run it. */
export const sandboxSwitch = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export type HostOptions = { host: 'web' | 'electron' }

/** Opens the page, and waits until its window is there: keys that are pressed before that reach nobody. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.locator('main').waitFor()
}

export type App = {
  readonly home: string
  readonly page: Page
  /** Present in Electron only. */
  readonly electron: ElectronApplication | null
  /** What the page has said on its console, errors that nobody caught included. */
  readonly console: readonly string[]
  /** Where the page came from, for opening a second one; null in Electron. */
  readonly url: string | null
  /** Runs the CLI on the same home; resolves with what it printed. */
  cli(...parameters: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Runs `plateau --home HOME ...` as a process of its own. */
export async function runCli(home: string, parameters: readonly string[]) {
  const child = spawn(process.execPath, [join(projectRoot, 'out/main/cli.js'), '--home', home, ...parameters], {
    cwd: projectRoot,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, stdout, stderr }
}

/** Starts the web host on a home and waits for its printed link. */
export async function startWebHost(home: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(projectRoot, 'out/main/web.js'), '--home', home], { cwd: projectRoot })
  let printed = ''
  const url = await new Promise<string>((found, fail) => {
    const read = (text: string) => {
      printed += text
      const link = /http:\/\/\S+#\S+/.exec(printed)
      if (link) found(link[0])
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.on('exit', (code) => fail(new Error(`The web host ended with ${String(code)}:\n${printed}`)))
  })
  return { child, url }
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  child.kill('SIGTERM')
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(deadline)
}

const corePattern = (home: string): string => `core.js --home ${home}$`

export function isCoreAlive(home: string): boolean {
  return spawnSync('pgrep', ['-f', corePattern(home)]).status === 0
}

/** SIGKILL for the core of a home, and of no other. */
export function killCoreOf(home: string): void {
  execFileSync('pkill', ['-KILL', '-f', corePattern(home)])
}

/** SIGKILL for the trainers of a home's core, and of no other. */
export function killTrainersOf(home: string): void {
  const core = execFileSync('pgrep', ['-f', corePattern(home)], { encoding: 'utf8' }).trim()
  execFileSync('pkill', ['-KILL', '-P', core])
}

async function readLogs(home: string): Promise<string> {
  const folder = join(home, 'log')
  const names = await readdir(folder).catch(() => [])
  const texts = await Promise.all(
    names.map(async (name) => `== ${name}\n${await readFile(join(folder, name), 'utf8')}`),
  )
  return texts.join('\n')
}

async function openElectron(home: string): Promise<ElectronApplication> {
  const binary = findElectronBinary()
  if (binary === null) throw new Error('No Electron binary was found: set PLATEAU_ELECTRON to one.')
  return _electron.launch({
    executablePath: binary.path,
    args: [...sandboxSwitch, projectRoot, '--home', home],
    cwd: projectRoot,
    env: { ...(process.env as Record<string, string>), PLATEAU_NODE: process.execPath },
  })
}

type Fixtures = { app: App }
type WorkerFixtures = { browser: Browser }

export const test = base.extend<Fixtures & HostOptions, WorkerFixtures>({
  host: ['web', { option: true }],
  browser: [
    // Playwright reads the pattern of the first parameter, which therefore stands even where nothing is asked for.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const browser = await launchChromium()
      await use(browser)
      await browser.close()
    },
    { scope: 'worker' },
  ],
  app: async ({ host, browser }, use, testInfo) => {
    const home = await mkdtemp(join(tmpdir(), 'plateau-e2e-'))
    const cli: App['cli'] = (...parameters) => runCli(home, parameters)
    const consoleLines: string[] = []
    const watch = (page: Page) => {
      page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`))
      page.on('pageerror', (error) => consoleLines.push(`pageerror: ${String(error)}`))
    }
    try {
      if (host === 'electron') {
        const electron = await openElectron(home)
        electron
          .process()
          .stderr?.setEncoding('utf8')
          .on('data', (text: string) => consoleLines.push(text.trim()))
        const page = await electron.firstWindow()
        watch(page)
        await use({ home, page, electron, url: null, cli, console: consoleLines })
        await electron.evaluate(({ app }) => app.exit(0)).catch(() => undefined)
      } else {
        const { child, url } = await startWebHost(home)
        const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
        watch(page)
        await openPage(page, url)
        await use({ home, page, electron: null, url, cli, console: consoleLines })
        await page.context().close()
        await endProcess(child)
      }
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('console', { body: consoleLines.join('\n'), contentType: 'text/plain' })
        await testInfo.attach('logs', { body: await readLogs(home), contentType: 'text/plain' })
      }
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  },
})

export { expect } from '@playwright/test'
