/** What is done with projects: opened, made, renamed, deleted, and runs moved between them. Each change knows its way back. */
import { making } from './undo.svelte'
import type { Moved, Project } from '@contract/projects'
import type { RunSummary } from '@contract/run'
import { countOf } from '@panels/words/format'
import { nameRuns } from './annotations'
import type { App } from './app.svelte'
import type { Route } from './routes'
import { offer } from './taking-back'

/**
 * Opens a project: what the window shows is of that one alone from then on. The workspace that was open is saved first; while that is not possible, it
 * stays open.
 * @param route what to show of it, as a step that one can go back from; without, what is shown now stays
 * @returns false when the window stays where it was, which is then said.
 */
export async function openProject(app: App, id: string, route?: Route): Promise<boolean> {
  if (id === app.projects.current?.id) {
    app.router.enter(id, app.projects.nameOf(id), route)
    return true
  }
  if (!(await app.workspace.isKept())) {
    app.toasts.fail(
      new Error(`The workspace of ${app.projects.current?.name ?? 'this project'} is not saved yet, so it stays open.`),
    )
    return false
  }
  try {
    await app.client.request('projects.open', { project: id })
  } catch (error) {
    app.toasts.fail(error)
    return false
  }
  await enter(app, id, route)
  return true
}

/** What of another project corresponds to what is shown now: of runs that it does not have, its workspace. */
export const placeIn = ({ view }: Route): Route =>
  view === 'runs' || view === 'settings' || view === 'welcome'
    ? { view }
    : view === 'queue'
      ? { view, grid: null }
      : view === 'reports'
        ? { view, report: null }
        : { view: 'workspace' }

/** At the start and when a lost connection is back: which projects there are, and the one that is open. */
export async function openFirst(app: App): Promise<void> {
  const wanted = app.router.project
  const id = await app.projects.load(wanted)
  if (id === null) return
  if (wanted !== null && app.projects.find(wanted) === undefined) app.router.lose(wanted)
  if (app.projects.current?.id === id) await app.workspace.load(id)
  else await enter(app, id)
}

/** A step back or forward led to another project, by id or name. */
export async function followStep(app: App, wanted: string): Promise<void> {
  const id = await app.projects.load(wanted)
  if (id === null) return
  if (app.projects.find(wanted) === undefined) app.router.lose(wanted)
  else if (!(await openProject(app, id))) app.router.enter(app.projects.id, app.projects.nameOf(app.projects.id))
}

/** Everything that belongs to a project, of this one. */
export async function enter(app: App, id: string, route?: Route): Promise<void> {
  app.selection.clear()
  app.projects.enter(id)
  app.router.enter(id, app.projects.nameOf(id), route)
  app.undo.enter(id)
  app.runs.enter(id)
  app.reports.enter(id)
  await Promise.all([app.workspace.load(id), app.projects.load()])
}

/** Opens the project of a run, and the run. */
export async function openRunOf(app: App, run: string, project: string): Promise<void> {
  await openProject(app, project, { view: 'run', run })
}

/** @returns the project; null when it was refused. @param onrefused why, for the field that it was typed into */
export async function createProject(app: App, name: string, onrefused: (why: string) => void): Promise<Project | null> {
  try {
    const project = await app.client.request('projects.create', { name })
    await app.projects.load()
    return project
  } catch (error) {
    onrefused(error instanceof Error ? error.message : String(error))
    return null
  }
}

const changeProject = making(
  async (
    app: App,
    label: string,
    [act, back]: readonly [() => Promise<unknown>, () => Promise<unknown>],
  ): Promise<boolean> => {
    const redo = async (): Promise<void> => {
      await act()
      await app.projects.load()
    }
    try {
      await redo()
    } catch (error) {
      app.toasts.fail(error)
      return false
    }
    const undo = async (): Promise<void> => {
      await back()
      await app.projects.load()
    }
    void offer(app, app.undo.push({ scope: 'project', label, undo, redo }))
    return true
  },
)

/** @returns false when it was refused, which is then said. */
export function renameProject(app: App, { id, name: before }: Project, name: string): Promise<boolean> {
  if (name === before) return Promise.resolve(true)
  const rename = (wanted: string) => () => app.client.request('projects.rename', { project: id, name: wanted })
  return changeProject(app, `${before} renamed to ${name}`, [rename(name), rename(before)])
}

