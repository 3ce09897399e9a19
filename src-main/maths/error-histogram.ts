/** How often each error (output - target) occurs, counted finely enough to work out any loss from. */
import { lossOfError, type LossSettings } from './losses'

/** Errors from -2 to 2 in steps of a thousandth; beyond it they count into the two outer bins. Targets are in [0, 1]. */
export const errorBins = { low: -2, high: 2, count: 4_000 } as const
const binWidth = (errorBins.high - errorBins.low) / errorBins.count

/** The bin of an error; a bin holds its lower edge. NaN has none: -1. */
export function binOf(error: number): number {
  if (Number.isNaN(error)) return -1
  const bin = Math.floor((error - errorBins.low) / binWidth)
  return Math.min(errorBins.count - 1, Math.max(0, bin))
}

/** The error in the middle of a bin. */
export const errorOfBin = (bin: number): number => errorBins.low + (bin + 0.5) * binWidth

/** The share of errors smaller than `limit` in size, 0 to 1; NaN without any. Exact where `limit` is a multiple of a thousandth. */
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
  let sum = 0
  let total = 0
  for (let bin = 0; bin < counts.length; bin += 1) {
    const count = counts[bin] ?? 0
    total += count
    sum += count * lossOfError(settings, errorOfBin(bin))
  }
  return sum / total
}
