/** Epochs and the metrics of each: committed one epoch a transaction, and packed once a run has ended. */
import { z } from 'zod'
import { overallRate } from '../maths/rates'
import { createEpochColumns, type ClockField } from './epoch-columns'
import { createEpochRows, type EpochClock, type EpochColumn, type EpochRow } from './epoch-rows'
import type { Database } from './open'
import type { SeriesRepository } from './series'

export type { EpochColumn, EpochRow } from './epoch-rows'

export type NewEpoch = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
  /** Milliseconds since 1970. */
  readonly endedAt?: number
  readonly values: Readonly<Record<string, number>>
}

/** Points that a client logs by epoch, as columns of one length. */
export type EpochPoints = {
  readonly epochs: ArrayLike<number>
  /** Since the run's start. */
  readonly seconds: ArrayLike<number>
  readonly values: ArrayLike<number>
}

export type EpochRepository = ReturnType<typeof createEpochRepository>

/** Fields of every epoch that are read as series, too. */
const clockKeys: Readonly<Record<string, ClockField>> = {
  epoch_seconds: 'seconds',
  images_per_second: 'imagesPerSecond',
}

/** Prepared statements over the epochs of runs, wherever they lie. */
export function createEpochRepository(database: Database, series: SeriesRepository) {
  const rows = createEpochRows(database)
  const columns = createEpochColumns(database)
  const packing = createEpochPacking(database, { series, rows, columns })

  const list = (run: string): EpochRow[] =>
    (columns.isPacked(run) ? columns.epochs(run) : rows.epochs(run)).map(({ endedAt: _, ...row }) => row)
  const pointsOf = (id: number): EpochColumn => {
    const { epochs, values } = columns.read(id) ?? rows.points(id)
    return { epochs, values }
  }
  const readAll = (id: number) => () => {
    const { epochs, values } = pointsOf(id)
    return [{ steps: epochs, values }]
  }

  function clock(run: string, field: ClockField): EpochColumn | null {
    const found = columns.isPacked(run) ? columns.clock(run, field) : rowsClock(rows.epochs(run), field)
    return found.epochs.length === 0 ? null : found
  }

  function column(run: string, key: string): EpochColumn | null {
    const id = series.find(run, key)
    const points = id === null ? null : pointsOf(id)
    if (points !== null && points.epochs.length > 0) return points
    const field = Object.hasOwn(clockKeys, key) ? clockKeys[key] : undefined
    return field === undefined ? null : clock(run, field)
  }

  const metrics = (run: string): Map<string, EpochColumn> =>
    new Map(
      series.ofRun(run).flatMap(({ id, key, digest }) => {
        const points = digest?.by === 'step' ? null : pointsOf(id)
        return points === null || points.epochs.length === 0 ? [] : [[key, points] as const]
      }),
    )

  const commit = database.transaction((run: string, epoch: NewEpoch, alongside: () => void) => {
    packing.unpack(run)
    rows.putEpoch(run, { ...epoch, endedAt: epoch.endedAt ?? Number.NaN })
    for (const [key, value] of Object.entries(epoch.values)) {
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
    for (let index = 0; index < epochs.length; index += 1) {
      const epoch = epochs[index] ?? 0
      if (rows.has(id, epoch)) replaced += 1
      rows.addEpoch(run, epoch, seconds[index] ?? Number.NaN)
      rows.putPoint(id, epoch, values[index] ?? Number.NaN)
    }
    if (epochs.length > 0) series.rebuild(id, 'epoch', readAll(id)())
    packing.keepTotals(run)
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
    /** A number that is missing or none is NaN. */
    list,
    /** What is said of a run's epochs as a whole: kept, and where it is not, worked out. */
    totals: (run: string): EpochTotals => packing.totals(run) ?? totalsOf(list(run)),
    /** One number of every epoch; null for a run without any. */
    clock,
    /** One column of a run's epochs: a metric, `epoch_seconds` or `images_per_second`; null where it has none of it. */
    column,
    /** Every metric of a run, in the order in which they were first written. */
    metrics,
    /** Values by series key, each an array of [epoch, value] in ascending epochs. */
    values: (run: string): Map<string, [epoch: number, value: number][]> =>
      new Map(
        [...metrics(run)].map(([key, { epochs, values }]) => [
          key,
          Array.from(epochs, (epoch, index) => [epoch, values[index] ?? Number.NaN]),
        ]),
      ),
    /** Values that cannot be read: rows that no version can have written, and damaged columns. */
    countUnreadable: (run: string): number =>
      // Nobody reads the rows of a packed run.
      columns.countUnreadable(run) + (columns.isPacked(run) ? 0 : rows.countUnreadable(run)),
    isPacked: columns.isPacked,
    keepTotals: packing.keepTotals,
    pack: packing.pack,
    unpack: packing.unpack,
    loose: packing.loose,
    clearPacked: packing.clearPacked,
  }
}

const rowsClock = (epochs: readonly EpochClock[], field: ClockField): EpochColumn => ({
  epochs: Int32Array.from(epochs, ({ epoch }) => epoch),
  values: Float64Array.from(epochs, (row) => row[field]),
})

const noPoints = { epochs: new Int32Array(), values: new Float64Array(), unreadable: 0 }

type Parts = {
  readonly series: SeriesRepository
  readonly rows: ReturnType<typeof createEpochRows>
  readonly columns: ReturnType<typeof createEpochColumns>
}

/** Rows into columns and back, each in one transaction, and what `runs` says of them. */
function createEpochPacking(database: Database, { series, rows, columns }: Parts) {
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

  function keepTotals(run: string): void {
    const found = columns.isPacked(run) ? columns.epochs(run) : rows.epochs(run)
    const { epochs, trainingSeconds, imagesPerSecond } = totalsOf(found)
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
    if (rows.countUnreadableEpochs(run) + columns.countUnreadable(run) > 0) return false
    for (const { id, digest, points } of found) {
      columns.pack(id, points)
      if (digest === null) series.rebuild(id, 'epoch', [{ steps: points.epochs, values: points.values }])
    }
    columns.packEpochs(run, clocks)
    keepTotals(run)
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
    keepTotals,
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
