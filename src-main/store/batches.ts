/** Series by step: an open tail of rows, and for every 1,024 of them a chunk with its summary. */
import {
  chunkPoints,
  decodeChunk,
  encodeChunk,
  type ChunkEnds,
  type StepColumns,
  type StepPoints,
} from './batch-chunks'
import { createChunkHealth } from './chunk-health'
import { fromStored, isStored, negativeZeros, toStored, withZeroSign } from './numbers'
import type { Database } from './open'
import type { SeriesRepository } from './series'

type TailRow = [step: number, seconds: number, value: number | null, kind: number, negativeZero: number]
type State = { pointCount: number; tailCount: number; lastStep: number; lastSeconds: number; isSummarized: number }
type SummaryRow = [
  firstStep: number,
  lastStep: number,
  firstSeconds: number,
  lastSeconds: number,
  count: number,
  low: number | null,
  high: number | null,
  last: number | null,
  negativeZeros: number,
]

/** One chunk without its points. `low` and `high` over the values that are numbers; NaN where there is none. */
export type ChunkSummary = {
  readonly firstStep: number
  readonly lastStep: number
  readonly firstSeconds: number
  readonly lastSeconds: number
  readonly count: number
  readonly low: number
  readonly high: number
  readonly last: number
}

/** A tail without its points. */
export type TailEnds = Omit<ChunkSummary, 'low' | 'high'>

/** Where a series ends. */
export type SeriesEnd = { readonly pointCount: number; readonly lastStep: number; readonly lastSeconds: number }

/** Prepared statements over `step_series`, `batch_tail`, `batch_chunks` and `chunk_summaries`. */
export type BatchRepository = ReturnType<typeof createBatchRepository>

