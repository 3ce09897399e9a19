import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PlateauEvent } from '../../../src-main/contract/events'
import type { Line, LinesInput } from '../../../src-main/contract/lines'
import type { RunSummary } from '../../../src-main/contract/run'
import { createClient, type Reply } from '../../../src-main/contract/transport'
import { defaultLayout, type SavedView, type WorkspaceLayout } from '../../../src-main/contract/workspace'
import type { App } from '../../../src-renderer/state/app.svelte'
import { annotate, binRuns, changeTags, forEachRun, invert, toggleStar } from '../../../src-renderer/state/annotations'
import { bucketsOf, type LinesWanted } from '../../../src-renderer/state/line-feed.svelte'
import { LinesState } from '../../../src-renderer/state/lines.svelte'
import { RunsState } from '../../../src-renderer/state/runs.svelte'
import { SelectionState } from '../../../src-renderer/state/selection.svelte'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { UndoState } from '../../../src-renderer/state/undo.svelte'
import { fromViewFile, toViewFile, WorkspaceState } from '../../../src-renderer/state/workspace.svelte'
import { runTableSchema } from '@contract/workspace'
import {
  dropColumns,
  dropSort,
  groupTable,
  moveColumn,
  resetTable,
  resizeColumn,
  shownOrder,
  sortBy,
  stepColumn,
  tableOf,
  toggleColumn,
  togglePinned,
  turnGroup,
} from '../../../src-renderer/views/runs/run-table'
import { runAnswers } from './run-answers'
import { fakeRun } from '../../support/fake-run'

type Request = { readonly name: string; readonly input: never }

