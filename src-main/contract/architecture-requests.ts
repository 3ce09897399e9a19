/** Requests for architectures that are kept by name in the home, for all of its projects. */
import { z } from 'zod'
import { architectureName } from './architecture-name'
import { architectureShape, builtInArchitectures } from './architecture-settings'
import { call, nothing } from './call'

const savedArchitectureSchema = z.strictObject({
  name: architectureName.refine((name) => !builtInArchitectures.includes(name), 'is that of a built-in architecture'),
  /** JSON of its layers, as in a run's settings. */
  layers: architectureShape.layers,
})
export type SavedArchitecture = z.output<typeof savedArchitectureSchema>

/** So many are kept, as all of them are shown at once. */
export const mostArchitectures = 100

export const architectureRequests = {
  /** By name. */
  'architectures.list': call(nothing, z.object({ architectures: z.array(savedArchitectureSchema) })),
  /** Keeps one, or the one of that name anew. Runs have their layers in themselves, and are as they were. */
  'architectures.save': call(savedArchitectureSchema, savedArchitectureSchema),
  /** One that is gone already is no error. */
  'architectures.remove': call(z.strictObject({ name: architectureName }), nothing),
}
