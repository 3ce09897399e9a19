/** The early-stopping track of a run: changes between consecutive epochs, and what the rule makes of them. */
import { initialEarlyStoppingState, observeEpoch, type EarlyStoppingRule } from '@contract/early-stopping'

export type TrackEpoch = {
  readonly epoch: number
  /** Absolute change from the epoch before; null for the first and beside values that are not finite. */
  readonly change: number | null
  readonly quiet: boolean
  /** Quiet epochs in a row, this one included. */
  readonly count: number
}

export type Track = {
  readonly epochs: readonly TrackEpoch[]
  /** The epoch at whose end the rule stops; null when it does not. */ readonly stopEpoch: number | null
}

/** Replays the rule over a stored series, with the reducer that the trainer uses. */
export function replayRule(epochs: ArrayLike<number>, values: ArrayLike<number>, rule: EarlyStoppingRule): Track {
  let state = initialEarlyStoppingState
  let stopEpoch: number | null = null
  const track: TrackEpoch[] = []
  for (let index = 0; index < epochs.length; index += 1) {
    const value = values[index] ?? Number.NaN
    const before = state.previous
    const next = observeEpoch(state, value, rule)
    const epoch = epochs[index] ?? index + 1
    const stopped = state.shouldStop
    track.push({
      epoch,
      change: before === null || !Number.isFinite(value) ? null : Math.abs(value - before),
      quiet: !stopped && next.quietEpochs > 0,
      count: next.quietEpochs,
    })
    if (next.shouldStop && stopEpoch === null) stopEpoch = epoch
    state = next
  }
  return { epochs: track, stopEpoch }
}

/** The epochs that fill the patience window now: from the first quiet one to where the run would stop. Null when none is quiet. */
export function patienceWindow({ epochs, stopEpoch }: Track, patience: number): { from: number; to: number } | null {
  const last = epochs.at(-1)
  if (!last) return null
  if (stopEpoch !== null) return { from: stopEpoch - patience + 0.5, to: stopEpoch + 0.5 }
  return last.count === 0 ? null : { from: last.epoch - last.count + 0.5, to: last.epoch - last.count + patience + 0.5 }
}
