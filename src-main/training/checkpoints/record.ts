/** What a checkpoint says of itself: the texts under `__metadata__` of its file. */
import { z } from 'zod'
import { checkpointKinds } from '../../contract/checkpoint'
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import { fromJsonNumber, stringifyJson, type JsonNumber } from '../../contract/numbers'
import { initialRateState } from '../rate'

/** JSON has no NaN and no infinities: they stand there by name. */
const double = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .transform((value: JsonNumber) => fromJsonNumber(value) ?? Number.NaN)

const earlyStoppingSchema = z.object({
  epochs: z.int().min(0),
  previous: z.number().nullable(),
  quietEpochs: z.int().min(0),
  shouldStop: z.boolean(),
})

const recordSchema = z.object({
  format: z.literal('plateau-checkpoint'),
  /** Of the names and meanings here, not of safetensors. */
  version: z.literal(1),
  kind: z.enum(checkpointKinds),
  run: z.string(),
  engineVersion: z.string(),
  /** The epoch at whose end it was taken, 1-based. */
  epoch: z.int().min(1),
  /** Batches since the run began. */
  step: z.int().min(1),
  /** Steps of the optimizer: fewer than `step` where it once started afresh. */
  optimizerSteps: z.int().min(0),
  /** Seconds of training since the run's first batch. */
  elapsedSeconds: z.number(),
  /** As it was then; a config that is continued differs in its epochs and early stopping. */
  config: z.record(z.string(), z.unknown()),
  /** The epoch's metrics by their keys. */
  values: z.record(z.string(), double),
  earlyStopping: earlyStoppingSchema,
  /** What a rule has made of the learning rate; none before there were schedules. */
  rate: z.object({ reductions: z.int().min(0), plateau: earlyStoppingSchema }).default(initialRateState),
  /** The best epoch so far, with its value of the metric that decides (val_mse for images, whence the name). */
  best: z.object({ epoch: z.int().min(1), valMse: double }),
})
export type CheckpointRecord = z.infer<typeof recordSchema>

const texts = ['format', 'kind', 'run', 'engineVersion'] as const satisfies (keyof CheckpointRecord)[]
const isText = (key: string): boolean => (texts as readonly string[]).includes(key)

/** Texts as they are, all else as JSON. */
export function encodeRecord(record: CheckpointRecord): Map<string, string> {
  return new Map(
    Object.entries(record).map(([key, value]) => [key, typeof value === 'string' ? value : stringifyJson(value)]),
  )
}

/** @throws PlateauError `checkpoint-corrupt` for what {@link encodeRecord} would not have written. */
export function decodeRecord(metadata: ReadonlyMap<string, string>): CheckpointRecord {
  let fields: unknown
  try {
    fields = Object.fromEntries(
      Array.from(metadata, ([key, text]): [string, unknown] => [key, isText(key) ? text : JSON.parse(text)]),
    )
  } catch (error) {
    throw new PlateauError('checkpoint-corrupt', 'Its metadata cannot be read.', { cause: error })
  }
  const parsed = recordSchema.safeParse(fields)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new PlateauError(
      'checkpoint-corrupt',
      `Its metadata is not that of a checkpoint: ${field} has an unexpected value.`,
      {
        cause: parsed.error,
      },
    )
  }
  return parsed.data
}

/** What a run may have edited when it is continued: how long it trains, and nothing of how. */
const editableSettings: readonly string[] = [
  'epochs',
  'earlyStopping',
  'monitor',
  'patience',
  'minDelta',
] satisfies (keyof RunConfig)[]

/**
 * The first setting in which a run's config is not the one that a checkpoint was made with; null when it may go on from it.
 * A setting that the checkpoint does not know is newer than it, and its default changes nothing.
 */
export function findOtherSetting(record: CheckpointRecord, config: RunConfig): keyof RunConfig | null {
  const now = config as Record<string, unknown>
  const other = Object.keys(record.config).find(
    (key) => !editableSettings.includes(key) && JSON.stringify(record.config[key]) !== JSON.stringify(now[key]),
  )
  return (other as keyof RunConfig | undefined) ?? null
}
