/** Rates over several stretches. */
import type { RunSummary } from '../contract/run'

/**
 * What was done over the seconds that it took. The mean of the rates would count a fast stretch for more than a slow one that took ten times
 * as long.
 * @param stretches each with how much was done (images) and its rate (images/s); those whose rate is none are left out
 * @returns null without any
 */
export function overallRate(stretches: readonly { readonly amount: number; readonly rate: number }[]): number | null {
  const known = stretches.filter(({ amount, rate }) => amount > 0 && rate > 0 && Number.isFinite(rate))
  if (known.length === 0) return null
  const done = known.reduce((sum, { amount }) => sum + amount, 0)
  return done / known.reduce((sum, { amount, rate }) => sum + amount / rate, 0)
}

/** Training images of all of these runs over the seconds that training on them took; null when none has a rate. */
export function rateOfRuns(runs: readonly Pick<RunSummary, 'epochs' | 'config' | 'imagesPerSecond'>[]): number | null {
  return overallRate(
    runs.map(({ epochs, config, imagesPerSecond }) => ({
      // Runs of others have no rate.
      amount: epochs * (typeof config.trainSize === 'number' ? config.trainSize : 0),
      rate: imagesPerSecond ?? Number.NaN,
    })),
  )
}
