/**
 * Keys of messages, to the letter. msgpackr renames `__proto__` where it makes objects, and an object with a prototype has `constructor` and others
 * that nobody wrote: what people and programs name freely comes as objects without one.
 */
import { flatRecord } from '../protocol/config'

type Unpack = (bytes: Uint8Array) => unknown

const prototypeWord = Uint8Array.from('__proto__', (letter) => letter.charCodeAt(0))

/** Whether these bytes may hold the one key that cannot be set on an object. */
export function mayNamePrototype(bytes: Uint8Array): boolean {
  const [first = 0] = prototypeWord
  // Names of metrics have many of the first letter, and hardly any of it twice.
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (bytes[at + 1] === first && prototypeWord.every((letter, offset) => bytes[at + offset] === letter)) return true
  return false
}

/**
 * Reads messages with every key as it was written.
 * @param objects makes objects of maps. @param maps leaves them maps: slower, and asked only where a key needs it.
 */
export const unpackKeys =
  (objects: Unpack, maps: Unpack): Unpack =>
  (bytes) =>
    mayNamePrototype(bytes) ? toObjects(maps(bytes)) : objects(bytes)

function toObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toObjects)
  if (!(value instanceof Map)) return value
  const entries = [...value].map(([key, entry]) => [String(key), toObjects(entry)] as const)
  return value.has('__proto__') ? flatRecord(entries) : Object.fromEntries(entries)
}

/** Fields of answers whose keys are named freely. */
const freelyNamed: ReadonlySet<string> = new Set([
  ...['config', 'summary', 'environment', 'series', 'directions', 'roles', 'units', 'facts', 'values', 'counts'],
])
/** Deeper than any of them lies. */
const mostDepth = 6

/** Takes the prototype from every freely named object of an answer, in place: a key that is not there reads as nothing, whatever it is called. */
export function freeKeys<Value>(value: Value): Value {
  visit(value, 0)
  return value
}

function visit(value: unknown, depth: number): void {
  if (depth > mostDepth || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (Array.isArray(value)) {
    if (typeof value[0] === 'object') for (const entry of value) visit(entry, depth + 1)
    return
  }
  const fields = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(fields)) {
    const field = fields[key]
    if (typeof field !== 'object' || field === null) continue
    if (freelyNamed.has(key) && Object.getPrototypeOf(field) === Object.prototype) Object.setPrototypeOf(field, null)
    visit(field, depth + 1)
  }
}
