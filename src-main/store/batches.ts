/** Per-batch series: an open tail of rows, and a chunk for every 1,024 of them. */
import { chunkPoints, decodeChunk, encodeChunk, type BatchPoint } from './batch-chunks'
import { createSeriesIds } from './epochs'
import { fromStored, toStored } from './numbers'
import type { Database } from './open'

type TailRow = { step: number; elapsedSeconds: number; value: number | null; kind: number }

/** Prepared statements over `batch_tail` and `batch_chunks`. */
export function createBatchRepository(database: Database) {
  const ids = createSeriesIds(database)
  const insertTail = database.prepare(
    'INSERT INTO batch_tail (series_id, step, elapsed_seconds, value, kind) VALUES (?, ?, ?, ?, ?)',
  )
  const tail = database.prepare<[number], TailRow>(
    'SELECT step, elapsed_seconds AS elapsedSeconds, value, kind FROM batch_tail WHERE series_id = ? ORDER BY step',
  )
  const clearTail = database.prepare('DELETE FROM batch_tail WHERE series_id = ?')
  const cutTail = database.prepare<[number, number]>('DELETE FROM batch_tail WHERE series_id = ? AND step > ?')
  const chunksPast = database.prepare<[number, number], { firstStep: number; points: Buffer }>(`
    SELECT first_step AS firstStep, points FROM batch_chunks WHERE series_id = ? AND last_step > ? ORDER BY first_step`)
  const removeChunk = database.prepare<[number, number]>(
    'DELETE FROM batch_chunks WHERE series_id = ? AND first_step = ?',
  )
  const seriesOfRun = database.prepare<[string], { id: number }>('SELECT id FROM series WHERE run_id = ?')
  const insertChunk = database.prepare(`
    INSERT INTO batch_chunks (series_id, first_step, last_step, point_count, minimum, maximum, last_value, points)
    VALUES (@series, @firstStep, @lastStep, @pointCount, @minimum, @maximum, @lastValue, @points)`)
  const chunks = database.prepare<[number], { points: Buffer }>(
    'SELECT points FROM batch_chunks WHERE series_id = ? ORDER BY first_step',
  )
  const count = database.prepare<[number, number], { count: number }>(`
    SELECT (SELECT coalesce(sum(point_count), 0) FROM batch_chunks WHERE series_id = ?) +
      (SELECT count(*) FROM batch_tail WHERE series_id = ?) AS count`)

  const keys = database.prepare<[string], { key: string }>(`
    SELECT key FROM series WHERE run_id = ? AND (
      EXISTS (SELECT 1 FROM batch_chunks WHERE series_id = series.id) OR
      EXISTS (SELECT 1 FROM batch_tail WHERE series_id = series.id)) ORDER BY id`)

  const readTail = (series: number): BatchPoint[] =>
    tail.all(series).map((row) => ({ step: row.step, elapsedSeconds: row.elapsedSeconds, value: fromStored(row) }))

  function closeChunk(series: number): void {
    const points = readTail(series)
    const finite = points.map(({ value }) => value).filter(Number.isFinite)
    const last = points.at(-1)
    insertChunk.run({
      series,
      firstStep: points[0]?.step,
      lastStep: last?.step,
      pointCount: points.length,
      minimum: finite.length > 0 ? Math.min(...finite) : null,
      maximum: finite.length > 0 ? Math.max(...finite) : null,
      lastValue: last !== undefined && Number.isFinite(last.value) ? last.value : null,
      points: encodeChunk(points),
    })
    clearTail.run(series)
  }

  const append = database.transaction((run: string, key: string, points: readonly BatchPoint[]) => {
    const series = ids.findOrMake(run, key)
    let open = readTail(series).length
    for (const { step, elapsedSeconds, value } of points) {
      const stored = toStored(value)
      insertTail.run(series, step, elapsedSeconds, stored.value, stored.kind)
      open += 1
      if (open === chunkPoints) {
        closeChunk(series)
        open = 0
      }
    }
    return count.get(series, series)?.count ?? 0
  })

  const cut = database.transaction((run: string, afterStep: number) => {
    for (const { id } of seriesOfRun.all(run)) {
      cutTail.run(id, afterStep)
      for (const { firstStep, points } of chunksPast.all(id, afterStep)) {
        removeChunk.run(id, firstStep)
        // What a chunk holds before the cut is the newest there is: it becomes the open tail.
        for (const { step, elapsedSeconds, value } of decodeChunk(points)) {
          if (step > afterStep) break
          const stored = toStored(value)
          insertTail.run(id, step, elapsedSeconds, stored.value, stored.kind)
        }
      }
    }
  })

  return {
    /** Removes the points of every series of a run past a step: a resumed run trains them anew. */
    cut: (run: string, afterStep: number): void => cut.immediate(run, afterStep),
    /** Appends points with ascending steps in one transaction. @returns how many the series has now. */
    append: (run: string, key: string, points: readonly BatchPoint[]): number => append.immediate(run, key, points),
    /** Series of a run that have points by step, in the order in which they were first written. */
    keys: (run: string): string[] => keys.all(run).map(({ key }) => key),
    /** Every point of the series, ascending; empty when there is none. */
    read(run: string, key: string): BatchPoint[] {
      const series = ids.find(run, key)
      if (series === null) return []
      return [...chunks.all(series).flatMap(({ points }) => decodeChunk(points)), ...readTail(series)]
    },
  }
}
