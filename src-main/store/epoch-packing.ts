/** Rows of epochs into columns and back, each in one transaction, and what `runs` says of them. */
import { z } from 'zod'
import { overallRate } from '../maths/rates'
import type { createEpochColumns } from './epoch-columns'
import type { createEpochRows, EpochRow } from './epoch-rows'
import type { Database } from './database'
import type { SeriesRepository } from './series'

const noPoints = { epochs: new Int32Array(), values: new Float64Array(), unreadable: 0 }

type Parts = {
  readonly series: SeriesRepository
  readonly rows: ReturnType<typeof createEpochRows>
  readonly columns: ReturnType<typeof createEpochColumns>
}

/** Rows into columns and back, each in one transaction, and what `runs` says of them. */
export function createEpochPacking(database: Database, { series, rows, columns }: Parts) {
  const isEnded = database.prepare<[string], 1>("SELECT 1 FROM runs WHERE id = ? AND state = 'ended'").pluck()
  const loose = database
    .prepare<[], string>(
      "SELECT id FROM runs WHERE state = 'ended' AND id IN (SELECT run_id FROM epochs) ORDER BY number",
    )
    .pluck()
  const unpacked = database
    .prepare<[], number>(
      `SELECT EXISTS (SELECT 1 FROM runs WHERE number NOT IN (SELECT run FROM packed_epochs) AND (
        id IN (SELECT run_id FROM epochs) OR EXISTS (SELECT 1 FROM series JOIN epoch_points ON series_id = series.id
          WHERE series.run = runs.number)))`,
    )
    .pluck()
  const setTotals = database.prepare(
    'UPDATE runs SET epochs = ?, training_seconds = ?, images_per_second = ? WHERE id = ?',
  )

  const totals = database.prepare<[string], Record<keyof EpochTotals, unknown>>(
    'SELECT epochs, training_seconds AS trainingSeconds, images_per_second AS imagesPerSecond FROM runs WHERE id = ?',
  )

  function keepTotals(
    run: string,
    clocks: readonly EpochRow[] = columns.isPacked(run) ? columns.epochs(run) : rows.epochs(run),
  ): void {
    const { epochs, trainingSeconds, imagesPerSecond } = totalsOf(clocks)
    setTotals.run(epochs, trainingSeconds, imagesPerSecond, run)
  }

  const pack = database.transaction((run: string, keepsRows: boolean): boolean => {
    if (isEnded.get(run) === undefined) return false
    if (!columns.isPacked(run) && !writeColumns(run)) return false
    if (!keepsRows) rows.clear(run)
    return true
  })

  /** @returns false where there is nothing to pack, and where something cannot be read: it would be lost. */
  function writeColumns(run: string): boolean {
    const clocks = rows.epochs(run)
    const found = series.ofRun(run).flatMap((one) => {
      const points = one.digest?.by === 'step' ? noPoints : rows.points(one.id)
      return points.epochs.length + points.unreadable === 0 ? [] : [{ ...one, points }]
    })
    if (clocks.length === 0 && found.length === 0) return false
    if (found.some(({ points }) => points.unreadable > 0)) return false
    if (rows.countUnreadableEpochs(run) > 0 || columns.countDamaged(run) > 0) return false
    for (const { id, digest, points } of found) {
      columns.pack(id, points)
      if (digest === null) series.rebuild(id, 'epoch', [{ steps: points.epochs, values: points.values }])
    }
    columns.packEpochs(run, clocks)
    keepTotals(run, clocks)
    return true
  }

  const unpack = database.transaction((run: string): void => {
    if (!columns.isPacked(run)) return
    for (const { id } of series.ofRun(run)) {
      const points = columns.read(id)
      // A damaged column stays, and is told of.
      if (points === null) continue
      points.epochs.forEach((epoch, index) => rows.putPoint(id, epoch, points.values[index] ?? Number.NaN))
      columns.remove(id)
    }
    for (const row of columns.epochs(run)) rows.putEpoch(run, row)
    columns.removeEpochs(run)
  })

  return {
    totals: (run: string): EpochTotals | null => totalsSchema.safeParse(totals.get(run)).data ?? null,
    /** Works out what `runs` says of its epochs. */
    keepTotals: (run: string): void => keepTotals(run),
    /**
     * Packs a run that has ended, unless something of it cannot be read.
     * @param options `keepsRows`: they are cleared later, with those of others. Nobody reads the rows of a packed run.
     * @returns whether it is packed
     */
    pack: (run: string, { keepsRows = false }: { readonly keepsRows?: boolean } = {}): boolean =>
      pack.immediate(run, keepsRows),
    /** Clears what packing kept, of all packed runs. */
    clearPacked: (): void => {
      if (unpacked.get() === 0) rows.clearAll()
      else for (const run of loose.all()) if (columns.isPacked(run)) rows.clear(run)
    },
    /** Back into rows: before a run goes on. */
    unpack: (run: string): void => (database.inTransaction ? unpack(run) : unpack.immediate(run)),
    /** Runs that have ended and lie in rows, in the order in which they were made. */
    loose: (): string[] => loose.all(),
  }
}

const totalsSchema = z.object({
  epochs: z.int().min(0),
  trainingSeconds: z.number(),
  imagesPerSecond: z.number().nullable(),
})
export type EpochTotals = Readonly<z.infer<typeof totalsSchema>>

/** What is said of a run's epochs as a whole. */
export const totalsOf = (epochs: readonly EpochRow[]): EpochTotals => ({
  epochs: epochs.length,
  // An epoch whose seconds cannot be read counts for none.
  trainingSeconds: epochs.reduce((sum, { seconds }) => sum + (Number.isNaN(seconds) ? 0 : seconds), 0),
  // Every epoch has the same images.
  imagesPerSecond: overallRate(epochs.map(({ imagesPerSecond }) => ({ amount: 1, rate: imagesPerSecond }))),
})