/** A core that answers as it is told, and remembers what it was asked. */
function fakeCore(answer: (name: string, input: never) => unknown) {
  const asked: Request[] = []
  const listeners: ((event: PlateauEvent) => void)[] = []
  const client = createClient({
    invoke: (name, input): Promise<Reply> => {
      asked.push({ name, input: input as never })
      try {
        return Promise.resolve({ ok: true, value: answer(name, input as never) })
      } catch (error) {
        return Promise.resolve({ ok: false, error: { code: 'name-taken', message: (error as Error).message } })
      }
    },
    onEvent: (listener) => {
      listeners.push(listener)
      return () => undefined
    },
    onClose: () => () => undefined,
    close: () => undefined,
  })
  return { client, asked, tell: (event: PlateauEvent) => listeners.forEach((listener) => listener(event)) }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', () => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the workspace', () => {
  async function open(views: SavedView[] = []) {
    const core = fakeCore((name, input) => {
      if (name === 'workspace.get') return { layout: defaultLayout, views }
      if (name !== 'views.save') return {}
      const saved = { id: 'v1', savedAt: 'now', ...(input as object) } as unknown as SavedView
      views.push(saved)
      return saved
    })
    const undo = new UndoState()
    const failures: unknown[] = []
    const state = new WorkspaceState(core.client, undo, (error) => failures.push(error))
    await state.load('p')
    const kept = () =>
      core.asked
        .filter(({ name }) => name === 'workspace.set')
        .map(({ input }) => (input as { layout: WorkspaceLayout }).layout)
    return { ...core, undo, state, failures, kept }
  }

  it('keeps how the run table stands, which is undone like any other change', async () => {
    const { state, undo, kept } = await open()
    expect(tableOf(state)).toMatchObject({ sorts: [{ id: 'created', isDescending: true }] })
    const { columns } = tableOf(state)
    toggleColumn(state, 'config:batchSize')
    toggleColumn(state, 'state')
    sortBy(state, 'config:batchSize')
    sortBy(state, 'config:batchSize')
    const chosen = [...columns.filter((id) => id !== 'state'), 'config:batchSize']
    expect(tableOf(state)).toMatchObject({ columns: chosen, sorts: [{ id: 'config:batchSize', isDescending: true }] })
    vi.advanceTimersByTime(1_000)
    expect(kept().at(-1)?.runTable).toMatchObject({ columns: chosen, sort: tableOf(state).sorts[0], thenBy: [] })
    // Both presses of the head are one.
    await undo.undo()
    expect(tableOf(state)).toMatchObject({ columns: chosen, sorts: [{ id: 'created', isDescending: true }] })
    await undo.redo()
    resetTable(state)
    expect(state.layout.runTable).toBeNull()
    await undo.undo()
    expect(tableOf(state).sorts).toEqual([{ id: 'config:batchSize', isDescending: true }])
    // Back by hand, it is as it was at first: a view that is open counts as unchanged.
    sortBy(state, 'created')
    sortBy(state, 'created')
    toggleColumn(state, 'config:batchSize')
    expect(state.layout.runTable).not.toBeNull()
    resetTable(state)
    toggleColumn(state, 'config:batchSize')
    toggleColumn(state, 'config:batchSize')
    expect(state.layout.runTable).toBeNull()
  })

  it('sorts by several, groups, moves, pins and widens columns of the run table, and opens one of an earlier version as it was', async () => {
    const { state } = await open()
    const table = () => tableOf(state)
    const ids = () => table().sorts.map(({ id, isDescending }) => `${id}${isDescending ? ' down' : ''}`)
    sortBy(state, 'best:val_psnr', { startsDescending: true })
    sortBy(state, 'run:epochs', { isAdded: true })
    sortBy(state, 'run:epochs', { isAdded: true })
    expect(ids()).toEqual(['best:val_psnr down', 'run:epochs down'])
    for (const id of ['state', 'name', 'tags']) sortBy(state, id, { isAdded: true })
    // The last of four gives way.
    expect(ids()).toEqual(['best:val_psnr down', 'run:epochs down', 'state', 'tags'])
    dropSort(state, 'best:val_psnr')
    sortBy(state, 'state')
    expect(ids()).toEqual(['state'])
    dropSort(state, 'state')
    expect(ids()).toEqual(['created down'])

    groupTable(state, ['loss', 'seed', 'epochs'])
    turnGroup(state, '"mse"')
    expect([table().groupBy, table().turned]).toEqual([['loss', 'seed'], ['"mse"']])
    togglePinned(state, 'created')
    togglePinned(state, 'curve')
    expect(shownOrder(table()).slice(0, 3)).toEqual(['curve', 'created', 'state'])
    stepColumn(state, 'created', -1)
    stepColumn(state, 'state', -1)
    expect(shownOrder(table()).slice(0, 3)).toEqual(['created', 'curve', 'state'])
    moveColumn(state, 'tags', 'state', 'behind')
    expect(shownOrder(table()).slice(2, 4)).toEqual(['state', 'tags'])
    resizeColumn(state, '__proto__', 1e9)
    resizeColumn(state, 'state', 3)
    expect([...table().widths]).toEqual([
      ['__proto__', 1_200],
      ['state', 40],
    ])
    dropColumns(state, ['curve', 'created'])
    expect(table().pinned).toEqual([])
    expect(runTableSchema.parse(state.layout.runTable)).toEqual(state.layout.runTable)

    state.change('Earlier', { runTable: { columns: ['state'], sort: { id: 'name', isDescending: false } } })
    expect(table()).toMatchObject({ columns: ['state', 'tags', 'notes'], groupBy: [], pinned: [], turned: [] })
    expect(ids()).toEqual(['name'])
  })

  it('has nothing to undo where a change changes nothing', async () => {
    const { state, undo, kept } = await open()
    expect(state.change('Runs hidden', { hiddenRuns: [] })).toBe(null)
    state.changeSettings('Scale changed', { yScale: 'linear' })
    state.setBaseline(null)
    vi.advanceTimersByTime(1_000)
    expect([undo.canUndo, kept().length]).toEqual([false, 0])
  })

  it('shows a change at once and keeps it once, a moment later', async () => {
    const { state, kept } = await open()
    state.change('Grouped', { groupBy: ['loss'] })
    state.change('Search', { search: 'a' }, { isUndoable: false })
    expect(state.layout).toMatchObject({ groupBy: ['loss'], search: 'a' })
    expect(kept()).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(kept()).toEqual([{ ...defaultLayout, groupBy: ['loss'], search: 'a' }])
  })
  it('takes changes back and does them again, without what was typed meanwhile', async () => {
    const { state, undo } = await open()
    state.change('Grouped', { groupBy: ['loss'] })
    state.change('Search', { search: 'a' }, { isUndoable: false })
    expect((await undo.undo())?.label).toBe('Grouped')
    expect(state.layout).toMatchObject({ groupBy: [], search: 'a' })
    expect((await undo.redo())?.label).toBe('Grouped')
    expect(state.layout.groupBy).toEqual(['loss'])
    expect(await undo.redo()).toBeNull()
  })
  it('takes a slider that was dragged back as one change', async () => {
    const { state, undo } = await open()
    for (const amount of [0.1, 0.2, 0.3])
      state.changeSettings('Smoothing changed', { smoothing: { method: 'ema', amount } }, { merge: 'smoothing' })
    await undo.undo()
    expect(state.layout.settings).toEqual(defaultLayout.settings)
    await undo.redo()
    expect(state.layout.settings.smoothing.amount).toBe(0.3)
  })
  it('takes an earlier change of the layout back together with those after it', async () => {
    const { state, undo } = await open()
    const first = state.change('First', { groupBy: ['loss'] })
    state.change('Second', { groupBy: ['loss', 'seed'] })
    await first?.takeBack()
    expect(state.layout.groupBy).toEqual([])
    expect(undo.canUndo).toBe(false)
    expect(await first?.takeBack()).toBeNull()
  })
  it('saves a view, says when it is changed, and opens it again', async () => {
    const { state, undo } = await open()
    state.change('Grouped', { groupBy: ['loss'] })
    const view = await state.saveAs('Loss review')
    expect([state.view?.name, state.isChanged]).toEqual(['Loss review', false])
    state.change('Grouped', { groupBy: [] })
    expect(state.isChanged).toBe(true)
    state.openView(view)
    expect([state.layout.groupBy, state.isChanged]).toEqual([['loss'], false])
    await undo.undo()
    expect(state.layout.groupBy).toEqual([])
  })
  it('tries again to keep what could not be kept', async () => {
    let isDown = true
    let layout = defaultLayout
    const core = fakeCore((name, input) => {
      if (name === 'workspace.set' && isDown) throw new Error('gone')
      if (name === 'workspace.set') ({ layout } = input)
      return { layout, views: [] }
    })
    const state = new WorkspaceState(core.client, new UndoState(), (error) => expect.unreachable(String(error)))
    await state.load('p')
    const change = state.change('Grouped', { groupBy: ['loss'] })
    expect(await change?.isSaved()).toBe(false)
    expect(state.saveError?.message).toBe('gone')
    isDown = false
    // By itself, and when the connection is back.
    await vi.advanceTimersByTimeAsync(6_000)
    expect(state.saveError).toBeNull()
    await state.load('p')
    expect(core.asked.filter(({ name }) => name === 'workspace.set')).toHaveLength(2)
    expect(state.layout.groupBy).toEqual(['loss'])
  })
  it('writes a view as a file and reads it back; another file is refused with a sentence', () => {
    const file = toViewFile('Loss review!', { ...defaultLayout, groupBy: ['loss'] })
    expect(file.fileName).toBe('loss-review.plateau-view.json')
    expect(fromViewFile(file.text)).toEqual({ name: 'Loss review!', layout: { ...defaultLayout, groupBy: ['loss'] } })
    expect(() => fromViewFile('{')).toThrow('This file is not JSON, so it is not a view.')
    expect(() => fromViewFile('{"format":"else"}')).toThrow(
      'This file is not a Plateau view: format: must be plateau-view.',
    )
  })
})

