/** A page on a home whose history was written before its host began. */
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { runnerImport } from 'vite'
import type * as SeedGroups from '../../support/seed-groups'
import { endProcess, openPage, projectRoot, startWebHost, test as base } from './app'

type Seeding = typeof SeedGroups

export type Seeded = {
  readonly home: string
  readonly page: Page
  /** Where the page came from, for opening a second one. */
  readonly url: string
  /** What the page has said on its console as an error, and errors that nobody caught. */
  readonly errors: readonly string[]
}

/** Translating the store takes a second: once in each worker. */
const loaded = new Map<string, Promise<object>>()

/** A module of tests/support that writes histories. The store is read as Vite builds it: its migrations are a glob. */
export function loadSeeding<Module extends object>(name: string): Promise<Module> {
  const path = join(projectRoot, 'tests/support', `${name}.ts`)
  const module =
    loaded.get(name) ??
    runnerImport(path, { configFile: false, logLevel: 'error' }).then(({ module: read }) => read as object)
  loaded.set(name, module)
  return module as Promise<Module>
}

/** `open` writes the history with the given function, then opens the window on it. */
export const test = base.extend<{ open: (seed: (home: string, seeding: Seeding) => unknown) => Promise<Seeded> }>({
  open: async ({ browser }, use) => {
    const homes: string[] = []
    const hosts: ChildProcess[] = []
    const pages: Page[] = []
    try {
      await use(async (seed) => {
        const home = await mkdtemp(join(tmpdir(), 'plateau-e2e-'))
        homes.push(home)
        seed(home, await loadSeeding<Seeding>('seed-groups'))
        const { child, url } = await startWebHost(home)
        hosts.push(child)
        const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
        pages.push(page)
        const errors: string[] = []
        page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
        page.on('pageerror', (error) => errors.push(String(error)))
        await openPage(page, url)
        return { home, page, url, errors }
      })
    } finally {
      for (const page of pages) await page.context().close()
      for (const host of hosts) await endProcess(host)
      for (const home of homes) await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  },
})

export { expect } from './app'
