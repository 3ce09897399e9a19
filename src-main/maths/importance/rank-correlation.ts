/** Spearman's rank correlation, with an interval. */
import jStat from 'jstat'

/** Places from 1 on; equal values share the mean of theirs, and infinities have places at the ends. No value may be NaN. */
export const ranksOf = (values: ArrayLike<number>): Float64Array => Float64Array.from(jStat.rank(Array.from(values)))

type RankCorrelation = {
  readonly value: number
  /** 95% interval. */
  readonly low: number
  readonly high: number
  /** Pairs that it is of. */
  readonly pairs: number
}

/** P(|Z| <= result) = 0.95 of a standard normal Z. */
const normalQuantile = 1.959963984540054

/**
 * Pearson's correlation of the ranks. Its interval is Fisher's z with the standard error sqrt((1 + r^2 / 2) / (n - 3)) of Bonett and Wright (2000,
 * "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65), which keeps its level where Fisher's
 * own, sqrt(1 / (n - 3)), is too narrow for strong correlations. Many equal values make it approximate.
 * @param left no NaN. @param right as long as `left`, no NaN.
 * @returns null for fewer than four pairs, and where one side is all equal
 */
export function rankCorrelation(left: ArrayLike<number>, right: ArrayLike<number>): RankCorrelation | null {
  const pairs = left.length
  if (pairs < 4) return null
  const [a, b] = [ranksOf(left), ranksOf(right)]
  const middle = (pairs + 1) / 2
  let [both, ofLeft, ofRight] = [0, 0, 0]
  for (let at = 0; at < pairs; at += 1) {
    const [x, y] = [(a[at] ?? 0) - middle, (b[at] ?? 0) - middle]
    both += x * y
    ofLeft += x * x
    ofRight += y * y
  }
  if (ofLeft === 0 || ofRight === 0) return null
  const value = Math.max(-1, Math.min(1, both / Math.sqrt(ofLeft * ofRight)))
  const half = normalQuantile * Math.sqrt((1 + value ** 2 / 2) / (pairs - 3))
  const z = Math.atanh(value)
  return { value, low: Math.tanh(z - half), high: Math.tanh(z + half), pairs }
}
