/** Taking back and doing again where the core refuses: a change stays where it is until its inverse has succeeded, and one thing is said. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import { builtInStyles } from '../../../src-main/contract/figure'
import { defaultPreferences, type Preferences } from '../../../src-main/contract/preferences'
import type { Queue } from '../../../src-main/contract/queue'
import type { Report } from '../../../src-main/contract/report'
import type { RunSummary } from '../../../src-main/contract/run'
import { createClient } from '../../../src-main/contract/transport'
import { defaultLayout, type SavedView, type WorkspaceLayout } from '../../../src-main/contract/workspace'
import { cancelRun, moveInQueue } from '../../../src-renderer/state/actions'
import { binRuns, changeTags, restoreRuns, toggleArchive, toggleStar } from '../../../src-renderer/state/annotations'
import type { App } from '../../../src-renderer/state/app.svelte'
import { PreferencesState } from '../../../src-renderer/state/preferences.svelte'
import { QueueState } from '../../../src-renderer/state/queue.svelte'
import { ReportsState } from '../../../src-renderer/state/reports.svelte'
import { RunsState } from '../../../src-renderer/state/runs.svelte'
import { SelectionState } from '../../../src-renderer/state/selection.svelte'
import { doAgain, offer, takeNewestBack } from '../../../src-renderer/state/taking-back'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { StuckChange, UndoState } from '../../../src-renderer/state/undo.svelte'
import { WorkspaceState } from '../../../src-renderer/state/workspace.svelte'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'
import { FakeCore } from '../hosts/fake-core'
import { runAnswers } from './run-answers'

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', () => undefined)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const refusal = 'The disk is full.'

const report: Report = {
  id: 'r',
  title: 'Losses',
  runs: ['1'],
  blocks: [],
  style: builtInStyles[0]!.style,
  frozenAt: null,
  savedAt: 'then',
}

/** A core with four runs, a queue, a view and a report, which refuses every change while `isFull`. */
function openCore() {
  const line = { isFull: false }
  const runs = new Map(
    [
      fakeRun('1', { state: 'ended', tags: ['old'] }),
      fakeRun('2', { state: 'ended', binnedAt: '2026-11-24T12:00:00.000Z' }),
      fakeRun('3', { state: 'queued', startedAt: '2026-11-24T12:00:00.000Z' }),
      fakeRun('4', { state: 'queued' }),
    ].map((run) => [run.id, run]),
  )
  const stored = {
    order: ['3', '4'],
    layout: defaultLayout,
    views: new Map<string, SavedView>([['v', { id: 'v', name: 'Mine', savedAt: 'then', layout: defaultLayout }]]),
    reports: new Map<string, Report>([['r', report]]),
    preferences: defaultPreferences,
  }
  const change = <Input, Output>(act: (input: Input) => Output) => {
    return (input: Input): Output => {
      if (line.isFull) throw new PlateauError('disk-full', refusal)
      return act(input)
    }
  }
  const put = (id: string, changes: Partial<RunSummary>): RunSummary => {
    const next = { ...runs.get(id)!, ...changes }
    runs.set(id, next)
    return next
  }
  const queue = () => ({ waiting: stored.order.map((run) => ({ run })) }) as unknown as Queue
  const core = new FakeCore({
    'runs.progress': () => ({ progress: [] }),
    ...runAnswers(() => [...runs.values()]),
    'runs.annotate': change(({ changes }: { changes: { run: string; change: Partial<RunSummary> }[] }) => ({
      runs: changes.map(({ run, change: said }) => put(run, said)),
    })),
    'runs.bin': change(({ runs: ids }: { runs: string[] }) => ({
      runs: ids.map((id) => put(id, { binnedAt: '2026-11-24T12:00:00.000Z' })),
    })),
    'runs.restore': change(({ runs: ids }: { runs: string[] }) => ({
      runs: ids.map((id) => put(id, { binnedAt: null })),
    })),
    'runs.stop': change(({ runs: ids }: { runs: string[] }) => {
      stored.order = stored.order.filter((id) => !ids.includes(id))
      return { runs: ids.map((id) => put(id, { state: 'ended', endReason: 'stopped' })) }
    }),
    'runs.resume': change(({ runs: ids }: { runs: string[] }) => {
      stored.order.push(...ids)
      return { runs: ids.map((id) => put(id, { state: 'queued', endReason: null })) }
    }),
    'runs.launch': change(() => {
      const run = fakeRun(String(runs.size + 1))
      runs.set(run.id, run)
      stored.order.push(run.id)
      return { runs: [run] } as never
    }),
    'queue.get': queue,
    'queue.move': change(({ run, before }: { run: string; before: string | null }) => {
      const rest = stored.order.filter((id) => id !== run)
      stored.order = rest.toSpliced(before === null ? rest.length : rest.indexOf(before), 0, run)
      return queue()
    }),
    'workspace.get': () => ({ layout: stored.layout, views: [...stored.views.values()] }),
    'workspace.set': change(({ layout }: { layout: WorkspaceLayout }) => {
      stored.layout = layout
      return {} as never
    }),
    'views.save': change((view: { id?: string; name: string; layout: WorkspaceLayout }) => {
      const saved = { savedAt: 'now', ...view, id: view.id ?? view.name }
      stored.views.set(saved.id, saved)
      return saved
    }),
    'views.remove': change(({ id }: { id: string }) => {
      stored.views.delete(id)
      return {} as never
    }),
    'reports.list': () => ({
      reports: [...stored.reports.values()].map((one) => ({ ...one, project: 'p', headings: [] })),
    }),
    'reports.get': ({ report: id }: { report: string }) => {
      const found = stored.reports.get(id)
      if (!found) throw new PlateauError('report-not-found', 'There is no such report.')
      return found
    },
    'reports.save': change(({ report: sent }: { report: Report }) => {
      stored.reports.set(sent.id, sent)
      return sent as never
    }),
    'reports.remove': change(({ report: id }: { report: string }) => {
      stored.reports.delete(id)
      return {} as never
    }),
    'reports.resolve': () => ({ blocks: [] }),
    'preferences.get': () => stored.preferences,
    'preferences.set': change((changes: Partial<Preferences>) => {
      stored.preferences = { ...stored.preferences, ...changes }
      return stored.preferences
    }),
  })
  return { core, line, stored, runs }
}

