import { readGrouped } from '@recipes/decimal'

/** How many seeds a form launches, one run each. */
export const mostSeeds = 100

/** What was typed as a count of seeds; null when it is none. */
export function readRepeat(typed: string): number | null {
  const count = readGrouped(typed)
  return count !== null && Number.isInteger(count) && count >= 1 && count <= mostSeeds ? count : null
}
