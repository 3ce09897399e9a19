/** The comparison as a figure. */
import type { RunSummary } from '@contract/run'
import type { Fitted } from '@panels/compare/fit-choices'
import { countOf } from '@panels/words/format'
import { unitsOf } from '@panels/compare/axis'
import type { ComparedMetric } from '@panels/compare/grid'
import type { Baseline } from '@panels/compare/curves'
import type { FigureOffer } from '../../state/figures.svelte'
import type { CompareChoices } from '../../state/router.svelte'

export type ComparisonOnScreen = {
  readonly runs: readonly RunSummary[]
  readonly choices: Fitted<CompareChoices>
  readonly isGrid: boolean
  readonly metric: ComparedMetric
  readonly baseline: Baseline
  /** Whether the axes hold the first epochs too. */
  readonly showsAll: boolean
}

/** Null before any run has an epoch, or a point of the metric. */
export function comparisonFigure(shown: ComparisonOnScreen): FigureOffer | null {
  const { runs, choices, isGrid, metric, baseline, showsAll } = shown
  if (runs.every(({ epochs, series }) => epochs === 0 && (series[metric]?.count ?? 0) === 0)) return null
  return {
    source: {
      kind: 'comparison',
      form: isGrid ? 'grid' : 'overlay',
      runs: runs.map(({ id }) => id),
      metric,
      rows: choices.rows,
      columns: choices.columns,
      band: choices.band,
      relative: baseline === null ? 'none' : baseline.kind,
      baseline: baseline?.run ?? null,
      showsAll,
      ...(unitsOf(metric, runs).size > 1 ? { by: choices.by } : {}),
      ...(choices.includesUnfinished ? { includeUnfinished: true } : {}),
    },
    name: `${metric} ${isGrid ? `by ${[...new Set([choices.rows, choices.columns])].join(' and ')}` : 'comparison'}`,
    note: countOf(runs.length, 'run'),
  }
}
