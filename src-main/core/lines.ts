/** Series as the lines of a chart (contract/lines.ts). */
import type { Line, LinesInput } from '../contract/lines'
import { bucketWidth, reduceToBuckets } from '../maths/buckets'
import type { Store } from '../store/store'
import { findRun } from './runs/references'

type Points = { readonly x: Float64Array; readonly y: Float64Array }

/** @throws PlateauError as findRun does. */
export function readLines(store: Store, { series, x, buckets, range, width }: LinesInput): Line[] {
  return series.map(({ run: reference, key }) => {
    const run = findRun(store, reference)
    const epochs = store.epochs.list(run.id)
    const valuesOf = (name: string): Points => {
      const points = store.epochs.values(run.id).get(name) ?? []
      return points.length > 0
        ? { x: Float64Array.from(points, ([epoch]) => epoch), y: Float64Array.from(points, ([, value]) => value) }
        : { x: new Float64Array(), y: new Float64Array() }
    }
    const began = Date.parse(run.startedAt ?? run.createdAt)
    const stepsPerEpoch = Math.ceil(run.config.trainSize / run.config.batchSize)
    const points = valuesOf(key)
    const placed = Float64Array.from(points.x, (epoch, index) => {
      if (typeof x === 'object') return valuesOf(x.key).y[index] ?? Number.NaN
      const elapsed = epochs[index]?.elapsedSeconds ?? Number.NaN
      if (x === 'step') return epoch * stepsPerEpoch
      if (x === 'epoch') return epoch
      return x === 'relative' ? elapsed : began + elapsed * 1_000
    })
    const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    const inside = Array.from(placed.keys()).filter((at) => {
      const value = placed[at] ?? Number.NaN
      return value >= from && value <= to
    })
    const shown = {
      x: Float64Array.from(inside, (at) => placed[at] ?? 0),
      y: Float64Array.from(inside, (at) => points.y[at] ?? 0),
    }
    const line = { run: run.id, key, pointCount: shown.x.length }
    if (shown.x.length <= 2 * buckets) return { ...line, ...shown, low: null, high: null, width: null }
    const size = width ?? bucketWidth((shown.x.at(-1) ?? 0) - (shown.x[0] ?? 0), buckets)
    const { x: places, last, low, high } = reduceToBuckets(shown.x, shown.y, size)
    return { ...line, x: places, y: last, low, high, width: size }
  })
}
