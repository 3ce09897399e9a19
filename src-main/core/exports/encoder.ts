/** What turns rows of numbers into the bytes of a file, as they come. */
import type { NumberCells, NumberRows } from '@panels/figure/numbers'

export type Encoder = {
  /** Whatever stands before the first row. */
  begin(): string | Uint8Array
  /** Empty while rows are gathered. */
  add(rows: NumberRows): string | Uint8Array
  end(): string | Uint8Array
}

/** A text of a column at a row. */
export const textAt = (cells: NumberCells | undefined, index: number): string =>
  typeof cells === 'string' ? cells : String(cells?.[index] ?? '')

/** A number of a column at a row; null for none. */
export function numberAt(cells: NumberCells | undefined, index: number): number | null {
  const value = cells === undefined || typeof cells === 'string' ? null : (cells[index] ?? null)
  return typeof value === 'string' ? null : value
}

/** ISO 8601 UTC; the name of the number for what is no moment. */
export const momentText = (milliseconds: number): string =>
  Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : String(milliseconds)
