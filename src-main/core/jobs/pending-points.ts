/** Points of a run that lie in memory for a moment, so that many are one write. */
import type { Store } from '../../store/store'

/** They lie there this long at most; they are flushed with every epoch and at the end. */
const flushMilliseconds = 1_000

type Points = { readonly steps: number[]; readonly seconds: number[]; readonly values: number[] }
type Moment = { readonly step: number; readonly elapsedSeconds: number }

export function createPendingPoints(store: Store, run: string) {
  const pending = new Map<string, Points>()
  let storedAt = performance.now()

  return {
    add(key: string, { step, elapsedSeconds }: Moment, value: number): void {
      const points = pending.get(key) ?? { steps: [], seconds: [], values: [] }
      points.steps.push(step)
      // In whole microseconds, which take 3 bytes in a chunk and not 8.
      points.seconds.push(Math.round(elapsedSeconds * 1e6) / 1e6)
      points.values.push(value)
      pending.set(key, points)
    },
    isDue: (): boolean => performance.now() - storedAt >= flushMilliseconds,
    /** To be called within a transaction. @returns how many points each series has now. */
    store(this: void): Map<string, number> {
      const counts = new Map<string, number>()
      for (const [key, points] of pending) counts.set(key, store.batches.append(run, key, points))
      pending.clear()
      storedAt = performance.now()
      return counts
    },
  }
}
