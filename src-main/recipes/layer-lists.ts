/** The schema of layers within layers. The registry fills it in, as it knows every kind. */
import { z } from 'zod'
import type { LayerSpec, Shape } from './layer'

let schema: z.ZodType<LayerSpec> | null = null

/** Called by the registry, once it has collected all kinds. */
export function setLayerSchema(made: z.ZodType<LayerSpec>): void {
  schema = made
}

/** A list of layers of any kinds, empty or not. */
export const anyLayers: z.ZodType<readonly LayerSpec[]> = z.array(
  z.lazy((): z.ZodType<LayerSpec> => {
    if (schema === null) throw new TypeError('The registry of layers is not loaded.')
    return schema
  }),
)

/** What a new block begins with: a layer that keeps the shape of an input like this, and can be changed. */
export const firstInBlock = (input: Shape): readonly LayerSpec[] =>
  input.length === 1
    ? [{ kind: 'dense', units: input[0] ?? 1 }]
    : [{ kind: 'convolution', filters: input[2] ?? 1, kernelSize: 3 }]
