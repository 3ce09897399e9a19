/** How a double lies in a row: SQLite stores NaN as NULL and rounds nothing else, so a kind stands beside it. */

export type StoredNumber = { readonly value: number | null; readonly kind: 0 | 1 | 2 | 3 }

/** Any double as a value and a kind (migrations/0001). */
export function toStored(value: number): StoredNumber {
  if (Number.isFinite(value)) return { value, kind: 0 }
  if (Number.isNaN(value)) return { value: null, kind: 1 }
  return { value: null, kind: value > 0 ? 2 : 3 }
}

/** The double back. Throws a RangeError for a kind that no version wrote. */
export function fromStored({ value, kind }: { value: number | null; kind: number }): number {
  switch (kind) {
    case 0:
      return value ?? Number.NaN
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
