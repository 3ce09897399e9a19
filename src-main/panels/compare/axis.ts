/** Along which steps a comparison draws: epochs or steps, as the compared series is, and from where to where. */
import type { RunSummary, SeriesDigest } from '@contract/run'
import { aheadOf } from '@charts/ranges'
import type { PanelSeries, PanelSpec, Range } from '@charts/panel'
import type { ComparedMetric } from './grid'

export type StepUnit = SeriesDigest['by']

/** The units in which runs have a metric, each once. */
export const unitsOf = (metric: ComparedMetric, runs: readonly Pick<RunSummary, 'series'>[]): ReadonlySet<StepUnit> =>
  new Set(runs.flatMap(({ series }) => series[metric]?.by ?? []))

/** What runs have a metric by. Where they are unlike in it, what was chosen, and epochs until then. */
export function unitOf(
  metric: ComparedMetric,
  runs: readonly Pick<RunSummary, 'series'>[],
  chosen: StepUnit | null = null,
): StepUnit {
  const units = unitsOf(metric, runs)
  if (units.size > 1) return chosen ?? 'epoch'
  return units.has('step') ? 'step' : 'epoch'
}

/**
 * The common x range of a metric. Epochs reach to the last one, or while runs are under way a little ahead of it. Where a run has the other unit, its
 * place is known from what is drawn of it alone.
 * @param drawn the lines, for those
 */
export function xRangeOf(
  metric: ComparedMetric,
  runs: readonly RunSummary[],
  unit: StepUnit,
  drawn: readonly Pick<PanelSeries, 'x'>[] = [],
): Range {
  const digests = runs.flatMap(({ series }) => (series[metric]?.by === unit ? (series[metric] ?? []) : []))
  const ends =
    unitsOf(metric, runs).size < 2 ? [] : drawn.flatMap(({ x }) => (x.length === 0 ? [] : [x[0], x[x.length - 1]]))
  const known = ends.flatMap((end) => (end !== undefined && Number.isFinite(end) ? [end] : []))
  const firsts = [...digests.flatMap(({ firstStep }) => firstStep ?? []), ...known]
  const lasts = [...digests.flatMap(({ lastStep }) => lastStep ?? []), ...known]
  if (unit === 'step') {
    const first = firsts.length === 0 ? 0 : Math.min(...firsts)
    return [first, Math.max(first + 1, ...lasts)]
  }
  const [from, to] = epochRange(runs)
  return [Math.min(from, ...firsts), Math.max(to, ...lasts)]
}

/** Of whole epochs: to the last one, or while runs are under way a little ahead of it. */
function epochRange(runs: readonly RunSummary[]): Range {
  const longest = Math.max(2, ...runs.map(({ epochs }) => epochs))
  const active = runs.filter(({ state }) => state !== 'ended')
  if (active.length === 0) return [1, longest]
  const planned = Math.max(...active.map(({ plannedEpochs, epochs: trained }) => plannedEpochs ?? trained))
  return [1, Math.max(longest, aheadOf(longest, planned)[1])]
}

/** What a panel of such an axis says of it. */
export const xAxisOf = (unit: StepUnit): Pick<PanelSpec, 'xTitle' | 'xKind'> =>
  unit === 'step' ? { xTitle: unit, xKind: 'step' } : { xTitle: unit }

/** How many of the runs have the metric, and no place on this axis: they know nothing but the other unit. */
export function countWithoutPlace(
  metric: ComparedMetric,
  runs: readonly RunSummary[],
  unit: StepUnit,
  hasPoints: (run: string) => boolean,
): number {
  return runs.filter(({ id, series }) => {
    const digest = series[metric]
    return digest !== undefined && digest.count > 0 && digest.by !== unit && !hasPoints(id)
  }).length
}
