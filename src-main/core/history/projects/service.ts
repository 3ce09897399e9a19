/** Projects: made, found, renamed, deleted and taken back; and runs that move between them. Told to every client. */
import type { ChoiceChanges } from '../../../contract/choices'
import type { FoundRun, Moved, Project } from '../../../contract/projects'
import type { StoredProject } from '../../../store/projects'
import type { Store } from '../../../store/store'
import type { EventBus } from '../../events'
import type { Steps } from '../../turns'
import type { SummaryCache } from '../summaries'
import { binProject, forgetEmpty, restoreProject } from './bin'
import { createCurrentProject } from './current'
import { describeProject, describeProjects } from './descriptions'
import { moveRuns, type Move } from './moves'
import { claimName, makeProject } from './names'
import { findProject, findShownProject } from './references'
import { searchRuns } from './search'

export type ProjectServiceOptions = {
  readonly store: Store
  readonly summaries: SummaryCache
  readonly events: EventBus
}

export type ProjectService = ReturnType<typeof createProjectService>

export function createProjectService(options: ProjectServiceOptions) {
  const { store, summaries, events } = options
  const tell = () => events.publish('projects-changed', {})
  const { current, open, forNewRuns, peek } = createCurrentProject(store, tell)
  const find = (reference: string): StoredProject => findProject(store, reference)
  const describe = (id: string): Project => describeProject(store, id)

  return {
    find,
    current,
    forNewRuns,
    peek,
    /** One project with what its runs come to. @throws PlateauError as {@link findProject}. */
    describe: (reference: string): Project => describe(find(reference).id),
    /** Used last first; those in the bin stand last. */
    list(): { projects: Project[]; current: string } {
      // First, as it may make one.
      const id = current()
      return { projects: describeProjects(store), current: id }
    },
    open: (reference: string): Project => describe(open(reference)),

    /** @returns what was chosen, all of it, and what takes it back; told to every client as one fact, however many runs there are. */
    choose(reference: string, changes: ChoiceChanges) {
      const { id } = find(reference)
      const chosen = summaries.choices.choose(id, changes)
      for (const run of store.projects.runsOf(id)) summaries.forget(run)
      events.publish('choices-changed', { project: id })
      return chosen
    },

    /** @throws PlateauError `name-taken`, `invalid-input`. */
    create(name: string, notes = ''): Project {
      const id = store.transaction(() => makeProject(store, name, notes))
      tell()
      return describe(id)
    },

    /** @throws PlateauError `name-taken`. */
    rename(reference: string, name: string): Project {
      const { id, name: before } = find(reference)
      if (before === name) return describe(id)
      store.transaction(() => {
        claimName(store, name, id)
        store.projects.change(id, { name })
      })
      tell()
      return describe(id)
    },

    annotate(reference: string, notes: string): Project {
      const { id } = find(reference)
      store.projects.change(id, { notes })
      tell()
      return describe(id)
    },

    /** @throws PlateauError as {@link binProject}. */
    *bin(reference: string, withRuns: boolean): Steps<Project> {
      const project = findShownProject(store, reference)
      yield* binProject(options, project, withRuns)
      // A home always has a project to go on in.
      current()
      tell()
      return describe(project.id)
    },

    *restore(reference: string): Steps<Project> {
      const { id, binnedAt } = find(reference)
      if (binnedAt === null) return describe(id)
      yield* restoreProject(options, id, binnedAt)
      tell()
      return describe(id)
    },

    /** Forgets deleted projects that can no longer be restored. */
    sweep(now = Date.now()): void {
      if (forgetEmpty(store, now)) tell()
    },

    /** @throws PlateauError as {@link moveRuns}. */
    *move(moves: readonly Move[]): Steps<Moved> {
      const moved = yield* moveRuns(options, moves)
      if (moved.back.length > 0) tell()
      return moved
    },

    findRuns: (text: string, limit: number): { runs: FoundRun[]; matched: number } => searchRuns(store, text, limit),
  }
}
