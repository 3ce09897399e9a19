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

export type MetricDescriptions = ReturnType<typeof createMetricDescriptions>

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
  const isSaid = database
    .prepare<[string], number>(
      'SELECT EXISTS (SELECT 1 FROM metric_descriptions WHERE key = ? AND direction IS NOT NULL)',
    )
    .pluck()
  type Stretch = { project: string | null; from: number; to: number }
  const inStretch = database.prepare<Stretch, MetricDescribed & { runs: number }>(`
    SELECT key, direction, unit, count(*) AS runs FROM metric_descriptions JOIN runs ON number = run
    WHERE run BETWEEN @from AND @to AND binned_at IS NULL AND (@project IS NULL OR project = @project)
    GROUP BY key, direction, unit`)
  const lastRun = database.prepare<[], number | null>('SELECT max(run) FROM metric_descriptions').pluck()
  let changes = 0

  return {
    /** What is not said stays as it was. @param run its number */
    describe(run: number, { key, direction, unit, step = null, goal = null, hidden = null }: MetricDescribed): void {
      set.run({ run, key, direction, unit, step, goal, hidden: hidden === null ? null : hidden ? 1 : 0 })
      changes += 1
    },
    list: (run: number): MetricDescribed[] => ofRun.all(run),
    /** Grows whenever something is said. */
    changes: (): number => changes,
    /** Whether any author says which way a metric gets better. */
    hasDirection: (key: string): boolean => isSaid.get(key) === 1,
    /** What authors of a project's runs say, a stretch of runs after the other, each with the number of runs that say it. */
    *ofProject(project: string | null): Generator<readonly (MetricDescribed & { readonly runs: number })[]> {
      const last = lastRun.get() ?? 0
      for (let from = 0; from <= last; from += runsAtOnce)
        yield inStretch.all({ project, from, to: from + runsAtOnce - 1 })
    },
  }
}

/** Runs whose descriptions are read in one step. */
const runsAtOnce = 2_000
