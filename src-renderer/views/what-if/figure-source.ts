/** Where a rule would have stopped runs, as a figure. */
import type { RecordedRun, WatchedRule } from '@panels/what-if/what-if'
import { countOf } from '@panels/words/format'
import type { FigureOffer } from '../../state/figures.svelte'

/** Null without runs, and without a rule: then there is nothing that would have stopped them. */
export function whatIfFigure(recorded: readonly RecordedRun[], rule: WatchedRule): FigureOffer | null {
  const { kind, monitor, patience, minDelta } = rule
  if (recorded.length === 0 || kind === 'none') return null
  return {
    source: { kind: 'what-if', runs: recorded.map(({ run }) => run.id), rule: { kind, monitor, patience, minDelta } },
    name: 'Early stopping what if',
    note: countOf(recorded.length, 'run'),
  }
}
