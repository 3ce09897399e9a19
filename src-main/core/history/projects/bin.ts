/** Projects in the bin: they go there with their runs, come back with them, and are forgotten once nothing is left of them. */
import { PlateauError } from '../../../contract/errors'
import type { StoredProject } from '../../../store/projects'
import type { Store } from '../../../store/store'
import type { Steps } from '../../turns'
import { changeRuns, type Told } from '../many-runs'
import { describeProjects, isEmpty } from './descriptions'

/** How long a deleted project without anything in it can be restored. */
const emptyKeptMilliseconds = 30 * 24 * 60 * 60 * 1_000

/** @throws PlateauError `project-not-empty`, or `run-active` naming a run that has not ended; nothing is changed then. */
export function* binProject(told: Told, project: StoredProject, withRuns: boolean): Steps<void> {
  const { store, summaries, events } = told
  const runs = store.projects.runsOf(project.id)
  if (runs.length > 0 && !withRuns)
    throw new PlateauError(
      'project-not-empty',
      `${project.name} has ${runs.length === 1 ? 'a run' : `${runs.length.toLocaleString('en')} runs`}.`,
    )
  refuseUnfinished(store, project)
  const at = new Date().toISOString()
  let late: readonly string[] = []
  yield* changeRuns(told, runs, {
    idOf: (run) => run,
    write: (run) => store.annotations.bin(run, at),
    finish() {
      // One that has come meanwhile.
      refuseUnfinished(store, project)
      late = store.projects.runsOf(project.id)
      for (const run of late) store.annotations.bin(run, at)
      store.projects.bin(project.id, at)
    },
  })
  for (const run of late) {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }
}

function refuseUnfinished(store: Store, { id, name }: StoredProject): void {
  const unfinished = store.projects.unfinishedRun(id)
  if (unfinished !== null)
    throw new PlateauError('run-active', `${unfinished} has not ended. Stop it before deleting ${name}.`)
}

/** Takes a project back, and the runs that went with it. @param binnedAt when that was */
export function* restoreProject(told: Told, id: string, binnedAt: string): Steps<void> {
  const { store } = told
  yield* changeRuns(told, store.projects.runsBinnedAt(id, binnedAt), {
    idOf: (run) => run,
    write: (run) => store.annotations.restore(run),
    finish: () => store.projects.restore(id),
  })
}

/**
 * Forgets projects of which nothing is left, no run and no report, a month after they were deleted: until then they can be restored.
 * @returns whether there were any
 */
export function forgetEmpty(store: Store, now: number): boolean {
  const before = now - emptyKeptMilliseconds
  const gone = describeProjects(store).filter(
    (project) => project.binnedAt !== null && isEmpty(project) && Date.parse(project.binnedAt) < before,
  )
  if (gone.length > 0) store.transaction(() => gone.forEach(({ id }) => store.projects.remove(id)))
  return gone.length > 0
}
