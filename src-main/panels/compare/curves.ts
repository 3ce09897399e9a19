/** What is drawn of runs: their own curves, seeds as mean and band, and curves against a baseline run. */
import type { SeriesOfRun } from '@contract/api'
import { areSeeds } from '@model/grouping'
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import type { BandKind, RelativeKind } from '@contract/workspace'
import { aggregate } from '@maths/aggregate'
import { relativeTo } from '@maths/relative'
import { notFiniteOf } from '@charts/not-finite'
import type { PanelSeries, Range } from '@charts/panel'
import type { ComparedMetric } from './grid'

export type Points = Pick<PanelSeries, 'x' | 'y' | 'notFinite'>
/** A run's values: by epoch, or by step where the series is so, in which case its `epochs` are steps. */
export type Values = (
  run: string,
) => (Pick<SeriesOfRun, 'values'> & { readonly epochs: SeriesOfRun['epochs'] | Float64Array }) | undefined

/** What every curve is held against; null shows values as they are. */
export type Baseline = {
  readonly run: string
  readonly name: string
  readonly kind: Exclude<RelativeKind, 'none'>
} | null

const none = new Float64Array()

/** A run's points of the metric: none before its first epoch, and none when it was trained before the metric was there. */
export function pointsOf(values: Values, run: string, metric: ComparedMetric, baseline: Baseline): Points {
  const read = (id: string): Points => {
    const series = values(id)
    const y = series?.values[metric]
    return series && y ? { x: series.epochs, y } : { x: none, y: none }
  }
  const own = read(run)
  if (baseline === null) return own
  // Where the baseline has no value nothing is shown, and nothing is wrong with the run.
  return { ...relativeTo(own, read(baseline.run), baseline.kind), notFinite: notFiniteOf(own.x, own.y) }
}

type Look = { readonly colour: string; readonly dash: readonly number[] }

export type CellCurves = {
  readonly series: readonly PanelSeries[]
  /** Each run's own curve, whether it is drawn or stands in a mean: what the axes have to hold. */
  readonly runs: readonly PanelSeries[]
  /** Runs that are drawn one by one, as they differ in more than the seed. */
  readonly mixed: number
}

export type Drawing = {
  readonly band: BandKind
  readonly look: Look
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
  { band, look, isBackground, includesUnfinished }: Drawing,
): CellCurves {
  const begun = runs.map((run) => ({ run, ...pointsOfRun(run.id) })).filter(({ x }) => x.length > 0)
  const style = isBackground ? { ...look, isBackground, width: 1 } : { ...look, width: 1.75 }
  const single = begun.map(({ run, ...points }): PanelSeries => ({ id: run.id, label: run.name, ...style, ...points }))
  const finished = includesUnfinished ? begun : begun.filter(({ run }) => cameToPlannedEnd(run))
  // While none has ended, those under way are the picture.
  const counted = finished.length > 0 ? finished : begun
  if (begun.length < 2) return { series: single, runs: single, mixed: 0 }
  if (!areSeeds(counted.map(({ run }) => run))) return { series: single, runs: single, mixed: single.length }
  if (counted.length < 2) return { series: isBackground ? lineOf(counted, single) : single, runs: single, mixed: 0 }
  const all = aggregate(counted, isBackground ? 'none' : band)
  const firstPartial = all.counts.findIndex((count) => count < counted.length)
  const end = firstPartial < 0 ? all.x.length : firstPartial
  const mean: PanelSeries = {
    id,
    label: `mean of ${counted.length} seeds`,
    ...style,
    x: all.x.subarray(0, end),
    y: all.mean.subarray(0, end),
    // A mean is of the values that are numbers.
    notFinite: counted.flatMap(({ x, y, notFinite }) => notFinite ?? notFiniteOf(x, y)),
    ...(all.low && all.high ? { band: { low: all.low.subarray(0, end), high: all.high.subarray(0, end) } } : {}),
  }
  const beside = { width: 1, opacity: 0.6 }
  const isCounted = new Set(counted.map(({ run }) => run.id))
  const rest = isBackground
    ? []
    : single.flatMap((line) => {
        if (!isCounted.has(line.id)) return [{ ...line, ...beside, label: `${line.label}, left out` }]
        const from = Math.max(0, end - 1)
        return line.x.length > end
          ? [{ ...line, ...beside, notFinite: [], x: tail(line.x, from), y: tail(line.y, from) }]
          : []
      })
  return { series: end === 0 ? single : [mean, ...rest], runs: single, mixed: 0 }
}

const lineOf = (counted: readonly { run: RunSummary }[], lines: readonly PanelSeries[]): PanelSeries[] =>
  lines.filter(({ id }) => counted.some(({ run }) => run.id === id))

const tail = (values: ArrayLike<number>, from: number): number[] => Array.from(values).slice(from)

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
