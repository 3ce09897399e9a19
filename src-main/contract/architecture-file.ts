/** An architecture as a file of JSON: a name and its layers. */
import { z } from 'zod'
import { layersAsWritten, mistakeSentence, readLayers } from '../recipes/check-layers'
import type { LayerSpec } from '../recipes/layer'
import { layerSpecSchema } from '../recipes/registry/layers'
// Once it is loaded, all schemas say what is wrong in its words.
import '../protocol/schema-words'
import { architectureName } from './architecture-name'
import { builtInArchitectures, mostLayersText } from './architecture-settings'

const architectureFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: architectureName.describe('What it is called, in any script; not the name of a built-in one.'),
  layers: z.array(layerSpecSchema).min(1).describe('Its layers, from the image on.'),
})

/** What a file of an architecture is, as JSON Schema: docs/architecture.schema.json. */
export const architectureJsonSchema = (): object => ({
  ...z.toJSONSchema(architectureFileSchema, { io: 'input' }),
  title: 'An architecture of Plateau',
})

/** Somebody's own, or a built-in one for given data. */
export type Architecture = { readonly name: string; readonly layers: readonly LayerSpec[] }

export type ReadArchitecture =
  | { readonly ok: true; readonly architecture: Architecture }
  /** Sentences, each with its layer and one fix. */
  | { readonly ok: false; readonly reasons: readonly string[] }

const tooLong = `Its layers take more than ${mostLayersText.toLocaleString('en')} characters. Leave layers out.`
const no = (...reasons: string[]): ReadArchitecture => ({ ok: false, reasons })

/** Whether it is a network for somebody's images is another question. @param value what a file has, which may be anything */
export function readArchitecture(value: unknown): ReadArchitecture {
  const other = whyNoFile(value)
  if (other !== null) return no(other)
  const { name, layers } = value as Readonly<Record<string, unknown>>
  const named = readArchitectureName(name)
  if (!named.ok) return no(named.reason)
  const read = readLayers(layers)
  if (!read.ok) return no(...read.mistakes.map(mistakeSentence))
  if (JSON.stringify(read.layers).length > mostLayersText) return no(tooLong)
  return { ok: true, architecture: { name: named.name, layers: read.layers } }
}

/** What is wrong with it before its members are looked at; null where nothing is. */
function whyNoFile(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'It is no JSON object. Give it a name and layers.'
  const other = Object.keys(value).find((key) => !Object.hasOwn(architectureFileSchema.shape, key))
  return other === undefined
    ? null
    : `${JSON.stringify(other.slice(0, 60))} means nothing in it. Leave it with name and layers alone.`
}

/**
 * The same for an editor, where a mistake of the name stands at its field and one of a setting at its layer.
 * @param usualName where it has none that the field could show
 */
export function openArchitecture(value: unknown, usualName: string): ReadArchitecture {
  const other = whyNoFile(value)
  if (other !== null) return no(other)
  const { name: written, layers } = value as Readonly<Record<string, unknown>>
  const isShown = typeof written === 'string' && /^.{1,60}$/.test(written) && !/\p{Cs}/u.test(written)
  const name = isShown ? written : usualName
  const read = readLayers(layers)
  const opened = read.ok ? read.layers : layersAsWritten(layers)
  if (opened === null || opened.length === 0) return no(...(read.ok ? [] : read.mistakes.map(mistakeSentence)))
  if (JSON.stringify(opened).length > mostLayersText) return no(tooLong)
  return { ok: true, architecture: { name, layers: opened } }
}

/** Of somebody's own. @returns it in NFC, or a sentence with one fix */
export function readArchitectureName(
  name: unknown,
): { readonly ok: true; readonly name: string } | { readonly ok: false; readonly reason: string } {
  const named = architectureName.safeParse(name)
  if (!named.success)
    return {
      ok: false,
      reason: `Its name ${named.error.issues[0]?.message ?? 'is not valid'}. Give it a name of its own.`,
    }
  return builtInArchitectures.includes(named.data)
    ? { ok: false, reason: `${named.data} is a built-in architecture. Give it another name.` }
    : { ok: true, name: named.data }
}
