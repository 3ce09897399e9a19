/** JSON as it is read from the store: always through a schema, and never thrown about. */
import type { z } from 'zod'
import { visibleLine } from '../contract/text'

export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string }

type Reviver = (key: string, value: unknown) => unknown

/** What a stored text says as JSON, whatever that is; undefined for text that is no JSON, and for what is no text. */
export function parseStored(text: unknown, reviver?: Reviver): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text, reviver) as unknown
  } catch {
    return undefined
  }
}

/** @returns what a stored text says, or why it cannot be read, in words that go on from its name: "is not valid JSON". */
export function readStored<Schema extends z.ZodType>(
  text: unknown,
  schema: Schema,
  reviver?: Reviver,
): Read<z.output<Schema>> {
  const stored = parseStored(text, reviver)
  if (stored === undefined) return { ok: false, reason: 'is not valid JSON' }
  const parsed = schema.safeParse(stored)
  if (parsed.success) return { ok: true, value: parsed.data }
  const [issue] = parsed.error.issues
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`
  return { ok: false, reason: `does not have the form this version expects${place}` }
}

/** A stored name or title for one line; empty where none is stored. */
export const storedLine = (stored: unknown): string => (typeof stored === 'string' ? visibleLine(stored) : '')

/** So many texts are remembered, and then the next ones. */
const mostRemembered = 1_000

/** As {@link readStored}, each text once: runs share environments and often configs, and a long history is read again and again. */
export function rememberRead<Value>(read: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (known.size >= mostRemembered) known.clear()
    known.set(text, value)
    return value
  }
}
