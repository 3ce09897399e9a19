/** All compared runs on one panel. */
import { describeMetric } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { fitToTail } from '@charts/ranges'
import type { PanelSpec } from '@charts/panel'
import { looksTogether, type DashRule } from '../words/run-look'
import { unitOf, xAxisOf, xRangeOf, type StepUnit } from './axis'
import { annotateBaseline, betterSideOf, formatShown } from './cell-panels'
import { fitRelative, pointsOf, type Baseline, type ValuesOf } from './curves'
import type { ComparedMetric } from './grid'

/** So many runs can be named at the ends of their lines. */
const mostDirectLabels = 8

export type OverlayOptions = {
  readonly baseline?: Baseline
  /** What runs are drawn by that are unlike in that. */
  readonly by?: StepUnit | null
  readonly dashes?: DashRule
}

/** Every run's own line, named at the right end where they end together; the legend names them all. */
export function overlayPanel(
  runs: readonly RunSummary[],
  metric: ComparedMetric,
  values: ValuesOf,
  { baseline = null, by = null, dashes = 'look' }: OverlayOptions = {},
): PanelSpec {
  const lookOf = looksTogether(runs, dashes)
  const unit = unitOf(metric, runs, by)
  const last = Math.max(0, ...runs.map(({ epochs }) => epochs))
  const isNamed = runs.length <= mostDirectLabels
  const series = runs.map((run) => ({
    id: run.id,
    label: run.name,
    ...lookOf(run),
    ...pointsOf(values, run.id, metric, baseline),
    ...(isNamed && (unit === 'step' || run.epochs === last) ? { directLabel: run.name } : {}),
  }))
  const spec: PanelSpec = {
    title: describeMetric(metric).label,
    ...xAxisOf(unit),
    series,
    xRange: xRangeOf(metric, runs, unit, series),
    format: formatShown(metric, baseline),
    labelRoom: isNamed ? 150 : 14,
  }
  if (baseline !== null) {
    const { references } = annotateBaseline(baseline)
    return { ...spec, references, yRange: fitRelative(spec.series, baseline.kind === 'ratio' ? 1 : 0) }
  }
  return { ...spec, yRange: fitToTail(spec, betterSideOf(metric, runs)) }
}