/** @returns false when it was refused, which is then said. */
export function annotateProject(app: App, { id, name, notes: before }: Project, notes: string): Promise<boolean> {
  if (notes === before) return Promise.resolve(true)
  const annotate = (text: string) => () => app.client.request('projects.annotate', { project: id, notes: text })
  return changeProject(app, `Notes on ${name} ${notes.trim() === '' ? 'cleared' : 'changed'}`, [
    annotate(notes),
    annotate(before),
  ])
}

/** Projects go to the bin, with their runs. The one that is open gives way to the one used before it. */
export async function binProjects(app: App, projects: readonly Project[]): Promise<void> {
  const [first] = projects
  if (first === undefined) return
  const runs = projects.reduce((sum, project) => sum + project.runs, 0)
  const what = projects.length === 1 ? first.name : countOf(projects.length, 'project')
  const label = `${what} moved to the bin${runs === 0 ? '' : ` with ${countOf(runs, 'run')}`}`
  await changeProject(app, label, [
    async () => {
      for (const { id } of projects) await app.client.request('projects.bin', { project: id, withRuns: true })
      await leaveDeleted(app)
    },
    async () => {
      for (const { id } of projects) await app.client.request('projects.restore', { project: id })
    },
  ])
}

/** The page of all is of no project. */
const placeOfAll = (route: Route): Route => (route.view === 'projects' ? route : placeIn(route))

/** Where the open project was deleted, the one used last is opened. */
export async function leaveDeleted(app: App): Promise<void> {
  const id = await app.projects.load()
  if (id !== null && id !== app.projects.id) await openProject(app, id, placeOfAll(app.router.route))
}

/** Takes a project out of the bin, with the runs that went there with it. */
export async function restoreProject(app: App, { id, name }: Project): Promise<void> {
  await changeProject(app, `${name} restored`, [
    () => app.client.request('projects.restore', { project: id }),
    () => app.client.request('projects.bin', { project: id, withRuns: true }),
  ])
}

/** Takes runs to another project. */
export function moveRuns(app: App, runs: readonly RunSummary[], to: Project): Promise<void> {
  const moves = runs.map(({ id }) => ({ run: id, project: to.id }))
  return move(app, to, `${nameRuns(runs)} moved to ${to.name}`, () => app.client.request('runs.move', { moves }))
}

/** Takes all runs of projects to another one. */
export function emptyProjects(app: App, projects: readonly Project[], to: Project): Promise<void> {
  const runs = projects.reduce((sum, project) => sum + project.runs, 0)
  return move(app, to, `${countOf(runs, 'run')} moved to ${to.name}`, () =>
    app.client.request('projects.empty', { projects: projects.map(({ id }) => id), to: to.id }),
  )
}

const move = making(async (app: App, to: Project, label: string, act: () => Promise<Moved>): Promise<void> => {
  let moved: Moved
  try {
    moved = await act()
  } catch (error) {
    app.toasts.fail(error)
    return
  }
  if (moved.back.length === 0) {
    app.toasts.say('They are in this project already')
    return
  }
  let [there, back] = [[] as Moved['back'], moved.back]
  deselect(app, back)
  await show(
    app,
    back.map(({ run }) => ({ run, project: to.id })),
  )
  const change = app.undo.push({
    scope: 'runs',
    of: back.map(({ run }) => run),
    label,
    undo: async () => {
      there = (await take(app, back)).back
    },
    redo: async () => {
      back = (await take(app, there)).back
    },
  })
  const [renamed] = moved.renamed
  const others = moved.renamed.length - 1
  void offer(
    app,
    change,
    renamed === undefined
      ? label
      : `${label}; ${renamed.from} is called ${renamed.to} there${others > 0 ? `, and ${countOf(others, 'more run')} got another name` : ''}`,
  )
})

/** Runs that were deleted meanwhile are passed over. @throws PlateauError */
async function take(app: App, moves: Moved['back']): Promise<Moved> {
  const left = moves.filter(({ run }) => !app.runs.isDeleted(run))
  if (left.length === 0) return { back: [], renamed: [] }
  const moved = await app.client.request('runs.move', { moves: left })
  await show(app, left)
  return moved
}

/** At once: of thousands of runs, what else a move changes is read for a while. */
const show = (app: App, moves: readonly Pick<Moved['back'][number], 'run' | 'project'>[]): Promise<void> =>
  app.runs.show(moves.map(({ run, project }) => ({ run, change: { project } })))

/** What is out of sight is not acted on by the next key. */
function deselect(app: App, moves: Moved['back']): void {
  app.selection.remove(moves.map(({ run }) => run))
}
