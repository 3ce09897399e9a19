/** What the core and the process that reads a folder of pictures tell each other. */
import { z } from 'zod'
import { dataOptionsSchema, foundDataSchema } from '../../contract/data-requests'

/** What is begun and not finished has a name that begins so; the core takes away what a killed process left. */
export const unfinishedPrefix = '.preparing-'

export const readerCommandSchema = z.strictObject({
  folder: z.string(),
  options: dataOptionsSchema,
  /** Only to say what is understood of it. */
  looksOnly: z.boolean().optional(),
  /** Of all prepared data. */
  directory: z.string(),
})
export type ReaderCommand = z.infer<typeof readerCommandSchema>

export const readerMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
  z.object({ kind: z.literal('found'), found: foundDataSchema }),
  z.object({ kind: z.literal('ready'), hash: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
])
export type ReaderMessage = z.infer<typeof readerMessageSchema>
