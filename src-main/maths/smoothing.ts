/** Smoothing of a series, for the eye alone: what is stored and exported is never smoothed. */
import type { Smoothing } from '../contract/workspace'
import { gaussianFilter, runningAverage } from './windows'

/** How many weights of the time-weighted average fill the range that is shown (W&B calls it the viewport scale). */
const viewportScale = 1_000

/**
 * The series smoothed, one value for each. Values that are not finite stay as they are and count for nothing.
 * @param x same length as `y`; only the time-weighted average reads it.
 * @param rangeX the width of what is shown, in units of x; all of x unless given.
 */
export function smooth(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { method, amount }: Smoothing,
  rangeX?: number,
): Float64Array {
  if (!(amount > 0) || y.length === 0) return Float64Array.from(y)
  switch (method) {
    case 'none':
      return Float64Array.from(y)
    case 'ema':
      return exponential(y, Math.min(amount, 0.999))
    case 'time-weighted-ema':
      return timeWeighted(x, y, amount, rangeX ?? extentOf(Float64Array.from(x)))
    case 'gaussian':
      return gaussianFilter(y, amount)
    case 'running-average':
      return runningAverage(y, amount)
  }
}

/** last = last w + (1 - w) y, debiased by 1 - w^n (Adam's bias correction; TensorBoard and W&B smooth so). A constant series stays. */
function exponential(y: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = Float64Array.from(y)
  if (isConstant(smoothed)) return smoothed
  let last = 0
  let debias = 1
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    last = last * weight + (1 - weight) * value
    debias *= weight
    smoothed[index] = last / (1 - debias)
  }
  return smoothed
}

/**
 * W&B's time-weighted average: the weight of what came before falls with the distance in x, to whichever side where x does not ascend.
 * w = min(sqrt(amount), 0.999); a = w^(dx / rangeX * 1000); shown = last / debias. The first point has a = 1 over nothing.
 */
function timeWeighted(x: ArrayLike<number>, y: ArrayLike<number>, amount: number, rangeX: number): Float64Array {
  const smoothed = Float64Array.from(y)
  if (isConstant(smoothed) || !(rangeX > 0)) return smoothed
  const weight = Math.min(Math.sqrt(amount), 0.999)
  let last = 0
  let debias = 0
  let before: number | null = null
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? Number.NaN
    const at = x[index] ?? Number.NaN
    if (!Number.isFinite(value) || !Number.isFinite(at)) continue
    const fall: number = before === null ? 1 : weight ** ((Math.abs(at - before) / rangeX) * viewportScale)
    last = last * fall + value
    debias = debias * fall + 1
    before = at
    smoothed[index] = last / debias
  }
  return smoothed
}

function isConstant(y: Float64Array): boolean {
  let first: number | null = null
  for (const value of y) {
    if (!Number.isFinite(value)) continue
    if (first === null) first = value
    else if (value !== first) return false
  }
  return true
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
