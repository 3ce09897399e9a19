/**
 * Runs asked for by columns and windows. A column is a word: `config:KEY`, `summary:KEY`, `environment:KEY` of what was set; `last:KEY`, `min:KEY`,
 * `max:KEY`, `best:KEY` and `count:KEY` of a series, with `minStep:KEY`, `maxStep:KEY`, `bestStep:KEY` and whatever else its digest has; `point:20:KEY`
 * of its value at epoch or step 20; `run:FIELD` of the run itself.
 */
import { z } from 'zod'
import type { SettingValue } from '../protocol/config'
import { directionChoices, roleChoices } from './choices'
import { runSummarySchema } from './run'

/** Parts of a run that are not settings; each a text or a number, true and false being values too. */
export const runFields = [
  'number',
  'id',
  'name',
  'state',
  'endReason',
  'shownState',
  'colourSlot',
  'isStarred',
  'isArchived',
  'tags',
  'notes',
  'createdAt',
  'startedAt',
  'endedAt',
  'silentSince',
  'binnedAt',
  'launchGroup',
  'parentRun',
  'verifies',
  'held',
  'queuePosition',
  'parameters',
  'epochs',
  'trainingSeconds',
  'imagesPerSecond',
  'sparkline',
  'checkpointBytes',
  'attempts',
  'continued',
  'project',
  'origin',
  'data',
  'problems',
] as const
export type RunField = (typeof runFields)[number]

const valueKinds = ['config', 'summary', 'environment'] as const
const seriesKinds = [
  ...(['last', 'min', 'max', 'best', 'minStep', 'maxStep', 'bestStep', 'count', 'nan', 'infinite'] as const),
  ...(['firstStep', 'lastStep', 'infinityStep', 'minusInfinityStep', 'isByStep'] as const),
] as const
export type ValueKind = (typeof valueKinds)[number]
export type SeriesColumnKind = (typeof seriesKinds)[number]

export type RunColumn =
  | { readonly kind: 'run'; readonly field: RunField }
  | { readonly kind: ValueKind | SeriesColumnKind; readonly key: string }
  | { readonly kind: 'point'; readonly step: number; readonly key: string }

/** @returns null for a word that is no column. */
export function parseRunColumn(id: string): RunColumn | null {
  const colon = id.indexOf(':')
  const [kind, key] = [id.slice(0, Math.max(0, colon)), id.slice(colon + 1)]
  if (kind === 'run') {
    const field = runFields.find((one) => one === key)
    return field === undefined ? null : { kind, field }
  }
  if (kind === 'point') {
    const [, step, of] = /^(\d{1,15}):(.*)$/s.exec(key) ?? []
    return step === undefined || of === undefined ? null : { kind, step: Number(step), key: of }
  }
  const found = [...valueKinds, ...seriesKinds].find((one) => one === kind)
  return found === undefined ? null : { kind: found, key }
}

export const isValueKind = (kind: RunColumn['kind']): kind is ValueKind =>
  (valueKinds as readonly string[]).includes(kind)

export const runColumnSchema = z
  .string()
  .max(10_100)
  .refine((id) => parseRunColumn(id) !== null, 'There is no such column.')

/** A setting, or anything else that stands in a column. */
export type ColumnValue = SettingValue

/**
 * The values of some runs in one column. `codes` says of each where it is: -1 in `numbers`, -2 nowhere (the run has none), otherwise the place in
 * `values`, where each stands once. Without `codes` all are numbers, or where there are none all are the first of `values` (nothing, if that is empty).
 * A column without numbers has none in `numbers`.
 */
export type ColumnData = {
  readonly numbers: Float64Array
  readonly codes: Int32Array | null
  readonly values: ColumnValue[]
}

const isNumber = -1
const isAbsent = -2

/** The value at a place; undefined where the run has none. */
export function columnValue({ numbers, codes, values }: ColumnData, place: number): ColumnValue | undefined {
  if (codes === null) return numbers.length > 0 ? numbers[place] : values[0]
  const code = codes[place] ?? isAbsent
  return code === isNumber ? numbers[place] : values[code]
}

const nothing = new Float64Array(0)

