/** All compared runs on one panel. */
import { describeMetric } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { fitToTail } from '@charts/ranges'
import type { PanelSpec } from '@charts/panel'
import { colourToken, dashOf } from '../words/run-look'
import { annotateBaseline, betterSideOf, formatShown, unitOf, xRangeOf } from './cell-panels'
import { fitRelative, pointsOf, type Baseline, type Values } from './curves'
import type { ComparedMetric } from './grid'

/** So many runs can be named at the ends of their lines. */
const mostDirectLabels = 8

/** Every run's own line, named at the right end where they end together; the legend names them all. */
export function overlayPanel(
  runs: readonly RunSummary[],
  metric: ComparedMetric,
  values: Values,
  baseline: Baseline = null,
): PanelSpec {
  const xRange = xRangeOf(metric, runs)
  const unit = unitOf(metric, runs)
  const last = Math.max(0, ...runs.map(({ epochs }) => epochs))
  const isNamed = runs.length <= mostDirectLabels
  const spec: PanelSpec = {
    title: describeMetric(metric).label,
    xTitle: unit,
    ...(unit === 'step' ? { xKind: 'step' as const } : {}),
    series: runs.map((run) => ({
      id: run.id,
      label: run.name,
      colour: colourToken(run.colourSlot),
      dash: dashOf(run),
      ...pointsOf(values, run.id, metric, baseline),
      ...(isNamed && (unit === 'step' || run.epochs === last) ? { directLabel: run.name } : {}),
    })),
    xRange,
    format: formatShown(metric, baseline),
    labelRoom: isNamed ? 150 : 14,
  }
  if (baseline !== null) {
    const { references } = annotateBaseline(baseline)
    return { ...spec, references, yRange: fitRelative(spec.series, baseline.kind === 'ratio' ? 1 : 0) }
  }
  return { ...spec, yRange: fitToTail(spec, betterSideOf(metric, runs)) }
}
