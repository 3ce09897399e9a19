/** Each chunk of points in one line, apart from its blob. */
import { negativeZeros, withZeroSign } from './numbers'
import type { Database } from './database'
import type { StepColumns } from './step-columns'

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

/** Prepared statements over `chunk_summaries`. */
export function createChunkSummaries(database: Database) {
  const insert = database.prepare(`
    INSERT OR REPLACE INTO chunk_summaries
      (series_id, first_step, last_step, first_seconds, last_seconds, point_count, low, high, last, negative_zeros)
    VALUES (@series, @firstStep, @lastStep, @firstSeconds, @lastSeconds, @count, @low, @high, @last, @negativeZeros)`)
  const ofSeries = database
    .prepare<[number], SummaryRow>(
      `SELECT first_step, last_step, first_seconds, last_seconds, point_count, low, high, last, negative_zeros
      FROM chunk_summaries WHERE series_id = ? ORDER BY first_step`,
    )
    .raw()
  const remove = database.prepare('DELETE FROM chunk_summaries WHERE series_id = ? AND first_step = ?')
  const setSummarized = database.prepare('UPDATE step_series SET is_summarized = 1 WHERE series_id = ?')
  const orNull = (value: number) => (Number.isNaN(value) ? null : value)

  return {
    /** Takes the place of an earlier one. @param points at least one */
    keep(series: number, points: StepColumns): void {
      const summary = summarizeChunk(points)
      const { low, high, last } = summary
      insert.run({
        ...summary,
        series,
        low: orNull(low),
        high: orNull(high),
        last: orNull(last),
        negativeZeros: negativeZeros([low, high, last]),
      })
    },
    remove: (series: number, firstStep: number): void => void remove.run(series, firstStep),
    /** Every chunk of a series has its summary. */
    markAll: (series: number): void => void setSummarized.run(series),
    /** Ascending. */
    of: (series: number): ChunkSummary[] =>
      ofSeries.all(series).map(([firstStep, lastStep, firstSeconds, lastSeconds, count, low, high, last, signs]) => ({
        firstStep,
        lastStep,
        firstSeconds,
        lastSeconds,
        count,
        low: withZeroSign(low, signs, 0),
        high: withZeroSign(high, signs, 1),
        last: withZeroSign(last, signs, 2),
      })),
  }
}

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
