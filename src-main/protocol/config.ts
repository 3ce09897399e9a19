/** What an author says of a run's settings: any JSON object, read without a schema, and flattened for columns. */
import { z } from 'zod'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A value under one flattened key. Objects are keys of their own; inside lists they stay as they are. */
export type SettingValue = null | boolean | number | string | readonly Json[]

/**
 * Settings by flattened key, in the order in which they were written. Without a prototype, so that `__proto__` and `constructor` are keys like
 * any other: make one with {@link flatRecord} or {@link flattenConfig}.
 */
export type FlatConfig = Readonly<Record<string, SettingValue>>

/** Deeper values are kept as JSON text. */
export const mostConfigLevels = 64

export type JsonObject = Readonly<Record<string, Json>>

/** Whether a value is a JSON object; what came through a message or `JSON.parse` has no other prototypes. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** Entries as a record without a prototype. */
export function flatRecord<Value>(entries: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> {
  const record = Object.create(null) as Record<string, Value>
  for (const [key, value] of entries) record[key] = value
  return record
}

/** No settings at all. */
export const noConfig: FlatConfig = flatRecord([])

/** A flattened key as a request names it. */
export const configKeySchema = z.string().max(10_000)

/** A flattened config in a message: what another process has flattened is believed. */
export const flatConfigSchema = z.custom<FlatConfig>(isJsonObject)

type Leaf = { readonly path: readonly string[]; readonly value: SettingValue }

/**
 * Settings as columns: keys of nested objects are joined with dots (`optimizer.lr`), lists and null are values, an empty object is the text `{}`.
 *
 * A key that itself has a dot stays as it is written. Where two then read alike (`{"a.b": 1, "a": {"b": 2}}`), the one with fewer dots of its own
 * has the plain key, and in the other's key each such dot has a backslash before it (`a\.b`). Which is which does not depend on their order, so equal
 * configs have equal keys.
 */
export function flattenConfig(config: JsonObject): FlatConfig {
  const leaves: Leaf[] = []
  collect(config, [], leaves)
  const plain = new Map<string, Leaf[]>()
  for (const leaf of leaves) {
    const key = leaf.path.join('.')
    const alike = plain.get(key)
    if (alike) alike.push(leaf)
    else plain.set(key, [leaf])
  }
  if (plain.size === leaves.length) return flatRecord(leaves.map(({ path, value }) => [path.join('.'), value]))
  return flatRecord(tellApart(leaves, plain))
}

function collect(value: JsonObject, path: readonly string[], leaves: Leaf[]): void {
  for (const key of Object.keys(value)) {
    const inner = value[key] ?? null
    const at = [...path, key]
    if (!isJsonObject(inner)) leaves.push({ path: at, value: shallow(inner, at.length) })
    else if (at.length >= mostConfigLevels || Object.keys(inner).length === 0)
      leaves.push({ path: at, value: JSON.stringify(inner) })
    else collect(inner, at, leaves)
  }
}

/** A list whose innermost values lie no deeper than the limit. */
function shallow(value: SettingValue, level: number): SettingValue {
  if (!Array.isArray(value)) return value
  const list = value as readonly Json[]
  return level >= mostConfigLevels ? JSON.stringify(list) : list.map((entry) => shallowEntry(entry, level + 1))
}

function shallowEntry(value: Json, level: number): Json {
  if (!isJsonObject(value)) return shallow(value, level)
  if (level >= mostConfigLevels) return JSON.stringify(value)
  return flatRecord(Object.keys(value).map((key) => [key, shallowEntry(value[key] ?? null, level + 1)]))
}

const ownDots = ({ path }: Leaf): number => path.reduce((sum, part) => sum + part.split('.').length - 1, 0)
const escaped = ({ path }: Leaf): string => path.map((part) => part.replaceAll(/[\\.]/g, '\\$&')).join('.')

function tellApart(leaves: readonly Leaf[], plain: ReadonlyMap<string, readonly Leaf[]>): [string, SettingValue][] {
  const taken = new Set(plain.keys())
  const renamed = new Map<Leaf, string>()
  const others = [...plain.values()].flatMap((alike) =>
    [...alike]
      .sort((left, right) => ownDots(left) - ownDots(right) || compareText(pathText(left), pathText(right)))
      .slice(1),
  )
  for (const leaf of others.sort((left, right) => compareText(pathText(left), pathText(right)))) {
    let key = escaped(leaf)
    while (taken.has(key)) key += '\\'
    taken.add(key)
    renamed.set(leaf, key)
  }
  return leaves.map((leaf) => [renamed.get(leaf) ?? leaf.path.join('.'), leaf.value])
}

const pathText = ({ path }: Leaf): string => JSON.stringify(path)
const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
