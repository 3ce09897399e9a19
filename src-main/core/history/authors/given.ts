/** What authors send of their runs as objects: settings, environment, summary. */
import { PlateauError } from '../../../contract/errors'
import { mostLevels } from '../../../contract/plain-data'
import type { RequestInput } from '../../../contract/api'
import { flatRecord, isJsonObject, type Json, type JsonObject } from '../../../protocol/config'
import { mostGivenBytes, whereLargeBelongs, whyTooLarge } from '../../../protocol/given-size'
import { parseStored } from '../../../store/stored-json'

type Given = Exclude<RequestInput<'runs.begin'>['config'], undefined>

export const invalid = (field: string, message: string) => new PlateauError('invalid-input', message, { field })

export const tooLarge = (field: string, why: string) => invalid(field, `${field} ${why}. ${whereLargeBelongs}`)

/** What was sent as an object or as its text. @throws PlateauError `invalid-input` for anything else, and for what is too large */
export function readObject(field: string, given: Given | undefined): JsonObject | undefined {
  if (given === undefined) return undefined
  // A text of spaces and line ends may be longer than what it says.
  if (typeof given === 'string' && given.length > 2 * mostGivenBytes)
    throw tooLarge(field, `has more than ${(2 * mostGivenBytes).toLocaleString('en-US')} characters`)
  const read = typeof given === 'string' ? parseStored(given) : given
  const why = whyTooLarge(read)
  if (why !== null) throw tooLarge(field, why)
  const value = typeof given === 'string' ? read : plain(read)
  if (isJsonObject(value)) return value
  throw invalid(field, `${field} must be a JSON object${typeof given === 'string' ? ', or the text of one' : ''}.`)
}

/** What a message may hold and JSON has no word for becomes text: numbers beyond a double, NaN, bytes, times. */
function plain(value: unknown, level = 0): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === undefined) return null
  if (typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : null
  if (level > mostLevels) return null
  if (Array.isArray(value)) return value.map((entry) => plain(entry, level + 1))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? null : Array.from(value as unknown as ArrayLike<number>, (entry) => plain(entry))
  const entries =
    value instanceof Map ? [...value].map(([key, entry]) => [String(key), entry] as const) : Object.entries(value)
  return flatRecord(entries.map(([key, entry]) => [key, plain(entry, level + 1)]))
}

/** Key by key: what is given takes the place of what is there, objects within objects alike. */
export function mergeConfigs(before: JsonObject, given: JsonObject): JsonObject {
  const merged = new Map(Object.keys(before).map((key) => [key, before[key] ?? null]))
  for (const key of Object.keys(given)) {
    const [old, value] = [merged.get(key), given[key] ?? null]
    merged.set(key, isJsonObject(old) && isJsonObject(value) ? mergeConfigs(old, value) : value)
  }
  return flatRecord(merged)
}
