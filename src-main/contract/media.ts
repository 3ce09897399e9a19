/** Media of runs: asked for by key and step, contents by their hash. */
import { z } from 'zod'
import { call } from './call'

export const mediaKinds = ['image', 'text', 'table', 'histogram', 'file'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** The table under which runs keep their confusion matrix, by epoch, and what stands above its first column, which names true classes. */
export const confusionKey = 'confusion_matrix'
export const confusionCorner = 'is / said'

const reference = z.string().min(1).max(200)
const step = z.number().min(0).max(Number.MAX_SAFE_INTEGER)

const mediaKeySchema = z.object({
  kind: z.enum(mediaKinds),
  /** Of a file its name. */
  key: z.string(),
  /** Ascending. */
  steps: z.array(z.number()),
})
export type MediaKey = z.infer<typeof mediaKeySchema>

/** Bytes of contents that a client can ask for. */
export const mostContentBytes = 64 * 1024 * 1024
/** Rows of a table that a client gets. */
export const mostTableRows = 1_000

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const mediumSchema = z.object({
  place: z.int(),
  /** Of its contents; null where there are none here. */
  sha256: sha256.nullable(),
  bytes: z.number(),
  /** Milliseconds since 1970. */
  time: z.number(),
  /** What its author said of it: size and caption of an image, the text, columns and rows of a table, edges and counts, path and artifact of a file. */
  details: z.custom<Readonly<Record<string, unknown>>>((value) => typeof value === 'object' && value !== null),
})
export type Medium = z.infer<typeof mediumSchema>

export const mediaRequests = {
  /** Every key that a run has media of, with their steps. */
  'media.list': call(z.strictObject({ run: reference }), z.object({ keys: z.array(mediaKeySchema) })),
  /** What a run has at a step of a key, in the order of its author. A table has its first {@link mostTableRows} rows. */
  'media.at': call(
    z.strictObject({ run: reference, kind: z.enum(mediaKinds), key: z.string().min(1).max(4_000), step }),
    z.object({ items: z.array(mediumSchema) }),
  ),
  /** @throws `invalid-input` where there are no such contents, or they are too large to send */
  'media.content': call(
    z.strictObject({ sha256 }),
    z.object({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) }),
  ),
}
