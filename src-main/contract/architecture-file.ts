/** An architecture as a file of JSON: a name and its layers. */
import { z } from 'zod'
import { mistakeSentence, readLayers } from '../recipes/check-layers'
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

/** Whether it is a network for somebody's images is another question. @param value what a file has, which may be anything */
export function readArchitecture(value: unknown): ReadArchitecture {
  const no = (...reasons: string[]): ReadArchitecture => ({ ok: false, reasons })
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return no('It is no JSON object. Give it a name and layers.')
  const { $schema: _, name, layers, ...others } = value as Record<string, unknown>
  const [other] = Object.keys(others)
  if (other !== undefined)
    return no(`${JSON.stringify(other.slice(0, 60))} means nothing in it. Leave it with name and layers alone.`)
  const named = readArchitectureName(name)
  if (!named.ok) return no(named.reason)
  const read = readLayers(layers)
  if (!read.ok) return no(...read.mistakes.map(mistakeSentence))
  if (JSON.stringify(read.layers).length > mostLayersText)
    return no(`Its layers take more than ${mostLayersText.toLocaleString('en')} characters. Leave layers out.`)
  return { ok: true, architecture: { name: named.name, layers: read.layers } }
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
