/** Statistics over runs. Student's t comes from jStat; the rest is a line each. */
import { jStat } from 'jstat'

/** NaN for none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Sample standard deviation (n - 1); NaN for fewer than two. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

export const standardError = (values: readonly number[]): number => standardDeviation(values) / Math.sqrt(values.length)

/** The value with half of the others on each side; the mean of the two middle ones for an even count. NaN for none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Linear between the closest ranks (NumPy's default). NaN for none. @param share 0 to 1. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

/** Half the width of the 95% interval of a mean is this times its standard error. NaN below one degree of freedom. */
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
 * Null for fewer than two values on a side, or when neither side varies.
 */
export function welch(left: readonly number[], right: readonly number[], level = 0.95): Welch | null {
  if (left.length < 2 || right.length < 2) return null
  const [a, b] = [standardDeviation(left) ** 2 / left.length, standardDeviation(right) ** 2 / right.length]
  if (!(a + b > 0)) return null
  const difference = mean(left) - mean(right)
  const degreesOfFreedom = (a + b) ** 2 / (a ** 2 / (left.length - 1) + b ** 2 / (right.length - 1))
  const error = Math.sqrt(a + b)
  const half = studentQuantile(degreesOfFreedom, level) * error
  const p = 2 * jStat.studentt.cdf(-Math.abs(difference / error), degreesOfFreedom)
  return { difference, low: difference - half, high: difference + half, p, degreesOfFreedom }
}
