/** What authors say of the metrics of their runs. */
import type { Direction } from '../protocol/names'
import type { Database } from './database'

export type MetricDescribed = {
  readonly key: string
  /** Null leaves it to the catalogue and the words of the name. */
  readonly direction: Direction | null
  readonly unit: string | null
  /** The key whose values are its x axis. */
  readonly step?: string | null
  /** What it is to reach. */
  readonly goal?: number | null
  /** Left out of panels that are made by themselves. */
  readonly hidden?: boolean | null
}

/** Prepared statements over `metric_descriptions`. */
export function createMetricDescriptions(database: Database) {
  const set = database.prepare(`
    INSERT INTO metric_descriptions (run, key, direction, unit, step_key, goal, hidden)
    VALUES (@run, @key, @direction, @unit, @step, @goal, @hidden)
    ON CONFLICT (run, key) DO UPDATE SET direction = coalesce(excluded.direction, direction), unit = coalesce(excluded.unit, unit),
      step_key = coalesce(excluded.step_key, step_key), goal = coalesce(excluded.goal, goal), hidden = coalesce(excluded.hidden, hidden)`)
  const ofRun = database.prepare<[number], MetricDescribed>(
    'SELECT key, direction, unit FROM metric_descriptions WHERE run = ?',
  )
  return {
    /** What is not said stays as it was. @param run its number */
    describe: (run: number, { key, direction, unit, step = null, goal = null, hidden = null }: MetricDescribed): void =>
      void set.run({ run, key, direction, unit, step, goal, hidden: hidden === null ? null : hidden ? 1 : 0 }),
    list: (run: number): MetricDescribed[] => ofRun.all(run),
    directions: (run: number): [key: string, direction: Direction][] =>
      ofRun
        .all(run)
        .flatMap(({ key, direction }): [string, Direction][] => (direction === null ? [] : [[key, direction]])),
  }
}
