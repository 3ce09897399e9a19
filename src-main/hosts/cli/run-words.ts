/** What tables say of a run's state. */
import { shownState, stateWords, type RunSummary } from '@contract/run'

/** The state in a word or two: `held` for one that waits for somebody, `queued #3` for the third to begin. */
export function stateText(run: Pick<RunSummary, 'state' | 'endReason' | 'held' | 'queuePosition'>): string {
  if (run.state === 'queued' && run.held) return 'held'
  const word = stateWords[shownState(run)]
  return run.queuePosition === null ? word : `${word} #${run.queuePosition}`
}
