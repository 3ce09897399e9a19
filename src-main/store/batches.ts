/** Series by step: an open tail of rows, and for every 1,024 of them a chunk with its summary. */
import type { ChunkEnds } from './batch-chunks'
import type { ChunkSummary } from './chunk-summaries'
import type { Database } from './database'
import type { SeriesRepository } from './series'
import { createStepChunks } from './step-chunks'
import { joinPoints, type StepColumns } from './step-columns'
import { createStepState } from './step-state'
import { createStepTails } from './step-tails'
import { createStepWriting } from './step-writing'

/** A tail without its points. */
export type TailEnds = Omit<ChunkSummary, 'low' | 'high'>

/** Where a series ends. */
export type SeriesEnd = { readonly pointCount: number; readonly lastStep: number; readonly lastSeconds: number }

export type BatchRepository = ReturnType<typeof createBatchRepository>

/** Series by step, wherever their points lie. */
export function createBatchRepository(database: Database, ids: SeriesRepository) {
  const states = createStepState(database)
  const tails = createStepTails(database)
  const chunks = createStepChunks(database)
  const loose = database
    .prepare<[], string>(
      `SELECT DISTINCT runs.id FROM (SELECT DISTINCT series_id FROM batch_tail) AS tails
      JOIN series ON series.id = tails.series_id JOIN runs ON runs.number = series.run WHERE runs.state = 'ended'`,
    )
    .pluck()
  /** How often points of each series were moved or taken away. */
  const cuts = new Map<number, number>()
  const writing = createStepWriting(database, {
    ids,
    states,
    tails,
    chunks,
    onMoved: (series) => cuts.set(series, (cuts.get(series) ?? 0) + 1),
  })

  return {
    /** Removes what series of a run have past a step: a resumed run trains it anew. */
    cut: writing.cut,
    /**
     * Appends points behind those that are stored, in one transaction.
     * @returns how many the series has now. @throws RangeError when steps do not ascend.
     */
    append: writing.append,
    /**
     * Stores points wherever they belong, in any order: a point at a step that is there takes its place.
     * @returns how many the series has now, and how many were replaced
     */
    put: writing.put,
    /** Packs the tails of a run that has ended, of so many series at most, except where something of one cannot be read. @returns of how many */
    pack: writing.pack,
    /** Ended runs that have tails. */
    loose: (): string[] => loose.all(),
    /** Series of a run that have points by step, in the order in which they were first written. */
    keys: states.keys,
    /** The id of a series that has points by step; null when there is none. */
    find(run: string, key: string): number | null {
      const series = ids.find(run, key)
      return series === null || states.of(series) === undefined ? null : series
    },
    /** Null for a series without points by step. */
    endOf(run: string, key: string): SeriesEnd | null {
      const series = ids.find(run, key)
      return (series === null ? undefined : states.of(series)) ?? null
    },
    /** Every chunk of a series that can be read, without its points, ascending; the tail is none. */
    summaries: (series: number): ChunkSummary[] => chunks.summaries(series, states.of(series)?.isSummarized !== 0),
    /** The points of the chunk that begins with a step. @throws RangeError when there is none. */
    chunk: chunks.read,
    /** The points of a chunk, good until the next call. @throws RangeError when there is none. */
    glanceAtChunk: (series: number, ends: ChunkEnds): StepColumns => chunks.glance(series, ends),
    /**
     * Of a series with points: how many there are, and how often some were moved or cut off in the life of this core. Points that are there stay
     * as and where they are while the second stays. Null once there is no such series.
     */
    version(series: number): { readonly points: number; readonly cuts: number } | null {
      const known = states.of(series)
      return known === undefined ? null : { points: known.pointCount, cuts: cuts.get(series) ?? 0 }
    },
    /** The points behind the last chunk. */
    tail: tails.read,
    /** Where the tail begins and ends, without its points: a thousand rows cost as much as ten chunks. Null for an empty one. */
    tailEnds(series: number): TailEnds | null {
      const ends = tails.ends(series)
      const known = states.of(series)
      if (ends === null || known === undefined) return null
      const { tailCount: count, lastStep, lastSeconds } = known
      return { ...ends, lastStep, lastSeconds, count }
    },
    /** Every point of a series, ascending. */
    read: (series: number): StepColumns => joinPoints(...writing.readAll(series)),
    /** Points of a run that cannot be read, by series. */
    unreadable: (run: string): Map<string, number> =>
      new Map(
        states.keys(run).flatMap((key) => {
          const series = ids.find(run, key)
          const count = series === null ? 0 : chunks.countUnreadable(series) + tails.countUnreadable(series)
          return count === 0 ? [] : [[key, count] as const]
        }),
      ),
  }
}