export function createBatchRepository(database: Database, ids: SeriesRepository) {
  const health = createChunkHealth(database)
  /** Series whose summaries were compared with their chunks. */
  const compared = new Set<number>()
  /** How often each series was cut. */
  const cuts = new Map<number, number>()
  const insertTail = database.prepare(
    'INSERT INTO batch_tail (series_id, step, elapsed_seconds, value, kind, negative_zero) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const tail = database
    .prepare<[number], TailRow>(
      'SELECT step, elapsed_seconds, value, kind, negative_zero FROM batch_tail WHERE series_id = ? ORDER BY step',
    )
    .raw()
  const tailStart = database
    .prepare<[number], [step: number, seconds: number]>(
      'SELECT step, elapsed_seconds FROM batch_tail WHERE series_id = ? ORDER BY step LIMIT 1',
    )
    .raw()
  const tailEnd = database
    .prepare<[number], [value: number | null, kind: number, negativeZero: number]>(
      'SELECT value, kind, negative_zero FROM batch_tail WHERE series_id = ? ORDER BY step DESC LIMIT 1',
    )
    .raw()
  const clearTail = database.prepare('DELETE FROM batch_tail WHERE series_id = ?')
  const state = database.prepare<[number], State>(`
    SELECT point_count AS pointCount, tail_count AS tailCount, last_step AS lastStep, last_seconds AS lastSeconds,
      is_summarized AS isSummarized FROM step_series WHERE series_id = ?`)
  const setState = database.prepare(`
    INSERT INTO step_series (series_id, point_count, tail_count, last_step, last_seconds)
    VALUES (@series, @pointCount, @tailCount, @lastStep, @lastSeconds)
    ON CONFLICT (series_id) DO UPDATE SET point_count = excluded.point_count, tail_count = excluded.tail_count,
      last_step = excluded.last_step, last_seconds = excluded.last_seconds`)
  const removeState = database.prepare('DELETE FROM step_series WHERE series_id = ?')
  const setSummarized = database.prepare('UPDATE step_series SET is_summarized = 1 WHERE series_id = ?')
  const insertChunk = database.prepare(`
    INSERT INTO batch_chunks (series_id, first_step, last_step, point_count, points) VALUES (?, ?, ?, ?, ?)`)
  const insertSummary = database.prepare(`
    INSERT OR REPLACE INTO chunk_summaries
      (series_id, first_step, last_step, first_seconds, last_seconds, point_count, low, high, last, negative_zeros)
    VALUES (@series, @firstStep, @lastStep, @firstSeconds, @lastSeconds, @count, @low, @high, @last, @negativeZeros)`)
  const chunk = database
    .prepare<[number, number], Buffer>('SELECT points FROM batch_chunks WHERE series_id = ? AND first_step = ?')
    .pluck()
  const chunks = database
    .prepare<[number], [firstStep: number, points: Buffer]>(
      'SELECT first_step, points FROM batch_chunks WHERE series_id = ? ORDER BY first_step',
    )
    .raw()
  const unreadableRows = database
    .prepare<[number], number>(
      `SELECT count(*) FROM batch_tail
      WHERE series_id = ? AND (kind IS NULL OR kind NOT BETWEEN 0 AND 3 OR (kind = 0) <> (value IS NOT NULL))`,
    )
    .pluck()
  const summaries = database
    .prepare<[number], SummaryRow>(
      `SELECT first_step, last_step, first_seconds, last_seconds, point_count, low, high, last, negative_zeros
      FROM chunk_summaries WHERE series_id = ? ORDER BY first_step`,
    )
    .raw()
  const chunksPast = database
    .prepare<[number, number], number>('SELECT first_step FROM batch_chunks WHERE series_id = ? AND last_step > ?')
    .pluck()
  const removeChunk = database.prepare('DELETE FROM batch_chunks WHERE series_id = ? AND first_step = ?')
  const removeSummary = database.prepare('DELETE FROM chunk_summaries WHERE series_id = ? AND first_step = ?')
  const keys = database
    .prepare<[string], string>(
      `SELECT keys.key FROM series JOIN step_series ON series_id = series.id JOIN keys ON keys.id = series.key
      WHERE run = (SELECT number FROM runs WHERE runs.id = ?) ORDER BY series.id`,
    )
    .pluck()

  /** A row that no version can have written is left out. */
  function readTail(series: number): StepColumns {
    const rows = tail.all(series).filter(([, , value, kind]) => isStored(value, kind))
    return {
      steps: Float64Array.from(rows, ([step]) => step),
      seconds: Float64Array.from(rows, ([, seconds]) => seconds),
      values: Float64Array.from(rows, ([, , value, kind, negativeZero]) => fromStored(value, kind, negativeZero)),
    }
  }

  function addTail(series: number, { steps, seconds, values }: StepPoints) {
    for (let index = 0; index < steps.length; index += 1) {
      const stored = toStored(values[index] ?? Number.NaN)
      insertTail.run(series, steps[index], seconds[index], stored.value, stored.kind, stored.negativeZero)
    }
  }

  function summarize(series: number, points: StepColumns) {
    const summary = summarizeChunk(points)
    const orNull = (value: number) => (Number.isNaN(value) ? null : value)
    insertSummary.run({
      ...summary,
      series,
      low: orNull(summary.low),
      high: orNull(summary.high),
      last: orNull(summary.last),
      negativeZeros: negativeZeros([summary.low, summary.high, summary.last]),
    })
  }

  function addChunk(series: number, points: StepPoints) {
    const bytes = encodeChunk(points)
    const { steps } = points
    insertChunk.run(series, steps[0], steps[steps.length - 1], steps.length, bytes)
    // Of what a reader will see: its times are rounded.
    summarize(series, decodeChunk(bytes))
  }

  const readChunk = (series: number, firstStep: number): StepColumns =>
    health.decode(series, firstStep, chunk.get(series, firstStep))

  /** Those that can be read, ascending. */
  function readChunks(series: number): StepColumns[] {
    return chunks.all(series).flatMap(([firstStep, bytes]) => {
      if (health.isDamaged(series, firstStep)) return []
      const points = health.decode(series, firstStep, bytes)
      return health.isDamaged(series, firstStep) ? [] : [points]
    })
  }

  const allParts = (series: number): StepColumns[] => [...readChunks(series), readTail(series)]

  /** Summaries are worked out of chunks: those that are not their chunk's are made anew, once in the life of a core. */
  function compareSummaries(series: number) {
    if (compared.has(series)) return
    compared.add(series)
    const wrong = health.unsummarized(series)
    if (wrong.length > 0)
      database.transaction(() => wrong.forEach((step) => summarize(series, readChunk(series, step)))).immediate()
  }

  /** Chunks of an earlier version get their summaries when they are first looked at. */
  const summarizeAll = database.transaction((series: number) => {
    for (const [firstStep] of chunks.all(series))
      if (!health.isDamaged(series, firstStep)) summarize(series, readChunk(series, firstStep))
    setSummarized.run(series)
  })

  const append = database.transaction((run: string, key: string, points: StepPoints): number => {
    const series = ids.findOrMake(run, key)
    const { pointCount = 0, tailCount = 0 } = state.get(series) ?? {}
    const added = points.steps.length
    if (added === 0) return pointCount
    let from = 0
    let open = tailCount
    if (open > 0 && open + added >= chunkPoints) {
      from = chunkPoints - open
      addChunk(series, joinPoints(readTail(series), slicePoints(points, 0, from)))
      clearTail.run(series)
      open = 0
    }
    // Whole chunks never lie in the tail.
    for (; added - from >= chunkPoints; from += chunkPoints)
      addChunk(series, slicePoints(points, from, from + chunkPoints))
    addTail(series, slicePoints(points, from, added))
    setState.run({
      series,
      pointCount: pointCount + added,
      tailCount: open + added - from,
      lastStep: points.steps[added - 1],
      lastSeconds: points.seconds[added - 1],
    })
    ids.extend(series, 'step', points, () => allParts(series))
    return pointCount + added
  })

  const cut = database.transaction((run: string, keysToCut: readonly string[], afterStep: number) => {
    for (const key of keysToCut) {
      const series = ids.find(run, key)
      const known = series === null ? undefined : state.get(series)
      if (series === null || known === undefined || known.lastStep <= afterStep) continue
      cuts.set(series, (cuts.get(series) ?? 0) + 1)
      // What stays of a chunk that was cut is the newest there is: it becomes the open tail.
      let open = readTail(series)
      let { pointCount } = known
      pointCount -= known.tailCount
      for (const firstStep of chunksPast.all(series, afterStep).sort((left, right) => right - left)) {
        const points = readChunk(series, firstStep)
        pointCount -= points.steps.length
        // What cannot be read goes with the rest.
        if (!health.forget(series, firstStep)) open = joinPoints(points, open)
        removeChunk.run(series, firstStep)
        removeSummary.run(series, firstStep)
      }
      const kept = open.steps.findIndex((step) => step > afterStep)
      const rest = slicePoints(open, 0, kept === -1 ? open.steps.length : kept)
      clearTail.run(series)
      addTail(series, rest)
      pointCount += rest.steps.length
      if (pointCount === 0) removeState.run(series)
      else {
        const last = lastOf(rest) ?? lastOf(readChunks(series).at(-1) ?? noPoints)
        setState.run({
          series,
          pointCount,
          tailCount: rest.steps.length,
          lastStep: last?.step ?? afterStep,
          lastSeconds: last?.seconds ?? 0,
        })
      }
      ids.rebuild(series, 'step', allParts(series))
    }
  })

  return {
    /** Removes what series of a run have past a step: a resumed run trains it anew. */
    cut: (run: string, keysToCut: readonly string[], afterStep: number): void =>
      cut.immediate(run, keysToCut, afterStep),
    /**
     * Appends points behind those that are stored, in one transaction.
     * @returns how many the series has now. @throws RangeError when steps do not ascend.
     */
    append: (run: string, key: string, points: StepPoints): number => append.immediate(run, key, points),
    /** Series of a run that have points by step, in the order in which they were first written. */
    keys: (run: string): string[] => keys.all(run),
    /** The id of a series that has points by step; null when there is none. */
    find(run: string, key: string): number | null {
      const series = ids.find(run, key)
      return series === null || state.get(series) === undefined ? null : series
    },
    /** Null for a series without points by step. */
    endOf(run: string, key: string): SeriesEnd | null {
      const series = ids.find(run, key)
      return (series === null ? undefined : state.get(series)) ?? null
    },
    /** Every chunk of a series that can be read, without its points, ascending; the tail is none. */
    summaries(series: number): ChunkSummary[] {
      if (state.get(series)?.isSummarized === 0) summarizeAll.immediate(series)
      compareSummaries(series)
      return summaries
        .all(series)
        .filter(([firstStep]) => !health.isDamaged(series, firstStep))
        .map(([firstStep, lastStep, firstSeconds, lastSeconds, count, low, high, last, signs]) => ({
          firstStep,
          lastStep,
          firstSeconds,
          lastSeconds,
          count,
          low: withZeroSign(low, signs, 0),
          high: withZeroSign(high, signs, 1),
          last: withZeroSign(last, signs, 2),
        }))
    },
    /** The points of the chunk that begins with a step. @throws RangeError when there is none. */
    chunk: readChunk,
    /** The points of a chunk, good until the next call. @throws RangeError when there is none. */
    glanceAtChunk: (series: number, ends: ChunkEnds): StepColumns =>
      health.glance(series, ends, chunk.get(series, ends.firstStep)),
    /**
     * Of a series with points: how many there are, and how often it was cut in the life of this core. Points that are there stay as they are while
     * the second stays. Null once there is no such series.
     */
    version(series: number): { readonly points: number; readonly cuts: number } | null {
      const known = state.get(series)
      return known === undefined ? null : { points: known.pointCount, cuts: cuts.get(series) ?? 0 }
    },
    /** The points behind the last chunk. */
    tail: readTail,
    /** Where the tail begins and ends, without its points: a thousand rows cost as much as ten chunks. Null for an empty one. */
    tailEnds(series: number): TailEnds | null {
      const start = tailStart.get(series)
      const end = tailEnd.get(series)
      const known = state.get(series)
      if (start === undefined || end === undefined || known === undefined) return null
      const { tailCount: count, lastStep, lastSeconds } = known
      return {
        firstStep: start[0],
        firstSeconds: start[1],
        lastStep,
        lastSeconds,
        count,
        last: isStored(end[0], end[1]) ? fromStored(...end) : Number.NaN,
      }
    },
    /** Every point of a series, ascending. */
    read: (series: number): StepColumns => joinPoints(...allParts(series)),
    /** Points of a run that cannot be read, by series. */
    unreadable: (run: string): Map<string, number> =>
      new Map(
        keys.all(run).flatMap((key) => {
          const series = ids.find(run, key)
          const count = series === null ? 0 : health.countPoints(series) + (unreadableRows.get(series) ?? 0)
          return count === 0 ? [] : [[key, count] as const]
        }),
      ),
  }
}

const noPoints: StepColumns = { steps: new Float64Array(), seconds: new Float64Array(), values: new Float64Array() }

/** A chunk in one line. @param points at least one. */
export function summarizeChunk({ steps, seconds, values }: StepColumns): ChunkSummary {
  let low = Number.NaN
  let high = Number.NaN
  for (const value of values) {
    if (Number.isNaN(value)) continue
    if (!(low <= value)) low = value
    if (!(high >= value)) high = value
  }
  return {
    firstStep: steps[0] ?? 0,
    lastStep: steps.at(-1) ?? 0,
    firstSeconds: seconds[0] ?? 0,
    lastSeconds: seconds.at(-1) ?? 0,
    count: steps.length,
    low,
    high,
    last: values.at(-1) ?? Number.NaN,
  }
}

function lastOf({ steps, seconds }: StepPoints): { step: number; seconds: number } | null {
  const end = steps.length - 1
  return end < 0 ? null : { step: steps[end] ?? 0, seconds: seconds[end] ?? 0 }
}

function sliceColumn(column: ArrayLike<number>, from: number, to: number): Float64Array {
  return column instanceof Float64Array
    ? column.subarray(from, to)
    : Float64Array.from({ length: to - from }, (_, index) => column[from + index] ?? Number.NaN)
}

function slicePoints({ steps, seconds, values }: StepPoints, from: number, to: number): StepColumns {
  return {
    steps: sliceColumn(steps, from, to),
    seconds: sliceColumn(seconds, from, to),
    values: sliceColumn(values, from, to),
  }
}

/** Several stretches as one. */
function joinPoints(...parts: readonly StepColumns[]): StepColumns {
  const length = parts.reduce((sum, { steps }) => sum + steps.length, 0)
  const joined = {
    steps: new Float64Array(length),
    seconds: new Float64Array(length),
    values: new Float64Array(length),
  }
  let at = 0
  for (const { steps, seconds, values } of parts) {
    joined.steps.set(steps, at)
    joined.seconds.set(seconds, at)
    joined.values.set(values, at)
    at += steps.length
  }
  return joined
}
