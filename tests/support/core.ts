/** A real core in a home of its own for each test, and the clients that talk to it; all gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { connectToCore } from '../../src-main/client/connect'
import type { RunConfigInput } from '../../src-main/contract/config'
import type { RunSummary } from '../../src-main/contract/run'
import { createClient, type Client } from '../../src-main/contract/transport'
import { findProcesses } from './processes'
import { until } from './wait'

export const waitFor = (condition: () => boolean | Promise<boolean>, milliseconds = 30_000): Promise<void> =>
  until(condition, 'it was so', milliseconds)

/** Ids of the node processes that run an entry for a home: its core, or that core's trainers. */
export function processesOf(entry: 'core.js' | 'trainer.js', home: string): number[] {
  const cores = findProcesses('core.js', home).map(({ pid }) => pid)
  if (entry === 'core.js' || cores.length === 0) return entry === 'core.js' ? cores : []
  return findProcesses('trainer.js').flatMap(({ pid, parent }) => (cores.includes(parent) ? [pid] : []))
}

/** A network that trains an epoch in well under a second. */
export const small: RunConfigInput = {
  architecture: 'pooled',
  filters: [4, 4],
  kernelSizes: [3, 3],
  hiddenUnits: 16,
  trainSize: 320,
  validationSize: 64,
  earlyStopping: false,
}

export async function launch(client: Client, config: RunConfigInput, detached = false): Promise<RunSummary> {
  const { runs } = await client.request('runs.launch', { configs: [config], detached })
  return runs[0]!
}
export const readRun = async (client: Client, run: string): Promise<RunSummary> =>
  (await client.request('runs.get', { run })).run
export const ended = async (client: Client, run: string): Promise<boolean> =>
  (await readRun(client, run)).state === 'ended'

/**
 * To be called once a test file: gives every test a home.
 * @param shared where it is called in a `describe` whose tests look at one home, one after the other: that home is theirs together.
 */
export function useCore({ shared = false } = {}) {
  let home = ''
  let clients: Client[] = []

  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    for (const pid of processesOf('core.js', home)) process.kill(pid, signal)
    await waitFor(() => processesOf('core.js', home).length === 0 && processesOf('trainer.js', home).length === 0)
  }

  const [before, after] = shared ? [beforeAll, afterAll] : [beforeEach, afterEach]
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'plateau-core-'))
    clients = []
  })
  after(async () => {
    for (const client of clients) client.close()
    await end('SIGTERM')
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  })

  return {
    home: (): string => home,
    /** A client of the home's core, which is started if none is there; closed with the test. */
    async connect(this: void, client: 'cli' | 'web' | 'electron' = 'web'): Promise<Client> {
      const made = createClient(await connectToCore({ home, client }))
      clients.push(made)
      return made
    },
    /** Ends the core as the system does on shutdown, or at once without a word. */
    endCore: () => end('SIGTERM'),
    killCore: () => end('SIGKILL'),
    /** Waits until it has ended by itself. */
    gone: () => waitFor(() => processesOf('core.js', home).length === 0),
  }
}
