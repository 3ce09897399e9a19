/** What can be done with a run, as far as its summary tells: the core has the last word. */
import type { CheckpointFile } from '@contract/checkpoint'
import { can, type RunSummary } from '@contract/run'

/** Why a run cannot be cloned. */
export const whyNoClone = ({ problems }: Pick<RunSummary, 'problems'>): string =>
  problems.length > 0 ? 'This version of Plateau cannot read all of its settings.' : 'Plateau did not train it.'

/** What can be done with a run now. */
export type RunActions = {
  readonly pause: boolean
  readonly letGo: boolean
  readonly stop: boolean
  readonly resume: boolean
  readonly continue: boolean
  readonly verify: boolean
}

export function actionsOf(run: Pick<RunSummary, 'state' | 'held' | 'recipe' | 'capabilities'>): RunActions {
  // A program that runs is stopped and not paused; one that waits is held back as any other.
  const canStart = run.recipe !== null || can(run, 'launch-again')
  return {
    pause:
      (run.state === 'running' && can(run, 'stop') && run.recipe !== null) ||
      (run.state === 'queued' && !run.held && canStart),
    letGo: run.state === 'queued' && run.held && canStart,
    stop: can(run, 'stop'),
    resume: can(run, 'resume'),
    continue: can(run, 'continue'),
    verify: can(run, 'verify'),
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
