/** Several lines as one: a mean with a band, point by point over the x that they share. */
import type { BandKind } from '../contract/workspace'
import { standardDeviation, studentQuantile } from './statistics'

export type LinePoints = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }

export type AggregatedLine = {
  /** Every x that any line has, ascending. */
  readonly x: Float64Array
  readonly mean: Float64Array
  /** Null without a band. NaN where one line alone is left of the three bands that need two. */
  readonly low: Float64Array | null
  readonly high: Float64Array | null
  /** Lines with a finite value at each x: where it falls, the mean is of fewer. */
  readonly counts: Int32Array
}

/** Values that are not finite count for nothing; an x where no line has one is NaN. */
export function aggregate(lines: readonly LinePoints[], band: BandKind): AggregatedLine {
  const at = new Map<number, number[]>()
  for (const { x, y } of lines) {
    const count = Math.min(x.length, y.length)
    for (let index = 0; index < count; index += 1) {
      const place = x[index] ?? Number.NaN
      if (Number.isNaN(place)) continue
      let values = at.get(place)
      if (values === undefined) at.set(place, (values = []))
      const value = y[index] ?? Number.NaN
      if (Number.isFinite(value)) values.push(value)
    }
  }
  const x = Float64Array.from(at.keys()).sort()
  const mean = new Float64Array(x.length)
  const low = band === 'none' ? null : new Float64Array(x.length)
  const high = band === 'none' ? null : new Float64Array(x.length)
  const counts = new Int32Array(x.length)
  for (let index = 0; index < x.length; index += 1) {
    const values = at.get(x[index] ?? 0) ?? []
    counts[index] = values.length
    let sum = 0
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (const value of values) {
      sum += value
      if (value < least) least = value
      if (value > most) most = value
    }
    const middle = values.length === 0 ? Number.NaN : sum / values.length
    mean[index] = middle
    if (!low || !high) continue
    if (band === 'min-max') {
      low[index] = values.length === 0 ? Number.NaN : least
      high[index] = values.length === 0 ? Number.NaN : most
    } else {
      const half = halfWidth(values, band)
      low[index] = middle - half
      high[index] = middle + half
    }
  }
  return { x, mean, low, high, counts }
}

function halfWidth(values: readonly number[], band: BandKind): number {
  const deviation = standardDeviation(values)
  if (band === 'deviation') return deviation
  const error = deviation / Math.sqrt(values.length)
  return band === 'error' ? error : error * studentQuantile(values.length - 1)
}
