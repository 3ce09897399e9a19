/** Series for clients: whole epochs, and batches reduced to what a panel has room for. */
import type { RequestOutput, SeriesOfRun } from '../contract/api'
import type { BatchPoint } from '../store/batch-chunks'
import type { Store } from '../store/store'

/** Every epoch of a run; NaN where a series has no value. */
export function readEpochSeries(store: Store, run: string): SeriesOfRun {
  const rows = store.epochs.list(run)
  const position = new Map(rows.map(({ epoch }, index) => [epoch, index]))
  const values: Record<string, Float64Array> = {}
  for (const [key, points] of store.epochs.values(run)) {
    const column = new Float64Array(rows.length).fill(Number.NaN)
    for (const [epoch, value] of points) {
      const index = position.get(epoch)
      if (index !== undefined) column[index] = value
    }
    values[key] = column
  }
  values.images_per_second = Float64Array.from(rows, ({ imagesPerSecond }) => imagesPerSecond)
  values.epoch_seconds = Float64Array.from(rows, ({ seconds }) => seconds)
  return {
    run,
    epochs: Int32Array.from(rows, ({ epoch }) => epoch),
    elapsedSeconds: Float64Array.from(rows, ({ elapsedSeconds }) => elapsedSeconds),
    values,
  }
}

type Buckets = Omit<RequestOutput<'series.batches'>, 'run' | 'key'>

/**
 * Minimum, maximum and last of each bucket of steps. Bucket widths are powers of two, so that earlier buckets stay as they
 * are while points arrive; never sampled.
 */
export function reduceToBuckets(points: readonly BatchPoint[], buckets: number): Buckets {
  const lastStep = points.at(-1)?.step ?? 0
  let width = 1
  while (lastStep / width > buckets) width *= 2
  const steps: number[] = []
  const last: number[] = []
  const minimum: number[] = []
  const maximum: number[] = []
  let current = -1
  for (const { step, value } of points) {
    const bucket = Math.floor(step / width)
    const index = steps.length - 1
    if (bucket !== current) {
      current = bucket
      steps.push(step)
      last.push(value)
      minimum.push(value)
      maximum.push(value)
      continue
    }
    steps[index] = step
    last[index] = value
    minimum[index] = lesser(minimum[index] ?? value, value)
    maximum[index] = -lesser(-(maximum[index] ?? value), -value)
  }
  return {
    steps: Float64Array.from(steps),
    last: Float64Array.from(last),
    minimum: Float64Array.from(minimum),
    maximum: Float64Array.from(maximum),
    pointCount: points.length,
  }
}

/** The smaller of two; a NaN gives way to a number. */
function lesser(left: number, right: number): number {
  if (Number.isNaN(left)) return right
  return Number.isNaN(right) ? left : Math.min(left, right)
}
