/** Columns of doubles as tests/oracle's `doubles` wrote them, and how near two of them are. */
import { fromJsonNumber, type JsonNumber } from '../../../src-main/contract/numbers'

export type JsonNumbers = readonly JsonNumber[]

export const toDouble = (value: JsonNumber): number => fromJsonNumber(value) ?? Number.NaN
export const toDoubles = (values: JsonNumbers): number[] => values.map(toDouble)

/**
 * The largest difference of two columns, relative to the largest finite size in what is expected. Infinite where lengths differ, or
 * where one is finite and the other is not, or is another.
 */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  const scale = Array.from(expected).reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    0,
  )
  let largest = 0
  for (let index = 0; index < expected.length; index += 1) {
    const [is, should] = [actual[index]!, expected[index]!]
    if (Object.is(is, should) || is === should) continue
    const difference = Math.abs(is - should) / (scale || 1)
    largest = Math.max(largest, Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY)
  }
  return largest
}
