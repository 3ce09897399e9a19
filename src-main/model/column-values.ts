/** Values of columns in one order, whatever they are. */
import type { ColumnValue } from '../contract/run-query'

/** Equal for equal values alone: `1` is not `"1"`, and null is not absent. */
export const identityOfValue = (value: ColumnValue | undefined): string =>
  value === undefined ? '' : JSON.stringify(value)

/** Numbers by size, then switches and lists, then texts, then what is not there; null and NaN stand for nothing. */
export function compareColumnValues(left: ColumnValue | undefined, right: ColumnValue | undefined): number {
  const [a, b] = [rankOf(left), rankOf(right)]
  if (a !== b) return a - b
  if (a === nothing) return 0
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0
  const [first, second] = [textOf(left), textOf(right)]
  return first < second ? -1 : first > second ? 1 : 0
}

const nothing = 3

/** As {@link compareColumnValues} ranks kinds of values; 3 for what stands last whichever way is sorted. */
export function rankOf(value: ColumnValue | undefined): number {
  if (value === undefined || value === null || (typeof value === 'number' && Number.isNaN(value))) return nothing
  if (typeof value === 'number') return 0
  return typeof value === 'string' ? 2 : 1
}

const textOf = (value: ColumnValue | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
