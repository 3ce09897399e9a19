/** Statistics over runs. Student's t comes from jStat; the rest is a line each. */
import jStat from 'jstat'

/** NaN for none. Never outside the values: equal ones have exactly their mean. */
export function mean(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  // Values whose sum is beyond the range of doubles have a mean all the same.
  const middle = Number.isFinite(sum)
    ? sum / values.length
    : values.reduce((total, value) => total + value / values.length, 0)
  const [low, high] = [least(values), greatest(values)]
  // Rounding must not carry it out; NaN stays NaN.
  return middle < low ? low : middle > high ? high : middle
}

const least = (values: readonly number[]): number =>
  values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
const greatest = (values: readonly number[]): number =>
  values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)

/** Sample standard deviation (n - 1); NaN for fewer than two. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const middle = mean(values)
  const distances = values.map((value) => value - middle)
  const largest = greatest(distances.map(Math.abs))
  // By the largest distance, as squares of very large and very small ones leave the range of doubles.
  if (largest === 0) return 0
  return (
    largest * Math.sqrt(distances.reduce((sum, distance) => sum + (distance / largest) ** 2, 0) / (values.length - 1))
  )
}

/** So many units of rounding may lie between values that are alike: a sum over them leaves no more behind. */
const roundingUnits = 10

/** Whether values differ by more than rounding. A deviation without that is noise of the arithmetic, and no interval can be made of it. */
export function varies(values: readonly number[]): boolean {
  const [low, high] = [least(values), greatest(values)]
  return high - low > roundingUnits * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high))
}

export const standardError = (values: readonly number[]): number => standardDeviation(values) / Math.sqrt(values.length)

/** The value with half of the others on each side; the mean of the two middle ones for an even count. NaN for none. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5)

/** Linear between the closest ranks (NumPy's default). NaN for none, and when one is NaN. @param share 0 to 1. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantiles(values, [share])[0] ?? Number.NaN
}

/** Several {@link quantile}s of the same values, in about the time of one. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const ranked = Float64Array.from(values)
  if (ranked.length === 0 || ranked.some(Number.isNaN)) return shares.map(() => Number.NaN)
  return shares.map((share) => {
    const at = share * (ranked.length - 1)
    const low = valueOfRank(ranked, Math.floor(at))
    const high = valueOfRank(ranked, Math.ceil(at))
    const part = at - Math.floor(at)
    // A weighted mean of both, not low + part of the difference: that overflows, and is NaN beside an infinity.
    return low === high ? low : Math.min(high, Math.max(low, low * (1 - part) + high * part))
  })
}

/**
 * What would stand at `rank` if all were sorted, in linear time (Hoare's selection as Wirth wrote it): smaller values are moved before it,
 * larger ones behind. No value may be NaN.
 */
function valueOfRank(values: Float64Array, rank: number): number {
  const at = (index: number): number => values[index] ?? Number.NaN
  let [first, last] = [0, values.length - 1]
  while (first < last) {
    const pivot = at(rank)
    let [low, high] = [first, last]
    while (low <= high) {
      while (at(low) < pivot) low += 1
      while (at(high) > pivot) high -= 1
      if (low > high) break
      const moved = at(low)
      values[low] = at(high)
      values[high] = moved
      low += 1
      high -= 1
    }
    if (high < rank) first = low
    if (rank < low) last = high
  }
  return at(rank)
}

/**
 * Half the width of the 95% interval of a mean is this times its standard error: P(|T| <= result) = `level`. NaN below one degree of
 * freedom. jStat has it to seven digits.
 */
export function studentQuantile(degreesOfFreedom: number, level = 0.95): number {
  return degreesOfFreedom >= 1 ? jStat.studentt.inv(1 - (1 - level) / 2, degreesOfFreedom) : Number.NaN
}

export type Welch = {
  /** mean(left) - mean(right). */
  readonly difference: number
  /** The interval of the difference at the asked level. */
  readonly low: number
  readonly high: number
  /** Two-sided p of no difference. */
  readonly p: number
  readonly degreesOfFreedom: number
}

/**
 * Welch's t-test of two independent samples with unequal variances (Welch 1947; degrees of freedom by Welch-Satterthwaite).
 * Null for fewer than two values on a side, when neither side varies by more than rounding, and where the numbers leave the range of
 * doubles.
 */
export function welch(left: readonly number[], right: readonly number[], level = 0.95): Welch | null {
  if (left.length < 2 || right.length < 2 || (!varies(left) && !varies(right))) return null
  const [a, b] = [left, right].map((values) => standardDeviation(values) / Math.sqrt(values.length))
  const error = Math.hypot(a ?? 0, b ?? 0)
  const difference = mean(left) - mean(right)
  // (a^2 + b^2)^2 / (a^4 / (n - 1) + b^4 / (m - 1)) by shares of the whole, whose powers do not vanish; never below the smaller sample's.
  const shares = ((a ?? 0) / error) ** 4 / (left.length - 1) + ((b ?? 0) / error) ** 4 / (right.length - 1)
  const degreesOfFreedom = Math.max(1 / shares, Math.min(left.length, right.length) - 1)
  const half = studentQuantile(degreesOfFreedom, level) * error
  const [low, high] = [difference - half, difference + half]
  if (!(error > 0) || !Number.isFinite(low) || !Number.isFinite(high)) return null
  // P(|T| > t) = I_x(v / 2, 1 / 2) with x = v / (v + t^2): jStat's cdf loses small probabilities, and all digits of large v.
  const t = difference / error
  const p = jStat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5)
  return { difference, low, high, p, degreesOfFreedom }
}
