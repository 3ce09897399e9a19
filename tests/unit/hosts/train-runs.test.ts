import { describe, expect, it } from 'vitest'
import { createClient } from '@contract/transport'
import type { RunConfigInput } from '@contract/config'
import type { EndReason, RunSummary } from '@contract/run'
import { Interrupts } from '../../../src-main/hosts/cli/interrupts'
import { followLaunch, trainRuns, type TrainingOptions } from '../../../src-main/hosts/cli/train-runs'
import { fakeRun } from '../../support/fake-run'
import { settled } from '../../support/wait'
import { FakeCore, fakeSeries } from './fake-core'
import { fakeTerminal } from './fake-terminal'

const slowBackend = {
  kind: 'wasm',
  tensorflowVersion: '4.22.0',
  tensorflowSource: 'npm',
  threads: 1,
  reason: 'No C++ compiler was found.',
  remedy: 'apt install g++',
}

function setUp(...ids: string[]) {
  return setUpWith(null, ...ids)
}

/** @param answer what somebody answers when asked; null when nobody is there. */
function setUpWith(answer: string | null, ...ids: string[]) {
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
      const runs = ids.map((id) => fakeRun(id))
      for (const run of runs)
        state.set(run.id, { ...run, state: 'running', attempts: 1, startedAt: '2026-11-24T10:00:00.000Z' })
      return { runs }
    },
    'runs.resolve': ({ runs }: { runs: string[] }) => ({ runs: runs.map((id) => state.get(id)!) }),
    'runs.stop': ({ runs }: { runs: string[] }) => {
      for (const id of runs) setImmediate(() => end(id, 'stopped'))
      return { runs: runs.map((id) => state.get(id)!) }
    },
    'system.status': () => ({ backend: slowBackend }) as never,
  })
  const terminal = fakeTerminal(answer)
  const { printed, remarks, asked } = terminal
  const exits: number[] = []
  const interrupts = new Interrupts((code) => exits.push(code))
  const session = { home: '/home', terminal, interrupts }
  const train = (options: TrainingOptions = {}, configs: RunConfigInput[] = [{}]) =>
    trainRuns(session, createClient(core), configs, options)
  return { core, printed, remarks, asked, exits, interrupts, train, change, end, session }
}

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
    await settled()
    end('a', 'completed')
    end('b', reason)
    expect((await outcome).exitCode).toBe(code)
  })

  it('Ctrl-C stops its runs that still train, waits for their ends, and gives 130', async () => {
    const { train, end, interrupts, core, printed, remarks, exits } = setUp('a', 'b')
    const outcome = train({ json: true })
    await settled()
    end('a', 'completed')
    await settled()
    interrupts.interrupt()
    expect((await outcome).exitCode).toBe(130)
    const stops = core.asked.filter(({ name }) => name === 'runs.stop')
    expect(stops).toEqual([{ name: 'runs.stop', input: { runs: ['b'] } }])
    expect(remarks).toEqual(['Stopping 1 run. Press Ctrl-C again to quit at once.'])
    const types = printed.map((line) => (JSON.parse(line) as { type: string }).type)
    expect(types).toEqual(['run-started', 'run-started', 'run-ended', 'run-ended'])
    expect(exits).toEqual([])
  })

  it('a second Ctrl-C leaves at once', async () => {
    const { train, interrupts, exits } = setUp('a')
    const outcome = train()
    await settled()
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

  it('Ctrl-C before the launch ends the command at once', async () => {
    const { train, interrupts, core, exits, end } = setUp('a')
    const outcome = train()
    interrupts.interrupt()
    expect(exits).toEqual([130])
    expect(core.asked.map(({ name }) => name)).toEqual(['runs.plan'])
    // Its process would be gone by now.
    await settled()
    end('a', 'completed')
    await outcome
  })

  it('--detach launches for the core to keep, says how to watch and stop, and follows nothing', async () => {
    const { train, core, printed } = setUp('a')
    expect((await train({ detach: true })).exitCode).toBe(0)
    expect(core.asked.at(-1)).toEqual({ name: 'runs.launch', input: { configs: [{}], detached: true } })
    expect(printed.join('\n')).toMatch(/plateau -- show calm-otter-a[\s\S]*plateau -- stop calm-otter-a/)
  })

  it('holds runs for the core to keep, and says how to let them go', async () => {
    const { train, core, printed } = setUp('a')
    core.answers['runs.launch'] = () => ({ runs: [fakeRun('a', { held: true })] })
    expect((await train({ place: 'held' })).exitCode).toBe(0)
    expect(core.asked.at(-1)?.input).toEqual({ configs: [{}], detached: true, place: 'held' })
    expect(printed.join('\n')).toContain('plateau -- queue release calm-otter-a')
  })

  it('says before the launch what it takes', async () => {
    const { train, end, printed } = setUp('a')
    const outcome = train()
    await settled()
    end('a', 'completed')
    await outcome
    expect(printed[0]).toContain('Disk: about 100 MB while training, 50 MB kept, 100 GB free. Memory: about 1.00 GB.')
  })

  const many = Array.from({ length: 9 }, (_, seed): RunConfigInput => ({ seed }))

  it('asks before more than 8 runs, and launches nothing on any answer but yes', async () => {
    for (const answer of ['', 'n', 'yesterday']) {
      const { train, core, asked, remarks } = setUpWith(answer, 'a')
      expect(await train({}, many)).toEqual({ runs: [], exitCode: 1 })
      expect(asked).toEqual(['Launch 9 runs? [y/N] '])
      expect(remarks).toEqual(['Nothing was launched.'])
      expect(core.asked.map(({ name }) => name)).toEqual(['runs.plan'])
    }
  })

  it.each([
    ['somebody says yes', 'y', {}, 1],
    ['told not to ask', 'n', { yes: true }, 0],
    ['nobody is there to answer', null, {}, 0],
  ] as const)('launches many runs when %s', async (_why, answer, options, questions) => {
    const { train, core, asked } = setUpWith(answer, 'a')
    expect((await train({ ...options, detach: true }, many)).exitCode).toBe(0)
    expect(asked).toHaveLength(questions)
    expect(core.asked.map(({ name }) => name)).toContain('runs.launch')
  })

  it('does not ask before 8 runs', async () => {
    const { train, asked } = setUpWith('n', 'a')
    expect((await train({ detach: true }, many.slice(1))).exitCode).toBe(0)
    expect(asked).toEqual([])
  })

  it('says that a run was held, each time, and that the queue is paused, once', async () => {
    const { train, core, change, end, remarks } = setUp('a', 'b')
    core.answers['queue.get'] = () => ({ paused: true }) as never
    const outcome = train()
    await settled()
    change('a', { state: 'queued', held: true })
    await settled()
    change('a', { held: false })
    change('b', { state: 'queued' })
    await settled()
    change('a', { state: 'queued', held: true })
    await settled()
    end('a', 'completed')
    end('b', 'completed')
    await outcome
    const told = (text: string) => remarks.filter((remark) => remark.includes(text))
    expect(told('calm-otter-a is paused.')).toHaveLength(2)
    expect(told('The queue is paused.')).toHaveLength(1)
  })

  it('says once that WebAssembly is slow, why, and how to fix it', async () => {
    const { train, change, end, remarks } = setUp('a', 'b')
    const outcome = train()
    await settled()
    for (const id of ['a', 'b']) change(id, { environment: { backend: 'wasm' } })
    await settled()
    end('a', 'completed')
    end('b', 'completed')
    await outcome
    expect(remarks).toHaveLength(1)
    expect(remarks[0]).toMatch(
      /WebAssembly, about ten times slower.*: No C\+\+ compiler was found\.\nFix: apt install g\+\+/,
    )
  })

  it('fails with core-gone when the core dies in the middle', async () => {
    const { train, core } = setUp('a')
    const outcome = train()
    await settled()
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

/** An attempt as `runs.get` has it; without threads its trainer is not ready. */
const attempt = (number: number, fromEpoch: number, threads: number | null = 1) => ({
  attempt: number,
  fromEpoch,
  threads,
})

describe('following runs that were there before', () => {
  it('tells what is new alone, with the epochs that were there at the start', async () => {
    const { core, session, change, end, printed } = setUp('a')
    const before = fakeRun('a', { attempts: 1, epochs: 2, startedAt: '2026-11-24T10:00:00.000Z' })
    core.answers['series.epochs'] = () => ({ runs: [fakeSeries('a', 4)] })
    core.answers['runs.get'] = () => ({ attempts: [attempt(1, 0), attempt(2, 2)] }) as never
    const outcome = followLaunch(session, createClient(core), { json: true }, () => {
      change('a', before)
      return Promise.resolve([before])
    })
    await settled()
    expect(printed).toEqual([])
    change('a', { state: 'running', attempts: 2, epochs: 4 })
    await settled()
    end('a', 'completed')
    await outcome
    const lines = printed.map((line) => JSON.parse(line) as { type: string; epoch?: number; epochs?: number })
    expect(lines.map(({ type, epoch }) => [type, epoch])).toEqual([
      ['run-started', undefined],
      ['epoch', 3],
      ['epoch', 4],
      ['run-ended', undefined],
    ])
    expect(lines[0]).toMatchObject({ attempts: 2, epochs: 2 })
  })

  it('tells the epoch that it really goes on after, those that are trained anew, and warnings as they occur', async () => {
    const { core, session, change, end, printed, remarks } = setUp('a')
    const before = fakeRun('a', { attempts: 1, epochs: 3, startedAt: '2026-11-24T10:00:00.000Z' })
    core.answers['series.epochs'] = () => ({ runs: [fakeSeries('a', 4)] })
    let attempts = [attempt(1, 0), attempt(2, 0, null)]
    core.answers['runs.get'] = () => ({ attempts }) as never
    const outcome = followLaunch(session, createClient(core), { json: true }, () => {
      change('a', before)
      return Promise.resolve([before])
    })
    await settled()
    const logged = (level: 'info' | 'warning', message: string) =>
      core.emit({ event: 'run-logged', payload: { run: 'a', entry: { sequence: 1, time: '', level, message } } })
    change('a', { state: 'running', attempts: 2 })
    logged('warning', 'The checkpoint of epoch 3 cannot be used.')
    logged('info', 'Resuming from the checkpoint of epoch 2.')
    await settled()
    expect(printed).toEqual([])
    expect(remarks).toContain(`${before.name}: The checkpoint of epoch 3 cannot be used.`)
    expect(remarks.join()).not.toContain('Going on from')
    attempts = [attempt(1, 0), attempt(2, 2)]
    change('a', {})
    await settled()
    expect(printed.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ type: 'run-started', epochs: 2 }),
    ])
    // Its row was there before: it is told once it was trained anew.
    core.emit({ event: 'epoch-committed', payload: { run: 'a', epoch: 3 } })
    await settled()
    expect(printed).toHaveLength(2)
    change('a', { epochs: 4 })
    core.emit({ event: 'epoch-committed', payload: { run: 'a', epoch: 4 } })
    await settled()
    end('a', 'completed')
    await outcome
    expect(printed.map((line) => (JSON.parse(line) as { epoch?: number }).epoch)).toEqual([undefined, 3, 4, undefined])
  })

  it('does not call a run started that was stopped while it waited to go on', async () => {
    const { core, session, change, end, printed } = setUp('a')
    const before = fakeRun('a', { attempts: 1, epochs: 2, startedAt: '2026-11-24T10:00:00.000Z' })
    const outcome = followLaunch(session, createClient(core), { json: true }, () => {
      change('a', before)
      return Promise.resolve([before])
    })
    await settled()
    end('a', 'stopped')
    expect((await outcome).exitCode).toBe(0)
    expect(printed.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['run-ended'])
  })
})
