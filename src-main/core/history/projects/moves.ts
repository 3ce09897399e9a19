/** Runs that go to other projects, and what takes them back. */
import type { Moved, RenamedRun } from '../../../contract/projects'
import type { PlacedRun } from '../../../store/project-runs'
import type { StoredProject } from '../../../store/projects'
import type { Store } from '../../../store/store'
import type { Steps } from '../../turns'
import { createFreeNames } from '../free-names'
import { changeRuns, type Told } from '../many-runs'
import { refuseBinned } from '../references'
import { findShownProject } from './references'

/** Where a run goes. `name`: what it should be called there; its own name without. */
export type Move = {
  readonly run: PlacedRun
  readonly project: string
  readonly name?: string | undefined
}

/**
 * Takes runs to other projects, all or none. A name that is taken there gets its next free number.
 * @throws PlateauError `invalid-input` for a run in the bin or a project there.
 */
export function* moveRuns(told: Told, moves: readonly Move[]): Steps<Moved> {
  const { store } = told
  refuseBinned(moves.map(({ run }) => run))
  const targets = new Map<string, StoredProject>()
  for (const { project } of moves) if (!targets.has(project)) targets.set(project, findShownProject(store, project))
  yield
  const back: Moved['back'] = []
  const renamed: RenamedRun[] = []
  const freeName = createNamers(store)
  const placed = moves.flatMap(({ run, project: reference, name = run.name }) => {
    const project = targets.get(reference)?.id ?? reference
    return run.project === project && run.name === name ? [] : [{ run: run.id, project, name }]
  })
  yield* changeRuns(told, placed, {
    idOf: ({ run }) => run,
    write({ run, project, name: wanted }) {
      const before = store.projects.placeOf(run)
      if (before === null) return
      const name = freeName(project, wanted, run)
      store.projects.place(run, project, name)
      back.push({ run, project: before.project, name: before.name })
      if (name !== wanted) renamed.push({ run, from: wanted, to: name })
    },
  })
  return { back: back.reverse(), renamed }
}

/** Names that are free in a project: nobody has them there, in the bin neither, and they are no other run's id. */
function createNamers(store: Store): (project: string, wanted: string, run: string) => string {
  const namers = new Map<string, ReturnType<typeof createFreeNames>>()
  return (project, wanted, run) => {
    let namer = namers.get(project)
    if (namer === undefined) {
      namer = createFreeNames(
        (name, of) => store.projects.hasName(project, name) || (name !== of && store.runs.get(name) !== null),
      )
      namers.set(project, namer)
    }
    return namer(wanted, run)
  }
}