describe('lines', () => {
  const lineOf = (run: string, key: string): Line => ({
    run,
    key,
    x: Float64Array.of(1),
    y: Float64Array.of(1),
    low: null,
    high: null,
    width: null,
    pointCount: 1,
  })
  const open = () => {
    const core = fakeCore((_, input) => ({
      lines: (input as LinesInput).series.map(({ run, key }) => lineOf(run, key)),
    }))
    const inputs = () => core.asked.map(({ input }) => input as LinesInput)
    return { ...core, inputs, state: new LinesState(core.client) }
  }
  const wanted = (changes: Partial<LinesWanted> = {}): LinesWanted => ({
    runs: ['a', 'b'],
    keys: ['val_mse'],
    x: 'epoch',
    range: null,
    width: 500,
    smoothing: null,
    ...changes,
  })

  it('that are smoothed are asked for one after the other while a slider is drawn, and at last where it was left', async () => {
    const answers: (() => void)[] = []
    const core = fakeCore(
      (_, input) =>
        new Promise((answer) =>
          answers.push(() =>
            answer({ lines: (input as LinesInput).series.map(({ run, key }) => ({ ...lineOf(run, key), width: 16 })) }),
          ),
        ),
    )
    const { feed, want } = new LinesState(core.client).begin()
    const amounts = () => core.asked.map(({ input }) => (input as LinesInput).smoothing?.amount)
    const ema = (amount: number) => wanted({ runs: ['a'], smoothing: { method: 'ema', amount } })
    want(ema(0.1))
    await vi.advanceTimersByTimeAsync(50)
    for (const amount of [0.2, 0.3, 0.4]) want(ema(amount))
    await vi.advanceTimersByTimeAsync(50)
    expect([amounts(), feed.isWhole]).toEqual([[0.1], false])
    answers.shift()?.()
    await vi.advanceTimersByTimeAsync(50)
    expect(amounts()).toEqual([0.1, 0.4])
    // Lines of another smoothing are of no use to new buckets.
    expect((core.asked[1]!.input as LinesInput).width).toBeUndefined()
    answers.shift()?.()
    await vi.advanceTimersByTimeAsync(50)
    expect([amounts(), feed.isWhole]).toEqual([[0.1, 0.4], true])
    want(wanted({ runs: ['a'] }))
    await vi.advanceTimersByTimeAsync(50)
    expect(amounts()).toEqual([0.1, 0.4, undefined])
  })
  it('of several panels are asked for in one request', async () => {
    const { state, inputs } = open()
    const [one, two] = [state.begin(), state.begin()]
    one.want(wanted())
    two.want(wanted({ keys: ['val_mae'] }))
    await vi.advanceTimersByTimeAsync(50)
    expect(inputs()).toHaveLength(1)
    expect(inputs()[0]).toMatchObject({ x: 'epoch', buckets: 512 })
    expect(inputs()[0]?.series).toHaveLength(4)
    expect(one.feed.get('a', 'val_mse')?.pointCount).toBe(1)
    expect(one.feed.get('a', 'val_mae')).toBeUndefined()
    expect([one.feed.isComplete, two.feed.isComplete]).toEqual([true, true])
  })
  it('are not said to be none before any was read', async () => {
    const { state } = open()
    const { feed, want } = state.begin()
    want(wanted({ runs: [] }))
    expect(feed.isComplete).toBe(true)
    want(wanted())
    expect(feed.isComplete).toBe(false)
    await vi.advanceTimersByTimeAsync(50)
    expect(feed.isComplete).toBe(true)
  })
  it('are not said to be none by the answer to what is no longer asked', async () => {
    const answers: (() => void)[] = []
    const core = fakeCore(
      (_, input) =>
        new Promise((answer) =>
          answers.push(() => answer({ lines: (input as LinesInput).series.map(({ run, key }) => lineOf(run, key)) })),
        ),
    )
    const { feed, want } = new LinesState(core.client).begin()
    want(wanted({ runs: ['of the first page'] }))
    await vi.advanceTimersByTimeAsync(50)
    // Another width, as where the window is made wider, and other runs.
    for (const other of [wanted({ width: 900 }), wanted({ width: 900, runs: ['c'] })]) {
      want(other)
      await vi.advanceTimersByTimeAsync(50)
    }
    const said: [number, boolean][] = []
    for (const answer of answers) {
      answer()
      await vi.advanceTimersByTimeAsync(50)
      said.push([feed.count, feed.isComplete])
    }
    expect(said).toEqual([
      [0, false],
      [0, false],
      [1, true],
    ])
  })
  it('that are there already are not asked for again; what is no longer shown is let go', async () => {
    const { state, inputs } = open()
    const { feed, want } = state.begin()
    want(wanted())
    await vi.advanceTimersByTimeAsync(50)
    want(wanted({ runs: ['b', 'c'] }))
    await vi.advanceTimersByTimeAsync(50)
    expect(inputs()[1]?.series).toEqual([{ run: 'c', key: 'val_mse' }])
    expect(feed.get('a', 'val_mse')).toBeUndefined()
    want(wanted({ runs: ['b', 'c'], width: 505 }))
    await vi.advanceTimersByTimeAsync(50)
    expect(inputs()).toHaveLength(2)
  })
  it('of many runs come coarse first and without bands, then whole', async () => {
    const answers: ((value: { lines: Line[] }) => void)[] = []
    const core = fakeCore(() => new Promise((answer) => answers.push(answer)))
    const state = new LinesState(core.client)
    const runs = Array.from({ length: 300 }, (_, index) => `r${index}`)
    const { feed, want } = state.begin()
    want(wanted({ runs }))
    const reply = async () => {
      await vi.advanceTimersByTimeAsync(50)
      const values = Float64Array.of(1)
      answers.shift()?.({
        lines: runs.map((run) => ({ ...lineOf(run, 'val_mse'), low: values, high: values, width: 16 })),
      })
      // No timer and no frame: the other one is asked for before the coarse one is drawn.
      await vi.advanceTimersByTimeAsync(0)
    }
    await reply()
    expect(core.asked.map(({ input }) => (input as LinesInput).buckets)).toEqual([64, 512])
    expect(feed.count).toBe(300)
    expect([feed.get('r0', 'val_mse')?.low, feed.isWhole]).toEqual([null, false])
    await reply()
    expect([feed.get('r0', 'val_mse')?.low, feed.isWhole]).toEqual([Float64Array.of(1), true])
  })
  it('of a zoom are asked for at once, those of panels that zoom together in one request', async () => {
    const { state, inputs } = open()
    const [one, two] = [state.begin(), state.begin()]
    one.want(wanted())
    two.want(wanted({ keys: ['val_mae'] }))
    await vi.advanceTimersByTimeAsync(50)
    one.want(wanted({ range: [2, 5] }))
    two.want(wanted({ keys: ['val_mae'], range: [2, 5] }))
    await Promise.resolve()
    expect(inputs()).toHaveLength(2)
    expect(inputs()[1]).toMatchObject({ range: [2, 5] })
    expect(inputs()[1]?.series).toHaveLength(4)
  })
  it('that another panel shows, or has just shown, are there at once until its own come', async () => {
    const { state, inputs } = open()
    const small = state.begin()
    small.want(wanted())
    await vi.advanceTimersByTimeAsync(50)
    small.end()
    const full = state.begin()
    full.want(wanted({ width: 1_200 }))
    expect([full.feed.count, full.feed.isWhole]).toEqual([2, false])
    await vi.advanceTimersByTimeAsync(50)
    expect(full.feed.isWhole).toBe(true)
    expect(inputs().map(({ buckets }) => buckets)).toEqual([512, 1_280])
    const zoomed = state.begin()
    zoomed.want(wanted({ range: [1, 2] }))
    expect(zoomed.feed.count).toBe(0)
    full.end()
    await vi.advanceTimersByTimeAsync(5_000)
    const late = state.begin()
    late.want(wanted())
    expect(late.feed.count).toBe(0)
  })
  it('of many runs are not made coarse again where they are there', async () => {
    const core = fakeCore((_, input) => {
      const { series, buckets } = input as LinesInput
      return { lines: series.map(({ run, key }) => ({ ...lineOf(run, key), width: 16, pointCount: buckets })) }
    })
    const { feed, want } = new LinesState(core.client).begin()
    const runs = Array.from({ length: 300 }, (_, index) => `r${index}`)
    want(wanted({ runs }))
    await vi.advanceTimersByTimeAsync(50)
    const counts: (number | undefined)[] = []
    const take = feed.take.bind(feed)
    feed.take = (lines) => {
      take(lines)
      counts.push(feed.get('r0', 'val_mse')?.pointCount, feed.get('new', 'val_mse')?.pointCount)
    }
    want(wanted({ runs: [...runs, 'new'], range: [2, 5] }))
    await vi.advanceTimersByTimeAsync(50)
    expect(counts).toEqual([512, 64, 512, 512])
  })
  it('of many runs are not asked for again where they are whole at once, and a thousand at a time', async () => {
    const long = new Set(['r7', 'r1100'])
    const core = fakeCore((_, input) => ({
      lines: (input as LinesInput).series.map(({ run, key }) => ({
        ...lineOf(run, key),
        width: long.has(run) ? 16 : null,
      })),
    }))
    const { feed, want } = new LinesState(core.client).begin()
    const runs = Array.from({ length: 1_200 }, (_, index) => `r${index}`)
    want(wanted({ runs }))
    await vi.advanceTimersByTimeAsync(50)
    const asked = core.asked.map(({ input }) => input as LinesInput)
    expect(asked.map(({ buckets, series }) => [buckets, series.length])).toEqual([
      [64, 1_000],
      [64, 200],
      [512, 2],
    ])
    expect(asked[2]?.series.map(({ run }) => run)).toEqual([...long])
    expect([feed.count, feed.isWhole, feed.isComplete]).toEqual([1_200, true, true])
    long.clear()
    want(wanted({ runs: runs.map((run) => `other ${run}`) }))
    await vi.advanceTimersByTimeAsync(50)
    expect(core.asked.slice(3).map(({ input }) => (input as LinesInput).buckets)).toEqual([64, 64])
    expect([feed.count, feed.isWhole, feed.isComplete]).toEqual([1_200, true, true])
  })
  it('follow what trains and what is logged, and nothing else', async () => {
    const { state, inputs, tell } = open()
    state.begin().want(wanted({ keys: ['val_mse', 'grad'] }))
    await vi.advanceTimersByTimeAsync(50)
    tell({ event: 'epoch-committed', payload: { run: 'elsewhere', epoch: 1 } })
    tell({ event: 'points-appended', payload: { run: 'b', key: 'grad', count: 9 } })
    tell({ event: 'points-appended', payload: { run: 'b', key: 'grad', count: 10 } })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(
      inputs()
        .slice(1)
        .map(({ series }) => series),
    ).toEqual([[{ run: 'b', key: 'grad' }]])
  })
  it('keep what was read while finer points are asked for, and say what failed', async () => {
    const { state, inputs } = open()
    const { feed, want } = state.begin()
    want(wanted())
    await vi.advanceTimersByTimeAsync(50)
    want(wanted({ range: [2, 5] }))
    expect(feed.get('a', 'val_mse')).toBeDefined()
    await vi.advanceTimersByTimeAsync(50)
    expect(inputs()[1]?.range).toEqual([2, 5])
    want(wanted({ x: 'step' }))
    expect(feed.get('a', 'val_mse')).toBeUndefined()
  })
  it('are whole with the last of what was asked for, in the pixels asked for; what is logged does not change that', async () => {
    const { state, tell } = open()
    const { feed, want } = state.begin()
    const runs = Array.from({ length: 300 }, (_, index) => `r${index}`)
    want(wanted({ runs }))
    expect([feed.asked, feed.isWhole]).toEqual([1, false])
    await vi.advanceTimersByTimeAsync(50)
    expect([feed.count, feed.isWhole]).toEqual([300, true])
    tell({ event: 'epoch-committed', payload: { run: 'r1', epoch: 2 } })
    await vi.advanceTimersByTimeAsync(1_000)
    want(wanted({ runs: [...runs] }))
    expect([feed.asked, feed.isWhole]).toEqual([1, true])
    want(wanted({ runs, range: [2, 5] }))
    expect([feed.asked, feed.isWhole]).toEqual([2, false])
  })
  it('go on in their buckets while points come, and in other ones after a zoom', async () => {
    const core = fakeCore((_, input) => ({
      lines: (input as LinesInput).series.map(({ run, key }) => ({ ...lineOf(run, key), width: 16 })),
    }))
    const state = new LinesState(core.client)
    const { want } = state.begin()
    want(wanted({ runs: ['a'] }))
    await vi.advanceTimersByTimeAsync(50)
    core.tell({ event: 'points-appended', payload: { run: 'a', key: 'val_mse', count: 9 } })
    await vi.advanceTimersByTimeAsync(1_000)
    want(wanted({ runs: ['a'], range: [2, 5] }))
    await vi.advanceTimersByTimeAsync(50)
    expect(core.asked.map(({ input }) => (input as LinesInput).width)).toEqual([undefined, 16, undefined])
  })
  it('out of sight are not followed, and are read anew when seen again', async () => {
    const { state, inputs, tell } = open()
    const { feed, want } = state.begin()
    want(wanted())
    await vi.advanceTimersByTimeAsync(50)
    want(null)
    tell({ event: 'epoch-committed', payload: { run: 'a', epoch: 2 } })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(inputs()).toHaveLength(1)
    expect(feed.get('a', 'val_mse')).toBeDefined()
    want(wanted())
    await vi.advanceTimersByTimeAsync(50)
    expect(inputs()).toHaveLength(2)
  })
  it('have buckets in steps of width', () => {
    expect([1, 128, 129, 1_000_000].map(bucketsOf)).toEqual([128, 128, 256, 8_192])
  })
})

