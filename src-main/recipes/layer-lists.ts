/** The schema of layers within layers. The registry fills it in, as it knows every kind. */
import { z } from 'zod'
import type { LayerSpec } from './layer'

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
