/** Smoothing of a series, for the eye alone: what is stored and exported is never smoothed. */
import type { Smoothing } from '../contract/workspace'

/** How many weights of the time-weighted average fill the range that is shown (W&B calls it the viewport scale). */
const viewportScale = 1_000
/** Beyond four deviations a Gaussian's weight is under 0.04%. */
const gaussianReach = 4

/**
 * The series smoothed, one value for each. Values that are not finite stay as they are and count for nothing.
 * @param x ascending, same length as `y`; only the time-weighted average reads it.
 * @param rangeX the width of what is shown, in units of x; all of x unless given.
 */
export function smooth(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { method, amount }: Smoothing,
  rangeX: number = (x[x.length - 1] ?? 0) - (x[0] ?? 0),
): Float64Array {
  if (!(amount > 0) || y.length === 0) return Float64Array.from(y)
  switch (method) {
    case 'none':
      return Float64Array.from(y)
    case 'ema':
      return exponential(y, Math.min(amount, 0.999))
    case 'time-weighted-ema':
      return timeWeighted(x, y, amount, rangeX)
    case 'gaussian':
      return gaussian(y, amount)
    case 'running-average':
      return runningAverage(y, amount)
  }
}

/** last = last w + (1 - w) y, debiased by 1 - w^n (Adam's bias correction; TensorBoard and W&B smooth so). A constant series stays. */
function exponential(y: ArrayLike<number>, weight: number): Float64Array {
  const smoothed = Float64Array.from(y)
  if (isConstant(y)) return smoothed
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
 * W&B's time-weighted average: the weight of what came before falls with the distance in x.
 * w = min(sqrt(amount), 0.999); a = w^(dx / rangeX * 1000); shown = last / debias. The first point has a = 1 over nothing.
 */
function timeWeighted(x: ArrayLike<number>, y: ArrayLike<number>, amount: number, rangeX: number): Float64Array {
  const smoothed = Float64Array.from(y)
  if (isConstant(y) || !(rangeX > 0)) return smoothed
  const weight = Math.min(Math.sqrt(amount), 0.999)
  let last = 0
  let debias = 0
  let before: number | null = null
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? Number.NaN
    const at = x[index] ?? 0
    if (!Number.isFinite(value)) continue
    const fall: number = before === null ? 1 : weight ** (((at - before) / rangeX) * viewportScale)
    last = last * fall + value
    debias = debias * fall + 1
    before = at
    smoothed[index] = last / debias
  }
  return smoothed
}

/** A Gaussian kernel over points, edges reflected (d c b a | a b c d | d c b a, as scipy's gaussian_filter1d does). */
function gaussian(y: ArrayLike<number>, deviation: number): Float64Array {
  const reach = Math.max(1, Math.round(gaussianReach * deviation))
  const kernel = Float64Array.from({ length: reach + 1 }, (_, offset) => Math.exp(-0.5 * (offset / deviation) ** 2))
  return weighted(y, reach, (offset) => kernel[Math.abs(offset)] ?? 0, true)
}

/** The mean of a window centred on each point; at the ends of what there is of it (pandas: rolling(center, min_periods=1)). */
function runningAverage(y: ArrayLike<number>, window: number): Float64Array {
  const half = Math.floor((Math.max(1, Math.round(window)) - 1) / 2)
  return half === 0 ? Float64Array.from(y) : weighted(y, half, () => 1, false)
}

function weighted(
  y: ArrayLike<number>,
  reach: number,
  weightOf: (offset: number) => number,
  reflects: boolean,
): Float64Array {
  const count = y.length
  const smoothed = Float64Array.from(y)
  for (let index = 0; index < count; index += 1) {
    if (!Number.isFinite(y[index])) continue
    let sum = 0
    let weights = 0
    for (let offset = -reach; offset <= reach; offset += 1) {
      let at = index + offset
      if (at < 0 || at >= count) {
        if (!reflects) continue
        const period = 2 * count
        at = ((at % period) + period) % period
        if (at >= count) at = period - 1 - at
      }
      const value = y[at] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      const weight = weightOf(offset)
      sum += weight * value
      weights += weight
    }
    smoothed[index] = sum / weights
  }
  return smoothed
}

function isConstant(y: ArrayLike<number>): boolean {
  const finite = Array.from(y).filter(Number.isFinite)
  return finite.every((value) => value === finite[0])
}
