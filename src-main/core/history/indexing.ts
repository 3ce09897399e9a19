/** Keeps what runs are listed by: each run that is not indexed, or has changed since, is indexed before the next question is answered. */
import type { ValueKind } from '../../contract/run-query'
import { searchTextOf } from '../../model/search'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'
import type { Steps } from '../turns'

/** So many runs are written in one transaction. */
const atOnce = 25

/** Everything that a run is listed by: settings as they are in force, what its author summed up, where it ran. */
function* valuesOf(run: StoredRun): Generator<readonly [ValueKind, string, unknown]> {
  for (const key of Object.keys(run.config))
    yield ['config', key, (run.config as Readonly<Record<string, unknown>>)[key]]
  const environment: Readonly<Record<string, unknown>> = run.environment ?? {}
  for (const key of Object.keys(environment)) yield ['environment', key, environment[key]]
}

/** A step is a transaction. A run that cannot be indexed is passed over until the next core, and is listed without its settings. */
export function createIndexing(store: Pick<Store, 'runs' | 'runIndex' | 'transactionWithoutSync'>) {
  const refused = new Set<string>()
  let written = 0

  function index(id: string): void {
    const run = store.runs.get(id)
    if (run === null) return
    const { name, tags, config } = run
    store.runIndex.write(run.number, {
      values: valuesOf(run),
      search: searchTextOf({ name, tags, config }),
      problems: run.problems,
    })
  }

  function indexAll(ids: readonly string[]): void {
    try {
      store.transactionWithoutSync(() => ids.forEach(index))
      written += ids.length
    } catch (error) {
      store.runIndex.forgetKeys()
      if (ids.length > 1) {
        // The one that cannot be indexed must not hide the others.
        for (const id of ids) indexAll([id])
        return
      }
      ids.forEach((id) => refused.add(id))
      log.error(`Run ${ids.join(', ')} could not be indexed`, error)
    }
  }

  return {
    /** Grows with every run that is indexed. */
    written: (): number => written,
    *complete(): Steps<void> {
      for (;;) {
        const ids = store.runIndex.pending(atOnce + refused.size).filter((id) => !refused.has(id))
        if (ids.length === 0) return
        indexAll(ids)
        yield
      }
    },
  }
}

export type Indexing = ReturnType<typeof createIndexing>
