/** The comparison as a figure. */
import type { RunSummary } from '@contract/run'
import { countOf } from '@panels/words/format'
import type { ComparedMetric } from '@panels/compare/grid'
import type { Baseline } from '@panels/compare/curves'
import type { FigureOffer } from '../../state/figures.svelte'
import type { CompareChoices } from '../../state/router.svelte'

export type ComparisonOnScreen = {
  readonly runs: readonly RunSummary[]
  readonly choices: CompareChoices
  readonly isGrid: boolean
  readonly metric: ComparedMetric
  readonly baseline: Baseline
  /** Whether the axes hold the first epochs too. */
  readonly showsAll: boolean
}

/** Null before any epoch has ended. */
export function comparisonFigure(shown: ComparisonOnScreen): FigureOffer | null {
  const { runs, choices, isGrid, metric, baseline, showsAll } = shown
  if (runs.every(({ epochs }) => epochs === 0)) return null
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
      ...(choices.includesUnfinished ? { includeUnfinished: true } : {}),
    },
    name: `${metric} ${isGrid ? `by ${choices.rows} and ${choices.columns}` : 'comparison'}`,
    note: countOf(runs.length, 'run'),
  }
}
