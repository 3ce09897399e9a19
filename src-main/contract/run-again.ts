/** Runs that are started again with other seeds: which ones their settings have had. */
import { z } from 'zod'
import { call } from './call'
import { runReference } from './references'

/** So many runs are started again at once. */
export const mostRunAgain = 100

const usedSeedsSchema = z.object({
  /** The first of the runs that have the same settings but for the seed, and how many of them were asked for. */
  run: z.string(),
  count: z.int(),
  /** The setting that is the seed; null where none is. */
  key: z.string().nullable(),
  /** Those of all runs of the project with these settings, in the bin or not, ascending. */
  seeds: z.array(z.number()),
})
export type UsedSeeds = z.infer<typeof usedSeedsSchema>

export const runAgainRequests = {
  'runs.used-seeds': call(
    z.strictObject({ runs: z.array(runReference).min(1).max(mostRunAgain) }),
    z.object({ settings: z.array(usedSeedsSchema) }),
  ),
} as const

/** So many seeds that were not used yet, up from the one behind the greatest that was, else from 1. */
export function nextSeeds(used: readonly number[], count: number): number[] {
  const whole = used.filter((seed) => Number.isSafeInteger(seed) && seed >= 0)
  const first = whole.reduce((most, seed) => Math.max(most, seed), 0) + 1
  return Array.from({ length: count }, (_, at) => first + at)
}
