import { describe, expect, it } from 'vitest'
import { createClient } from '@contract/transport'
import type { RunSummary } from '@contract/run'
import { followRuns, type RunWatcher } from '../../../src-main/hosts/cli/follow'
import { fakeRun } from '../../support/fake-run'
import { settled } from '../../support/wait'
import { FakeCore, fakeSeries } from './fake-core'

function setUp(...runs: RunSummary[]) {
  const state = new Map(runs.map((run) => [run.id, run]))
  const told: string[] = []
  const core = new FakeCore({
    'runs.resolve': ({ runs: ids }: { runs: string[] }) => ({ runs: ids.map((id) => state.get(id)!) }),
    'series.epochs': ({ runs: [id] }: { runs: [string] }) => ({ runs: [fakeSeries(id, state.get(id)!.epochs)] }),
  })
  const watcher: RunWatcher = {
    started: ({ id }) => told.push(`${id} started`),
    epoch: ({ id }, { epoch }) => told.push(`${id} epoch ${epoch}`),
    ended: ({ id }) => told.push(`${id} ended`),
    progress: ({ id }, { batch }) => told.push(`${id} batch ${batch}`),
  }
  const change = (id: string, changes: Partial<RunSummary>) => {
    state.set(id, { ...state.get(id)!, ...changes })
    core.emit({ event: 'run-changed', payload: { run: id } })
  }
  const follow = () => followRuns(createClient(core), () => Promise.resolve([...state.values()]), watcher)
  return { core, told, change, follow }
}

const running = { state: 'running', attempts: 1, startedAt: '2026-11-24T10:00:01.000Z' } as const
const completed = { state: 'ended', endReason: 'completed' } as const

describe('following runs', () => {
  it('tells start, each epoch once, and end, in order', async () => {
    const { told, change, follow, core } = setUp(fakeRun('a'))
    const followed = follow()
    await settled()
    change('a', running)
    await settled()
    change('a', { epochs: 1 })
    core.emit({ event: 'epoch-committed', payload: { run: 'a', epoch: 1 } })
    await settled()
    change('a', { epochs: 3 })
    change('a', completed)
    const [run] = await followed
    expect(run).toMatchObject({ id: 'a', endReason: 'completed' })
    expect(told).toEqual(['a started', 'a epoch 1', 'a epoch 2', 'a epoch 3', 'a ended'])
  })

  it('tells everything of a run that was over before anybody could look', async () => {
    const { told, change, follow } = setUp(fakeRun('a'))
    const followed = follow()
    change('a', { ...running, ...completed, epochs: 2 })
    await followed
    expect(told).toEqual(['a started', 'a epoch 1', 'a epoch 2', 'a ended'])
  })

  it('does not call a run started that was cancelled in the queue', async () => {
    const { told, change, follow } = setUp(fakeRun('a'))
    const followed = follow()
    await settled()
    change('a', { state: 'ended', endReason: 'cancelled' })
    await followed
    expect(told).toEqual(['a ended'])
  })

  it('follows several at once, returns them as launched, and hears nothing of others', async () => {
    const { told, change, follow, core } = setUp(fakeRun('a'), fakeRun('b'))
    const followed = follow()
    await settled()
    core.emit({ event: 'run-changed', payload: { run: 'stranger' } })
    change('b', running)
    core.emit({
      event: 'run-progress',
      payload: {
        run: 'b',
        epoch: 1,
        batch: 4,
        batches: 10,
        phase: 'training',
        batchLoss: 1,
        imagesPerSecond: 1,
        secondsLeft: 1,
        quietEpochs: 0,
        memoryBytes: null,
        cpuPercent: null,
      },
    })
    await settled()
    change('b', completed)
    await settled()
    change('a', { ...running, ...completed })
    expect((await followed).map(({ id }) => id)).toEqual(['a', 'b'])
    expect(told).toEqual(['b batch 4', 'b started', 'b ended', 'a started', 'a ended'])
  })

  it('fails with core-gone when the core dies under it, and lets go of the connection', async () => {
    const { change, follow, core } = setUp(fakeRun('a'))
    const followed = follow()
    await settled()
    change('a', running)
    await settled()
    core.die()
    await expect(followed).rejects.toMatchObject({ code: 'core-gone' })
    expect(core.eventListeners.size).toBe(0)
    expect(core.closeListeners.size).toBe(0)
  })
})
