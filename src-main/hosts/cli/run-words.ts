/** What tables say of a run's state. */
import { shownState, stateWords, type RunSummary } from '@contract/run'

/** The state in a word or two: `paused` for one that is held until somebody releases it, `queued #3` for the third to start. */
export function stateText(run: Pick<RunSummary, 'state' | 'endReason' | 'held' | 'queuePosition'>): string {
  if (run.state === 'queued' && run.held) return 'paused'
  const word = stateWords[shownState(run)]
  return run.queuePosition === null ? word : `${word} #${run.queuePosition}`
}
