/** What a person says of runs: kept all or none, told to every client. And the bin. */
import { rm } from 'node:fs/promises'
import type { Annotation } from '../../contract/annotations'
import { PlateauError } from '../../contract/errors'
import { visibleLine } from '../../contract/text'
import type { PlacedRun } from '../../store/project-runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'
import type { Steps } from '../turns'
import { changeRuns } from './many-runs'
import type { SummaryCache } from './summaries'

export type AnnotationServiceOptions = {
  readonly store: Store
  readonly summaries: SummaryCache
  readonly events: EventBus
  /** `home/runs/<run id>`. */
  readonly directoryOf: (run: string) => string
  /** Told of runs that are to be deleted for good; what it returns is called once they are. */
  readonly onPurge?: (runs: readonly string[]) => () => void
}

/** How long one transaction deletes, and how many runs at most: their files outside of the history are looked for with them. */
const purgingMilliseconds = 5
const purgedAtOnce = 20

export type AnnotationService = ReturnType<typeof createAnnotationService>

export function createAnnotationService({
  store,
  summaries,
  events,
  directoryOf,
  onPurge = () => () => undefined,
}: AnnotationServiceOptions) {
  const told = { store, summaries, events }

  function refuseTaken(run: string, name: string): void {
    if (store.annotations.isNameTaken(run, name))
      throw new PlateauError('name-taken', `Another run is already called ${name}.`, { field: 'name' })
    const owner = name === run ? null : store.runs.get(name)
    if (owner !== null)
      throw new PlateauError('name-taken', `${owner.id} is the id of ${owner.name}; no other run can have this name.`, {
        field: 'name',
      })
  }

  return {
    /** @throws PlateauError `name-taken`; nothing is changed then. */
    change: (changes: readonly { readonly run: string; readonly change: Annotation }[]): Steps<void> =>
      changeRuns(told, changes, {
        idOf: ({ run }) => run,
        write({ run, change }) {
          if (change.name !== undefined) refuseTaken(run, change.name)
          store.annotations.change(run, change)
        },
      }),

    /** @throws PlateauError `run-active` when one has not ended; none is moved then. */
    bin(runs: readonly string[]): Steps<void> {
      const at = new Date().toISOString()
      return changeRuns(told, runs, {
        idOf: (run) => run,
        write(run) {
          const active = store.annotations.activeName(run)
          if (active !== null)
            throw new PlateauError('run-active', `${active} has not ended. Stop it before moving it to the bin.`)
          store.annotations.bin(run, at)
        },
      })
    },

    *restore(runs: readonly string[]): Steps<void> {
      const deleted = new Set<string>()
      yield* changeRuns(told, runs, {
        idOf: (run) => run,
        write(run) {
          // A run is never in a project that nobody sees.
          const project = store.projects.placeOf(run)?.project ?? ''
          if ((store.projects.get(project)?.binnedAt ?? null) !== null) deleted.add(project)
          store.annotations.restore(run)
        },
        finish: () => deleted.forEach((id) => store.projects.restore(id)),
      })
      if (deleted.size > 0) events.publish('projects-changed', {})
    },

    /**
     * Deletes runs that are in the bin; others are refused. What was deleted stays so, whatever comes after.
     * @returns which, whose files are then to be removed, and the bytes of their checkpoints.
     */
    *purge(runs: readonly PlacedRun[]): Steps<{ readonly purged: readonly PlacedRun[]; readonly freedBytes: number }> {
      const kept = runs.find(({ binnedAt }) => binnedAt === null)
      if (kept) throw new PlateauError('invalid-input', `${visibleLine(kept.name)} is not in the bin.`)
      const purged: PlacedRun[] = []
      let freedBytes = 0
      try {
        for (let from = 0; from < runs.length;) {
          const next = runs.slice(from, from + purgedAtOnce)
          const release = onPurge(next.map(({ id }) => id))
          const part = store.transaction(() => purgePart(next))
          for (const { id } of part.purged) summaries.forget(id)
          release()
          purged.push(...part.purged)
          freedBytes += part.freedBytes
          from += part.seen
          yield
        }
      } finally {
        if (purged.length > 0) events.publish('runs-removed', { runs: purged.map(({ id }) => id) })
      }
      return { purged, freedBytes }
    },
    removeFiles,
  }

  /** As many as one transaction has time for. */
  function purgePart(runs: readonly PlacedRun[]) {
    const began = performance.now()
    const purged: PlacedRun[] = []
    let freedBytes = 0
    let seen = 0
    for (const run of runs) {
      const bytes = store.checkpoints.list(run.id).reduce((sum, file) => sum + file.bytes, 0)
      if (store.annotations.purge(run.id)) {
        purged.push(run)
        freedBytes += bytes
      }
      seen += 1
      if (performance.now() - began >= purgingMilliseconds) break
    }
    return { purged, freedBytes, seen }
  }

  async function removeFiles(runs: readonly PlacedRun[]): Promise<void> {
    for (const { id, name } of runs) {
      try {
        await rm(directoryOf(id), { recursive: true, force: true })
      } catch (error) {
        log.error(`Files of ${visibleLine(name)} could not be removed; they are in ${directoryOf(id)}`, error)
      }
    }
  }
}
