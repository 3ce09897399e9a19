/** What a summary says of a run's series and epochs, out of what the store keeps. */
import type { RunSummary } from '../../contract/run'
import { pickEvenly, sparklineValues } from '../../maths/pick-evenly'
import { flatRecord } from '../../protocol/config'
import { decidingMetrics } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'
import { atOnce, type Steps } from '../turns'

export type RunDigest = Pick<RunSummary, 'epochs' | 'trainingSeconds' | 'imagesPerSecond' | 'series' | 'sparkline'>

/** Series by epoch stand before those by step, each in the order in which they were first written. */
export function readDigest(store: Store, run: string): RunDigest {
  const digests = store.digests.ofRun(run)
  return {
    ...store.epochs.totals(run),
    series: flatRecord([
      ...digests.filter(([, { by }]) => by === 'epoch'),
      ...digests.filter(([, { by }]) => by === 'step'),
    ]),
    sparkline: pickEvenly(shapeOf(store, run), sparklineValues),
  }
}

/** The values of the metric that decides in the run's task. */
function shapeOf(store: Store, run: string): ArrayLike<number> {
  for (const key of decidingMetrics) {
    const values = store.epochs.column(run, key)?.values
    if (values !== undefined) return values
  }
  return []
}

/** Runs of one transaction: each takes up to a millisecond, and each transaction a write to the disk. */
const packedAtOnce = 20

/** Packs those of the runs that have ended and lie in rows. Where that cannot be written they are read from the rows, as before. */
export function* packEndedInSteps(store: Store, runs: readonly Pick<StoredRun, 'id' | 'state'>[]): Steps<void> {
  const asked = new Set(runs.flatMap(({ id, state }) => (state === 'ended' ? [id] : [])))
  const loose = store.epochs.loose().filter((id) => asked.has(id))
  try {
    for (let from = 0; from < loose.length; from += packedAtOnce) {
      store.transaction(() => loose.slice(from, from + packedAtOnce).forEach((id) => store.epochs.pack(id)))
      yield
    }
  } catch (error) {
    log.error(`Epochs of ${loose.length} ended runs could not be packed`, error)
  }
}

/** The same at once. */
export const packEnded = (store: Store, runs: readonly Pick<StoredRun, 'id' | 'state'>[]): void =>
  atOnce(packEndedInSteps(store, runs))