describe('what is said of runs', () => {
  const two = [fakeRun('1', { state: 'ended', tags: ['old'] }), fakeRun('2', { state: 'ended' })]
  async function open(refuse = false, of: readonly RunSummary[] = two) {
    const stored = new Map(of.map((run) => [run.id, run]))
    const core = fakeCore((name, input) => {
      if (name === 'runs.progress') return { progress: [] }
      const answers: Record<string, (asked: never) => unknown> = runAnswers(() => [...stored.values()])
      const answer = answers[name]
      if (answer) return answer(input)
      if (refuse) throw new Error('Another run is already called x.')
      const put = (id: string, change: Partial<RunSummary>) => {
        const next = { ...stored.get(id)!, ...change }
        stored.set(id, next)
        return next
      }
      if (name === 'runs.annotate')
        return {
          runs: (input as { changes: { run: string; change: object }[] }).changes.map(({ run, change }) =>
            put(run, change),
          ),
        }
      const binnedAt = name === 'runs.bin' ? '2026-11-24T12:00:00.000Z' : null
      return { runs: (input as { runs: string[] }).runs.map((id) => put(id, { binnedAt })) }
    })
    const app = {
      client: core.client,
      runs: new RunsState(core.client),
      undo: new UndoState(),
      toasts: new ToastState(),
      selection: new SelectionState(),
    } as unknown as App
    await app.runs.load()
    return { app, asked: core.asked }
  }

  it('is changed in one request, and taken back by its inverse', async () => {
    const { app, asked } = await open()
    await changeTags(app, app.runs.all, { add: ['sweep'], remove: ['old'] })
    expect(app.runs.all.map(({ tags }) => tags)).toEqual([['sweep'], ['sweep']])
    expect(asked.filter(({ name }) => name === 'runs.annotate')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(0)
    expect(app.toasts.list[0]?.text).toBe('2 runs tagged sweep, untagged old')
    await app.undo.undo()
    expect([app.runs.get('1')?.tags, app.runs.get('2')?.tags]).toEqual([['old'], []])
    await app.undo.redo()
    expect(app.runs.get('1')?.tags).toEqual(['sweep'])
  })
  it('is changed for thousands without an answer about each', async () => {
    const { app, asked } = await open(
      false,
      Array.from({ length: 2_500 }, (_, at) => fakeRun(`m${at}`, { state: 'ended' })),
    )
    await changeTags(app, app.runs.all, { add: ['sweep'], remove: [] })
    expect(asked.filter(({ name }) => name === 'runs.annotate').map(({ input }) => input)).toMatchObject([
      { isBrief: true },
    ])
    expect(app.runs.all.every(({ tags }) => tags[0] === 'sweep')).toBe(true)
    await app.undo.undo()
    expect(app.runs.all.every(({ tags }) => tags.length === 0)).toBe(true)
  })
  it('that changes nothing asks nothing', async () => {
    const { app, asked } = await open()
    await annotate(
      app,
      forEachRun(app.runs.all, ({ name }) => ({ name })),
      'Nothing',
    )
    expect(asked.some(({ name }) => name === 'runs.annotate')).toBe(false)
    expect(app.undo.canUndo).toBe(false)
    expect(await invert([{ run: 'gone', change: { notes: 'x' } }], () => undefined)).toEqual({
      changes: [],
      inverse: [],
    })
  })
  it('that is refused is as it was, and the reason is said', async () => {
    const { app } = await open(true)
    expect(await annotate(app, [{ run: '1', change: { name: 'x' } }], 'Renamed')).toBe(false)
    expect(app.runs.get('1')?.name).toBe('calm-otter-1')
    expect(app.toasts.list[0]).toMatchObject({ kind: 'error', text: 'Another run is already called x.' })
    expect(app.undo.canUndo).toBe(false)
  })
  it('stars all, and takes the stars away when all have one', async () => {
    const { app } = await open()
    await toggleStar(app, [app.runs.get('1')!])
    await toggleStar(app, app.runs.all)
    expect(app.runs.all.every(({ isStarred }) => isStarred)).toBe(true)
    await toggleStar(app, app.runs.all)
    expect(app.runs.all.some(({ isStarred }) => isStarred)).toBe(false)
  })
  it('puts runs into the bin, which takes them out of the list and the selection, and back', async () => {
    const { app } = await open()
    app.selection.set(['1', '2'])
    await app.runs.bin.load()
    await binRuns(app, [app.runs.get('1')!])
    expect([app.runs.all.map(({ id }) => id), app.runs.bin.rows.map(({ id }) => id), app.selection.list]).toEqual([
      ['2'],
      ['1'],
      ['2'],
    ])
    await app.undo.undo()
    expect([app.runs.all.length, app.runs.bin.rows.length]).toEqual([2, 0])
  })
  it('does not put a run into the bin that has not ended, and says so', async () => {
    const { app, asked } = await open()
    await binRuns(app, [fakeRun('3', { state: 'running' })])
    expect(asked.some(({ name }) => name === 'runs.bin')).toBe(false)
    expect(app.toasts.list[0]?.text).toBe('calm-otter-3 has not ended and cannot be moved to the bin')
  })
})
