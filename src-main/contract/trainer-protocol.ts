/**
 * What the core and a trainer process say to each other over Node's IPC channel (`serialization: 'advanced'`, so that
 * typed arrays and NaN survive). The trainer exits when the channel closes, and never opens the database.
 */
import { z } from 'zod'
import { runConfigSchema } from './config'
import { errorCodes } from './errors'
import { epochMetricKeys } from './metrics'
import { doubleSchema } from './numbers'
import { environmentSchema, logLevels } from './run'

export const trainerCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), run: z.string(), config: runConfigSchema, threads: z.int().min(1) }),
  /** End after the batch under way, with what was trained. */
  z.object({ type: z.literal('stop') }),
])
export type TrainerCommand = z.infer<typeof trainerCommandSchema>

const epochValuesSchema = z.object(
  Object.fromEntries(epochMetricKeys.map((key) => [key, doubleSchema])) as Record<
    (typeof epochMetricKeys)[number],
    typeof doubleSchema
  >,
)

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)

export const trainerMessageSchema = z.discriminatedUnion('type', [
  /** Backend and data are loaded; the first batch follows. */
  z.object({
    type: z.literal('ready'),
    environment: environmentSchema,
    /** The eight fixed validation images: 8 x 32 x 32 x 3 bytes, and their targets 8 x 784. */
    sampleInputs: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    sampleTargets: float32,
  }),
  /** At most 10 a second, and always the last batch of an epoch. */
  z.object({
    type: z.literal('batch'),
    epoch: z.int().min(1),
    batch: z.int().min(1),
    batches: z.int().min(1),
    /** Batches since the run began, 1-based. */
    step: z.int().min(1),
    loss: doubleSchema,
    imagesPerSecond: doubleSchema,
    /** Seconds since the run's first batch began. */
    elapsedSeconds: z.number(),
  }),
  z.object({ type: z.literal('validating'), epoch: z.int().min(1) }),
  z.object({
    type: z.literal('epoch'),
    epoch: z.int().min(1),
    values: epochValuesSchema,
    /** Of the whole epoch, validation included. */
    seconds: z.number(),
    /** Of the training part. */
    imagesPerSecond: z.number(),
    elapsedSeconds: z.number(),
    quietEpochs: z.int().min(0),
    /** Outputs for the eight fixed validation images, 8 x 784. */
    sampleOutputs: float32,
  }),
  z.object({ type: z.literal('log'), level: z.enum(logLevels), message: z.string() }),
  z.object({
    type: z.literal('ended'),
    reason: z.enum(['completed', 'early-stopped', 'stopped', 'diverged', 'failed']),
    /** One sentence when the reason needs one. */
    message: z.string().nullable(),
    code: z.enum(errorCodes).nullable(),
  }),
])
export type TrainerMessage = z.infer<typeof trainerMessageSchema>

/** What `trainer --probe` prints as one JSON line: the backend it would train with. */
export const backendProbeSchema = z.object({
  backend: z.enum(['native', 'wasm']).nullable(),
  tensorflowVersion: z.string(),
  tensorflowSource: z.string(),
  oneDnn: z.boolean(),
  /** Why native was not used, or why nothing could be; null on native. */
  reason: z.string().nullable(),
})
export type BackendProbe = z.infer<typeof backendProbeSchema>
