/**
 * Which stored chunks of points can be read. A series is looked over once in the life of a core, by sizes alone: ten million points
 * are ten thousand rows. What only shows as a chunk is decoded is remembered as well.
 */
import { decodeChunk, glanceAtChunk, type ChunkEnds } from './batch-chunks'
import type { Database } from './database'
import type { StepColumns } from './step-columns'

type ChunkRow = [firstStep: number, lastStep: number, count: number, isSummarized: 0 | 1]

/** Prepared statements over `batch_chunks`, and what they found. */
export function createChunkHealth(database: Database) {
  // Of chunks whose size does not fit their count. length() reads no blob.
  const damaged = database
    .prepare<[number], [firstStep: number, count: number]>(
      `SELECT first_step, coalesce(point_count, 0) FROM batch_chunks WHERE series_id = ? AND NOT coalesce(
        typeof(points) = 'blob' AND point_count > 0 AND CASE WHEN bytes IS NULL
          THEN length(points) IN (4 + point_count * 16, 4 + point_count * 20) ELSE length(points) = bytes END, 0)`,
    )
    .raw()
  const unsummarized = database
    .prepare<[number], number>(
      `SELECT chunks.first_step FROM batch_chunks AS chunks LEFT JOIN chunk_summaries AS summaries
        ON summaries.series_id = chunks.series_id AND summaries.first_step = chunks.first_step
      WHERE chunks.series_id = ? AND NOT coalesce(summaries.last_step = chunks.last_step
        AND summaries.point_count = chunks.point_count AND typeof(summaries.first_seconds) = 'real'
        AND typeof(summaries.last_seconds) = 'real', 0)`,
    )
    .pluck()
  const place = database
    .prepare<[number, number], ChunkRow>(
      'SELECT first_step, last_step, point_count FROM batch_chunks WHERE series_id = ? AND first_step = ?',
    )
    .raw()
  const known = new Map<number, Map<number, number>>()

  /** Points of each damaged chunk by its first step. */
  function damagedOf(series: number): Map<number, number> {
    let found = known.get(series)
    if (found === undefined) {
      found = new Map(damaged.all(series))
      known.set(series, found)
    }
    return found
  }

  function decode(series: number, firstStep: number, bytes: Uint8Array | undefined): StepColumns {
    const [, lastStep = 0, count = 0] = place.get(series, firstStep) ?? []
    if (bytes === undefined || count === 0) throw new RangeError(`There is no chunk at step ${firstStep}`)
    const points = tryDecode(bytes)
    if (points !== null && fits(points, firstStep, lastStep, count)) return points
    damagedOf(series).set(firstStep, count)
    const between = (index: number) => firstStep + Math.floor(((lastStep - firstStep) * index) / Math.max(1, count - 1))
    return {
      steps: Float64Array.from({ length: count }, (_, index) => between(index)),
      seconds: new Float64Array(count),
      values: new Float64Array(count).fill(Number.NaN),
    }
  }

  return {
    isDamaged: (series: number, firstStep: number): boolean => damagedOf(series).has(firstStep),
    /** Points that cannot be read, as far as that was found. */
    countPoints: (series: number): number => [...damagedOf(series).values()].reduce((sum, count) => sum + count, 0),
    /** For one that is removed. @returns whether it was damaged. */
    forget: (series: number, firstStep: number): boolean => damagedOf(series).delete(firstStep),
    /** First steps of chunks that can be read and whose summary is not theirs. */
    unsummarized: (series: number): number[] =>
      unsummarized.all(series).filter((firstStep) => !damagedOf(series).has(firstStep)),
    /**
     * The points of a chunk. One that turns out to be damaged stands as so many points without a value until the series is read anew, which
     * leaves it out.
     * @throws RangeError when there is no such chunk.
     */
    decode,
    /**
     * The points of a chunk that its summary describes, in memory that is used again: a third of the work, and good until the next call.
     * @throws RangeError as `decode` does.
     */
    glance: (series: number, ends: ChunkEnds, bytes: Uint8Array | undefined): StepColumns =>
      (bytes === undefined ? null : glanceAtChunk(bytes, ends)) ?? decode(series, ends.firstStep, bytes),
  }
}

function tryDecode(bytes: Uint8Array): StepColumns | null {
  try {
    return decodeChunk(bytes)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Whether points are those that a chunk was made of, as far as its row tells: any bit of a value may have been written. */
function fits({ steps, seconds }: StepColumns, firstStep: number, lastStep: number, count: number): boolean {
  if (steps.length !== count || steps[0] !== firstStep || steps.at(-1) !== lastStep) return false
  for (let index = 1; index < count; index += 1) if (!((steps[index] ?? 0) > (steps[index - 1] ?? 0))) return false
  return seconds.every(Number.isFinite)
}
