/** The shape of a comparison: what the verdict table, the CLI's `compare` and the sentence are made of. */
import { z } from 'zod'
import { commonMetricKeys } from './metrics'
import { doubleSchema } from './numbers'

/** One run against the others on the common metric. */
export const comparisonRowSchema = z.object({
  run: z.string(),
  name: z.string(),
  architecture: z.string(),
  loss: z.string(),
  seed: z.int(),
  best: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  last: doubleSchema.nullable(),
  epochs: z.int(),
  /** Seconds of training and validation over all its epochs. */
  trainingSeconds: z.number(),
  parameters: z.int(),
  imagesPerSecond: z.number().nullable(),
  state: z.string(),
  /** By the other run's id: the first epoch at which this run is at or past the other's best; null when it never is. */
  epochsToBestOf: z.record(z.string(), z.int().nullable()),
})
export type ComparisonRow = z.infer<typeof comparisonRowSchema>

/** "plain reaches pooled's best val_mse 0.0126 of epoch 34 at epoch 96: 62 epochs later", as data. */
export const overtakingSchema = z.object({
  /** The run that sets the mark. */
  leader: z.string(),
  /** The run that has to reach it. */
  follower: z.string(),
  metric: z.enum(commonMetricKeys),
  target: z.number(),
  targetEpoch: z.int(),
  /** Null when the follower does not reach it within its epochs. */
  reachedEpoch: z.int().nullable(),
  /** reachedEpoch - targetEpoch: positive is later, negative earlier, null when it is not reached. */
  epochsLater: z.int().nullable(),
})
export type Overtaking = z.infer<typeof overtakingSchema>

export const comparisonSchema = z.object({
  metric: z.enum(commonMetricKeys),
  rows: z.array(comparisonRowSchema),
  /** Every ordered pair of runs that have values. */
  overtakings: z.array(overtakingSchema),
  /** Plain sentences, the most important first; each ends with a full stop. */
  headline: z.string(),
  sentences: z.array(z.string()),
  /** What limits the verdict: settings that differ, seeds, early stopping on different scales, environments. */
  caveats: z.array(z.string()),
  /** Setting and environment keys whose values differ between the runs, with each run's value as text. */
  differences: z.array(
    z.object({ key: z.string(), group: z.enum(['config', 'environment']), values: z.record(z.string(), z.string()) }),
  ),
})
export type Comparison = z.infer<typeof comparisonSchema>
