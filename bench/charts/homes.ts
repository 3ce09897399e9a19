/** Throwaway homes with histories, and clients of their cores. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { connectToCore } from '../../src-main/client/connect'
import { createClient, type Client } from '../../src-main/contract/transport'
import { defaultLayout, type WorkspaceLayout } from '../../src-main/contract/workspace'
import { isCoreAlive } from '../../tests/e2e/support/app'

/** Gives a home for as long as `use` takes. */
export async function withHome<Result>(use: (home: string) => Promise<Result>): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'plateau-bench-home-'))
  try {
    return await use(home)
  } finally {
    await coreGone(home)
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** How long a core may take to see that its last client has left. */
const longestEndMilliseconds = 15_000

/** Waits until the home's core has ended, as it does without clients: what opens next starts one. @throws Error when it stays. */
export async function coreGone(home: string): Promise<void> {
  const deadline = Date.now() + longestEndMilliseconds
  while (isCoreAlive(home)) {
    if (Date.now() > deadline) throw new Error('The core of the benchmark did not end')
    await delay(50)
  }
}

/** Gives a client of the home's core, which is started if none is there. */
export async function withClient<Result>(home: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = createClient(await connectToCore({ home, client: 'cli' }))
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

/** Leaves the workspace as its user would have: the next window opens with it. */
export async function leaveWorkspace(client: Client, change: Partial<WorkspaceLayout>): Promise<void> {
  const { current } = await client.request('projects.list', {})
  await client.request('workspace.set', { project: current, layout: { ...defaultLayout, ...change } })
}

/** x is the optimizer's step, as series by step have no epochs of their own. */
export const bySteps: Partial<WorkspaceLayout> = { settings: { ...defaultLayout.settings, x: 'step' } }