async function openWindow() {
  const { core, line, stored, runs } = openCore()
  const client = createClient(core)
  const undo = new UndoState()
  const toasts = new ToastState()
  const app = {
    client,
    undo,
    toasts,
    runs: new RunsState(client),
    queue: new QueueState(client),
    workspace: new WorkspaceState(client, undo, (error) => toasts.fail(error)),
    reports: new ReportsState(client, undo),
    preferences: new PreferencesState(client),
    selection: new SelectionState(),
  } as unknown as App
  await Promise.all([
    app.runs.load(),
    app.runs.bin.load(),
    app.queue.load(),
    app.workspace.load('p'),
    app.reports.load(),
  ])
  app.reports.open('r')
  await vi.advanceTimersByTimeAsync(1_000)
  const shown = () =>
    JSON.stringify([
      app.runs.all.map(({ id, name, tags, isStarred, isArchived, state }) => ({
        id,
        name,
        tags,
        isStarred,
        isArchived,
        state,
      })),
      app.runs.bin.rows.map(({ id, binnedAt }) => ({ id, binnedAt })),
      app.queue.current,
      app.workspace.layout,
      app.workspace.views,
      app.reports.list,
    ])
  /** What is said at the moment, as kind and text. */
  const said = () => toasts.list.map(({ kind, text }) => `${kind} ${text}`)
  const hush = () => toasts.list.forEach(({ id }) => toasts.close(id))
  return { app, core, line, stored, runs, shown, said, hush, undo, toasts }
}

/** Every change that the core is asked for when it is made, taken back and done again. */
const asked: Record<string, (app: App) => Promise<unknown>> = {
  'tags changed': (app) => changeTags(app, [app.runs.get('1')!], { add: ['new'], remove: ['old'] }),
  starred: (app) => toggleStar(app, [app.runs.get('1')!]),
  archived: (app) => toggleArchive(app, [app.runs.get('1')!]),
  binned: (app) => binRuns(app, [app.runs.get('1')!]),
  restored: (app) => restoreRuns(app, app.runs.bin.rows),
  'moved in the queue': (app) => moveInQueue(app, app.runs.get('3')!, null),
  'a run that has trained taken out of the queue': (app) => cancelRun(app, app.runs.get('3')!),
  'a run that has not begun taken out of the queue': (app) => cancelRun(app, app.runs.get('4')!),
  'a view removed': async (app) => offer(app, await app.workspace.removeView(app.workspace.views[0]!)),
  'a report deleted': async (app) => offer(app, await app.reports.remove('r')),
}

