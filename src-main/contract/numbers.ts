/**
 * How numbers that JSON cannot hold travel as text (definitions: "JSON and CSV").
 *
 * On sockets msgpack carries NaN and the infinities as they are; only JSON documents need this.
 */

import { z } from 'zod'

export { readDecimal } from '../recipes/decimal'

/** Any double at all: `z.number()` refuses NaN and the infinities, which a diverging run does report. */
export const doubleSchema = z.custom<number>((value) => typeof value === 'number')

/** The shortest text that reads back to the same double, the sign of 0 with it. */
export const exactText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

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

/** ECMAScript's JSON.rawJSON, which TypeScript's library does not know yet: Node has it from 21 on, browsers since 2023. */
const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON(text)

/**
 * `JSON.stringify` that writes NaN and the infinities by name wherever they stand, -0 with its sign, and typed arrays as plain arrays.
 * Without it JSON turns the first three into `null`, which reads as "absent", and -0 into 0.
 */
export function stringifyJson(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, entry: unknown) => {
      if (typeof entry === 'number') return Object.is(entry, -0) ? rawJson('-0') : toJsonNumber(entry)
      if (ArrayBuffer.isView(entry) && !(entry instanceof DataView)) {
        return Array.from(entry as unknown as ArrayLike<number>)
      }
      return entry
    },
    indent,
  )
}
