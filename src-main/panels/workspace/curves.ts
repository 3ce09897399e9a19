/** What is done with lines before they are drawn: onto a common x. */
import { valueAt, type Curve } from '@maths/relative'

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

/**
 * Points on a common x, evenly spaced over all curves, each between its neighbours; NaN where a curve has not begun or has ended. Lows and
 * highs are of every point that lies nearer to a place than to any other, so that none is lost between two places.
 */
export function ontoCommonX(curves: readonly Curve[], count: number): Curve[] {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { x } of curves) {
    if (x.length === 0) continue
    from = Math.min(from, x[0] ?? from)
    to = Math.max(to, x[x.length - 1] ?? to)
  }
  if (!(to > from)) return curves.map(({ x, y, low, high }) => ({ x, y, low: low ?? null, high: high ?? null }))
  const common = Float64Array.from({ length: count }, (_, index) => from + ((to - from) * index) / (count - 1))
  return curves.map((curve) => {
    const { x, y, low, high } = curve
    const placeOf = (at: number) => Math.round(((at - from) / (to - from)) * (count - 1))
    const values = common.map((at) => valueAt(curve, at))
    return {
      x: common,
      y: values,
      low: gather(x, [y, low], placeOf, values, Math.min),
      high: gather(x, [y, high], placeOf, values, Math.max),
    }
  })
}

/** The outermost of a curve's finite values at each place, and of what it has there itself. */
function gather(
  x: ArrayLike<number>,
  columns: readonly (ArrayLike<number> | null | undefined)[],
  placeOf: (at: number) => number,
  values: Float64Array,
  outermost: (left: number, right: number) => number,
): Float64Array {
  const gathered = values.slice()
  for (const column of columns)
    for (let index = 0; index < (column?.length ?? 0); index += 1) {
      const value = column?.[index] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      const place = placeOf(x[index] ?? Number.NaN)
      const so = gathered[place] ?? Number.NaN
      gathered[place] = Number.isFinite(so) ? outermost(so, value) : value
    }
  return gathered
}

/** The x from which on fewer than all curves have a value; null when all go to the end. */
export function firstGap(x: ArrayLike<number>, counts: ArrayLike<number>, all: number): number | null {
  let index = x.length
  while (index > 0 && (counts[index - 1] ?? 0) < all) index -= 1
  return index < x.length ? (x[index] ?? null) : null
}
