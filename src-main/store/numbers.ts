/**
 * How a double lies in a row. SQLite stores NaN as NULL and -0.0 as 0 (a REAL that is a whole number is kept as an integer): a kind
 * and a zero's sign stand beside the value (migrations/0001 and 0008).
 */

export type StoredNumber = {
  readonly value: number | null
  readonly kind: 0 | 1 | 2 | 3
  readonly negativeZero: 0 | 1
}

/** Any double as a value, a kind and the sign of a zero. */
export function toStored(value: number): StoredNumber {
  if (Number.isFinite(value)) return { value, kind: 0, negativeZero: Object.is(value, -0) ? 1 : 0 }
  if (Number.isNaN(value)) return { value: null, kind: 1, negativeZero: 0 }
  return { value: null, kind: value > 0 ? 2 : 3, negativeZero: 0 }
}

/** Whether a version can have written it. */
export function isStored(value: unknown, kind: unknown): boolean {
  return kind === 0 ? typeof value === 'number' : (kind === 1 || kind === 2 || kind === 3) && value === null
}

/** The double back. A sign counts at a zero alone, so that a value changed by hand is what it says. @throws RangeError for a kind that no version wrote. */
export function fromStored(value: number | null, kind: number, negativeZero: number): number {
  switch (kind) {
    case 0:
      return value === 0 && negativeZero === 1 ? -0 : (value ?? Number.NaN)
    case 1:
      return Number.NaN
    case 2:
      return Number.POSITIVE_INFINITY
    case 3:
      return Number.NEGATIVE_INFINITY
    default:
      throw new RangeError(`There is no number kind ${kind}`)
  }
}

/** Which of some numbers are -0.0, as a sum of powers of two in their order. */
export const negativeZeros = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number, place) => (Object.is(number, -0) ? sum + 2 ** place : sum), 0)

/** A number that is no NaN but for NULL, with its zero's sign from {@link negativeZeros}. */
export const withZeroSign = (value: number | null, signs: number, place: number): number =>
  value === 0 && (signs & (1 << place)) !== 0 ? -0 : (value ?? Number.NaN)
