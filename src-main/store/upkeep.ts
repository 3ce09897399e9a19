/** What a migration in SQL cannot do: packs the epochs and tails of ended runs and makes the digests of an earlier version's series. */
import Sqlite from 'better-sqlite3'
import { createBatchRepository } from './batches'
import { createDigestReader } from './digests'
import { createEpochRepository } from './epochs'
import type { Database } from './database'
import { createSeriesRepository } from './series'

/** How far the updating of a history is: of its runs. */
export type UpdateProgress = { readonly done: number; readonly total: number }

/** Set by the migration, in the table of settings, and removed once every run was looked at. */
const pendingKey = 'core.history-to-pack'
/** Runs that one transaction packs. */
const atOnce = 100

/**
 * Goes through a history that was migrated, or whose updating was cut short. Where the disk is full it is left for the next start: everything is
 * read from rows as well.
 * @param onProgress called after each hundred runs
 */
export function updateHistory(database: Database, onProgress: (progress: UpdateProgress) => void): void {
  if (database.prepare('SELECT 1 FROM settings WHERE key = ?').get(pendingKey) === undefined) return
  const series = createSeriesRepository(database)
  const epochs = createEpochRepository(database, series)
  const batches = createBatchRepository(database, series)
  const digests = createDigestReader({ series, epochs, batches })
  const ids = database.prepare<[], string>('SELECT id FROM runs ORDER BY number').pluck().all()
  const withoutDigest = database
    .prepare<[], string>(
      'SELECT DISTINCT runs.id FROM series JOIN runs ON runs.number = series.run WHERE count IS NULL',
    )
    .pluck()
  const update = database.transaction((runs: readonly string[]) => {
    for (const run of runs) {
      if (!epochs.pack(run, { keepsRows: true })) epochs.keepTotals(run)
      batches.pack(run)
    }
  })
  try {
    for (let from = 0; from < ids.length; from += atOnce) {
      if (ids.length > atOnce) onProgress({ done: from, total: ids.length })
      update.immediate(ids.slice(from, from + atOnce))
    }
    // At the end, as most often all rows there are go at once.
    const finish = database.transaction(() => {
      epochs.clearPacked()
      // Packing has made those of the others.
      digests.ofRuns(withoutDigest.all())
      database.prepare('DELETE FROM settings WHERE key = ?').run(pendingKey)
    })
    finish.immediate()
    giveBackSpace(database)
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError && error.code === 'SQLITE_FULL')) throw error
  }
}

/** Less than so many bytes are soon written to again. */
const leastFreeBytes = 16 * 1024 * 1024

/** Where a third of the file is free or more, it becomes as small as what is in it. */
function giveBackSpace(database: Database): void {
  const numberOf = (pragma: string) => Number(database.pragma(pragma, { simple: true }))
  const free = numberOf('freelist_count')
  if (free * numberOf('page_size') < leastFreeBytes || 3 * free < numberOf('page_count')) return
  database.exec('VACUUM')
}
