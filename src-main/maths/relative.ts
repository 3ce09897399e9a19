/** A curve held against another: difference or ratio at the same x. */
import type { RelativeKind } from '../contract/workspace'

export type Curve = {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Of decimated points, and of bands. */
  readonly low?: ArrayLike<number> | null
  readonly high?: ArrayLike<number> | null
}

/** A curve's value at x: its own point, else between its neighbours on a straight line; NaN outside of it. x ascends. */
export function valueAt({ x, y }: Pick<Curve, 'x' | 'y'>, at: number): number {
  let low = 0
  let high = x.length - 1
  if (high < 0 || !(at >= (x[0] ?? Number.NaN)) || !(at <= (x[high] ?? Number.NaN))) return Number.NaN
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  const [left, right] = [x[low] ?? 0, x[high] ?? 0]
  if (at === left) return y[low] ?? Number.NaN
  if (at === right || right === left) return y[high] ?? Number.NaN
  const share = (at - left) / (right - left)
  return (y[low] ?? Number.NaN) * (1 - share) + (y[high] ?? Number.NaN) * share
}

/**
 * A curve as difference (curve - baseline) or ratio (curve / baseline) to another at the same x. Points of the two that share their
 * x are taken as they are; the baseline is interpolated only where it has none. What lies before its first or behind its last point
 * is left out: there is nothing to hold it against. The ratio to 0 is infinite, or NaN of 0.
 * @param baseline its x ascends.
 */
export function relativeTo(curve: Curve, baseline: Curve, kind: RelativeKind): Curve {
  if (kind === 'none') return curve
  const [first, last] = [baseline.x[0] ?? Number.NaN, baseline.x[baseline.x.length - 1] ?? Number.NaN]
  const places: number[] = []
  for (let index = 0; index < curve.x.length; index += 1) {
    const at = curve.x[index] ?? Number.NaN
    if (at >= first && at <= last) places.push(index)
  }
  // Runs mostly begin at the same x and go on in the same steps: the point of the same place is tried before any is looked for.
  const against = Float64Array.from(places, (place) => {
    const at = curve.x[place] ?? Number.NaN
    return baseline.x[place] === at ? (baseline.y[place] ?? Number.NaN) : valueAt(baseline, at)
  })
  const apply = (values: ArrayLike<number>) =>
    against.map((base, index) => {
      const value = values[places[index] ?? -1] ?? Number.NaN
      return kind === 'difference' ? value - base : value / base
    })
  const [low, high] = [curve.low ? apply(curve.low) : null, curve.high ? apply(curve.high) : null]
  if (low && high) order(low, high)
  return { x: Float64Array.from(places, (place) => curve.x[place] ?? Number.NaN), y: apply(curve.y), low, high }
}

/** A ratio to what is below 0 turns least into greatest. */
function order(low: Float64Array, high: Float64Array): void {
  for (let index = 0; index < low.length; index += 1) {
    const [least, greatest] = [low[index] ?? Number.NaN, high[index] ?? Number.NaN]
    if (!(least > greatest)) continue
    low[index] = greatest
    high[index] = least
  }
}
