/** What can be done with a run, as far as its summary tells: the core has the last word. */
import type { EndReason, RunSummary } from '@contract/run'

/** What can be done with a run now. */
export type RunActions = {
  readonly pause: boolean
  readonly letGo: boolean
  readonly stop: boolean
  readonly resume: boolean
  readonly continue: boolean
  readonly verify: boolean
}

const resumableEnds: ReadonlySet<EndReason> = new Set(['interrupted', 'stopped', 'failed'])

/** `resumableFrom` says whether anything is left to go on from; the end says under which name. */
export function actionsOf(
  run: Pick<RunSummary, 'state' | 'endReason' | 'held' | 'resumableFrom' | 'epochs' | 'verifies'>,
): RunActions {
  const ended = run.state === 'ended'
  const canGoOn = ended && run.resumableFrom !== null && run.endReason !== null
  return {
    pause: run.state === 'running' || (run.state === 'queued' && !run.held),
    letGo: run.state === 'queued' && run.held,
    stop: run.state === 'running' || run.state === 'queued' || run.state === 'stopping',
    resume: canGoOn && run.endReason !== null && resumableEnds.has(run.endReason),
    // A run that verifies another one has to stay what that one was.
    continue: canGoOn && run.epochs > 0 && run.verifies === null,
    verify: ended && run.epochs > 0 && run.verifies === null,
  }
}
