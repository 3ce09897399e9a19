/** What a person says of runs: kept all or none, told to every client. And the bin. */
import { rm } from 'node:fs/promises'
import type { Annotation } from '../../contract/annotations'
import { PlateauError } from '../../contract/errors'
import { isActive } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'
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

export type AnnotationService = ReturnType<typeof createAnnotationService>

export function createAnnotationService({
  store,
  summaries,
  events,
  directoryOf,
  onPurge = () => () => undefined,
}: AnnotationServiceOptions) {
  function tell(runs: readonly StoredRun[]) {
    for (const run of new Set(runs.map(({ id }) => id))) {
      summaries.forget(run)
      events.publish('run-changed', { run })
    }
  }

  return {
    /** @throws PlateauError `name-taken`; nothing is changed then. */
    change(changes: readonly { readonly run: StoredRun; readonly change: Annotation }[]): void {
      store.transaction(() => {
        for (const { run, change } of changes) {
          if (change.name !== undefined && store.annotations.isNameTaken(run.id, change.name))
            throw new PlateauError('name-taken', `Another run is already called ${change.name}.`, { field: 'name' })
          const owner = change.name === undefined || change.name === run.id ? null : store.runs.get(change.name)
          if (owner !== null)
            throw new PlateauError(
              'name-taken',
              `${owner.id} is the id of ${owner.name}; no other run can have this name.`,
              {
                field: 'name',
              },
            )
          store.annotations.change(run.id, change)
        }
      })
      tell(changes.map(({ run }) => run))
    },

    /** @throws PlateauError `run-active` when one has not ended; none is moved then. */
    bin(runs: readonly StoredRun[]): void {
      const active = runs.find(isActive)
      if (active)
        throw new PlateauError('run-active', `${active.name} has not ended. Stop it before moving it to the bin.`)
      const at = new Date().toISOString()
      store.transaction(() => runs.forEach(({ id }) => store.annotations.bin(id, at)))
      tell(runs)
    },

    restore(runs: readonly StoredRun[]): void {
      // A run is never in a project that nobody sees.
      const deleted = [...new Set(runs.map(({ project }) => project))].filter(
        (id) => (store.projects.get(id)?.binnedAt ?? null) !== null,
      )
      store.transaction(() => {
        runs.forEach(({ id }) => store.annotations.restore(id))
        deleted.forEach((id) => store.projects.restore(id))
      })
      if (deleted.length > 0) events.publish('projects-changed', {})
      tell(runs)
    },

    /**
     * Deletes runs that are in the bin with their checkpoints; others are refused.
     * @returns how many, and the bytes of their checkpoints.
     */
    async purge(runs: readonly StoredRun[]): Promise<{ purged: number; freedBytes: number }> {
      const kept = runs.find(({ binnedAt }) => binnedAt === null)
      if (kept) throw new PlateauError('invalid-input', `${kept.name} is not in the bin.`)
      const freedBytes = runs.reduce((sum, run) => sum + summaries.of(run).checkpointBytes, 0)
      const release = onPurge(runs.map(({ id }) => id))
      const purged = store.transaction(() => runs.filter(({ id }) => store.annotations.purge(id)))
      for (const { id } of purged) summaries.forget(id)
      release()
      events.publish('runs-removed', { runs: purged.map(({ id }) => id) })
      for (const { id, name } of purged) {
        try {
          await rm(directoryOf(id), { recursive: true, force: true })
        } catch (error) {
          log.error(`Files of ${name} could not be removed; they are in ${directoryOf(id)}`, error)
        }
      }
      return { purged: purged.length, freedBytes }
    },
  }
}
