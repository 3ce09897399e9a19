/** What runs take in the database and on the disk, added up by project. */
import type { Database } from './database'

/** Bytes of runs that lie together: of one project, in the bin or not. */
export type StoredBytes = {
  readonly project: string
  readonly isBinned: 0 | 1
  readonly runs: number
  /** Settings and series. */
  readonly curveBytes: number
  /** Sample images, measured errors, logs, and what runs log beside numbers. */
  readonly mediaBytes: number
  /** Weights and checkpoints, in files. */
  readonly checkpointBytes: number
}

/** A row of numbers with its place in an index, where they are not packed. */
const bytesOfRow = 24

/** Prepared statements over everything that belongs to a run. */
export function createStorageRepository(database: Database) {
  const lastNumber = database.prepare<[], number | null>('SELECT max(number) FROM runs').pluck()
  const bytes = database.prepare<{ after: number; until: number; row: number }, StoredBytes>(`
    SELECT project, binned_at IS NOT NULL AS isBinned, count(*) AS runs,
      sum(length(config) + coalesce(length(recipe), 0) + length(layers) + coalesce(length(environment), 0) + length(notes)
        + (SELECT coalesce(sum(length(numbers) + coalesce(length(epochs), 0)), 0) FROM epoch_columns
            WHERE series IN (SELECT series.id FROM series WHERE series.run = runs.number))
        + (SELECT coalesce(sum(length(numbers)), 0) FROM packed_epochs WHERE packed_epochs.run = runs.number)
        + @row * (SELECT count(*) FROM epochs WHERE run_id = runs.id)
        + (SELECT coalesce(sum(
              (SELECT coalesce(sum(length(points)), 0) FROM batch_chunks WHERE series_id = series.id)
              + @row * (SELECT count(*) FROM batch_tail WHERE series_id = series.id)
              + @row * (SELECT count(*) FROM epoch_points WHERE series_id = series.id)), 0)
            FROM series WHERE series.run = runs.number)) AS curveBytes,
      sum((SELECT coalesce(sum(length(outputs)), 0) FROM epoch_samples WHERE run_id = runs.id)
        + (SELECT coalesce(sum(length(counts)), 0) FROM residuals WHERE run_id = runs.id)
        + (SELECT coalesce(sum(length(message) + @row), 0) FROM events WHERE run_id = runs.id)
        + (SELECT coalesce(sum(bytes + length(details) + @row), 0) FROM media WHERE media.run = runs.number)) AS mediaBytes,
      sum((SELECT coalesce(sum(bytes), 0) FROM checkpoints WHERE run_id = runs.id)) AS checkpointBytes
    FROM runs WHERE number > @after AND number <= @until GROUP BY project, isBinned`)
  return {
    /** The greatest number of a run; 0 without runs. */
    lastRunNumber: (): number => lastNumber.get() ?? 0,
    /** Sums over the runs whose numbers are above `after` and at most `until`. */
    ofRuns: (after: number, until: number): StoredBytes[] => bytes.all({ after, until, row: bytesOfRow }),
  }
}