describe.each(Object.entries(asked))('%s', (_, act) => {
  it('is not said to be done when the core refuses', async () => {
    const { app, line, shown, said, undo } = await openWindow()
    const before = shown()
    line.isFull = true
    await act(app).catch((error: unknown) => app.toasts.fail(error))
    await vi.advanceTimersByTimeAsync(0)
    expect(said()).toEqual([`error ${refusal}`])
    expect([shown(), undo.canUndo]).toEqual([before, false])
  })

  it('is what is taken back where somebody asks for that before the core has answered', async () => {
    const { app, said, undo } = await openWindow()
    undo.push({ scope: 'project', label: 'Earlier', undo: () => undefined, redo: () => undefined })
    const made = act(app)
    await takeNewestBack(app)
    await made
    await vi.advanceTimersByTimeAsync(0)
    const undone = said().filter((text) => text.startsWith('info Undone: '))
    expect(undone).toHaveLength(1)
    expect(undone).not.toContain('info Undone: Earlier')
    expect([undo.canUndo, undo.canRedo]).toEqual([true, true])
  })

  it('is taken back and done again once the core has done so, and not before', async () => {
    const { app, line, shown, said, hush, undo, toasts } = await openWindow()
    await act(app)
    await vi.advanceTimersByTimeAsync(0)
    const [offered] = toasts.list
    expect(toasts.list).toHaveLength(1)
    expect(['Undo', 'Queue again']).toContain(offered?.action?.label)
    const label = offered!.text

    const changed = shown()
    line.isFull = true
    await takeNewestBack(app)
    // What was done is as true as before; the one message about the way back says that it failed.
    expect(said()).toEqual([`info ${label}`, `error Could not undo: ${label}. ${refusal}`])
    expect([shown(), undo.canUndo, undo.canRedo]).toEqual([changed, true, false])
    // By the message as well, which says it once.
    toasts.act(offered!)
    await vi.advanceTimersByTimeAsync(0)
    expect(said()).toEqual([`error Could not undo: ${label}. ${refusal}`])
    expect([undo.canUndo, undo.canRedo]).toEqual([true, false])

    // What was said of the earlier tries goes with them.
    line.isFull = false
    await takeNewestBack(app)
    expect(said()).toEqual([`info Undone: ${label}`])
    expect([undo.canUndo, undo.canRedo]).toEqual([false, true])
    const back = shown()
    expect(back).not.toBe(changed)

    hush()
    line.isFull = true
    await doAgain(app)
    expect(said()).toEqual([`error Could not redo: ${label}. ${refusal}`])
    expect([shown(), undo.canUndo, undo.canRedo]).toEqual([back, false, true])

    line.isFull = false
    await doAgain(app)
    expect(said()).toEqual([`info Redone: ${label}`])
    expect([undo.canUndo, undo.canRedo]).toEqual([true, false])
  })
})

describe('what is shown at once and saved a moment later', () => {
  const layout = (app: App) => app.workspace.change('Panel removed', { groupBy: ['loss'] })
  const rename = (app: App) => app.reports.open('r').setFields({ title: 'Another' }, 'Title changed')

  it('is not said to be done, undone or done again while the layout cannot be saved: one place says why', async () => {
    const { app, line, stored, said, undo } = await openWindow()
    line.isFull = true
    await offer(app, layout(app))
    await takeNewestBack(app)
    await doAgain(app)
    expect(said()).toEqual([])
    expect(app.workspace.saveError?.message).toBe(refusal)
    expect(app.workspace.layout.groupBy).toEqual(['loss'])
    line.isFull = false
    await takeNewestBack(app)
    expect(said()).toEqual(['info Undone: Panel removed'])
    expect([app.workspace.saveError, stored.layout.groupBy, undo.canUndo]).toEqual([null, [], false])
  })
  it('nor while a report cannot be', async () => {
    const { app, line, stored, said } = await openWindow()
    const document = app.reports.open('r')
    line.isFull = true
    rename(app)
    await takeNewestBack(app)
    expect(said()).toEqual([])
    expect(document.saveState).toEqual({ kind: 'failed', message: refusal })
    line.isFull = false
    await doAgain(app)
    expect(said()).toEqual(['info Redone: Title changed'])
    expect(stored.reports.get('r')?.title).toBe('Another')
  })
})

