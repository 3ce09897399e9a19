/** The settings of a layer as fields, worked out from their schemas. */
import { z } from 'zod'
import { readDecimal } from '@recipes/decimal'
import type { LayerKind, LayerSetting, LayerSpec } from '@recipes/layer'
import { filled, settingsOfLayer } from '@recipes/registry/layers'
import { innerOf } from './layer-tree'

export type LayerField = {
  readonly key: string
  readonly label: string
  readonly help: string
  /** Words that it takes, in their order; none where it is typed. */
  readonly choices: readonly string[]
  /** Numbers that it takes, or lists of them; null for words alone. */
  readonly numbers: 'one' | 'list' | null
  readonly least: number | null
  readonly most: number | null
  readonly isWhole: boolean
}

type Described = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Described[]
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
}

function fieldOf(key: string, { schema, label, help }: LayerSetting): LayerField {
  const described = z.toJSONSchema(schema, { io: 'input' }) as Described
  const parts = described.anyOf ?? [described]
  const number = parts.find(({ type }) => type === 'integer' || type === 'number')
  return {
    key,
    label,
    help,
    choices: parts.flatMap((part) => part.enum ?? []).map(String),
    numbers: number !== undefined ? 'one' : parts.some(({ type }) => type === 'array') ? 'list' : null,
    least: number?.minimum ?? number?.exclusiveMinimum ?? null,
    most: number?.maximum ?? null,
    isWhole: number?.type === 'integer',
  }
}

const known = new Map<LayerKind, readonly LayerField[]>()

/** Those of a kind, without the layers that a block has. */
export function fieldsOf(layer: LayerSpec): readonly LayerField[] {
  const before = known.get(layer.kind)
  if (before !== undefined) return before
  const lists = new Set(innerOf(layer).map(({ keys }) => keys[0]))
  const fields = settingsOfLayer(layer.kind).flatMap(([key, setting]) =>
    lists.has(key) ? [] : [fieldOf(key, setting)],
  )
  known.set(layer.kind, fields)
  return fields
}

/** A setting as it stands in its field, a default that is not written too. */
export function showField(layer: LayerSpec, key: string): string {
  const value: unknown = (filled(layer) as unknown as Readonly<Record<string, unknown>>)[key]
  if (Array.isArray(value)) return value.join(' × ')
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

/** A setting as it is told beside its layer. */
export type ToldSetting = { readonly key: string; readonly label: string; readonly value: string }

/** Every setting with its value, a default that is not written too. */
export const settingsTold = (layer: LayerSpec): ToldSetting[] =>
  fieldsOf(layer).map(({ key, label }) => ({ key, label: label.toLowerCase(), value: showField(layer, key) }))

/** Settings in one line: those without a default, and those that are not at it. */
export function settingsInShort(layer: LayerSpec): ToldSetting[] {
  const usual = new Map(settingsOfLayer(layer.kind).map(([key, setting]) => [key, setting.default]))
  return settingsTold(layer).filter(({ key, value }) => value !== String(usual.get(key)))
}

/** What somebody typed, as the setting takes it; as it is where it is none of that. */
export function readField({ numbers, choices }: LayerField, text: string): unknown {
  const plain = text.trim()
  if (choices.includes(plain) || numbers === null) return plain
  const toNumber = (part: string): unknown => readDecimal(part) ?? part
  return numbers === 'one' ? toNumber(plain) : plain.split(/[×x*,\s]+/).map(toNumber)
}
