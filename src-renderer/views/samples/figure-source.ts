/** The sample diff as a figure. */
import type { RunSummary } from '@contract/run'
import type { ErrorMode } from '@panels/samples/sample-diff'
import { countOf } from '@panels/words/format'
import type { FigureOffer } from '../../state/figures.svelte'

/** Null before there are pictures. @param epoch the one that all show; null for each run's best */
export function samplesFigure(
  runs: readonly Pick<RunSummary, 'id'>[],
  count: number,
  epoch: number | null,
  errors: ErrorMode,
): FigureOffer | null {
  if (runs.length === 0 || count === 0 || epoch === 0) return null
  return {
    source: {
      kind: 'samples',
      runs: runs.map(({ id }) => id),
      images: Array.from({ length: Math.min(8, count) }, (_, index) => index),
      at: epoch ?? 'best',
      errors,
    },
    name: 'Samples',
    note: countOf(runs.length, 'run'),
  }
}
