/** Attempts and checkpoints of a run in words. */
import type { Attempt, AttemptKind, CheckpointFile } from '@contract/checkpoint'
import { stateWords, type EndReason } from '@contract/run'

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
