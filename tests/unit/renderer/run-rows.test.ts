/** Rows of the window: what of them is asked for, and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PlateauError } from '@contract/errors'
import { createClient } from '@contract/transport'
import { RunsState } from '../../../src-renderer/state/runs.svelte'
import { bestValueOf } from '@model/digests'
import { fakeRun, seriesBy } from '../../support/fake-run'
import { FakeCore } from '../hosts/fake-core'
import { runAnswers } from './run-answers'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => setTimeout(frame))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function open(count: number) {
  const stored = Array.from({ length: count }, (_, at) =>
    fakeRun(String(at), { state: 'ended', createdAt: new Date(at * 1_000).toISOString() }, { seed: at }),
  )
  const core = new FakeCore({ 'runs.progress': () => ({ progress: [] }), ...runAnswers(() => stored) })
  const runs = new RunsState(createClient(core))
  const loading = runs.load()
  await vi.runAllTimersAsync()
  await loading
  const asked = (name: string) => core.asked.flatMap((request) => (request.name === name ? [request.input] : []))
  return { core, runs, stored, asked }
}

describe('rows', () => {
  it('come in pages, the newest first, and are in one order', async () => {
    const { runs, asked } = await open(2_500)
    expect(runs.all.map(({ id }) => id)).toEqual(Array.from({ length: 2_500 }, (_, at) => String(2_499 - at)))
    expect(runs.isComplete).toBe(true)
    expect(asked('runs.columns')).toHaveLength(3)
    expect(asked('runs.resolve')).toEqual([])
  })
  it('ask for a column of all runs once something reads it, and for those of a moment together', async () => {
    const { runs, asked } = await open(30)
    const before = asked('runs.columns').length
    const seeds = () => runs.all.map(({ config }) => config.seed)
    expect(seeds()).toEqual(Array(30).fill(undefined))
    expect(runs.all[0]?.config.loss).toBeUndefined()
    await vi.runAllTimersAsync()
    expect(asked('runs.columns').slice(before)).toMatchObject([{ columns: ['config:seed', 'config:loss'] }])
    expect(seeds()).toEqual(Array.from({ length: 30 }, (_, at) => 29 - at))
    expect(asked('runs.columns')).toHaveLength(before + 1)
  })
  it('take whole summaries that come with an answer where they have none, and ask for the others', async () => {
    const { runs, stored, asked } = await open(3)
    const [first, second] = stored
    runs.keep([{ ...first!, notes: 'came along' }, fakeRun('of another window')])
    runs.keep([{ ...first!, notes: 'came later, and is older' }, second!])
    expect((await runs.summaries(['0', '1'])).map(({ notes }) => notes)).toEqual(['came along', second!.notes])
    expect(asked('runs.resolve')).toEqual([])
    await runs.summaries(['0', '2'])
    expect(asked('runs.resolve')).toEqual([{ runs: ['2'] }])
    expect(runs.whole('of another window')).toBeUndefined()
  })
  it('know their best values by a column each, and by their digests where they are whole', async () => {
    const { core, runs, asked } = await open(3)
    core.answers['runs.columns'] = ({ columns }: { columns: string[] }) => ({
      numbers: Float64Array.of(3, 2, 1),
      columns: Object.fromEntries(
        columns.map((id) => [
          id,
          { numbers: Float64Array.of(0.5, 0, 0.25), codes: Int32Array.of(-1, -2, -1), values: [] },
        ]),
      ),
      more: false,
    })
    const best = () => runs.all.map((run) => bestValueOf(run, 'val_mse'))
    expect(best()).toEqual([null, null, null])
    await vi.runAllTimersAsync()
    expect(best()).toEqual([0.5, null, 0.25])
    expect(asked('runs.columns').at(-1)).toMatchObject({ columns: ['best:val_mse'] })
    const one = { ...fakeRun('1'), series: seriesBy('epoch', { val_mse: [3, 2, 4] }) }
    expect(bestValueOf(one, 'val_mse')).toBe(2)
    expect(bestValueOf(one, 'other')).toBeNull()
    expect(bestValueOf(runs.get('1')!, 'val_mse')).toBeNull()
  })
  it('are whole where a run is shown by itself, and no column is asked for it', async () => {
    const { runs, asked, stored } = await open(30)
    const before = asked('runs.columns').length
    expect(runs.get('7')?.recipe).toBeNull()
    expect(runs.get('8')?.config.seed).toBeUndefined()
    await vi.runAllTimersAsync()
    expect(asked('runs.resolve')).toEqual([{ runs: ['7', '8'] }])
    expect(runs.get('7')?.recipe).toEqual(stored[7]!.recipe)
    expect(Object.keys(runs.get('8')!.config)).toEqual(Object.keys(stored[8]!.config))
    expect(asked('runs.columns')).toHaveLength(before)
  })
  it('ask for the row of a run that has changed alone, in every column that is here', async () => {
    const { core, runs, stored, asked } = await open(30)
    void runs.all[0]?.config.seed
    await vi.runAllTimersAsync()
    stored[3] = { ...stored[3]!, name: 'other', tags: ['new'], config: { ...stored[3]!.config, seed: 99 } }
    const before = asked('runs.columns').length
    core.emit({ event: 'run-changed', payload: { run: '3' } })
    await vi.runAllTimersAsync()
    expect(asked('runs.columns').slice(before)).toMatchObject([{ runs: ['3'] }])
    expect(runs.all.find(({ id }) => id === '3')).toMatchObject({ name: 'other', tags: ['new'] })
    expect(runs.all.map(({ config }) => config.seed).filter((seed) => seed === 99)).toHaveLength(1)
    expect(runs.all).toHaveLength(30)
  })
  it('say what was told last of each run, however many facts came one by one', async () => {
    const { core, runs, stored } = await open(300)
    const valueOf = (at: number) => runs.all.find(({ id }) => id === String(at))?.config.seed
    void valueOf(0)
    await vi.runAllTimersAsync()
    const expected = new Map(stored.map((_, at) => [at, at]))
    for (let fact = 0; fact < 40; fact += 1) {
      const at = (fact * 7) % 23
      stored[at] = { ...stored[at]!, config: { seed: 1_000 + fact } }
      expected.set(at, 1_000 + fact)
      core.emit({ event: 'run-changed', payload: { run: String(at) } })
      await vi.runAllTimersAsync()
    }
    for (const [at, value] of expected) expect(valueOf(at)).toBe(value)
  })

  it('are all read anew where one of them is gone, or the connection is', async () => {
    for (const code of ['run-not-found', 'core-gone'] as const) {
      const { core, runs, stored, asked } = await open(30)
      void runs.get('3')?.recipe
      await vi.runAllTimersAsync()
      const before = asked('runs.columns').length
      core.answers['runs.resolve'] = () => {
        throw new PlateauError(code, 'It is gone.')
      }
      stored[5] = { ...stored[5]!, name: 'other' }
      core.emit({ event: 'run-changed', payload: { run: '3' } })
      await vi.runAllTimersAsync()
      expect(asked('runs.columns').length - before).toBe(2)
      expect(runs.all.find(({ id }) => id === '5')?.name).toBe('other')
      expect(runs.error).toBeNull()
    }
  })
  it('stay where anything else fails, which is told, and are asked for again with the next fact', async () => {
    const { core, runs, stored, asked } = await open(30)
    const answer = core.answers['runs.columns']!
    core.answers['runs.columns'] = () => {
      throw new PlateauError('internal', 'The disk does not answer.')
    }
    stored[3] = { ...stored[3]!, name: 'other' }
    const before = asked('runs.columns').length
    core.emit({ event: 'run-changed', payload: { run: '3' } })
    await vi.runAllTimersAsync()
    expect(asked('runs.columns').length - before).toBe(1)
    expect(runs.refreshError).toMatchObject({ code: 'internal', message: 'The disk does not answer.' })
    expect(runs.error).toBeNull()
    expect(runs.all).toHaveLength(30)
    core.answers['runs.columns'] = answer
    core.emit({ event: 'run-changed', payload: { run: '4' } })
    await vi.runAllTimersAsync()
    expect(asked('runs.columns').at(-1)).toMatchObject({ runs: ['3', '4'] })
    expect(runs.refreshError).toBeNull()
    expect(runs.all.find(({ id }) => id === '3')?.name).toBe('other')
  })
  it('tell each end once, however answers overlap', async () => {
    const { core, runs, stored } = await open(30)
    const told: string[] = []
    runs.onEnd(({ id }) => told.push(id))
    const change = async (state: 'running' | 'ended') => {
      stored[3] = fakeRun('3', { state, createdAt: stored[3]!.createdAt })
      core.emit({ event: 'run-changed', payload: { run: '3' } })
      await vi.runAllTimersAsync()
    }
    const answer = core.answers['runs.columns'] as (input: unknown) => Promise<never>
    for (const _ of [1, 2]) {
      await change('running')
      // Answers wait for each other.
      let free: () => void = () => undefined
      const freed = new Promise<void>((done) => (free = done))
      core.answers['runs.columns'] = async (input: never) => {
        await freed
        return answer(input)
      }
      await change('ended')
      await change('ended')
      free()
      await vi.runAllTimersAsync()
      core.answers['runs.columns'] = answer
    }
    expect(told).toEqual(['3', '3'])
  })
})
