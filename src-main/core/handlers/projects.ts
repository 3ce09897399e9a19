/** Requests about projects: their runs, and the layouts and views of the window. */
import { findRun } from '../history/references'
import { readStorage } from '../history/storage'
import type { projectRequests } from '../../contract/project-requests'
import type { HandlerOptions, HandlersOf } from './shared'

/** Projects, and what belongs to one. */
export function createProjectHandlers({
  home,
  store,
  projects,
  workspace,
}: HandlerOptions): HandlersOf<keyof typeof projectRequests> {
  return {
    'projects.list': () => projects.list(),
    'projects.create': ({ name, notes }) => projects.create(name, notes),
    'projects.find': ({ project }) => projects.describe(project),
    'projects.open': ({ project }) => projects.open(project),
    'projects.rename': ({ project, name }) => projects.rename(project, name),
    'projects.choose': ({ project, directions, roles }) => projects.choose(project, { directions, roles }),
    'projects.annotate': ({ project, notes }) => projects.annotate(project, notes),
    'projects.bin': ({ project, withRuns = false }) => projects.bin(project, withRuns),
    'projects.restore': ({ project }) => projects.restore(project),
    'projects.storage': () => readStorage(store, home),
    'runs.move': ({ moves }) =>
      projects.move(
        moves.map(({ run, project, name }) => ({
          // A window names thousands, by id.
          run: store.projects.placeOf(run) ?? findRun(store, run),
          project,
          name,
        })),
      ),
    'projects.empty': ({ projects: from, to }) => {
      const runs = new Set(from.flatMap((reference) => store.projects.runsOf(projects.find(reference).id)))
      return projects.move(
        [...runs].flatMap((id) => store.projects.placeOf(id) ?? []).map((run) => ({ run, project: to })),
      )
    },
    'runs.find': ({ text, limit = 20 }) => projects.findRuns(text, limit),
    'workspace.get': ({ project }) => workspace.read(projects.find(project ?? projects.current()).id),
    'workspace.set': ({ project, layout }) => {
      workspace.keep(projects.find(project).id, layout)
      return {}
    },
    'views.save': ({ project, ...view }) => workspace.saveView(projects.find(project).id, view),
    'views.remove': ({ id }) => {
      workspace.removeView(id)
      return {}
    },
  }
}
