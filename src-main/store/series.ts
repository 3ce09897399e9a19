/** The series of runs: a short number for each, and its digest, kept in the transaction that writes its points. */
import type { Database } from './database'
import type { SeriesDigest } from '../contract/run'
import { emptyDigest, extendDigest } from '../model/digests'
import { digestColumns, fromDigestRow, toDigestRow, type DigestRow } from './series-digest'

/** Points of a series, as columns of one length. */
export type DigestPoints = { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> }

export type SeriesRepository = ReturnType<typeof createSeriesRepository>

/** The id of a run's series, made at its first point. */
function createSeriesIds(database: Database) {
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
    /** The id of a run's series; null when there is none. */
    find: (run: string, key: string): number | null => find.get(key, run) ?? null,
    /** As `find`; made where there is none. @throws RangeError when there is no such run. */
    findOrMake: (run: string, key: string): number => find.get(key, run) ?? make(run, key),
  }
}

/** A series of a run with its digest; null where there is none that can be read. */
export type RunSeries = { readonly id: number; readonly key: string; readonly digest: SeriesDigest | null }

const columns = digestColumns.map((column) => `series.${column}`).join(', ')
type RunSeriesRow = [run: string, id: number, key: string, ...digest: DigestRow]

function readRow([run, id, key, ...digest]: RunSeriesRow): RunSeries & { readonly run: string } {
  return { run, id, key, digest: fromDigestRow(digest) }
}

/** Prepared statements over `series` and the keys of series. */
export function createSeriesRepository(database: Database) {
  const ids = createSeriesIds(database)
  const digestOf = database
    .prepare<[number], DigestRow>(`SELECT ${digestColumns.join(', ')} FROM series WHERE id = ?`)
    .raw()
  const setDigest = database.prepare(
    `UPDATE series SET ${digestColumns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
  )
  const forget = database.prepare('UPDATE series SET count = NULL WHERE id = ?')
  const ofRun = database
    .prepare<[string], RunSeriesRow>(
      `SELECT runs.id, series.id, keys.key, ${columns} FROM runs JOIN series ON series.run = runs.number JOIN keys ON keys.id = series.key
      WHERE runs.id = ? ORDER BY series.id`,
    )
    .raw()
  const ofRuns = database
    .prepare<[string], RunSeriesRow>(
      `SELECT runs.id, series.id, keys.key, ${columns} FROM json_each(?) AS asked JOIN runs ON runs.id = asked.value
      JOIN series ON series.run = runs.number JOIN keys ON keys.id = series.key ORDER BY asked.key, series.id`,
    )
    .raw()
  const ofKey = database
    .prepare<[string], RunSeriesRow>(
      `SELECT runs.id, series.id, keys.key, ${columns} FROM keys JOIN series ON series.key = keys.id JOIN runs ON runs.number = series.run
      WHERE kind = 'series' AND keys.key = ? ORDER BY series.run`,
    )
    .raw()

  function keep(id: number, digest: SeriesDigest): SeriesDigest {
    setDigest.run(...toDigestRow(digest), id)
    return digest
  }

  /** Of all its points, in stretches that ascend. */
  const rebuild = (id: number, by: SeriesDigest['by'], parts: Iterable<DigestPoints>): SeriesDigest => {
    let digest = emptyDigest(by)
    for (const part of parts) digest = extendDigest(digest, part.steps, part.values)
    return keep(id, digest)
  }

  return {
    ...ids,
    /**
     * Adds points that were written to a series to its digest, in the same transaction.
     * @param readAll all points that it has now: read where the digest cannot be read, and where the new points do not lie behind its own
     */
    extend(id: number, by: SeriesDigest['by'], points: DigestPoints, readAll: () => Iterable<DigestPoints>): void {
      if (points.steps.length === 0) return
      const row = digestOf.get(id)
      const digest = row === undefined ? null : fromDigestRow(row)
      if (digest?.by === by && (points.steps[0] ?? 0) > (digest.lastStep ?? -1))
        keep(id, extendDigest(digest, points.steps, points.values))
      else rebuild(id, by, readAll())
    },
    keep,
    rebuild,
    /** Its points have changed otherwise: the digest is made when it is next asked for. */
    forget: (id: number): void => void forget.run(id),
    /** Every series of a run, in the order in which they were first written. */
    ofRun: (run: string): RunSeries[] => ofRun.all(run).map(readRow),
    /** Of many runs at once, in the order given. */
    ofRuns: (runs: readonly string[]): (RunSeries & { readonly run: string })[] =>
      ofRuns.all(JSON.stringify(runs)).map(readRow),
    /** One key over all runs that have it, in the order in which the runs were made. */
    ofKey: (key: string): (RunSeries & { readonly run: string })[] => ofKey.all(key).map(readRow),
  }
}
