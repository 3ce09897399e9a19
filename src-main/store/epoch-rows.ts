/** Epochs as rows: of runs that train, and of ended ones until they are packed. */
import { fromStored, isStored, toStored } from './numbers'
import type { Database } from './database'

/** Values at some of a run's epochs, ascending. */
export type EpochColumn = { readonly epochs: Int32Array; readonly values: Float64Array }

/** What every epoch has besides metrics; NaN where nothing is stored. */
export type EpochRow = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
}

/** With its end in milliseconds since 1970. */
export type EpochClock = EpochRow & { readonly endedAt: number }

type ClockRow = Readonly<Record<keyof EpochClock, unknown>>
type PointRow = [epoch: number, value: number | null, kind: number, negativeZero: number]

const numberOf = (stored: unknown): number => (typeof stored === 'number' ? stored : Number.NaN)
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

const isReadable = ([, value, kind]: PointRow): boolean => isStored(value, kind)

/** What no version can have written: such a row is left out, counted, and keeps its run from being packed. */
const unreadablePoint = `(kind IS NULL OR kind NOT BETWEEN 0 AND 3 OR (kind = 0) <> (value IS NOT NULL)
  OR typeof(value) NOT IN ('real', 'integer', 'null'))`
/** Epochs that Plateau trained have every number; those that a client logged have the time alone. */
const unreadableClock = `(typeof(elapsed_seconds) <> 'real' OR (typeof(seconds) <> 'real' OR typeof(images_per_second) <> 'real')
  AND NOT (SELECT steps_are_epochs FROM runs WHERE runs.id = run_id))`

/** Prepared statements over `epochs` and `epoch_points`. */
export function createEpochRows(database: Database) {
  const insertEpoch = database.prepare(`
    INSERT OR REPLACE INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second, ended_at)
    VALUES (@run, @epoch, @seconds, @elapsedSeconds, @imagesPerSecond, @endedAt)`)
  const addEpoch = database.prepare('INSERT OR IGNORE INTO epochs (run_id, epoch, elapsed_seconds) VALUES (?, ?, ?)')
  const insertPoint = database.prepare(
    'INSERT OR REPLACE INTO epoch_points (series_id, epoch, value, kind, negative_zero) VALUES (?, ?, ?, ?, ?)',
  )
  const epochs = database.prepare<[string], ClockRow>(`
    SELECT epoch, seconds, elapsed_seconds AS elapsedSeconds, images_per_second AS imagesPerSecond, ended_at AS endedAt
    FROM epochs WHERE run_id = ? ORDER BY epoch`)
  const points = database
    .prepare<[number], PointRow>(
      'SELECT epoch, value, kind, negative_zero FROM epoch_points WHERE series_id = ? ORDER BY epoch',
    )
    .raw()
  const ofRun = '(SELECT series.id FROM series JOIN runs ON runs.number = series.run WHERE runs.id = @run)'
  const unreadable = database
    .prepare<{ run: string }, number>(
      `SELECT count(*) FROM epoch_points WHERE series_id IN ${ofRun} AND ${unreadablePoint}`,
    )
    .pluck()
  const unreadableEpochs = database
    .prepare<{ run: string }, number>(`SELECT count(*) FROM epochs WHERE run_id = @run AND ${unreadableClock}`)
    .pluck()
  const clearAll = database.prepare('DELETE FROM epoch_points')
  const clearAllEpochs = database.prepare('DELETE FROM epochs')
  const has = database
    .prepare<[number, number], 1>('SELECT 1 FROM epoch_points WHERE series_id = ? AND epoch = ?')
    .pluck()
  const clearEpochs = database.prepare<{ run: string }>('DELETE FROM epochs WHERE run_id = @run')
  const clearPoints = database.prepare<{ run: string }>(`DELETE FROM epoch_points WHERE series_id IN ${ofRun}`)

  return {
    /** An epoch that is there is replaced. */
    putEpoch: (run: string, row: EpochClock): void =>
      void insertEpoch.run({
        run,
        epoch: row.epoch,
        seconds: orNull(row.seconds),
        elapsedSeconds: orNull(row.elapsedSeconds),
        imagesPerSecond: orNull(row.imagesPerSecond),
        endedAt: orNull(row.endedAt),
      }),
    /** The time of an epoch that a client logs, unless it is there: seconds since the run's start. @returns whether it was new */
    addEpoch: (run: string, epoch: number, elapsedSeconds: number): boolean =>
      addEpoch.run(run, epoch, orNull(elapsedSeconds)).changes > 0,
    /** A point that is there is replaced. */
    putPoint(series: number, epoch: number, value: number): void {
      const stored = toStored(value)
      insertPoint.run(series, epoch, stored.value, stored.kind, stored.negativeZero)
    },
    epochs: (run: string): EpochClock[] =>
      epochs.all(run).map((row) => ({
        epoch: Number(row.epoch),
        seconds: numberOf(row.seconds),
        elapsedSeconds: numberOf(row.elapsedSeconds),
        imagesPerSecond: numberOf(row.imagesPerSecond),
        endedAt: numberOf(row.endedAt),
      })),
    /** With how many rows that cannot be read were left out. */
    points(series: number): EpochColumn & { readonly unreadable: number } {
      const all = points.all(series)
      const rows = all.every(isReadable) ? all : all.filter(isReadable)
      return {
        unreadable: all.length - rows.length,
        epochs: Int32Array.from(rows, ([epoch]) => epoch),
        values: Float64Array.from(rows, ([, value, kind, negativeZero]) => fromStored(value, kind, negativeZero)),
      }
    },
    has: (series: number, epoch: number): boolean => has.get(series, epoch) !== undefined,
    countUnreadable: (run: string): number => (unreadable.get({ run }) ?? 0) + (unreadableEpochs.get({ run }) ?? 0),
    countUnreadableEpochs: (run: string): number => unreadableEpochs.get({ run }) ?? 0,
    clearAll(): void {
      clearAll.run()
      clearAllEpochs.run()
    },
    clear(run: string): void {
      clearPoints.run({ run })
      clearEpochs.run({ run })
    },
  }
}
