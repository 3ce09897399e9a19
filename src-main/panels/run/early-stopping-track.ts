/** The window of quiet epochs on a run's early-stopping track, and what emptied it. */
import type { Replay } from '@maths/replay'

/** The epochs that fill the patience window now: from the first quiet one to where the run would stop. Null when none is quiet. */
export function patienceWindow({ epochs, stopEpoch }: Replay, patience: number): { from: number; to: number } | null {
  const last = epochs.at(-1)
  if (!last) return null
  if (stopEpoch !== null) return { from: stopEpoch - patience + 0.5, to: stopEpoch + 0.5 }
  return last.count === 0 ? null : { from: last.epoch - last.count + 0.5, to: last.epoch - last.count + patience + 0.5 }
}

/** The last epoch until the stop that was not quiet after one that was: it set the count back to 0. Null when none did. */
export function lastReset({
  epochs,
  stopEpoch,
}: Replay): { epoch: number; change: number | null; lost: number } | null {
  for (let index = epochs.length - 1; index > 0; index -= 1) {
    const [before, now] = [epochs[index - 1], epochs[index]]
    if (!before || !now || now.quiet || before.count === 0) continue
    if (stopEpoch !== null && now.epoch > stopEpoch) continue
    return { epoch: now.epoch, change: now.change, lost: before.count }
  }
  return null
}
