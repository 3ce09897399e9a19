/** What is drawn of runs: their own curves, seeds as mean and band, and curves against a baseline run. */
import type { Line } from '@contract/lines'
import { rolesOf } from '@model/comparison/metric'
import { areSeeds } from '@model/grouping'
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import type { BandKind, RelativeKind } from '@contract/workspace'
import { aggregate } from '@maths/aggregate'
import { relativeTo, type Curve } from '@maths/relative'
import { notFiniteOf } from '@charts/not-finite'
import { lowerBound } from '@charts/ranges'
import type { PanelSeries, Range } from '@charts/panel'
import { ontoCommonX, shareX } from '../workspace/curves'
import type { RunLook } from '../words/run-look'
import type { ComparedMetric } from './grid'

export type Points = Pick<PanelSeries, 'x' | 'y' | 'notFinite' | 'band' | 'isDecimated'>

type Values = ArrayLike<number>
/** A run's values of its series, one for each of `epochs`: those are steps where the compared series is by step. */
export type RunValues = {
  readonly epochs: Values
  readonly values: Readonly<Record<string, Values>>
  /** Least and greatest of what each value is the last of, where a long series was decimated. */
  readonly bounds?: { readonly low: Values; readonly high: Values } | null
}
/** Undefined while they are on their way. */
export type ValuesOf = (run: string) => RunValues | undefined

/** A line as values of a comparison: of no points where none has a place on the axis. */
export function valuesOfLine(
  metric: ComparedMetric,
  { x, y, low, high }: Pick<Line, 'x' | 'y' | 'low' | 'high'>,
): RunValues {
  if (!x.some(Number.isFinite)) return { epochs: none, values: { [metric]: none } }
  return { epochs: x, values: { [metric]: y }, bounds: low !== null && high !== null ? { low, high } : null }
}

/** What every curve is held against; null shows values as they are. */
export type Baseline = {
  readonly run: string
  readonly name: string
  readonly kind: Exclude<RelativeKind, 'none'>
} | null

const none = new Float64Array()
/** Seeds of unlike paces are averaged on so many points. */
const commonPoints = 400

/** A run's points of the metric: none before its first epoch, and none when it was trained before the metric was there. */
export function pointsOf(valuesOf: ValuesOf, run: string, metric: ComparedMetric, baseline: Baseline): Points {
  const read = (id: string): Curve => {
    const series = valuesOf(id)
    const y = series?.values[metric]
    if (series === undefined || y === undefined) return { x: none, y: none }
    return { x: series.epochs, y, low: series.bounds?.low ?? null, high: series.bounds?.high ?? null }
  }
  const own = read(run)
  const isDecimated = Boolean(own.low && own.high)
  const notFinite = isDecimated || baseline !== null ? { notFinite: notFiniteOf(own.x, own.y, own.low, own.high) } : {}
  // Where the baseline has no value nothing is shown, and nothing is wrong with the run.
  const { x, y, low, high } = baseline === null ? own : relativeTo(own, read(baseline.run), baseline.kind)
  return { x, y, ...notFinite, ...(low && high ? { band: { low, high }, isDecimated: true } : {}) }
}

export type CellCurves = {
  readonly series: readonly PanelSeries[]
  /** Each run's own curve, whether it is drawn or stands in a mean: what the axes have to hold. */
  readonly runs: readonly PanelSeries[]
  /** Runs that are drawn one by one, as they differ in more than the seed. */
  readonly mixed: number
}

export type Drawing = {
  readonly band: BandKind
  /** Of the mean. */
  readonly look: RunLook
  /** Of the lines of single runs. */
  readonly lookOf: (run: RunSummary) => RunLook
  /** Behind another cell's: thin, and means alone. */
  readonly isBackground: boolean
  /** Whether runs that did not come to their planned end are part of means and bands, as in the verdict. */
  readonly includesUnfinished: boolean
}

/**
 * Seeds of each other as their mean with a band, for the epochs that all of them have, and one by one after that: a mean over
 * fewer would jump where a run ends. Runs that are no seeds of each other one by one, and beside a mean those that the verdict
 * leaves out of it.
 */
