/** Packs what ended runs have in rows of their series by step: of a run of ten thousand series in slices, after its end was told. */
import type { Store } from '../../store/store'
import { log } from '../log'
import { createTurns, type Steps } from '../turns'

/** Series of one transaction: some milliseconds. */
const seriesAtOnce = 50

const underWay = new WeakMap<Store, Set<string>>()

function* packing(store: Store, runs: Set<string>): Steps<void> {
  for (const run of runs) {
    // Rows stay rows where the core ends in between: they are read as well, and its next start packs them.
    while (store.isOpen() && store.transactionWithoutSync(() => store.batches.pack(run, seriesAtOnce)) >= seriesAtOnce)
      yield
    runs.delete(run)
    yield
  }
}

/** Begins with it at the next turn; nobody waits for it. */
export function packTails(store: Store, ...ids: readonly string[]): void {
  const known = underWay.get(store)
  if (known !== undefined) {
    for (const id of ids) known.add(id)
    return
  }
  const runs = new Set(ids)
  underWay.set(store, runs)
  createTurns()
    .take(packing(store, runs), () => store.isOpen())
    .catch((error: unknown) => {
      runs.clear()
      log.error('Points of ended runs could not be packed', error)
    })
    .finally(() => {
      underWay.delete(store)
      // What came when the last step was done.
      if (runs.size > 0 && store.isOpen()) packTails(store, ...runs)
    })
}
