/** Smoothing of a series, for the eye alone: what is stored is never smoothed. */
import { isSmoothing, type Smoothing } from '../contract/smoothing'
import { gaussianFilter, runningAverage } from './windows'

/** How many weights of the time-weighted average fill the range of x (W&B calls it the viewport scale). */
const viewportScale = 1_000
/** Weights from here on round away beside 1. */
const leastDebias = 2 ** -60

/**
 * The series smoothed, one value for each. Values that are not finite stay as they are and count for nothing.
 * @param x same length as `y`; only the time-weighted average reads it.
 * @param rangeX what the time-weighted average measures distances by, in units of x: all of x unless given.
 */
export function smooth(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  smoothing: Smoothing,
  rangeX?: number,
): Float64Array {
  const values = Float64Array.from(y)
  const { method, amount } = smoothing
  if (!isSmoothing(smoothing) || values.length === 0) return values
  if (method === 'gaussian') return gaussianFilter(values, amount)
  if (method === 'running-average') return runningAverage(values, amount)
  const places = Float64Array.from(x)
  const average = averageOf(smoothing, rangeX ?? (method === 'ema' ? 0 : extentOf(places)))
  const smoothed = new Float64Array(values.length)
  average?.take(average.begin(), places, values, smoothed)
  return smoothed
}

/** What an average of the past keeps of it. */
export type AverageState = {
  /** The weighted sum (`ema`) or mean (`time-weighted-ema`) of the values so far. */
  sum: number
  /** The weight that is missing from 1 (`ema`), or that all values so far have (`time-weighted-ema`). */
  weight: number
  /** x of the last value that counted; NaN before the first. */
  x: number
  /** The value of all points so far while they are equal: such a series stays as it is. NaN before the first, null once they differ. */
  constant: number | null
}

/** An average that looks back alone: it goes on from a state, so that a series can be taken in piece by piece. */
export type Average = {
  /** Whether x takes part. */
  readonly readsX: boolean
  readonly begin: () => AverageState
  /**
   * Takes the next points into a state.
   * @param x same length as `y`; only the time-weighted average reads it.
   * @param smoothed gets the value at each point; null where only the state is wanted.
   */
  readonly take: (state: AverageState, x: Float64Array, y: Float64Array, smoothed: Float64Array | null) => void
  /** The smoothed value at the last point that was taken in, where that point counted. */
  readonly valueOf: (state: AverageState) => number
}

/** @param rangeX as of {@link smooth}. @returns null for methods that look ahead, too. */
export function averageOf({ method, amount }: Smoothing, rangeX: number): Average | null {
  if (method === 'ema') return exponential(Math.min(amount, 0.999))
  return method === 'time-weighted-ema' ? timeWeighted(Math.min(Math.sqrt(amount), 0.999), rangeX) : null
}

/** What `constant` is once another value has come. */
const stillConstant = (constant: number | null, value: number): number | null =>
  constant !== null && (Number.isNaN(constant) || constant === value) ? value : null

/** Rounding must not carry a mean out of all doubles. */
const within = (value: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))

/** last = last w + (1 - w) y, debiased by 1 - w^n (Adam's bias correction; TensorBoard and W&B smooth so). A constant series stays. */
function exponential(weight: number): Average {
  const rest = 1 - weight
  const valueOf = ({ sum, weight: missing, constant }: AverageState) => constant ?? within(sum / (1 - missing))
  return {
    readsX: false,
    begin: () => ({ sum: 0, weight: 1, x: Number.NaN, constant: Number.NaN }),
    valueOf,
    take(state, _, y, smoothed) {
      let { sum, weight: missing, constant } = state
      for (let index = 0; index < y.length; index += 1) {
        const value = y[index] ?? Number.NaN
        if (smoothed !== null) smoothed[index] = value
        // Neither NaN nor infinite: the difference of any other value to itself is 0.
        if (value - value !== 0) continue
        sum = sum * weight + rest * value
        // A weight that falls on and on would become denormal, which processors are slow with.
        if (missing !== 0) missing = missing < leastDebias ? 0 : missing * weight
        if (constant !== null) constant = stillConstant(constant, value)
        if (smoothed !== null) smoothed[index] = constant ?? within(sum / (1 - missing))
      }
      Object.assign(state, { sum, weight: missing, constant })
    },
  }
}

/**
 * W&B's time-weighted average: the weight of what came before falls with the distance in x, to whichever side where x does not ascend.
 * w = min(sqrt(amount), 0.999); a = w^(dx / rangeX * 1000); weight = weight a + 1; the mean moves to y by 1 / weight. As last / debias with
 * last = last a + y, but no sum overflows.
 */
function timeWeighted(weight: number, rangeX: number): Average {
  const rate = (Math.log(weight) * viewportScale) / rangeX
  const isMeasured = rangeX > 0
  return {
    readsX: true,
    begin: () => ({ sum: 0, weight: 0, x: Number.NaN, constant: Number.NaN }),
    valueOf: ({ sum, constant }) => constant ?? sum,
    take(state, x, y, smoothed) {
      let { sum: mean, weight: whole, x: before, constant } = state
      let distance = Number.NaN
      let fall = 1
      for (let index = 0; index < y.length; index += 1) {
        const value = y[index] ?? Number.NaN
        const at = x[index] ?? Number.NaN
        if (smoothed !== null) smoothed[index] = value
        if (value - value !== 0 || at - at !== 0 || !isMeasured) continue
        const gone = whole === 0 ? 0 : Math.abs(at - before)
        // Steps mostly are evenly spaced.
        if (gone !== distance) fall = Math.exp(gone * rate)
        distance = gone
        const kept = whole * fall
        whole = kept + 1
        mean = mean * (kept / whole) + value / whole
        before = at
        if (constant !== null) constant = stillConstant(constant, value)
        if (smoothed !== null) smoothed[index] = constant ?? mean
      }
      Object.assign(state, { sum: mean, weight: whole, x: before, constant })
    },
  }
}

/** From the least to the greatest finite value; 0 without one. */
function extentOf(x: Float64Array): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const at of x) {
    if (!Number.isFinite(at)) continue
    if (at < low) low = at
    if (at > high) high = at
  }
  return high >= low ? high - low : 0
}
