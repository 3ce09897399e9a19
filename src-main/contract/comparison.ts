/** What a comparison of runs answers: the numbers that table, brackets and the sentence are made of. */
import { z } from 'zod'
import { doubleSchema } from './numbers'

/** One run against the others on the common metric. */
export const comparisonRowSchema = z.object({
  run: z.string(),
  name: z.string(),
  architecture: z.string(),
  loss: z.string(),
  /** Null where there is none that is a number; architecture and loss are `none` where there is none. */
  seed: z.number().nullable(),
  best: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  last: doubleSchema.nullable(),
  /** That it has, or its last step where the series is by step. */
  epochs: z.number(),
  /** Seconds of training and validation over all its epochs. */
  trainingSeconds: z.number(),
  parameters: z.int().nullable(),
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
  metric: z.string(),
  /** What `targetEpoch`, `reachedEpoch` and `epochsLater` are counted in: steps, where the series is by step. */
  by: z.enum(['epoch', 'step']),
  target: z.number(),
  targetEpoch: z.int(),
  /** Null when the follower does not reach it within its epochs. */
  reachedEpoch: z.int().nullable(),
  /** reachedEpoch - targetEpoch: positive is later, negative earlier, null when it is not reached. */
  epochsLater: z.int().nullable(),
  /** Seconds of training and validation up to the end of those epochs; null when unknown, or not reached. */
  targetSeconds: z.number().nullable(),
  reachedSeconds: z.number().nullable(),
  /** reachedSeconds - targetSeconds. */
  secondsLater: z.number().nullable(),
})
export type Overtaking = z.infer<typeof overtakingSchema>

/** Runs with the same values of the two grouping keys. */
export const comparisonGroupSchema = z.object({
  /** Its two values. */
  id: z.string(),
  /** The values of the two keys, in words. */
  row: z.string(),
  column: z.string(),
  /** Run ids. */
  runs: z.array(z.string()),
  /** Whether its runs differ by their seed alone, and each has one of its own. True of a single run. */
  areSeeds: z.boolean(),
  /** Other settings than the seed in which its runs differ. */
  variesIn: z.array(z.string()),
  /** Runs that mean, deviation and interval are of: they have a finite value, and came to their planned end unless the others were asked for. */
  count: z.int(),
  /** Runs that have a finite value and did not come to their planned end, so that they do not count. Empty where they were asked for. */
  leftOut: z.array(z.string()),
  /** The best of the runs that count; of all while none does. */
  best: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  bestRun: z.string().nullable(),
  /** Of the best values of those that count; null without any, and where they are not seeds of each other. */
  mean: z.number().nullable(),
  /** Sample standard deviation (n - 1) of the best values; null for fewer than two seeds. */
  deviation: z.number().nullable(),
  /** Mean of the last values over the seeds that count. */
  last: doubleSchema.nullable(),
  /** Mean over the runs that count, and their images over their seconds; over all while none counts. Speed is null when none has one. */
  trainingSeconds: z.number(),
  imagesPerSecond: z.number().nullable(),
  /** Null when its runs differ in it. */
  parameters: z.int().nullable(),
  /** Fewest and most epochs of its runs. */
  epochs: z.tuple([z.number(), z.number()]),
  endings: z.array(z.object({ state: z.string(), count: z.int() })),
  /** The group that it is held against first; null without another one. */
  against: z.string().nullable(),
})
export type ComparisonGroup = z.infer<typeof comparisonGroupSchema>

/** One group on its way to another's best: run against run of one seed, never a mean of curves. */
export const groupReachSchema = z.object({
  follower: z.string(),
  leader: z.string(),
  by: z.enum(['epoch', 'step']),
  /** `seed`: runs of one seed are paired. `settings`: groups mix other settings, and runs that are equal in them are paired. */
  pairedBy: z.enum(['seed', 'settings']),
  /** The pairs' runs: those that count; while one side has none, all that have a value. */
  pairs: z.array(z.object({ follower: z.string(), leader: z.string() })),
  /** In how many of them the follower is at or past the leader's best. */
  reached: z.int(),
  /**
   * Medians over all pairs, in which one that does not reach it stands at the end, as infinitely late. Null where the median itself is so;
   * times also where one is not known.
   */
  epoch: z.number().nullable(),
  epochsLater: z.number().nullable(),
  seconds: z.number().nullable(),
  secondsLater: z.number().nullable(),
  /** Least and most of epochsLater, of the pairs that reach it. */
  epochsLaterRange: z.tuple([z.int(), z.int()]).nullable(),
})
export type GroupReach = z.infer<typeof groupReachSchema>

/**
 * What may be concluded of two groups: `differs` and `no-difference-shown` by the 95% interval; the others say why there is none.
 */
export const conclusions = [
  'differs',
  'no-difference-shown',
  'one-seed',
  'too-few-seeds',
  'no-spread',
  'not-seeds',
] as const
export type Conclusion = (typeof conclusions)[number]

/** Welch's interval of the difference of two groups' best values. */
export const contrastSchema = z.object({
  left: z.string(),
  right: z.string(),
  leftCount: z.int(),
  rightCount: z.int(),
  conclusion: z.enum(conclusions),
  /** mean(right) - mean(left); null where groups are not seeds. */
  difference: z.number().nullable(),
  /** 95%, of the difference. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Two-sided. */
  p: z.number().nullable(),
  degreesOfFreedom: z.number().nullable(),
  sentence: z.string(),
})
export type Contrast = z.infer<typeof contrastSchema>

export const comparisonSchema = z.object({
  metric: z.string(),
  /** What it is measured in; absent for pure numbers. */
  unit: z.string().optional(),
  /** Which way it gets better. */
  direction: z.enum(['lower', 'higher']),
  /** What its epochs are: steps, where the series are by step; `mixed` where runs are unlike in this, which are then not held against each other. */
  by: z.enum(['epoch', 'step', 'mixed']),
  /** The settings that runs are grouped by. */
  rowKey: z.string(),
  columnKey: z.string(),
  /** Whether runs that did not come to their planned end count in means and intervals, as they were asked for. */
  includesUnfinished: z.boolean(),
  rows: z.array(comparisonRowSchema),
  groups: z.array(comparisonGroupSchema),
  /**
   * Every ordered pair of groups in one row or one column; every pair at all when no two are. Of more than 12 groups with a value, each with the leading
   * one and with the one it is held against.
   */
  reaches: z.array(groupReachSchema),
  /** The same pairs once each. */
  contrasts: z.array(contrastSchema),
  /** Every ordered pair of runs that have values; with more than 60 of these, the pairs of `reaches` alone. */
  overtakings: z.array(overtakingSchema),
  /** Plain sentences, the most important first; each ends with a full stop. Of more than six groups a line for each, the best first. */
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
