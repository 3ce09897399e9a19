/** A window's project: what it shows and takes back, on the core's own services. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import { createClient } from '../../../src-main/contract/transport'
import type { WorkspaceLayout } from '../../../src-main/contract/workspace'
import { createAnnotationService } from '../../../src-main/core/history/annotations'
import { createEventBus } from '../../../src-main/core/events'
import { createProjectService } from '../../../src-main/core/history/projects/service'
import { findRun, findRuns } from '../../../src-main/core/history/references'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { createWorkspaceService } from '../../../src-main/core/workspace'
import type { App } from '../../../src-renderer/state/app.svelte'
import {
  annotateProject,
  binProjects,
  createProject,
  emptyProjects,
  moveRuns,
  openFirst,
  openProject,
  placeIn,
  renameProject,
  restoreProject,
} from '../../../src-renderer/state/projects'
import { ProjectsState } from '../../../src-renderer/state/projects.svelte'
import { ReportsState } from '../../../src-renderer/state/reports.svelte'
import { RouterState } from '../../../src-renderer/state/router.svelte'
import { RunsState } from '../../../src-renderer/state/runs.svelte'
import { SelectionState } from '../../../src-renderer/state/selection.svelte'
import { doAgain, offer, takeNewestBack } from '../../../src-renderer/state/taking-back'
import { titleOf } from '../../../src-renderer/state/title'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { UndoState } from '../../../src-renderer/state/undo.svelte'
import { WorkspaceState } from '../../../src-renderer/state/workspace.svelte'
import { eachAtOnce } from '../../support/at-once'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'
import { FakeCore } from '../hosts/fake-core'
import { runAnswers } from './run-answers'

const { store } = useStore()
let full = false

beforeEach(() => {
  full = false
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('history', { state: null, pushState: () => undefined, replaceState: () => undefined })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function addEnded(id: string, project: string, name = id) {
  addStoredRun(store(), id, { project, name })
  endStoredRun(store(), id)
}

async function openWindow() {
  const events = createEventBus()
  const summaries = createSummaryCache(store())
  const projects = eachAtOnce(createProjectService({ store: store(), summaries, events }))
  const workspace = createWorkspaceService(store(), events)
  const annotations = eachAtOnce(
    createAnnotationService({ store: store(), summaries, events, directoryOf: () => '/nowhere' }),
  )
  const summarize = (runs: readonly string[]) => findRuns(store(), runs).map(summaries.of)
  const core = new FakeCore({
    'projects.list': () => projects.list(),
    'projects.create': ({ name }: { name: string }) => projects.create(name),
    'projects.open': ({ project }: { project: string }) => projects.open(project),
    'projects.rename': (input: { project: string; name: string }) => projects.rename(input.project, input.name),
    'projects.annotate': (input: { project: string; notes: string }) => projects.annotate(input.project, input.notes),
    'projects.bin': ({ project, withRuns = false }: { project: string; withRuns?: boolean }) =>
      projects.bin(project, withRuns),
    'projects.restore': ({ project }: { project: string }) => projects.restore(project),
    'projects.empty': ({ projects: from, to }: { projects: string[]; to: string }) =>
      projects.move(
        from.flatMap((id) => store().projects.runsOf(id)).map((id) => ({ run: findRun(store(), id), project: to })),
      ),
    'runs.move': ({ moves }: { moves: { run: string; project: string; name?: string }[] }) =>
      projects.move(moves.map((move) => ({ ...move, run: findRun(store(), move.run) }))),
    ...runAnswers(() =>
      [...store().runs.list(), ...store().runs.listBinned()]
        .sort((left, right) => left.number - right.number)
        .map(summaries.of),
    ),
    'runs.restore': ({ runs }: { runs: string[] }) => {
      annotations.restore(findRuns(store(), runs).map(({ id }) => id))
      return { runs: summarize(runs) }
    },
    'runs.progress': () => ({ progress: [] }),
    'workspace.get': ({ project }: { project: string }) => workspace.read(project),
    'workspace.set': ({ project, layout }: { project: string; layout: WorkspaceLayout }) => {
      if (full) throw new PlateauError('disk-full', 'The disk is full.')
      workspace.keep(project, layout)
      return {} as never
    },
    'reports.list': () => ({ reports: [] }),
  })
  events.subscribe((event) => core.emit(event))
  const client = createClient(core)
  const undo = new UndoState()
  const toasts = new ToastState()
  const app = {
    client,
    undo,
    toasts,
    projects: new ProjectsState(client),
    runs: new RunsState(client),
    workspace: new WorkspaceState(client, undo, (error) => toasts.fail(error)),
    reports: new ReportsState(client, undo),
    selection: new SelectionState(),
    router: new RouterState(),
  } as unknown as App
  await Promise.all([app.runs.load(), openFirst(app)])
  const settle = () => vi.advanceTimersByTimeAsync(1_000)
  const said = () => toasts.list.map(({ text }) => text)
  const names = () => app.runs.all.map(({ name }) => name).sort()
  const open = async (name: string) => {
    const isOpen = await openProject(app, store().projects.withName(name)!, { view: 'workspace' })
    await settle()
    return isOpen
  }
  const project = (name: string) => app.projects.list.find((one) => one.name === name)!
  return { app, settle, said, names, open, project }
}

describe('opening a project', () => {
  it('shows its runs and its workspace, and saves the one that is left first', async () => {
    addEnded('a', 'first')
    addEnded('b', 'second')
    store().projects.markUsed(store().projects.withName('first')!, '2026-01-01T00:00:00.000Z')
    const { app, names, open } = await openWindow()
    expect([app.projects.current?.name, names()]).toEqual(['first', ['a']])
    expect(titleOf(app)).toBe('first · Plateau')
    app.workspace.change('Found', { search: 'pooled' })
    app.selection.set(['a'])
    expect(await open('second')).toBe(true)
    expect([app.projects.current?.name, names(), app.workspace.layout.search]).toEqual(['second', ['b'], ''])
    expect(titleOf(app)).toBe('Workspace · second · Plateau')
    expect(app.selection.list).toEqual([])
    app.workspace.change('Found', { search: 'plain' })
    await open('first')
    expect(app.workspace.layout.search).toBe('pooled')
    await open('second')
    expect(app.workspace.layout.search).toBe('plain')
    // What trains and waits is the home's.
    addStoredRun(store(), 'c', { project: 'first' })
    await app.runs.load()
    expect([names(), app.runs.active.map(({ id }) => id)]).toEqual([['b'], ['c']])
  })

  it('is not done while the workspace cannot be saved', async () => {
    addEnded('b', 'second')
    const { app, said, open, settle } = await openWindow()
    full = true
    app.workspace.change('Found', { search: 'pooled' })
    expect(await open('second')).toBe(false)
    expect(said()).toEqual(['The workspace of experiments is not saved yet, so it stays open.'])
    expect([app.projects.current?.name, app.workspace.layout.search]).toEqual(['experiments', 'pooled'])
    full = false
    expect(await open('second')).toBe(true)
    await open('experiments')
    await settle()
    expect(app.workspace.layout.search).toBe('pooled')
  })

  it('leaves changes of what the other one has until it is open again, and takes back what belongs to all', async () => {
    addEnded('a', 'experiments')
    addEnded('b', 'second')
    const { app, said, open, project } = await openWindow()
    const change = app.workspace.change('Grouped', { groupBy: ['loss'] })
    await offer(app, change)
    expect(said()).toEqual(['Grouped'])
    await open('second')
    // It cannot be taken back here: nothing offers to.
    expect(said()).toEqual([])
    expect(await change?.takeBack()).toBeNull()
    await renameProject(app, project('second'), 'renamed')
    app.workspace.change('Searched', { search: 'x' })
    await takeNewestBack(app)
    await takeNewestBack(app)
    expect([app.workspace.layout.search, app.projects.current?.name]).toEqual(['', 'second'])
    expect(app.undo.canUndo).toBe(false)
    await open('experiments')
    expect(app.workspace.layout.groupBy).toEqual(['loss'])
    await takeNewestBack(app)
    expect(app.workspace.layout.groupBy).toEqual([])
    expect(app.undo.canRedo).toBe(true)
  })

  it('goes to what corresponds to the view that was open', () => {
    expect(placeIn({ view: 'run', run: 'a' })).toEqual({ view: 'workspace' })
    expect(placeIn({ view: 'compare', runs: ['a'] })).toEqual({ view: 'workspace' })
    expect(placeIn({ view: 'workspace', panel: 'x' })).toEqual({ view: 'workspace' })
    expect(placeIn({ view: 'reports', report: 'r' })).toEqual({ view: 'reports', report: null })
    expect(placeIn({ view: 'runs' })).toEqual({ view: 'runs' })
  })
})

describe('changes of projects', () => {
  it('are told once and taken back: names, notes, and what goes to the bin', async () => {
    addEnded('a', 'second')
    addEnded('b', 'second')
    const { app, said, open, project, settle } = await openWindow()
    await open('second')
    await renameProject(app, project('second'), 'Größe')
    await annotateProject(app, project('Größe'), 'what it is for')
    await settle()
    expect(said()).toEqual(['second renamed to Größe', 'Notes on Größe changed'])
    expect(await renameProject(app, project('Größe'), 'experiments')).toBe(false)
    expect(said().at(-1)).toBe('Another project is already called experiments.')

    await binProjects(app, [project('Größe')])
    await settle()
    expect([app.projects.current?.name, app.projects.bin.map(({ name }) => name)]).toEqual(['experiments', ['Größe']])
    expect(said().at(-1)).toBe('Größe moved to the bin with 2 runs')
    await takeNewestBack(app)
    expect(project('Größe')).toMatchObject({ runs: 2, notes: 'what it is for' })
    await doAgain(app)
    expect(app.projects.bin).toMatchObject([{ name: 'Größe', binnedRuns: 2 }])
    await restoreProject(app, app.projects.bin[0]!)
    await takeNewestBack(app)
    await takeNewestBack(app)
    await takeNewestBack(app)
    await takeNewestBack(app)
    expect(project('second')).toMatchObject({ runs: 2, notes: '' })
  })

  it('are refused while a run of it has not ended, which is said', async () => {
    addStoredRun(store(), 'a', { project: 'second', name: 'waits' })
    const { app, said, project } = await openWindow()
    await binProjects(app, [project('second')])
    expect(said()).toEqual(['waits has not ended. Stop it before deleting second.'])
    expect(app.undo.canUndo).toBe(false)
    expect(await createProject(app, 'second', () => undefined)).toBeNull()
    expect((await createProject(app, 'third', () => undefined))?.name).toBe('third')
    expect(app.projects.list.map(({ name }) => name)).toContain('third')
  })
})

describe('moving runs', () => {
  it('takes them out of sight and back under their old names, as often as one likes', async () => {
    for (const id of ['a', 'b', 'c']) addEnded(id, 'experiments')
    addEnded('d', 'second', 'b')
    const { app, said, names, open, project, settle } = await openWindow()
    app.selection.set(['a', 'c'])
    await moveRuns(app, [app.runs.get('a')!, app.runs.get('b')!], project('second'))
    await settle()
    expect(said()).toEqual(['2 runs moved to second; b is called b-2 there'])
    expect([names(), app.selection.list]).toEqual([['c'], ['c']])
    await open('second')
    expect(names()).toEqual(['a', 'b', 'b-2'])
    // Also from the other project.
    for (const [act, expected] of [
      [takeNewestBack, ['b']],
      [doAgain, ['a', 'b', 'b-2']],
      [takeNewestBack, ['b']],
      [doAgain, ['a', 'b', 'b-2']],
    ] as const) {
      await act(app)
      await settle()
      expect(names()).toEqual(expected)
    }
    // What is deleted for good meanwhile is passed over.
    store().annotations.bin('a', '2026-01-02T00:00:00.000Z')
    await takeNewestBack(app)
    expect(said().at(-1)).toContain('a is in the bin. Restore it first.')
  })

  it('of whole projects is one change', async () => {
    for (let index = 0; index < 30; index += 1)
      addEnded(`x${index}`, index % 2 === 0 ? 'even' : 'odd', `run-${index >> 1}`)
    const { app, said, names, project, settle } = await openWindow()
    await emptyProjects(app, [project('even'), project('odd')], project('experiments'))
    await settle()
    expect(names()).toHaveLength(30)
    expect(new Set(names()).size).toBe(30)
    expect(said().at(-1)).toMatch(
      /^30 runs moved to experiments; run-\d+ is called run-\d+ there, and 14 more runs got another name$/,
    )
    await takeNewestBack(app)
    await settle()
    expect(names()).toEqual([])
    expect([project('even').runs, project('odd').runs]).toEqual([15, 15])
    expect(
      store()
        .runs.list()
        .map(({ name }) => name)
        .filter((name) => name === 'run-3'),
    ).toHaveLength(2)
    await emptyProjects(app, [project('experiments')], project('experiments'))
    expect(said().at(-1)).toBe('They are in this project already')
  })
})
