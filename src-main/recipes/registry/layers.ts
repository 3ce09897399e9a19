/** Every kind of layer that networks are made of, as the files of `layers/` define them. */
import { z } from 'zod'
import type { BlockRecipe, LayerKind, LayerRecipe, LayerSetting, LayerSpec, PlainLayerRecipe } from '../layer'
import { setLayerSchema } from '../layer-lists'
import { collect } from './collect'

const files = import.meta.glob<LayerRecipe>('../layers/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

type Recipe = PlainLayerRecipe<LayerSpec> | BlockRecipe<LayerSpec>

/** A recipe's functions take the settings of its own kind, which {@link filled} gives them. */
export const layers = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as unknown as Readonly<
  Record<LayerKind, Recipe>
>
export const layerKinds: readonly LayerKind[] = inOrder.map(({ kind }) => kind)
export const isLayerKind = (text: unknown): text is LayerKind => typeof text === 'string' && Object.hasOwn(layers, text)

export const settingsOfLayer = (kind: LayerKind): readonly (readonly [key: string, setting: LayerSetting])[] =>
  Object.entries(layers[kind].settings)

function schemaOf({ kind }: LayerRecipe) {
  const shape = settingsOfLayer(kind).map(([key, { schema, help, default: usual }]) => [
    key,
    usual === undefined ? schema.describe(help) : schema.optional().meta({ description: help, default: usual }),
  ])
  return z
    .strictObject({ kind: z.literal(kind), ...(Object.fromEntries(shape) as Record<string, z.ZodType>) })
    .describe(layers[kind].help)
}

const [first, ...others] = inOrder.map(schemaOf)
if (first === undefined) throw new TypeError('There is no layer.')
/** One layer with all that is in it, as JSON has it. */
export const layerSpecSchema = z
  .discriminatedUnion('kind', [first, ...others])
  .meta({ id: 'layer' }) as unknown as z.ZodType<LayerSpec>
setLayerSchema(layerSpecSchema)

/** A layer with a value for every setting. */
export const filled = (layer: LayerSpec): LayerSpec => ({
  ...(Object.fromEntries(
    settingsOfLayer(layer.kind).flatMap(([key, { default: usual }]) => (usual === undefined ? [] : [[key, usual]])),
  ) as object),
  ...layer,
})

/** A layer with its settings, for a diagram: "3 × 3 conv, 16". */
export const layerWords = (layer: LayerSpec): string => layers[layer.kind].words(filled(layer))

/** All layers of a list with those within blocks, each block before what is in it. */
export const everyLayer = (specs: readonly LayerSpec[]): LayerSpec[] =>
  specs.flatMap((layer) => [
    layer,
    ...(layers[layer.kind].inner?.(filled(layer)) ?? []).flatMap(({ layers: inner }) => everyLayer(inner)),
  ])
