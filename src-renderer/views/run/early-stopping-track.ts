/** The window of quiet epochs on a run's early-stopping track. */
import type { Replay } from '@maths/replay'

/** The epochs that fill the patience window now: from the first quiet one to where the run would stop. Null when none is quiet. */
export function patienceWindow({ epochs, stopEpoch }: Replay, patience: number): { from: number; to: number } | null {
  const last = epochs.at(-1)
  if (!last) return null
  if (stopEpoch !== null) return { from: stopEpoch - patience + 0.5, to: stopEpoch + 0.5 }
  return last.count === 0 ? null : { from: last.epoch - last.count + 0.5, to: last.epoch - last.count + patience + 0.5 }
}