export function cellCurves(
  id: string,
  runs: readonly RunSummary[],
  pointsOfRun: (run: string) => Points,
  { band, look, lookOf, isBackground, includesUnfinished }: Drawing,
): CellCurves {
  const begun = runs.map((run) => ({ run, ...pointsOfRun(run.id) })).filter(({ x }) => x.length > 0)
  const style = isBackground ? { isBackground, width: 1 } : { width: 1.75 }
  const single = begun.map(({ run, band: bounds, ...points }): PanelSeries => {
    const isBounded = bounds !== undefined && !isBackground
    return { id: run.id, label: run.name, ...lookOf(run), ...style, ...points, ...(isBounded ? { band: bounds } : {}) }
  })
  const finished = includesUnfinished ? begun : begun.filter(({ run }) => cameToPlannedEnd(run))
  // While none has ended, those under way are the picture.
  const counted = finished.length > 0 ? finished : begun
  if (begun.length < 2) return { series: single, runs: single, mixed: 0 }
  const members = counted.map(({ run }) => run)
  if (!areSeeds(members, rolesOf(members))) return { series: single, runs: single, mixed: single.length }
  if (counted.length < 2) return { series: isBackground ? lineOf(counted, single) : single, runs: single, mixed: 0 }
  const all = aggregate(onOneX(counted), isBackground ? 'none' : band)
  const [start, end] = wholeStretch(all.counts, counted.length)
  const within = (column: Float64Array) => column.subarray(start, end)
  const mean: PanelSeries = {
    id,
    label: `mean of ${counted.length} seeds`,
    ...look,
    ...style,
    x: within(all.x),
    y: within(all.mean),
    // A mean is of the values that are numbers.
    notFinite: counted.flatMap(({ x, y, notFinite }) => notFinite ?? notFiniteOf(x, y)),
    ...(all.low && all.high ? { band: { low: within(all.low), high: within(all.high) } } : {}),
  }
  const beside = { width: 1, opacity: 0.6 }
  const isCounted = new Set(counted.map(({ run }) => run.id))
  const rest = isBackground
    ? []
    : single.flatMap((line) => {
        if (!isCounted.has(line.id)) return [{ ...line, ...beside, label: `${line.label}, left out` }]
        const outside = outsideOf(line, all.x[start] ?? Number.NaN, all.x[end - 1] ?? Number.NaN)
        return outside === null ? [] : [{ ...outside, ...beside, notFinite: [] }]
      })
  return { series: end === start ? single : [mean, ...rest], runs: single, mixed: 0 }
}

/** Lines on the same x, between their points where they are of unlike paces. */
function onOneX(lines: readonly Points[]): Curve[] {
  const curves = lines.map(({ x, y, band }): Curve => ({ x, y, low: band?.low ?? null, high: band?.high ?? null }))
  return shareX(curves) ? curves : ontoCommonX(curves, commonPoints)
}

/** The first stretch of places where all lines have a value: its first index, and the one behind its last. */
function wholeStretch(counts: ArrayLike<number>, all: number): readonly [start: number, end: number] {
  let start = 0
  while (start < counts.length && (counts[start] ?? 0) < all) start += 1
  let end = start
  while (end < counts.length && counts[end] === all) end += 1
  return [start, end]
}

const lineOf = (counted: readonly { run: RunSummary }[], lines: readonly PanelSeries[]): PanelSeries[] =>
  lines.filter(({ id }) => counted.some(({ run }) => run.id === id))

/** What a line has before and behind a stretch, from and to its ends, with a gap where it has both; null where it has nothing there. */
function outsideOf(line: PanelSeries, from: number, to: number): PanelSeries | null {
  const { x, y, band } = line
  const until = lowerBound(x, from)
  let after = lowerBound(x, to)
  while (after < x.length && (x[after] ?? to) <= to) after += 1
  const hasBefore = until > 0
  const hasBehind = after < x.length
  if (!hasBefore && !hasBehind) return null
  const cut = (values: ArrayLike<number>, gap: number): number[] => {
    const all = Array.from(values)
    const [head, rest] = [hasBefore ? all.slice(0, until + 1) : [], hasBehind ? all.slice(Math.max(0, after - 1)) : []]
    return [...head, ...(hasBefore && hasBehind ? [gap] : []), ...rest]
  }
  return {
    ...line,
    x: cut(x, from),
    y: cut(y, Number.NaN),
    ...(band === undefined ? {} : { band: { low: cut(band.low, Number.NaN), high: cut(band.high, Number.NaN) } }),
  }
}

/** The range of differences or ratios, which may lie on both sides: of what comes after the first twelfth of the epochs. */
export function fitRelative(series: readonly PanelSeries[], neutral: number): Range {
  let [low, high] = [neutral, neutral]
  for (const { y } of series) {
    for (let index = y.length < 8 ? 0 : Math.ceil(y.length / 12); index < y.length; index += 1) {
      const value = y[index] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  const margin = (high - low || 1) * 0.08
  return [low - margin, high + margin]
}