/** Packs a column of so many rows, filled place by place; what is never set is absent. */
export function createColumnPacker(count: number) {
  const numbers = new Float64Array(count)
  const codes = new Int32Array(count).fill(isAbsent)
  const values: ColumnValue[] = []
  const places = new Map<string, number>()
  let isPlain = 0
  return {
    set(place: number, value: ColumnValue | undefined): void {
      if (value === undefined) return
      if (typeof value === 'number') {
        numbers[place] = value
        codes[place] = isNumber
        isPlain += 1
        return
      }
      const word = typeof value === 'string' ? `"${value}` : JSON.stringify(value)
      let code = places.get(word)
      if (code === undefined) {
        code = values.push(value) - 1
        places.set(word, code)
      }
      codes[place] = code
    },
    pack(): ColumnData {
      if (isPlain === count) return { numbers, codes: null, values }
      if (isPlain > 0) return { numbers, codes, values }
      const [first = isAbsent] = codes
      // Nothing, or the same everywhere: many of the columns that every list asks for.
      const isSame = codes.every((code) => code === first)
      return { numbers: nothing, codes: isSame ? null : codes, values: isSame && first === isAbsent ? [] : values }
    },
  }
}

const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const int32 = z.custom<Int32Array>((value) => value instanceof Int32Array)
const columnDataSchema = z.object({
  numbers: float64,
  codes: int32.nullable(),
  values: z.array(z.custom<ColumnValue>()),
})
/** Rows as columns: `numbers` are the runs' short names, in the order of the rows. */
export const runRowsSchema = z.object({ numbers: float64, columns: z.record(z.string(), columnDataSchema) })
export type RunRows = z.infer<typeof runRowsSchema>

/** A line of the query language (docs/query.md), as long as a workspace keeps it. */
export const searchTextSchema = z.string().max(500)
const span = { from: z.int(), to: z.int() }
/** What is wrong with a line, where (characters from 0), and the one change that makes it right. */
export const queryProblemSchema = z.object({
  ...span,
  sentence: z.string(),
  fix: z.object({ ...span, label: z.string(), text: z.string() }).nullable(),
  /** The line only ends too early: somebody may be typing it. */
  isUnfinished: z.boolean(),
})
export const mostQueryColumns = 200
/** More are hardly in sight at once, and each takes a thousand times as long as a row. */
export const mostQuerySummaries = 100
const columns = z.array(runColumnSchema).max(mostQueryColumns)
/** The id of a project; without one, runs of all. */
const project = z.string().min(1).max(200).optional()

export const runQuerySchema = z.strictObject({
  project,
  /** Its order comes before `sort`. */
  where: searchTextSchema.optional(),
  /** Whether archived runs are there: `with` unless given. */
  archived: z.enum(['with', 'without', 'only']).optional(),
  /** Those in the bin, and no others. */
  bin: z.boolean().optional(),
  /** What decides first; equal runs are newest first, and those without a value come last either way. */
  sort: z
    .array(z.strictObject({ column: runColumnSchema, descending: z.boolean() }))
    .max(4)
    .optional(),
  groupBy: z.array(runColumnSchema).max(4).optional(),
  /** Columns that are summed up over each group, and over those that share their first values. */
  measures: columns.optional(),
  /** Groups by the mean of one of the measures, those without one last; by their values unless given. */
  groupOrder: z.strictObject({ measure: runColumnSchema, descending: z.boolean() }).optional(),
  /** What is told of the rows of the window. */
  columns: columns.optional(),
  window: z.strictObject({ from: z.int().min(0), count: z.int().min(0).max(20_000) }).optional(),
  /** Of so many of the first runs all that they are, as `runs.resolve` tells it: rows in sight are shown with one answer. None unless given. */
  summaries: z.int().min(0).max(mostQuerySummaries).optional(),
})
export type RunQuery = z.output<typeof runQuerySchema>

/**
 * A column over groups, a place for each: of its finite numbers their count, mean, sample standard deviation (NaN for one), least, greatest and sum
 * (NaN for none); how many different values there are, and the one that all of a group's runs have where there is one.
 */
const measuredSchema = z.object({
  counts: float64,
  mean: float64,
  deviation: float64,
  least: float64,
  greatest: float64,
  sum: float64,
  distinct: float64,
  same: columnDataSchema,
})
export type Measured = z.infer<typeof measuredSchema>