describe('a change', () => {
  it('whose runs were deleted elsewhere is forgotten; of those that are left it is taken back', async () => {
    const { app, core, undo, runs } = await openWindow()
    await restoreRuns(app, app.runs.bin.rows)
    await toggleStar(app, [app.runs.get('1')!, app.runs.get('2')!])
    await toggleStar(app, [app.runs.get('1')!])
    const remove = (run: string) => {
      runs.delete(run)
      core.emit({ event: 'runs-removed', payload: { runs: [run] } })
      undo.forget(run)
    }
    remove('1')
    expect((await undo.undo())?.label).toBe('2 runs starred')
    expect(app.runs.get('2')?.isStarred).toBe(false)
    remove('2')
    expect(undo.canUndo).toBe(false)
  })
  it('that is stuck can be skipped by what its message offers, so that the one before it is reached', async () => {
    const { app, line, undo, toasts } = await openWindow()
    await toggleStar(app, [app.runs.get('1')!])
    await changeTags(app, [app.runs.get('1')!], { add: ['new'], remove: [] })
    line.isFull = true
    await takeNewestBack(app)
    const stuck = toasts.list.at(-1)!
    expect(stuck.action?.label).toBe('Skip')
    toasts.act(stuck)
    line.isFull = false
    expect((await undo.undo())?.label).toBe('calm-otter-1 starred')
    expect(undo.canUndo).toBe(false)
  })
  it('of the settings that cannot be taken back stays the last', async () => {
    const { app, line } = await openWindow()
    await app.preferences.set({ theme: 'dark' })
    line.isFull = true
    await expect(app.preferences.undo()).rejects.toThrow(refusal)
    expect([app.preferences.current.theme, app.preferences.canUndo]).toEqual(['dark', true])
    line.isFull = false
    await Promise.all([app.preferences.undo(), app.preferences.undo()])
    expect([app.preferences.current.theme, app.preferences.canUndo]).toEqual([defaultPreferences.theme, false])
  })
})

it('any order of changes, ways back and refusals leaves every change done, or undone, just as its inverses have succeeded', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), scope: fc.constantFrom('layout' as const, 'runs' as const) }),
    fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const), refuses: fc.boolean(), waits: fc.boolean() }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const undo = new UndoState()
      /** By number, whether the change is in force: what its last successful inverse or repetition said. */
      const inForce: boolean[] = []
      let isRefusing = false
      const attempt = async (number: number, value: boolean) => {
        await Promise.resolve()
        if (isRefusing) throw new Error('refused')
        // Never twice the same way: that would be a change that counts as done and is not.
        expect(inForce[number]).toBe(!value)
        inForce[number] = value
      }
      for (const next of steps) {
        if (next.kind === 'push') {
          const number = inForce.push(true) - 1
          undo.push({
            scope: next.scope,
            label: `Change ${number}`,
            undo: () => attempt(number, false),
            redo: () => attempt(number, true),
          })
          continue
        }
        isRefusing = next.refuses
        const [could, before] = [next.kind === 'undo' ? undo.canUndo : undo.canRedo, [...inForce]]
        const both = next.waits ? [undo[next.kind](), undo[next.kind]()] : [undo[next.kind]()]
        const results = await Promise.allSettled(both)
        for (const result of results) {
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StuckChange)
        }
        if (next.refuses && could) {
          expect(results[0]?.status).toBe('rejected')
          expect(inForce).toEqual(before)
          expect(next.kind === 'undo' ? undo.canUndo : undo.canRedo).toBe(true)
        }
      }
      isRefusing = false
      while (undo.canUndo) await undo.undo()
      expect(inForce.some(Boolean)).toBe(false)
    }),
    { numRuns: propertyCases(200) },
  )
})
