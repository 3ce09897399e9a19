/** Requests about projects: their runs, and the layouts and views of the window. */
import type { RequestInput } from '../../contract/api'
import type { Moved } from '../../contract/projects'
import type { Move } from '../history/projects/moves'
import { readStorage } from '../history/storage'
import type { projectRequests } from '../../contract/project-requests'
import type { Steps } from '../turns'
import { foundAtOnce, idsOfRuns, type HandlerOptions, type HandlersOf } from './shared'

/** Projects, and what belongs to one. */
export function createProjectHandlers({
  home,
  store,
  projects,
  workspace,
  changing,
}: HandlerOptions): HandlersOf<keyof typeof projectRequests> {
  function* move(moves: RequestInput<'runs.move'>['moves']): Steps<Moved> {
    const ids = yield* idsOfRuns(
      store,
      moves.map(({ run }) => run),
    )
    const placed: Move[] = []
    for (const [at, { project, name }] of moves.entries()) {
      const run = store.projects.placeOf(ids[at] ?? '')
      if (run !== null) placed.push({ run, project, name })
      if (placed.length % foundAtOnce === 0) yield
    }
    return yield* projects.move(placed)
  }

  return {
    'projects.list': () => projects.list(),
    'projects.create': ({ name, notes }) => projects.create(name, notes),
    'projects.find': ({ project }) => projects.describe(project),
    'projects.open': ({ project }) => projects.open(project),
    'projects.rename': ({ project, name }) => projects.rename(project, name),
    'projects.choose': ({ project, directions, roles }) => projects.choose(project, { directions, roles }),
    'projects.annotate': ({ project, notes }) => projects.annotate(project, notes),
    'projects.bin': ({ project, withRuns = false }) => changing.take(projects.bin(project, withRuns)),
    'projects.restore': ({ project }) => changing.take(projects.restore(project)),
    'projects.storage': () => readStorage(store, home),
    'runs.move': ({ moves }) => changing.take(move(moves)),
    'projects.empty': ({ projects: from, to }) => {
      const runs = new Set(from.flatMap((reference) => store.projects.runsOf(projects.find(reference).id)))
      return changing.take(move([...runs].map((run) => ({ run, project: to }))))
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
