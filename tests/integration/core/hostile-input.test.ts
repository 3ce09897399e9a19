/** Every request of the contract with what hostile people and careless programs would send: answered, or refused in a sentence. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import { api, type RequestName } from '../../../src-main/contract/api'
import { createClient, type Reply, type Transport } from '../../../src-main/contract/transport'
import { processesOf, small, waitFor } from '../../support/core'
import { propertyCases } from '../../support/property'
import { inputsOf } from '../../support/schema-inputs'
import { seedGroups, twoByTwo } from '../../support/seed-groups'

let home = ''
let transport: Transport
let names: string[] = []
/** Runs that wait, a report and blocks of it. */
let there: string[] = []

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plateau-hostile-'))
  names = seedGroups(home, twoByTwo)
  transport = await connectToCore({ home, client: 'cli' })
  // Whatever is launched waits.
  const client = createClient(transport)
  await client.request('queue.pause', { paused: true })
  const { runs } = await client.request('runs.launch', { configs: [small, { ...small, seed: 2 }], detached: true })
  const report = await client.request('reports.create', { template: 'comparison', runs: names.slice(0, 2) })
  there = [...runs.map(({ name }) => name), report.id, ...report.blocks.slice(0, 2).map(({ id }) => id)]
})
afterAll(async () => {
  transport.close()
  for (const pid of processesOf('core.js', home)) process.kill(pid, 'SIGTERM')
  await waitFor(() => processesOf('core.js', home).length === 0)
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

/** What a request may not do here, whatever is made for it. */
const tamed: Partial<Record<RequestName, (input: Record<string, unknown>) => Record<string, unknown>>> = {
  'queue.pause': () => ({ paused: true }),
  'exports.write': (input) => ({ ...input, path: join(home, `out-${Math.random()}`), replace: false }),
  // The history of the other requests stays.
  'runs.purge': (input) => ({ ...input, runs: ['__proto__'] }),
  'runs.bin': (input) => ({ ...input, runs: ['constructor'] }),
  // Both start a process, which takes a second.
  'system.status': () => ({}),
  'residuals.measure': () => ({ run: 'toString' }),
}

/** Requests of which at least one was no nonsense: else the schema would be all that is tested. */
const answered = new Set<RequestName>()

const endOfLog = () =>
  readFileSync(join(home, 'log', 'core.log'), 'utf8')
    .split('\n')
    .slice(-30)
    .join('\n')

it.each(Object.keys(api) as RequestName[])('%s', async (name) => {
  const metrics = ['val_mse', 'train_loss', 'metric:val_mse', 'run:epochs', 'config:loss']
  const inputs = inputsOf(api[name].input, [...names.slice(0, 3), 'grouped0001', ...there, ...metrics])
  await fc.assert(
    fc.asyncProperty(inputs, async (made) => {
      const input = tamed[name]?.(made as Record<string, unknown>) ?? made
      const reply: Reply = await transport.invoke(name, input)
      if (reply.ok) {
        answered.add(name)
        return
      }
      expect([reply.error.code, reply.error.message, reply.error.code === 'internal' ? endOfLog() : '']).not.toContain(
        'internal',
      )
      expect(reply.error.message).toMatch(/\S/)
    }),
    { numRuns: propertyCases(40) },
  )
})

it.each<[string, unknown, unknown]>([
  ['a request of no name', '__proto__', {}],
  ['a request that is a method of every object', 'toString', {}],
  ['a name that is none', { toString: 1 }, {}],
  ['an input that is none', 'runs.list', null],
  ['an input of 60 levels', 'workspace.set', JSON.parse(`${'{"layout":'.repeat(60)}1${'}'.repeat(60)}`)],
])('refuses %s', async (_what, name, input) => {
  const reply = await transport.invoke(name as RequestName, input)
  expect(reply).toMatchObject({
    ok: false,
    error: { code: expect.stringMatching(/^(not-allowed|invalid-input)$/) as string },
  })
})

it('keeps points under any key that may be one', async () => {
  // One that no request above names: those log points too.
  const run = names.at(-1) ?? ''
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__/x', 'größe', '損失', '💥']) {
    const series = [{ key, steps: [0, 1], values: [1, 2] }]
    expect([key, await transport.invoke('points.append', { run, series })]).toMatchObject([key, { ok: true }])
    const line = await transport.invoke('series.batches', { run, key, buckets: 10 })
    expect([key, line]).toMatchObject([key, { ok: true, value: { pointCount: 2 } }])
    const target = { kind: 'runs', runs: [run], keys: [key], format: 'json' }
    const path = join(home, `points-${Buffer.from(key).toString('hex')}.json`)
    expect(await transport.invoke('exports.write', { id: key, path, replace: false, target })).toMatchObject({
      ok: true,
      value: { rows: 2 },
    })
  }
  expect(await transport.invoke('runs.get', { run })).toMatchObject({ ok: true })
})

it('most requests were answered at least once, and not refused by their schema alone', () => {
  expect(answered.size).toBeGreaterThan(Object.keys(api).length / 2)
})
