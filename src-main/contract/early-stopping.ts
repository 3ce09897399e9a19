/**
 * Early stopping as the report defines it: an epoch's loss against the epoch before it.
 *
 * A pure reducer, so that the trainer, a resumed run and a replay over stored series are the same code.
 */

export type EarlyStoppingRule = {
  /** Consecutive quiet epochs after which training stops; an integer of at least 1. */
  readonly patience: number
  /** Largest absolute change between consecutive epochs that still counts as quiet; at least 0. */
  readonly minDelta: number
}

/** Serialisable: what a checkpoint keeps. */
export type EarlyStoppingState = {
  /** Epochs taken in so far. */
  readonly epochs: number
  /** The last finite loss seen, or null before the first. */
  readonly previous: number | null
  /** Quiet epochs in a row so far. */
  readonly quietEpochs: number
  readonly shouldStop: boolean
}

export const initialEarlyStoppingState: EarlyStoppingState = {
  epochs: 0,
  previous: null,
  quietEpochs: 0,
  shouldStop: false,
}

/**
 * Throws a RangeError for a rule that cannot mean anything, at once rather than at the epoch where it would matter.
 */
export function assertEarlyStoppingRule(rule: EarlyStoppingRule): void {
  if (!Number.isInteger(rule.patience) || rule.patience < 1) {
    throw new RangeError(`patience must be a whole number of at least 1, not ${String(rule.patience)}`)
  }
  if (!(rule.minDelta >= 0) || !Number.isFinite(rule.minDelta)) {
    throw new RangeError(`minDelta must be a finite number of at least 0, not ${String(rule.minDelta)}`)
  }
}

/**
 * Takes in one epoch's monitored loss.
 *
 * `quiet = !(|loss - previous| > minDelta)`; a quiet epoch adds one, any other sets the count to 0 (definitions.md).
 * The first epoch has no previous and is not quiet. `previous` is the last finite loss. So NaN is quiet, as it is not known to have
 * moved, and an infinite loss never is: it lies further than any `minDelta` from every finite one. Whether either ends the run as
 * `diverged` is the trainer's own policy, apart from this rule.
 */
export function observeEpoch(state: EarlyStoppingState, loss: number, rule: EarlyStoppingRule): EarlyStoppingState {
  if (state.shouldStop) return state
  const quiet = Number.isNaN(loss)
    ? state.epochs > 0
    : state.previous !== null && !(Math.abs(loss - state.previous) > rule.minDelta)
  const quietEpochs = quiet ? state.quietEpochs + 1 : 0
  return {
    epochs: state.epochs + 1,
    previous: Number.isFinite(loss) ? loss : state.previous,
    quietEpochs,
    shouldStop: quietEpochs >= rule.patience,
  }
}
