/** Which settings mattered for a metric, over runs that are asked for. */
import { z } from 'zod'
import { queryProblemSchema, searchTextSchema } from './run-query'
import { seriesKeySchema } from './text'

/** Below it a forest tells chance from effect no better than a coin. */
export const fewestImportanceRuns = 20
/** A forest is grown of so many runs at most, drawn at random from more. Correlations are of all. */
export const mostForestRuns = 2_000
/** Of more settings that differ, those that most runs have. */
export const mostImportanceSettings = 40

/** Which value of a series a run is judged by. */
export const importanceValues = ['best', 'last'] as const
export type ImportanceValue = (typeof importanceValues)[number]

export const importanceInputSchema = z.strictObject({
  project: z.string().min(1).max(200).optional(),
  metric: seriesKeySchema,
  value: z.enum(importanceValues),
  /** A line of the query language; runs of the bin are never among them. */
  where: searchTextSchema.optional(),
  archived: z.enum(['with', 'without', 'only']).optional(),
  /** These instead, by short name or by id; those that are gone are left out. */
  runs: z
    .array(z.union([z.number(), z.string().min(1).max(200)]))
    .max(20_000)
    .optional(),
})
export type ImportanceInput = z.output<typeof importanceInputSchema>

const importanceSchema = z.object({
  /** How much less of the metric's spread the forest tells without the setting: mean over the permutations. May be negative. */
  mean: z.number(),
  /** Sample standard deviation over the permutations. */
  deviation: z.number(),
  /** 95 of 100 permutations lie between. */
  low: z.number(),
  high: z.number(),
})

const rankCorrelationSchema = z.object({
  value: z.number(),
  /** 95% interval. */
  low: z.number(),
  high: z.number(),
  /** Runs that it is of. */
  pairs: z.int(),
})

const settingImportanceSchema = z.object({
  key: z.string(),
  /** Whether all of its values are numbers; only those have an order. */
  isNumeric: z.boolean(),
  /** Different values. */
  distinct: z.int(),
  /** Runs that have it. */
  runs: z.int(),
  importance: importanceSchema,
  /** Null for names, where too few runs have a number, and where all of these have the same. */
  correlation: rankCorrelationSchema.nullable(),
})
export type SettingImportance = z.infer<typeof settingImportanceSchema>

/** Settings that are not among those told of, counted by why. */
const leftOutSchema = z.object({
  /** All runs have the same. */
  shared: z.int(),
  /** One run alone has it. */
  single: z.int(),
  /** Names of their own in nearly every run, as a folder is. */
  ownNames: z.int(),
  /** Beyond the most that are worked out. */
  beyond: z.int(),
})

const differencesSchema = z.object({
  /** Runs that count. */
  used: z.int(),
  /** Runs without the metric, and those whose value is not a number (NaN). */
  without: z.int(),
  notNumbers: z.int(),
})

export const importanceResultSchema = z.object({
  /** Where the line cannot be read; no run is found then. */
  problem: queryProblemSchema.nullable(),
  ...differencesSchema.shape,
  /** Runs that the forest is of: fewer than `used` where these are very many. */
  sampled: z.int(),
  /**
   * `too-few`: fewer runs than a forest needs. `all-equal`: the metric is the same in all. `nothing-differs`: no setting is left. Only where it
   * is `ready` are there settings.
   */
  state: z.enum(['ready', 'too-few', 'all-equal', 'nothing-differs']),
  /** Share of the spread of the runs' ranks that the forest tells of runs that it has not seen; 0 or less is nothing. */
  told: z.number(),
  /** The most important first. */
  settings: z.array(settingImportanceSchema),
  leftOut: leftOutSchema,
})
export type ImportanceResult = z.infer<typeof importanceResultSchema>
