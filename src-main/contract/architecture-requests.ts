/** Requests for architectures that are kept by name in the home, for all of its projects. */
import { z } from 'zod'
import { architectureName } from './architecture-name'
import { architectureShape, builtInArchitectures } from './architecture-settings'
import { call, nothing } from './call'
import { bytes } from './references'

const savedArchitectureSchema = z.strictObject({
  name: architectureName.refine((name) => !builtInArchitectures.includes(name), 'is that of a built-in architecture'),
  /** JSON of its layers, as in a run's settings. */
  layers: architectureShape.layers,
})
export type SavedArchitecture = z.output<typeof savedArchitectureSchema>

/** So many are kept, as all of them are shown at once. */
export const mostArchitectures = 100

/** Of a file that is opened in the window; the layers that one may have take a thirtieth of it. */
export const mostArchitectureBytes = 12_000_000

export const architectureRequests = {
  /** By name. */
  'architectures.list': call(nothing, z.object({ architectures: z.array(savedArchitectureSchema) })),
  /** Keeps one, or the one of that name anew. Runs have their layers in themselves, and are as they were. */
  'architectures.save': call(savedArchitectureSchema, savedArchitectureSchema),
  /**
   * What a file has to be edited: `layers` is JSON, and may have settings with a mistake, as the name may. Where it has nothing that could be edited, why:
   * sentences, each with one fix.
   */
  'architectures.read': call(
    z.strictObject({ bytes, fileName: z.string().max(500) }),
    z.object({
      architecture: z.object({ name: z.string(), layers: z.string() }).nullable(),
      reasons: z.array(z.string()),
    }),
  ),
  /** One that is gone already is no error. */
  'architectures.remove': call(z.strictObject({ name: architectureName }), nothing),
}
