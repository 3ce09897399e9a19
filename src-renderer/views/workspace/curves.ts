/** What is done with lines before they are drawn: against a baseline, onto a common x, without outliers. */
import { quantile } from '@maths/statistics'
import type { RelativeKind } from '@contract/workspace'

export type Curve = {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Of decimated points. */
  readonly low?: ArrayLike<number> | null
  readonly high?: ArrayLike<number> | null
}

/** A curve's value at x: its own point, else between its neighbours; NaN outside of it. x ascends. */
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

/** A curve as difference or ratio to another at the same x. Where the other has no value, neither has it. */
export function relativeTo(curve: Curve, baseline: Curve, kind: RelativeKind): Curve {
  if (kind === 'none') return curve
  const { x } = curve
  const against = Float64Array.from({ length: x.length }, (_, index) => valueAt(baseline, x[index] ?? Number.NaN))
  const apply = (values: ArrayLike<number>) =>
    Float64Array.from({ length: x.length }, (_, index) => {
      const [value, base] = [values[index] ?? Number.NaN, against[index] ?? Number.NaN]
      return kind === 'difference' ? value - base : value / base
    })
  return {
    x,
    y: apply(curve.y),
    low: curve.low ? apply(curve.low) : null,
    high: curve.high ? apply(curve.high) : null,
  }
}

/** Whether all curves have points at the same x but for where they end: what a mean needs. */
export function shareX(curves: readonly Curve[]): boolean {
  const [longest] = [...curves].sort((left, right) => right.x.length - left.x.length)
  if (!longest) return true
  return curves.every(({ x }) => {
    if (x === longest.x) return true
    for (let index = 0; index < x.length; index += 1) if (x[index] !== longest.x[index]) return false
    return true
  })
}

/** Points on a common x, evenly spaced over all curves, each between its neighbours; NaN where a curve has not begun or has ended. */
export function ontoCommonX(curves: readonly Curve[], count: number): Curve[] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x } of curves) {
    if (x.length === 0) continue
    from = Math.min(from, x[0] ?? from)
    to = Math.max(to, x[x.length - 1] ?? to)
  }
  if (!(to > from)) return curves.map(({ x, y }) => ({ x, y }))
  const common = Float64Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))
  return curves.map((curve) => ({ x: common, y: common.map((at) => valueAt(curve, at)) }))
}

/** The values between which all but `percent` on each side lie; null without a number. */
export function withoutOutliers(
  curves: readonly Pick<Curve, 'y'>[],
  percent: number,
  isLog: boolean,
): [low: number, high: number] | null {
  let count = 0
  for (const { y } of curves) count += y.length
  const values = new Float64Array(count)
  let at = 0
  for (const { y } of curves)
    for (let index = 0, end = y.length; index < end; index += 1) {
      const value = y[index] ?? Number.NaN
      if (Number.isFinite(value) && !(isLog && value <= 0)) values[at++] = value
    }
  if (at === 0) return null
  const finite = values.subarray(0, at)
  return [quantile(finite, percent / 100), quantile(finite, 1 - percent / 100)]
}

/** The x from which on fewer than all curves have a value; null when all go to the end. */
export function firstGap(x: ArrayLike<number>, counts: ArrayLike<number>, all: number): number | null {
  let index = x.length
  while (index > 0 && (counts[index - 1] ?? 0) < all) index -= 1
  return index < x.length ? (x[index] ?? null) : null
}
