import { describe, expect, it } from 'vitest'
import type { RunSummary } from '@contract/run'
import { createCoreLink } from '../../../src-main/hosts/core-link'
import { watchRuns } from '../../../src-main/hosts/run-watch'
import { fakeRun } from '../../support/fake-run'
import { settled } from '../../support/wait'
import { runAnswers } from '../renderer/run-answers'
import { FakeCore } from './fake-core'

const running = { state: 'running', attempts: 1 } as const
const ended = (endReason: RunSummary['endReason']) => ({ state: 'ended', endReason }) as const

async function setUp(...runs: RunSummary[]) {
  const state = new Map(runs.map((run) => [run.id, run]))
  const cores: FakeCore[] = []
  const link = createCoreLink(() => {
    const core = new FakeCore({
      ...runAnswers(() => [...state.values()]),
      'runs.resolve': ({ runs: ids }: { runs: string[] }) => ({ runs: ids.map((id) => state.get(id)!) }),
      'runs.stop': () => ({ runs: [] }),
    })
    cores.push(core)
    return Promise.resolve(core)
  })
  const told: string[] = []
  const shares: (number | null)[] = []
  const errors: unknown[] = []
  watchRuns(
    link,
    {
      onEnded: (run, stoppedHere) =>
        told.push(`${run.id} ${String(run.endReason)}${stoppedHere ? ', as asked here' : ''}`),
      onProgress: (share) => shares.push(share),
    },
    (error) => errors.push(error),
  )
  await settled()
  const change = async (id: string, changes: Partial<RunSummary>) => {
    state.set(id, { ...(state.get(id) ?? fakeRun(id)), ...changes })
    cores.at(-1)!.emit({ event: 'run-changed', payload: { run: id } })
    await settled()
  }
  const progress = (run: string, epoch: number, batch: number) =>
    cores.at(-1)!.emit({
      event: 'run-progress',
      payload: {
        run,
        epoch,
        batch,
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
  return { link, cores, state, told, shares, errors, change, progress }
}

describe('watching runs for a host', () => {
  it('tells each end once, and not those from before', async () => {
    const { told, change } = await setUp(fakeRun('old', ended('completed')), fakeRun('a', running))
    await change('a', ended('early-stopped'))
    await change('a', {})
    await change('old', {})
    expect(told).toEqual(['a early-stopped'])
  })

  it('reads no whole summary of runs that have ended, however many there are', async () => {
    const many = Array.from({ length: 250 }, (_, at) => fakeRun(`old${at}`, ended('completed')))
    const { cores, told, change } = await setUp(...many, fakeRun('a', running))
    const asked = cores[0]!.asked.flatMap(({ name, input }) => (name === 'runs.resolve' ? [input] : []))
    expect(asked).toEqual([{ runs: ['a'] }])
    expect(cores[0]!.asked.map(({ name }) => name)).not.toContain('runs.list')
    await change('old7', {})
    expect(told).toEqual([])
  })

  it('tells the end of a run that was over before anybody could look', async () => {
    const { told, change } = await setUp()
    await change('quick', ended('completed'))
    expect(told).toEqual(['quick completed'])
  })

  it('tells again when a run that was continued ends again', async () => {
    const { told, change } = await setUp(fakeRun('a', ended('completed')))
    await change('a', { state: 'queued', endReason: null })
    await change('a', ended('completed'))
    expect(told).toEqual(['a completed'])
  })

  it('knows which ends a window of this host asked for', async () => {
    const { told, change, link } = await setUp(fakeRun('a', running), fakeRun('b', running), fakeRun('c', running))
    await link.relay('runs.stop', { runs: ['a', 'calm-otter-b'] })
    await change('a', ended('stopped'))
    await change('b', ended('stopped'))
    await change('c', ended('stopped'))
    await change('a', running)
    await change('a', ended('stopped'))
    expect(told).toEqual(['a stopped, as asked here', 'b stopped, as asked here', 'c stopped', 'a stopped'])
  })

  it('tells how far the runs under way have come, in the mean, and when none is left', async () => {
    const { shares, change, progress } = await setUp(fakeRun('a', running, { epochs: 4 }), fakeRun('b', running))
    progress('a', 2, 10)
    progress('b', 1, 0)
    progress('stranger', 1, 5)
    await change('a', { state: 'queued', held: true })
    await change('b', ended('completed'))
    expect(shares).toEqual([0.5, 0.25, 0, null])
  })

  it('after the core was lost tells what became of its runs', async () => {
    const { told, cores, state, shares } = await setUp(fakeRun('a', running))
    state.set('a', fakeRun('a', ended('interrupted')))
    cores[0]!.die()
    await settled()
    expect(cores).toHaveLength(2)
    expect(told).toEqual(['a interrupted'])
    expect(shares).toEqual([null])
  })

  it('goes on after a question that was not answered', async () => {
    const { told, errors, cores, change } = await setUp(fakeRun('a', running))
    const resolve = cores[0]!.answers['runs.resolve']!
    cores[0]!.answers['runs.resolve'] = () => {
      throw new Error('Not now.')
    }
    await change('a', ended('completed'))
    cores[0]!.answers['runs.resolve'] = resolve
    await change('a', {})
    expect(errors).toHaveLength(1)
    expect(told).toEqual(['a completed'])
  })
})
