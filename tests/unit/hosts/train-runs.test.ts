import { describe, expect, it } from 'vitest'
import { createClient } from '@contract/transport'
import type { EndReason, RunSummary } from '@contract/run'
import { Interrupts } from '../../../src-main/hosts/cli/interrupts'
import type { Terminal } from '../../../src-main/hosts/cli/terminal'
import { trainRuns } from '../../../src-main/hosts/cli/train-runs'
import { fakeRun } from '../../support/fake-run'
import { FakeCore } from './fake-core'

const slowBackend = {
  kind: 'wasm',
  tensorflowVersion: '4.22.0',
  tensorflowSource: 'npm',
  threads: 1,
  reason: 'No C++ compiler was found.',
  remedy: 'apt install g++',
}

function setUp(...ids: string[]) {
  const state = new Map<string, RunSummary>()
  const change = (id: string, changes: Partial<RunSummary>) => {
    state.set(id, { ...state.get(id)!, ...changes })
    core.emit({ event: 'run-changed', payload: { run: id } })
  }
  const end = (id: string, endReason: EndReason) => change(id, { state: 'ended', endReason })
  const core: FakeCore = new FakeCore({
    'runs.plan': () => ({
      plans: [],
      totalSeconds: 60,
      startsInSeconds: 0,
      diskBytes: { whileTraining: 1e8, kept: 5e7 },
      memoryBytes: 1e9,
      freeDiskBytes: 1e11,
    }),
    'runs.launch': () => {
      for (const id of ids) state.set(id, fakeRun(id, { state: 'running', startedAt: '2026-11-24T10:00:00.000Z' }))
      return { runs: [...state.values()] }
    },
    'runs.resolve': ({ runs }: { runs: string[] }) => ({ runs: runs.map((id) => state.get(id)!) }),
    'runs.stop': ({ runs }: { runs: string[] }) => {
      for (const id of runs) setTimeout(() => end(id, 'stopped'), 5)
      return { runs: runs.map((id) => state.get(id)!) }
    },
    'system.status': () => ({ backend: slowBackend }) as never,
  })
  const printed: string[] = []
  const remarks: string[] = []
  const exits: number[] = []
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    write: (text) => printed.push(text),
    printDocument: () => undefined,
    printJsonLine: (value) => printed.push(JSON.stringify(value)),
    remark: (text) => remarks.push(text),
    isInteractive: false,
    columns: 80,
  }
  const interrupts = new Interrupts((code) => exits.push(code))
  const train = (options: { json?: boolean; detach?: boolean } = {}) =>
    trainRuns({ home: '/home', terminal, interrupts }, createClient(core), [{}], options)
  return { core, printed, remarks, exits, interrupts, train, change, end }
}

const settle = () => new Promise((done) => setTimeout(done, 10))

describe('training from the command line', () => {
  it.each([
    ['completed', 0],
    ['early-stopped', 0],
    ['stopped', 0],
    ['failed', 1],
    ['diverged', 1],
    ['interrupted', 1],
    ['cancelled', 1],
  ] as const)('a run that ends %s gives exit code %i', async (reason, code) => {
    const { train, end } = setUp('a', 'b')
    const outcome = train()
    await settle()
    end('a', 'completed')
    end('b', reason)
    expect((await outcome).exitCode).toBe(code)
  })

  it('Ctrl-C stops its runs that still train, waits for their ends, and gives 130', async () => {
    const { train, end, interrupts, core, printed, remarks, exits } = setUp('a', 'b')
    const outcome = train({ json: true })
    await settle()
    end('a', 'completed')
    await settle()
    interrupts.interrupt()
    expect((await outcome).exitCode).toBe(130)
    const stops = core.asked.filter(({ name }) => name === 'runs.stop')
    expect(stops).toEqual([{ name: 'runs.stop', input: { runs: ['b'] } }])
    expect(remarks).toEqual(['Stopping 1 run. Press Ctrl-C again to leave at once.'])
    const types = printed.map((line) => (JSON.parse(line) as { type: string }).type)
    expect(types).toEqual(['run-started', 'run-started', 'run-ended', 'run-ended'])
    expect(exits).toEqual([])
  })

  it('a second Ctrl-C leaves at once', async () => {
    const { train, interrupts, exits } = setUp('a')
    const outcome = train()
    await settle()
    interrupts.interrupt()
    interrupts.interrupt()
    expect(exits).toEqual([130])
    await outcome
  })

  it('Ctrl-C before the launch was answered stops what was launched', async () => {
    const { train, interrupts, core } = setUp('a')
    const outcome = train({ json: true })
    interrupts.interrupt()
    expect((await outcome).exitCode).toBe(130)
    expect(core.asked.map(({ name }) => name)).toContain('runs.stop')
  })

  it('Ctrl-C before the launch launches nothing', async () => {
    const { train, interrupts, core } = setUp('a')
    const outcome = train()
    interrupts.interrupt()
    expect(await outcome).toEqual({ runs: [], exitCode: 130 })
    expect(core.asked.map(({ name }) => name)).toEqual(['runs.plan'])
  })

  it('--detach launches for the core to keep, says how to watch and stop, and follows nothing', async () => {
    const { train, core, printed } = setUp('a')
    expect((await train({ detach: true })).exitCode).toBe(0)
    expect(core.asked).toEqual([{ name: 'runs.launch', input: { configs: [{}], detached: true } }])
    expect(printed.join('\n')).toMatch(/plateau -- show calm-otter-a[\s\S]*plateau -- stop calm-otter-a/)
  })

  it('says once that WebAssembly is slow, why, and what mends it', async () => {
    const { train, change, end, remarks } = setUp('a', 'b')
    const outcome = train()
    await settle()
    for (const id of ['a', 'b']) change(id, { environment: { backend: 'wasm' } as never })
    await settle()
    end('a', 'completed')
    end('b', 'completed')
    await outcome
    expect(remarks).toHaveLength(1)
    expect(remarks[0]).toMatch(/ten times slower.*WebAssembly: No C\+\+ compiler was found\.\n.*: apt install g\+\+/)
  })

  it('fails with core-gone when the core dies in the middle', async () => {
    const { train, core } = setUp('a')
    const outcome = train()
    await settle()
    core.die()
    await expect(outcome).rejects.toMatchObject({ code: 'core-gone' })
  })
})

describe('interrupts', () => {
  it('end a command that has nothing to finish', () => {
    const exits: number[] = []
    new Interrupts((code) => exits.push(code)).interrupt()
    expect(exits).toEqual([130])
  })

  it('a reader that went away ends a command quietly, and a training one as Ctrl-C does', () => {
    const exits: number[] = []
    new Interrupts((code) => exits.push(code)).outputClosed()
    expect(exits).toEqual([0])
    const training = new Interrupts((code) => exits.push(code))
    let asked = 0
    training.handleWith(() => (asked += 1))
    training.outputClosed()
    training.outputClosed()
    expect(asked).toBe(1)
    expect(exits).toEqual([0])
  })
})