export const runQueryResultSchema = z.object({
  /** Where the line cannot be read: nothing is found then. */
  problem: queryProblemSchema.nullable(),
  /** How long finding, sorting and grouping took. */
  milliseconds: z.number(),
  /** Runs that there are, and those of them that were found. */
  total: z.int(),
  matched: z.int(),
  /** All that were found, by their short names, in order; where they are grouped, group after group. */
  order: float64,
  rows: runRowsSchema,
  /** In the order of their values, or as `groupOrder` has it; null where nothing is grouped. A value that a group's runs do not have is null in `has`. */
  groups: z
    .array(z.object({ values: z.array(z.custom<ColumnValue>()), has: z.array(z.boolean()), count: z.int() }))
    .nullable(),
  /** The measures by column: first over groups that share their first value, as they follow each other, and so on; last over `groups`. */
  measured: z.array(z.record(z.string(), measuredSchema)),
  /** Of the first runs of `order`, as many as were asked for; those that are deleted meanwhile are left out. */
  summaries: z.array(runSummarySchema),
})
export type RunQueryResult = z.infer<typeof runQueryResultSchema>

export const runColumnsInputSchema = z.strictObject({
  project,
  columns: columns.min(1),
  bin: z.boolean().optional(),
  /** Only runs older than this one: the page behind another. */
  before: z.number().optional(),
  count: z.int().min(1).max(20_000).optional(),
  /** Only these, by short name or by id; those that are gone are left out. */
  runs: z
    .array(z.union([z.number(), z.string().min(1).max(200)]))
    .max(20_000)
    .optional(),
})
export type RunColumnsInput = z.output<typeof runColumnsInputSchema>
export const runColumnsResultSchema = runRowsSchema.extend({ more: z.boolean() })

/** Groups of runs by their short names, whose curves are asked for. */
export const groupCurvesInputSchema = z.strictObject({ groups: z.array(float64).min(1).max(60) })
/**
 * The course of `val_mse` of each group: its mean and the standard deviation around it at evenly placed epochs, as far as half of the runs go. Runs that
 * are still training are not in it, and of very many runs some, evenly picked.
 */
export const groupCurvesResultSchema = z.object({
  curves: z.array(z.object({ mean: z.array(z.number()), low: z.array(z.number()), high: z.array(z.number()) })),
})
export type GroupCurve = z.infer<typeof groupCurvesResultSchema>['curves'][number]

const keyInfoSchema = z.object({
  key: z.string(),
  /** Runs that have it. */
  runs: z.int(),
  /** Of how many it is a number, and a text. */
  numbers: z.int(),
  texts: z.int(),
  /** Of how many it is a list. */
  lists: z.int(),
  /** Different values, counted; not having it is no value. */
  distinct: z.int(),
})
export type KeyInfo = z.infer<typeof keyInfoSchema>
const seriesInfoSchema = z.object({
  key: z.string(),
  runs: z.int(),
  /** Of how many runs it is by epoch; by step of the others. */
  byEpoch: z.int(),
})
export type SeriesInfo = z.infer<typeof seriesInfoSchema>
/** What was said of keys, and is more than their names say. */
const saidOfKeysSchema = z.object({
  /** Which way series get better, as most authors say. */
  directions: z.array(z.tuple([z.string(), z.enum(directionChoices)])),
  /** What series are measured in, as most authors say. */
  units: z.array(z.tuple([z.string(), z.string()])),
  /** The series that most authors have along x. */
  steps: z.array(z.tuple([z.string(), z.string()])),
  /** What most authors keep out of what is made by itself. */
  hidden: z.array(z.string()),
  /** The project's own choices, which come first. */
  chosenDirections: z.array(z.tuple([z.string(), z.enum(directionChoices)])),
  chosenRoles: z.array(z.tuple([z.string(), z.enum(roleChoices)])),
})
export type SaidOfKeys = z.infer<typeof saidOfKeysSchema>
/** Keys in the order in which they first came. */
export const runKeysSchema = z.object({
  /** Runs that there are. */
  runs: z.int(),
  config: z.array(keyInfoSchema),
  summary: z.array(keyInfoSchema),
  series: z.array(seriesInfoSchema),
  /** The losses of the runs, as they are written: what dashes may say. Of very many the first. */
  losses: z.array(z.string()),
  said: saidOfKeysSchema,
})
export type RunKeys = z.infer<typeof runKeysSchema>
