/** What can be done with a run, as far as its summary tells: the core has the last word. */
import type { CheckpointFile } from '@contract/checkpoint'
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

const continuableEnds: ReadonlySet<EndReason> = new Set([
  'interrupted',
  'stopped',
  'failed',
  'completed',
  'early-stopped',
])

export function actionsOf(
  run: Pick<
    RunSummary,
    'state' | 'endReason' | 'held' | 'resumableFrom' | 'epochs' | 'verifies' | 'checkpointBytes' | 'canTrain'
  >,
): RunActions {
  const ended = run.state === 'ended'
  return {
    pause: run.state === 'running' || (run.state === 'queued' && !run.held && run.canTrain),
    letGo: run.state === 'queued' && run.held && run.canTrain,
    stop: run.state === 'running' || run.state === 'queued' || run.state === 'stopping',
    resume: ended && run.resumableFrom !== null,
    // A run that verifies another one has to stay what that one was.
    continue:
      run.endReason !== null &&
      continuableEnds.has(run.endReason) &&
      run.epochs > 0 &&
      run.checkpointBytes > 0 &&
      run.canTrain &&
      run.verifies === null,
    verify: ended && run.epochs > 0 && run.canTrain && run.verifies === null,
  }
}

/**
 * The epoch that a run would be continued from, and whether its optimizer starts afresh there: from the last epoch's weights
 * where no whole checkpoint of it was kept, else from the newest whole one. The core decides by the same rule.
 * @returns null when nothing is left to go on from.
 */
export function findContinuation(
  epochs: number,
  checkpoints: readonly Pick<CheckpointFile, 'kind' | 'epoch'>[],
): { readonly fromEpoch: number; readonly freshOptimizer: boolean } | null {
  const known = checkpoints.filter(({ epoch }) => epoch <= epochs)
  const whole = known.filter(({ kind }) => kind === 'whole').map(({ epoch }) => epoch)
  const newest = whole.length > 0 ? Math.max(...whole) : null
  const hasLastWeights = known.some(({ kind, epoch }) => kind === 'weights' && epoch === epochs)
  if (newest !== epochs && hasLastWeights) return { fromEpoch: epochs, freshOptimizer: true }
  return newest === null ? null : { fromEpoch: newest, freshOptimizer: false }
}
