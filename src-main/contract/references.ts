/** How requests name runs and projects, and bytes as they come and go. */
import { z } from 'zod'
import { projectReferenceSchema } from './projects'

/** An id, a name, or a beginning of either that only one run has. */
export const runReference = z.string().min(1).max(200)
export const runReferences = z.array(runReference).min(1).max(2_000)
/** Where they are read one after the other: all of a history. */
export const manyRunReferences = z.array(runReference).min(1).max(100_000)
/** Of new things; the project used last without. */
export const inProject = { project: projectReferenceSchema.optional() }
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
