/** Series for clients: whole epochs, and batches reduced to what a panel has room for. */
import type { RequestOutput, SeriesOfRun } from '../../contract/api'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { matchEpochs } from './lines/axis'
import { partsOf } from './lines/sources'
import { shapeLine } from './lines/shape'
import { atOnce, createTurns, type Steps } from '../turns'
import { findManyRuns } from './references'

/** Every epoch of a run; NaN where a series has no value. */
export function readEpochSeries(store: Store, run: string): SeriesOfRun {
  const elapsed = store.epochs.clock(run, 'elapsedSeconds')
  const epochs = elapsed?.epochs ?? new Int32Array()
  const values = Object.create(null) as Record<string, Float64Array>
  for (const [key, column] of store.epochs.metrics(run)) values[key] = matchEpochs(epochs, column)
  for (const key of ['images_per_second', 'epoch_seconds'] as const)
    values[key] = store.epochs.column(run, key)?.values ?? new Float64Array()
  return { run, epochs, elapsedSeconds: elapsed?.values ?? new Float64Array(), values }
}

/** The same of several runs, each once, in slices: whoever else asks is answered in between. @throws PlateauError as findRun does */
export async function readManyEpochSeries(store: Store, references: readonly string[]): Promise<SeriesOfRun[]> {
  const runs = await findManyRuns(store, references)
  const read: SeriesOfRun[] = []
  function* each(): Steps<void> {
    for (const { id } of runs) {
      read.push(readEpochSeries(store, id))
      yield
    }
  }
  await createTurns().take(each(), () => true)
  return read
}

/** A series by step, all of it, in buckets. */
export function readBatchSeries(
  store: Store,
  run: StoredRun,
  key: string,
  buckets: number,
): RequestOutput<'series.batches'> {
  const series = store.batches.find(run.id, key)
  const parts = series === null ? [] : partsOf(store, series, (step) => step)
  const { x, y, low, high, pointCount } = atOnce(shapeLine(parts, { buckets }))
  return { run: run.id, key, steps: x, last: y, minimum: low ?? y, maximum: high ?? y, pointCount }
}
