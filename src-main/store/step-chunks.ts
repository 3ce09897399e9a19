/** The chunks of series by step, each with its summary beside it, and which of them can be read. */
import { decodeChunk, encodeChunk, type ChunkEnds } from './batch-chunks'
import { createChunkHealth } from './chunk-health'
import { createChunkSummaries } from './chunk-summaries'
import type { Database } from './database'
import type { StepColumns, StepPoints } from './step-columns'

/** Prepared statements over `batch_chunks`. */
export function createStepChunks(database: Database) {
  const health = createChunkHealth(database)
  const summaries = createChunkSummaries(database)
  /** Series whose summaries were compared with their chunks. */
  const compared = new Set<number>()
  const insert = database.prepare(
    'INSERT INTO batch_chunks (series_id, first_step, last_step, point_count, points, bytes) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const one = database
    .prepare<[number, number], Buffer>('SELECT points FROM batch_chunks WHERE series_id = ? AND first_step = ?')
    .pluck()
  const all = database
    .prepare<[number], [firstStep: number, points: Buffer]>(
      'SELECT first_step, points FROM batch_chunks WHERE series_id = ? ORDER BY first_step',
    )
    .raw()
  const past = database
    .prepare<[number, number], number>(
      'SELECT first_step FROM batch_chunks WHERE series_id = ? AND last_step > ? ORDER BY first_step DESC',
    )
    .pluck()
  const before = database
    .prepare<[number, number], [firstStep: number, lastStep: number]>(
      'SELECT first_step, last_step FROM batch_chunks WHERE series_id = ? AND first_step <= ? ORDER BY first_step DESC LIMIT 1',
    )
    .raw()
  const behind = database
    .prepare<[number, number], [firstStep: number, lastStep: number]>(
      'SELECT first_step, last_step FROM batch_chunks WHERE series_id = ? AND first_step > ? ORDER BY first_step LIMIT 1',
    )
    .raw()
  const remove = database.prepare('DELETE FROM batch_chunks WHERE series_id = ? AND first_step = ?')

  const read = (series: number, firstStep: number): StepColumns =>
    health.decode(series, firstStep, one.get(series, firstStep))

  /** Summaries are worked out of chunks: those that are not their chunk's are made anew, once in the life of a core. */
  function compareSummaries(series: number) {
    if (compared.has(series)) return
    compared.add(series)
    const wrong = health.unsummarized(series)
    if (wrong.length > 0)
      database.transaction(() => wrong.forEach((step) => summaries.keep(series, read(series, step)))).immediate()
  }

  /** Chunks of an earlier version get their summaries when they are first looked at. */
  const summarizeAll = database.transaction((series: number) => {
    for (const [firstStep] of all.all(series))
      if (!health.isDamaged(series, firstStep)) summaries.keep(series, read(series, firstStep))
    summaries.markAll(series)
  })

  return {
    /** @param points at least one, all behind those that are stored */
    add(series: number, points: StepPoints): void {
      const bytes = encodeChunk(points)
      const { steps } = points
      insert.run(series, steps[0], steps[steps.length - 1], steps.length, bytes, bytes.byteLength)
      // Of what a reader will see.
      summaries.keep(series, decodeChunk(bytes))
    },
    /** The points of the chunk that begins with a step. @throws RangeError when there is none. */
    read,
    /** As `read`, good until the next call. */
    glance: (series: number, ends: ChunkEnds): StepColumns =>
      health.glance(series, ends, one.get(series, ends.firstStep)),
    /** Those that can be read, ascending. */
    readAll: (series: number): StepColumns[] =>
      all.all(series).flatMap(([firstStep, bytes]) => {
        if (health.isDamaged(series, firstStep)) return []
        const points = health.decode(series, firstStep, bytes)
        return health.isDamaged(series, firstStep) ? [] : [points]
      }),
    /** The chunk that has a step, or else the first one behind it; null where there is none. */
    reaching(series: number, step: number): { readonly firstStep: number; readonly lastStep: number } | null {
      const own = before.get(series, step)
      const found = own !== undefined && own[1] >= step ? own : behind.get(series, step)
      return found === undefined ? null : { firstStep: found[0], lastStep: found[1] }
    },
    /** First steps of the chunks that reach past a step, the last first. */
    past: (series: number, step: number): number[] => past.all(series, step),
    /** @returns its points; null for one that cannot be read, which goes with the rest. And how many there were. */
    take(series: number, firstStep: number): { readonly points: StepColumns | null; readonly count: number } {
      const points = read(series, firstStep)
      const wasDamaged = health.forget(series, firstStep)
      remove.run(series, firstStep)
      summaries.remove(series, firstStep)
      return { points: wasDamaged ? null : points, count: points.steps.length }
    },
    /** Every chunk that can be read, without its points, ascending. @param isSummarized false: chunks of an earlier version may have no summaries */
    summaries(series: number, isSummarized: boolean) {
      if (!isSummarized) summarizeAll.immediate(series)
      compareSummaries(series)
      return summaries.of(series).filter(({ firstStep }) => !health.isDamaged(series, firstStep))
    },
    countUnreadable: health.countPoints,
  }
}

export type StepChunks = ReturnType<typeof createStepChunks>
