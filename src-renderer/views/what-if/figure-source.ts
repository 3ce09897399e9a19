/** Where a rule would have stopped runs, as a figure. */
import type { RecordedRun, WatchedRule } from '@panels/what-if/what-if'
import { countOf } from '@panels/words/format'
import type { FigureOffer } from '../../state/figures.svelte'

/** Beyond these the charts push everything else out of the window, and are drawn when asked for. */
export const usualPanels = 6

/**
 * Null without runs, and without a rule: then there is nothing that would have stopped them.
 * @param showsAll whether more than the usual charts are on the screen
 */
export function whatIfFigure(all: readonly RecordedRun[], rule: WatchedRule, showsAll: boolean): FigureOffer | null {
  const recorded = showsAll ? all : all.slice(0, usualPanels)
  const { kind, monitor, patience, minDelta } = rule
  if (recorded.length === 0 || kind === 'none') return null
  return {
    source: { kind: 'what-if', runs: recorded.map(({ run }) => run.id), rule: { kind, monitor, patience, minDelta } },
    name: 'Early stopping what-if',
    note: countOf(recorded.length, 'run'),
  }
}
