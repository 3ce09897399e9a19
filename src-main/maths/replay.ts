/** Early stopping replayed over a recorded series: what a rule would have made of a run. */
import {
  assertEarlyStoppingRule,
  initialEarlyStoppingState,
  observeEpoch,
  type EarlyStoppingRule,
} from '../contract/early-stopping'

/** `previous-epoch`: this report's. `best-so-far`: Keras' EarlyStopping. */
export const ruleKinds = ['previous-epoch', 'best-so-far', 'none'] as const
export type RuleKind = (typeof ruleKinds)[number]

export type ReplayedEpoch = {
  readonly epoch: number
  /** How far the value moved: from the epoch before, or from the best so far. Null for the first and beside values that are not finite. */
  readonly change: number | null
  readonly quiet: boolean
  /** Quiet epochs in a row, this one included; it stays where the rule stopped. */
  readonly count: number
}

export type Replay = {
  readonly epochs: readonly ReplayedEpoch[]
  /** The epoch at whose end the rule stops; null when the series runs out before. */
  readonly stopEpoch: number | null
}

/**
 * Replays a rule over a series.
 * @param direction of the monitored value: Keras' rule asks for improvement, the report's for change.
 * @throws RangeError for a rule that cannot mean anything.
 */
export function replay(
  epochs: ArrayLike<number>,
  values: ArrayLike<number>,
  kind: RuleKind,
  rule: EarlyStoppingRule,
  direction: 'lower' | 'higher' = 'lower',
): Replay {
  assertEarlyStoppingRule(rule)
  switch (kind) {
    case 'previous-epoch':
      return replayPreviousEpoch(epochs, values, rule)
    case 'best-so-far':
      return replayBestSoFar(epochs, values, rule, direction)
    case 'none':
      return {
        epochs: Array.from(epochs, (epoch) => ({ epoch, change: null, quiet: false, count: 0 })),
        stopEpoch: null,
      }
  }
}

/** The reducer that the trainer uses. */
function replayPreviousEpoch(epochs: ArrayLike<number>, values: ArrayLike<number>, rule: EarlyStoppingRule): Replay {
  let state = initialEarlyStoppingState
  let stopEpoch: number | null = null
  // The rule's own memory ends with its stop; the changes behind it are shown all the same.
  let before: number | null = null
  const replayed = Array.from(epochs, (epoch, index): ReplayedEpoch => {
    const value = values[index] ?? Number.NaN
    const { shouldStop } = state
    const change = before === null || !Number.isFinite(value) ? null : Math.abs(value - before)
    if (Number.isFinite(value)) before = value
    state = observeEpoch(state, value, rule)
    if (state.shouldStop && stopEpoch === null) stopEpoch = epoch
    return { epoch, change, quiet: !shouldStop && state.quietEpochs > 0, count: state.quietEpochs }
  })
  return { epochs: replayed, stopEpoch }
}

/**
 * Keras 3's EarlyStopping without baseline: an epoch that is not better than the best by more than `minDelta` waits; it stops when
 * it has waited `patience` epochs, never at the first. The first value is the best so far whatever it is: behind a NaN nothing is
 * better. (Keras compares in float32; here it is double precision.)
 */
function replayBestSoFar(
  epochs: ArrayLike<number>,
  values: ArrayLike<number>,
  { patience, minDelta }: EarlyStoppingRule,
  direction: 'lower' | 'higher',
): Replay {
  const sign = direction === 'higher' ? -1 : 1
  let best: number | null = null
  let count = 0
  let stopEpoch: number | null = null
  const replayed = Array.from(epochs, (epoch, index): ReplayedEpoch => {
    const value = (values[index] ?? Number.NaN) * sign
    const distance = best === null ? Number.NaN : Math.abs(value - best)
    const change = Number.isFinite(distance) ? distance : null
    if (stopEpoch !== null) return { epoch, change, quiet: false, count }
    // As Keras has it, to the bit: not value < best - minDelta.
    const isBetter = best === null || value + minDelta < best
    if (isBetter) {
      best = value
      count = 0
    } else count += 1
    if (count >= patience && index > 0) stopEpoch = epoch
    return { epoch, change, quiet: !isBetter, count }
  })
  return { epochs: replayed, stopEpoch }
}
