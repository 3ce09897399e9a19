/** Numbers in columns, a stretch of rows at a time: what every file of numbers is written from. */

/** `integer`: whole doubles. `moment`: milliseconds since 1970. */
export type ColumnKind = 'text' | 'number' | 'integer' | 'moment'

/** `isOptional`: null stands where a row has no value, which is not NaN: that was logged. */
export type NumberColumn = { readonly name: string; readonly kind: ColumnKind; readonly isOptional?: boolean }

/** A column of texts may be one text for all rows. */
export type NumberCells =
  | string
  | readonly string[]
  | ArrayLike<number>
  /** Where {@link NumberColumn} is optional. */
  | readonly (number | null)[]

/** Some rows: cells by column, in the order of the columns. */
export type NumberRows = { readonly count: number; readonly cells: readonly NumberCells[] }

export type NumberTable = {
  readonly columns: readonly NumberColumn[]
  /** Of all rows, where it is known before. */
  readonly total: number
  readonly rows: Iterable<NumberRows>
}
