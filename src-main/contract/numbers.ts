/**
 * How numbers that JSON cannot hold travel as text (definitions: "JSON and CSV").
 *
 * On sockets msgpack carries NaN and the infinities as they are; only JSON documents need this.
 */

import { z } from 'zod'

/** Any double at all: `z.number()` refuses NaN and the infinities, which a diverging run does report. */
export const doubleSchema = z.custom<number>((value) => typeof value === 'number')

/** A JSON-safe stand-in for a double: finite numbers as they are, the other three by name, `null` for absent. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity' | null

/** Turns a double into its JSON form. `undefined` and `null` mean "absent" and become `null`. */
export function toJsonNumber(value: number | null | undefined): JsonNumber {
  if (value === null || value === undefined) return null
  if (Number.isFinite(value)) return value
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? 'Infinity' : '-Infinity'
}

/** Reads the JSON form back; the inverse of {@link toJsonNumber}. */
export function fromJsonNumber(value: JsonNumber): number | null {
  if (typeof value === 'string') return Number(value)
  return value
}

/**
 * `JSON.stringify` that writes NaN and the infinities by name wherever they stand, and typed arrays as plain arrays.
 * Without it JSON turns them into `null`, which reads as "absent".
 */
export function stringifyJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, entry: unknown) => {
      if (typeof entry === 'number') return toJsonNumber(entry)
      if (ArrayBuffer.isView(entry) && !(entry instanceof DataView)) {
        return Array.from(entry as unknown as ArrayLike<number>)
      }
      return entry
    },
    indent,
  )
}
