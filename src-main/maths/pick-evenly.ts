/** A few of many values, for pictures the size of a word. */

/** At most `count` of the finite values, evenly picked, the first and the last among them. */
export function pickEvenly(values: ArrayLike<number>, count: number): number[] {
  const finite = Array.from(values).filter(Number.isFinite)
  if (finite.length <= count) return finite
  return Array.from(
    { length: count },
    (_, index) => finite[Math.round((index * (finite.length - 1)) / (count - 1))] ?? 0,
  )
}

/** Values that a sparkline has at most. */
export const sparklineValues = 40
