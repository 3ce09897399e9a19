/** Epochs and the metrics of each: committed one epoch a transaction. */
import { epochMetricKeys, type EpochMetricKey } from '../contract/metrics'
import { fromStored, toStored } from './numbers'
import type { Database } from './open'

export type NewEpoch = {
  readonly epoch: number
  readonly seconds: number
  readonly elapsedSeconds: number
  readonly imagesPerSecond: number
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
  const find = database.prepare<[string, string], { id: number }>('SELECT id FROM series WHERE run_id = ? AND key = ?')
  const insert = database.prepare<[string, string]>('INSERT INTO series (run_id, key) VALUES (?, ?)')
  return {
    find: (run: string, key: string): number | null => find.get(run, key)?.id ?? null,
    findOrMake: (run: string, key: string): number =>
      find.get(run, key)?.id ?? Number(insert.run(run, key).lastInsertRowid),
  }
}

/** Prepared statements over `epochs` and `epoch_points`. */
export function createEpochRepository(database: Database) {
  const ids = createSeriesIds(database)
  const insertEpoch = database.prepare(`
    INSERT OR REPLACE INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second)
    VALUES (@run, @epoch, @seconds, @elapsedSeconds, @imagesPerSecond)`)
  const insertPoint = database.prepare(
    'INSERT OR REPLACE INTO epoch_points (series_id, epoch, value, kind) VALUES (?, ?, ?, ?)',
  )
  const epochs = database.prepare<[string], EpochRow>(`
    SELECT epoch, seconds, elapsed_seconds AS elapsedSeconds, images_per_second AS imagesPerSecond
    FROM epochs WHERE run_id = ? ORDER BY epoch`)
  const points = database.prepare<[string], { key: string; epoch: number; value: number | null; kind: number }>(`
    SELECT series.key, epoch, value, kind FROM series JOIN epoch_points ON series_id = series.id
    WHERE run_id = ? ORDER BY series.id, epoch`)

  const commit = database.transaction((run: string, epoch: NewEpoch, alongside: () => void) => {
    insertEpoch.run({ run, ...epoch })
    for (const key of epochMetricKeys) {
      const stored = toStored(epoch.values[key])
      insertPoint.run(ids.findOrMake(run, key), epoch.epoch, stored.value, stored.kind)
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
    list: (run: string): EpochRow[] => epochs.all(run),
    /** Values by series key, each an array of [epoch, value] in ascending epochs. */
    values(run: string): Map<string, [epoch: number, value: number][]> {
      const series = new Map<string, [number, number][]>()
      for (const { key, epoch, value, kind } of points.iterate(run)) {
        const list = series.get(key)
        const point: [number, number] = [epoch, fromStored({ value, kind })]
        if (list) list.push(point)
        else series.set(key, [point])
      }
      return series
    },
  }
}
