/** Columns of a table as small whole numbers, which is all that a tree reads of them. */

/**
 * One column. Codes of an ordered one stand in the order of its numbers, so no tree depends on how they are spaced: a learning rate and its
 * logarithm give the same one.
 */
export type Coded = {
  /** By row; `levels` where the row has no value. */
  readonly codes: Uint8Array
  readonly levels: number
  readonly isOrdered: boolean
}

/** A code is one byte, and one of its values stands for no value. */
export const mostLevels = 255

/** @param values by row; NaN where there is none. More than {@link mostLevels} different ones become as many bins of about equal count. */
export function codeNumbers(values: Float64Array): Coded {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const places = new Map<number, number>()
  let distinct = 0
  for (let at = 0; at < sorted.length; at += 1) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct += 1
  let level = -1
  let lastBin = -1
  for (let at = 0; at < sorted.length; at += 1) {
    const value = sorted[at] ?? 0
    if (at > 0 && value === sorted[at - 1]) continue
    // By the place of the first of equal numbers, so that they share a bin.
    const bin = distinct <= mostLevels ? at : Math.floor((at * mostLevels) / sorted.length)
    if (bin !== lastBin) level += 1
    lastBin = bin
    places.set(value, level)
  }
  const levels = level + 1
  return { codes: Uint8Array.from(values, (value) => places.get(value) ?? levels), levels, isOrdered: true }
}

/**
 * Values without an order. Having none is a category too. Those of fewer rows than `fewest` become one together: a tree that orders categories by
 * their means would explain every row by a name of its own, and nothing beside it.
 * @param values by row, whatever tells them apart; null where there is none
 */
export function codeCategories(values: readonly (string | null)[], fewest: number): Coded {
  const counts = new Map<string | null, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const kept = [...counts]
    .filter(([, count]) => count >= fewest)
    .sort(([, left], [, right]) => right - left)
    .slice(0, mostLevels - 1)
  const places = new Map(kept.map(([value], level) => [value, level]))
  const levels = kept.length < counts.size ? kept.length + 1 : kept.length
  return { codes: Uint8Array.from(values, (value) => places.get(value) ?? kept.length), levels, isOrdered: false }
}
