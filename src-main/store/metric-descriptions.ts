/** What authors say of the metrics of their runs. */
import type { Direction } from '../protocol/names'
import type { Database } from './database'

export type MetricDescribed = {
  readonly key: string
  /** Null leaves it to the catalogue and the words of the name. */
  readonly direction: Direction | null
  readonly unit: string | null
}

/** Prepared statements over `metric_descriptions`. */
export function createMetricDescriptions(database: Database) {
  const set = database.prepare(`
    INSERT INTO metric_descriptions (run, key, direction, unit) VALUES (@run, @key, @direction, @unit)
    ON CONFLICT (run, key) DO UPDATE SET direction = coalesce(excluded.direction, direction), unit = coalesce(excluded.unit, unit)`)
  const ofRun = database.prepare<[number], MetricDescribed>(
    'SELECT key, direction, unit FROM metric_descriptions WHERE run = ?',
  )
  return {
    /** What is not said stays as it was. @param run its number */
    describe: (run: number, described: MetricDescribed): void => void set.run({ run, ...described }),
    list: (run: number): MetricDescribed[] => ofRun.all(run),
    directions: (run: number): [key: string, direction: Direction][] =>
      ofRun
        .all(run)
        .flatMap(({ key, direction }): [string, Direction][] => (direction === null ? [] : [[key, direction]])),
  }
}
