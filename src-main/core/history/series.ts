/** Series for clients: whole epochs, and batches reduced to what a panel has room for. */
import type { RequestOutput, SeriesOfRun } from '../../contract/api'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { matchEpochs } from './lines/axis'
import { partsOf } from './lines/sources'
import { shapeLine } from './lines/shape'
import { atOnce } from '../turns'

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
