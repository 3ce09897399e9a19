/** Points of journals, requests and runners into the series of a run: of any key, in any order, as many as a run may have. */
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { mostSeries } from './faults'
import type { PointColumns } from './messages'

/** Later moments have no date of four digits, which every file that has them would need. */
export const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
/** Epochs are kept as 32-bit numbers. */
export const largestEpoch = 2 ** 31 - 1

export type PutPoints = {
  /** Of each key that has new points, how many it has now. */
  readonly counts: readonly (readonly [key: string, count: number])[]
  readonly hasNewSeries: boolean
  readonly points: number
  readonly replaced: number
  readonly tooManyKeys: number
  readonly badSteps: number
  readonly clock: number
}

export type PointWriter = ReturnType<typeof createPointWriter>

export function createPointWriter(store: Store) {
  /** Keys of the runs that are written. */
  const keys = new Map<string, Set<string>>()

  function keysOf(run: string): Set<string> {
    const known = keys.get(run)
    if (known !== undefined) return known
    const read = new Set(store.logJournals.seriesKeys(run))
    keys.set(run, read)
    return read
  }

  /** Seconds since the run's start that do not descend. @returns how many were moved */
  function toSeconds(times: Float64Array, start: number, least: number): number {
    let moved = 0
    let before = Math.max(0, least)
    for (let index = 0; index < times.length; index += 1) {
      const time = Math.min(times[index] ?? start, lastMoment)
      // A moment in milliseconds since 1970 is exact to less than a microsecond, and whole ones are kept in less room.
      const seconds = Math.round((time - start) * 1_000) / 1e6
      if (seconds < before) moved += 1
      before = Math.max(before, seconds)
      times[index] = before
    }
    return moved
  }

  return {
    /** To be called within a transaction; `forget` undoes what is remembered where that fails. */
    put(run: StoredRun, { keys: names, ends, steps, times, values }: PointColumns): PutPoints {
      const known = keysOf(run.id)
      const start = Date.parse(run.startedAt ?? run.createdAt)
      const counts: (readonly [string, number])[] = []
      const sum = { points: 0, replaced: 0, tooManyKeys: 0, badSteps: 0, clock: 0 }
      let hasNewSeries = false
      names.forEach((key, index) => {
        const [from, to] = [index === 0 ? 0 : (ends[index - 1] ?? 0), ends[index] ?? 0]
        const isNew = !known.has(key)
        if (isNew && known.size >= mostSeries) {
          sum.tooManyKeys += to - from
          return
        }
        const points = {
          steps: steps.subarray(from, to),
          values: values.subarray(from, to),
          seconds: times.subarray(from, to),
        }
        if (run.stepsAreEpochs && (points.steps.at(-1) ?? 0) > largestEpoch) {
          sum.badSteps += to - from
          return
        }
        const end = isNew || run.stepsAreEpochs ? null : store.batches.endOf(run.id, key)
        const isBehind = (points.steps[0] ?? 0) > (end?.lastStep ?? -1)
        sum.clock += toSeconds(points.seconds, start, isBehind ? (end?.lastSeconds ?? 0) : 0)
        if (run.stepsAreEpochs) {
          sum.replaced += store.epochs.append(run.id, key, {
            epochs: points.steps,
            seconds: points.seconds,
            values: points.values,
          })
          counts.push([key, store.epochs.column(run.id, key)?.epochs.length ?? 0])
        } else {
          const { count, replaced } = store.batches.put(run.id, key, points)
          sum.replaced += replaced
          counts.push([key, count])
        }
        sum.points += to - from
        known.add(key)
        hasNewSeries ||= isNew
      })
      return { counts, hasNewSeries, ...sum }
    },
    forget: (run: string): void => void keys.delete(run),
  }
}
