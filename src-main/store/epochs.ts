/** Epochs and the metrics of each: committed one epoch a transaction, and packed once a run has ended. */
import { createEpochColumns } from './epoch-columns'
import { createEpochReading } from './epoch-reading'
import { createEpochRows } from './epoch-rows'
import { createEpochPacking, totalsOf, type EpochTotals } from './epoch-packing'
import type { Database } from './database'
import type { SeriesRepository } from './series'
import { isAscending } from './step-columns'

export type { EpochColumn, EpochRow } from './epoch-rows'

export type NewEpoch = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
  /** Milliseconds since 1970. */
  readonly endedAt?: number
  /** By series key; one that is undefined is not there. */
  readonly values: Readonly<Record<string, number | undefined>>
}

/** Points that a client logs by epoch, as columns of one length. */
export type EpochPoints = {
  readonly epochs: ArrayLike<number>
  /** Since the run's start. */
  readonly seconds: ArrayLike<number>
  readonly values: ArrayLike<number>
}

export type EpochRepository = ReturnType<typeof createEpochRepository>

/** Prepared statements over the epochs of runs, wherever they lie. */
export function createEpochRepository(database: Database, series: SeriesRepository) {
  const rows = createEpochRows(database)
  const columns = createEpochColumns(database)
  const packing = createEpochPacking(database, { series, rows, columns })

  const { readAll, ...reading } = createEpochReading({ series, rows, columns })

  const commit = database.transaction((run: string, epoch: NewEpoch, alongside: () => void) => {
    packing.unpack(run)
    rows.putEpoch(run, { ...epoch, endedAt: epoch.endedAt ?? Number.NaN })
    for (const [key, value] of Object.entries(epoch.values)) {
      if (value === undefined) continue
      const id = series.findOrMake(run, key)
      rows.putPoint(id, epoch.epoch, value)
      series.extend(id, 'epoch', { steps: [epoch.epoch], values: [value] }, readAll(id))
    }
    packing.keepTotals(run)
    alongside()
  })

  const append = database.transaction((run: string, key: string, { epochs, seconds, values }: EpochPoints): number => {
    packing.unpack(run)
    const id = series.findOrMake(run, key)
    let replaced = 0
    let hasNew = false
    for (let index = 0; index < epochs.length; index += 1) {
      const epoch = epochs[index] ?? 0
      if (rows.has(id, epoch)) replaced += 1
      if (rows.addEpoch(run, epoch, seconds[index] ?? Number.NaN)) hasNew = true
      rows.putPoint(id, epoch, values[index] ?? Number.NaN)
    }
    if (isAscending(epochs)) series.extend(id, 'epoch', { steps: epochs, values }, readAll(id))
    else series.rebuild(id, 'epoch', readAll(id)())
    if (hasNew) packing.keepTotals(run)
    return replaced
  })

  return {
    /**
     * Commits one epoch, whole or not at all, and with it whatever `alongside` writes.
     * When it returns the epoch is on the disk. An epoch that is trained anew after a damaged checkpoint replaces itself.
     */
    commit: (run: string, epoch: NewEpoch, alongside: () => void = () => undefined): void => {
      commit.immediate(run, epoch, alongside)
    },
    /**
     * Stores points that a client logged by epoch, in any order; a point at an epoch that is there takes its place.
     * @returns how many were replaced
     */
    append: (run: string, key: string, points: EpochPoints): number => append.immediate(run, key, points),
    ...reading,
    /** What is said of a run's epochs as a whole: kept, and where it is not, worked out. */
    totals: (run: string): EpochTotals => packing.totals(run) ?? totalsOf(reading.list(run)),
    isPacked: columns.isPacked,
    keepTotals: packing.keepTotals,
    pack: packing.pack,
    unpack: packing.unpack,
    loose: packing.loose,
    clearPacked: packing.clearPacked,
  }
}
