/** Series as lines of a chart: whole where there is room, else minimum, maximum and last of each bucket. */
import { z } from 'zod'
import { doubleSchema } from './numbers'
import { smoothingSchema } from './smoothing'
import { seriesKeySchema } from './text'

/**
 * What lies along x. `step`: optimizer steps; an epoch's values stand at its last step. `epoch`: epochs; a step between two epochs is a
 * fraction. `relative`: seconds of training since the first batch. `wall`: milliseconds since 1970.
 */
export const xAxisKinds = ['step', 'epoch', 'relative', 'wall'] as const
export type XAxisKind = (typeof xAxisKinds)[number]

const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)

export const linesInputSchema = z.strictObject({
  series: z
    .array(z.strictObject({ run: z.string().min(1).max(200), key: seriesKeySchema }))
    .min(1)
    .max(20_000),
  /** One of the kinds, or the key of another series: its value at the same step is x. */
  x: z.union([z.enum(xAxisKinds), z.strictObject({ key: seriesKeySchema })]),
  /** What is shown, in units of x: points outside are left out, but for the nearest on each side. All of it unless given. */
  range: z.tuple([doubleSchema, doubleSchema]).optional(),
  /** Pixels of the panel. A line of more than twice as many points comes in so many buckets; any other comes whole. */
  buckets: z.int().min(1).max(8_192),
  /** Bucket width of an earlier answer, so that what comes now fits behind it; doubled while it makes more than twice `buckets`. */
  width: z.number().positive().optional(),
  /** Of the axis that they are drawn on: on a log one each doubling of x has buckets of its own. Linear unless given. */
  scale: z.enum(['linear', 'log']).optional(),
  /** Lines come with their smoothed values, too. */
  smoothing: smoothingSchema.optional(),
})

export const lineSchema = z.object({
  run: z.string(),
  key: z.string(),
  /** Ascending, but where x is another series. */
  x: float64,
  /** The value, or the last of a bucket. NaN and infinities as they were logged. */
  y: float64,
  /**
   * The smoothed value at each x, where smoothing was asked for: of every stored point of the series, whatever the range and the buckets. Gaps
   * are as in `y`.
   */
  smoothed: float64.optional(),
  /** Least and greatest of what was measured in each bucket; null where the line is whole. */
  low: float64.nullable(),
  high: float64.nullable(),
  /** Of a bucket in units of x, or in steps where x is another series; null where the line is whole. */
  width: z.number().nullable(),
  /** Points that lie in the range, before bucketing. */
  pointCount: z.int(),
  /** It has points, and none with a place along x: a series by step among epochs, of a run that knows none. It comes without any then. */
  isPlaceless: z.literal(true).optional(),
})
export type Line = z.infer<typeof lineSchema>

/** A line as it is sent: `x` is null where it is the same as that of the line before, as it is for runs of the same length. */
export const sentLineSchema = lineSchema.extend({ x: float64.nullable() })
export type SentLine = z.infer<typeof sentLineSchema>

const areEqual = (left: Float64Array, right: Float64Array): boolean => {
  if (left === right) return true
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (!Object.is(left[index], right[index])) return false
  return true
}

/** Lines as they are sent: a thousand runs of a thousand epochs are half as many bytes. */
export function toSentLines(lines: readonly Line[]): SentLine[] {
  let before: Float64Array | null = null
  return lines.map((line) => {
    if (before !== null && areEqual(before, line.x)) return { ...line, x: null }
    before = line.x
    return line
  })
}

/** Lines as they were before {@link toSentLines}; those with the same x share its array. @throws RangeError when the first has none. */
export function fromSentLines(lines: readonly SentLine[]): Line[] {
  let before: Float64Array | null = null
  return lines.map((line) => {
    before = line.x ?? before
    if (before === null) throw new RangeError('The first line has no x')
    return { ...line, x: before }
  })
}
export type LinesInput = z.infer<typeof linesInputSchema>

const numbers = z.union([float64, z.array(doubleSchema)])

/** Points of one series, as a client in any language logs them: ascending steps behind the last one that is stored. */
export const appendedSeriesSchema = z.strictObject({
  key: seriesKeySchema,
  /** Whole numbers from 0 on. */
  steps: numbers,
  values: numbers,
  /** Seconds since the run's start, never going back; now, unless given. */
  seconds: numbers.optional(),
})
/** Points that one request may bring. */
export const largestAppend = 1_000_000
