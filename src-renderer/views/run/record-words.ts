/** Attempts and checkpoints of a run in words. */
import type { Attempt, AttemptKind, CheckpointFile } from '@contract/checkpoint'
import { stateWords, type EndReason, type RunSummary } from '@contract/run'

export const attemptWords: Record<AttemptKind, string> = {
  start: 'began',
  resume: 'resumed',
  continue: 'continued',
}

/** "completed", "paused", or "trains" for the one under way. */
export function describeAttemptEnd({ endReason, endedAt }: Attempt): string {
  if (endReason === null) return endedAt === null ? 'trains' : 'ended'
  return Object.hasOwn(stateWords, endReason) ? stateWords[endReason as EndReason] : endReason
}

/** What a checkpoint is good for. */
export function describeCheckpoint({ kind, epoch }: CheckpointFile, bestEpoch: number | null): string {
  const content = kind === 'whole' ? 'weights, statistics and optimizer' : 'weights'
  return epoch === bestEpoch ? `${content}, best epoch` : content
}

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
