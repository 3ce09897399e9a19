/** A few of many values, for pictures the size of a word. */

/** At most `count` of the places from 0 to `length` - 1, evenly picked, the first and the last among them. */
export function evenPlaces(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, place) => place)
  if (count < 2) return count < 1 ? [] : [0]
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)))
}

/** At most `count` of the finite values, evenly picked, the first and the last among them. */
export function pickEvenly(values: ArrayLike<number>, count: number): number[] {
  const finite = Array.from(values).filter(Number.isFinite)
  return evenPlaces(finite.length, count).map((place) => finite[place] ?? 0)
}

/** Values that a sparkline has at most. */
export const sparklineValues = 40
