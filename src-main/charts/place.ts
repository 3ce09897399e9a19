/** Where values stand along an axis, for any two finite ends: also where their distance is more or less than a double can hold. */
import type { Range } from './panel'

/** From values to pixels: each linear in the value or in its logarithm. */
export type Transform = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly x: Range
  readonly y: Range
  /** Whether y is logarithmic. */
  readonly isLog: boolean
  /** Whether x is; not unless given. */
  readonly isLogX?: boolean
}

/** Whether every value stands at the same pixel. */
export const isSameTransform = (left: Transform, right: Transform): boolean =>
  left.left === right.left &&
  left.right === right.right &&
  left.top === right.top &&
  left.bottom === right.bottom &&
  left.isLog === right.isLog &&
  (left.isLogX ?? false) === (right.isLogX ?? false) &&
  left.x[0] === right.x[0] &&
  left.x[1] === right.x[1] &&
  left.y[0] === right.y[0] &&
  left.y[1] === right.y[1]

/** Distances between these are counted with as they are; others in another unit, so that neither they nor what is divided by them overflow. */
const [leastSpan, mostSpan] = [2 ** -900, Number.MAX_VALUE]
const [toLarger, toSmaller] = [2 ** 170, 0.25]

/**
 * A range as numbers that loops over points count with: a value stands at `(value * unit - start) / span`, 0 at the range's beginning and 1 at
 * its end. The unit is a power of two and all but always 1, which changes nothing.
 */
export type Placing = { readonly unit: number; readonly start: number; readonly span: number }

/** @param isLog of a log axis, whose values have to go through Math.log first. */
export function placingOf(range: Range, isLog = false): Placing {
  // Not taken apart as a list: that is an object for each of its ends, and this is called for each point that a pointer may mean.
  const low = range[0]
  const high = range[1]
  if (isLog) return { unit: 1, start: Math.log(low), span: Math.log(high) - Math.log(low) }
  const span = high - low
  const unit = span > mostSpan ? toSmaller : span < leastSpan ? toLarger : 1
  return { unit, start: low * unit, span: high * unit - low * unit }
}

/** A value's share of a range: 0 at its beginning, 1 at its end. */
export function shareOf(value: number, range: Range, isLog = false): number {
  const { unit, start, span } = placingOf(range, isLog)
  return ((isLog ? Math.log(value) : value * unit) - start) / span
}

/** {@link shareOf} for many values of one range. */
export function sharesOf(range: Range, isLog = false): (value: number) => number {
  const { unit, start, span } = placingOf(range, isLog)
  return isLog ? (value) => (Math.log(value) - start) / span : (value) => (value * unit - start) / span
}

/** The value at a share of a range, within the doubles there are; the inverse of {@link shareOf}. */
export function valueAt(share: number, range: Range, isLog = false): number {
  const { unit, start, span } = placingOf(range, isLog)
  const value = isLog ? Math.exp(start + share * span) : (start + share * span) / unit
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))
}

/** A range with a margin of a share of its length to each side; around a single value, of a share of the value. */
export function withMargin(low: number, high: number, share: number): Range {
  // Multiplied first: the length itself may be more than there is.
  const by =
    high > low ? high * share - low * share : Math.max(Math.abs(high) * share, Math.abs(high) < 1e-300 ? share : 0)
  return spread(low - by, high + by, low, high)
}

/** The same in ratio, for a log axis. @param low above 0. */
export function withRatio(low: number, high: number, ratio: number): Range {
  // The least doubles are so far apart that a small ratio leaves them where they are.
  return spread(
    Math.max(Number.MIN_VALUE, low / ratio),
    Math.max(high * ratio, low * ratio + Number.MIN_VALUE),
    low,
    high,
  )
}

/** Nearer to each other than this, in logarithms, the ends of a log axis are one to Math.log. */
const leastLogSpan = 1e-9

/** A range that an axis can be drawn with, whatever was chosen, zoomed to or worked out: two finite ends apart from each other, the lesser first. */
export function soundRange([one, other]: Range, isLog = false): Range {
  if (Number.isNaN(one) || Number.isNaN(other)) return isLog ? [0.1, 1] : [0, 1]
  const [low, high] = [Math.min(one, other), Math.max(one, other)].map((end) =>
    Math.max(isLog ? Number.MIN_VALUE : -Number.MAX_VALUE, Math.min(Number.MAX_VALUE, end)),
  ) as [number, number]
  if (isLog) return Math.log(high) - Math.log(low) < leastLogSpan ? withRatio(low, high, 1 + leastLogSpan) : [low, high]
  return low < high ? [low, high] : withMargin(low, high, 0.05)
}

/** Two ends within the doubles, apart from each other. */
function spread(from: number, to: number, low: number, high: number): Range {
  const ends = [Math.max(-Number.MAX_VALUE, from), Math.min(Number.MAX_VALUE, to)] as const
  return ends[0] < ends[1] ? ends : [low, high]
}
