/** Epochs and the metrics of each: committed one epoch a transaction. */
import { epochMetricKeys, type EpochMetricKey } from '../contract/metrics'
import { createEpochColumns, type EpochColumn } from './epoch-columns'
import { toStored } from './numbers'
import type { Database } from './open'

export type NewEpoch = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
  /** Milliseconds since 1970. */
  readonly endedAt?: number
  readonly values: Readonly<Record<EpochMetricKey, number>>
}

export type EpochRow = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
}

/** The id of a run's series, made at its first point. */
export function createSeriesIds(database: Database) {
  const find = database
    .prepare<[string, string], number>(
      `SELECT id FROM series WHERE key = (SELECT keys.id FROM keys WHERE kind = 'series' AND keys.key = ?)
        AND run = (SELECT number FROM runs WHERE runs.id = ?)`,
    )
    .pluck()
  const insertKey = database.prepare<[string]>(
    "INSERT INTO keys (kind, key) VALUES ('series', ?) ON CONFLICT (kind, key) DO NOTHING",
  )
  const insert = database
    .prepare<[string, string], number>(
      `INSERT INTO series (key, run, id) SELECT keys.id, runs.number, (SELECT coalesce(max(id), 0) + 1 FROM series)
      FROM keys, runs WHERE kind = 'series' AND keys.key = ? AND runs.id = ? RETURNING id`,
    )
    .pluck()

  function make(run: string, key: string): number {
    insertKey.run(key)
    const id = insert.get(key, run)
    if (id === undefined) throw new RangeError(`There is no run ${run}`)
    return id
  }
  return {
    find: (run: string, key: string): number | null => find.get(key, run) ?? null,
    /** @throws RangeError when there is no such run. */
    findOrMake: (run: string, key: string): number => find.get(key, run) ?? make(run, key),
  }
}

/** Prepared statements over `epochs` and `epoch_points`, and what is packed of them. */
export function createEpochRepository(database: Database) {
  const ids = createSeriesIds(database)
  const columns = createEpochColumns(database)
  const insertEpoch = database.prepare(`
    INSERT OR REPLACE INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second, ended_at)
    VALUES (@run, @epoch, @seconds, @elapsedSeconds, @imagesPerSecond, @endedAt)`)
  const insertPoint = database.prepare(
    'INSERT OR REPLACE INTO epoch_points (series_id, epoch, value, kind, negative_zero) VALUES (?, ?, ?, ?, ?)',
  )
  const epochs = database.prepare<[string], EpochRow>(`
    SELECT epoch, seconds, elapsed_seconds AS elapsedSeconds, images_per_second AS imagesPerSecond
    FROM epochs WHERE run_id = ? ORDER BY epoch`)

  const commit = database.transaction((run: string, epoch: NewEpoch, alongside: () => void) => {
    columns.unpack(run)
    insertEpoch.run({
      run,
      epoch: epoch.epoch,
      seconds: epoch.seconds,
      elapsedSeconds: epoch.elapsedSeconds,
      imagesPerSecond: epoch.imagesPerSecond,
      endedAt: epoch.endedAt ?? null,
    })
    for (const key of epochMetricKeys) {
      const stored = toStored(epoch.values[key])
      insertPoint.run(ids.findOrMake(run, key), epoch.epoch, stored.value, stored.kind, stored.negativeZero)
    }
    alongside()
  })

  return {
    /**
     * Commits one epoch, whole or not at all, and with it whatever `alongside` writes.
     * When it returns the epoch is on the disk. An epoch that is trained anew after a damaged checkpoint replaces itself.
     */
    commit: (run: string, epoch: NewEpoch, alongside: () => void = () => undefined): void => {
      commit.immediate(run, epoch, alongside)
    },
    /** A number that is missing or none is NaN. */
    list: (run: string): EpochRow[] =>
      epochs.all(run).map(({ epoch, ...numbers }) => ({
        epoch,
        seconds: numberOf(numbers.seconds),
        elapsedSeconds: numberOf(numbers.elapsedSeconds),
        imagesPerSecond: numberOf(numbers.imagesPerSecond),
      })),
    /** One column of a run's epochs; null where it has none of it. */
    column: columns.read,
    /** Every metric of a run. */
    metrics: columns.metrics,
    digest: columns.digest,
    isPacked: columns.isPacked,
    countUnreadable: columns.countUnreadable,
    pack: columns.pack,
    /** Values by series key, each an array of [epoch, value] in ascending epochs. */
    values: (run: string): Map<string, [epoch: number, value: number][]> =>
      new Map([...columns.metrics(run)].map(([key, column]) => [key, pointsOf(column)])),
  }
}

const numberOf = (stored: unknown): number => (typeof stored === 'number' ? stored : Number.NaN)

/** A column as [epoch, value], ascending. */
function pointsOf({ epochs, values }: EpochColumn): [epoch: number, value: number][] {
  return Array.from(epochs, (epoch, index) => [epoch, values[index] ?? Number.NaN])
}
