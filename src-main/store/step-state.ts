/** Where each series by step stands, so that appending reads one row. */
import type { Database } from './database'

export type StepState = {
  readonly pointCount: number
  /** Points in the tail. */
  readonly tailCount: number
  readonly lastStep: number
  readonly lastSeconds: number
}
type StateRow = StepState & { readonly isSummarized: number }

/** Prepared statements over `step_series`. */
export function createStepState(database: Database) {
  const one = database.prepare<[number], StateRow>(`
    SELECT point_count AS pointCount, tail_count AS tailCount, last_step AS lastStep, last_seconds AS lastSeconds,
      is_summarized AS isSummarized FROM step_series WHERE series_id = ?`)
  const upsert = database.prepare(`
    INSERT INTO step_series (series_id, point_count, tail_count, last_step, last_seconds)
    VALUES (@series, @pointCount, @tailCount, @lastStep, @lastSeconds)
    ON CONFLICT (series_id) DO UPDATE SET point_count = excluded.point_count, tail_count = excluded.tail_count,
      last_step = excluded.last_step, last_seconds = excluded.last_seconds`)
  const remove = database.prepare('DELETE FROM step_series WHERE series_id = ?')
  const keys = database
    .prepare<[string], string>(
      `SELECT keys.key FROM series JOIN step_series ON series_id = series.id JOIN keys ON keys.id = series.key
      WHERE run = (SELECT number FROM runs WHERE runs.id = ?) ORDER BY series.id`,
    )
    .pluck()
  const open = database
    .prepare<[string], number>(
      `SELECT series_id FROM step_series JOIN series ON series.id = series_id
      WHERE run = (SELECT number FROM runs WHERE runs.id = ? AND state = 'ended') AND tail_count > 0 ORDER BY series_id`,
    )
    .pluck()

  return {
    /** Undefined for a series without points by step. */
    of: (series: number): StateRow | undefined => one.get(series),
    keep: (series: number, state: StepState): void => void upsert.run({ ...state, series }),
    remove: (series: number): void => void remove.run(series),
    /** Series of a run that have points by step, in the order in which they were first written. */
    keys: (run: string): string[] => keys.all(run),
    /** Series of a run, if it has ended, whose last points lie in the tail. */
    open: (run: string): number[] => open.all(run),
  }
}

export type StepStates = ReturnType<typeof createStepState>
