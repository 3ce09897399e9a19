/** How often each error (output - target) occurs, counted finely enough to work out any loss from. */
import type { LossSettings } from './losses'
import { bindLoss } from '../recipes/registry/losses'

/** Errors from -2 to 2 in steps of a thousandth; beyond it they count into the two outer bins. Targets are in [0, 1]. */
export const errorBins = { low: -2, high: 2, count: 4_000 } as const
const binsPerUnit = errorBins.count / (errorBins.high - errorBins.low)
const binOfZero = -errorBins.low * binsPerUnit

/** Quotients of whole numbers, so that edges are the doubles nearest to thousandths and both sides of 0 mirror each other. */
const lowerEdgeOf = (bin: number): number => (bin - binOfZero) / binsPerUnit
const within = (bin: number): number => Math.min(errorBins.count - 1, Math.max(0, bin))

/** The bin of an error; a bin holds its lower edge. NaN has none: -1. */
export function binOf(error: number): number {
  if (Number.isNaN(error)) return -1
  const bin = within(Math.floor(error * binsPerUnit) + binOfZero)
  // The product may have been rounded across an edge.
  if (error < lowerEdgeOf(bin)) return within(bin - 1)
  return error >= lowerEdgeOf(bin + 1) ? within(bin + 1) : bin
}

/** The error in the middle of a bin. */
export const errorOfBin = (bin: number): number => lowerEdgeOf(bin + 0.5)

/**
 * The share of errors smaller than `limit` in size, 0 to 1; NaN without any. Exact where `limit` is a multiple of a thousandth below
 * 2 and no error is its negative; the outer bins hold all that is beyond.
 */
export function shareBelow(counts: ArrayLike<number>, limit: number): number {
  let below = 0
  let total = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0
    total += count
    if (Math.abs(errorOfBin(bin)) < limit) below += count
  }
  return below / total
}

/** The mean loss over the errors, each taken as the middle of its bin. */
export function meanLoss(counts: ArrayLike<number>, settings: LossSettings): number {
  const { value } = bindLoss(settings)
  let sum = 0
  let total = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0
    total += count
    sum += count * value(errorOfBin(bin))
  }
  return sum / total
}
