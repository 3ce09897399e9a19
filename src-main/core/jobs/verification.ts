/** A run that was trained anew, held against the one it verifies. */
import type { Verification } from '../../contract/verification'
import { environmentDifferences } from '../../model/comparison/differences'
import type { StoredAttempt } from '../../store/attempts'
import type { StoredRun } from '../../store/runs'

/** Values by series key, each an array of [epoch, value] in ascending epochs. */
type Values = ReadonlyMap<string, readonly (readonly [epoch: number, value: number])[]>

export type VerifiedRun = { readonly run: StoredRun; readonly values: Values }

/**
 * How many of a run's epochs can be trained anew: all, unless it was once continued from weights alone, after which its
 * optimizer started afresh.
 */
export function epochsToVerify(epochs: number, attempts: readonly StoredAttempt[]): number {
  const fresh = attempts.filter(({ freshOptimizer }) => freshOptimizer).map(({ fromEpoch }) => fromEpoch)
  return Math.min(epochs, ...fresh)
}

/** The first epoch and series whose values are not the same double, NaN being the same as NaN. Series that one lacks do not count. */
export function findFirstDifference(expected: Values, found: Values): Verification['firstDifference'] {
  let first: Verification['firstDifference'] = null
  for (const [key, points] of expected) {
    const other = new Map(found.get(key) ?? [])
    for (const [epoch, value] of points) {
      if (first !== null && epoch >= first.epoch) break
      const counterpart = other.get(epoch)
      if (counterpart !== undefined && !Object.is(value, counterpart))
        first = { epoch, key, expected: value, found: counterpart }
    }
  }
  return first
}

/** @param anew the verifying run. @param original the run that it verifies. */
export function describeVerification(anew: VerifiedRun, original: VerifiedRun): Verification {
  const epochsToCompare = anew.run.lastEpoch ?? 0
  const epochsCompared = Math.max(0, ...[...anew.values.values()].map((points) => points.length))
  const firstDifference = findFirstDifference(original.values, anew.values)
  const isDone = epochsCompared >= epochsToCompare
  return {
    run: anew.run.id,
    of: original.run.id,
    result:
      firstDifference !== null ? 'differs' : isDone ? 'same' : anew.run.state === 'ended' ? 'incomplete' : 'running',
    epochsCompared,
    epochsToCompare,
    firstDifference,
    environment: environmentDifferences([anew.run, original.run]),
  }
}
