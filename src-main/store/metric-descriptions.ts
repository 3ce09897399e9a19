/** What authors say of the metrics of their runs. */
import { describesSql, type DescribedMetric } from '../model/described-metrics'
import type { Database } from './database'

/** What is not said is left out, or null. */
export type MetricSaid = Pick<DescribedMetric, 'key' | 'direction' | 'unit'> & Partial<DescribedMetric>

export type MetricDescriptions = ReturnType<typeof createMetricDescriptions>

/** Prepared statements over `metric_descriptions`. */
export function createMetricDescriptions(database: Database) {
  const set = database.prepare(`
    INSERT INTO metric_descriptions (run, key, direction, unit, step_key, goal, hidden)
    VALUES (@run, @key, @direction, @unit, @step, @goal, @hidden)
    ON CONFLICT (run, key) DO UPDATE SET direction = coalesce(excluded.direction, direction), unit = coalesce(excluded.unit, unit),
      step_key = coalesce(excluded.step_key, step_key), goal = coalesce(excluded.goal, goal), hidden = coalesce(excluded.hidden, hidden)`)
  const words = 'key, direction, unit, step_key AS step, goal, hidden'
  const ofRun = database.prepare<[number], StoredMetric>(`SELECT ${words} FROM metric_descriptions WHERE run = ?`)
  const isSaid = database
    .prepare<{ key: string }, number>(
      `SELECT EXISTS (SELECT 1 FROM metric_descriptions AS said WHERE ${describesSql('@key')} AND direction IS NOT NULL)`,
    )
    .pluck()
  type Stretch = { project: string | null; from: number; to: number }
  const inStretch = database.prepare<Stretch, StoredMetric & { runs: number }>(`
    SELECT ${words}, count(*) AS runs FROM metric_descriptions JOIN runs ON number = run
    WHERE run BETWEEN @from AND @to AND binned_at IS NULL AND (@project IS NULL OR project = @project)
    GROUP BY key, direction, unit, step_key, goal, hidden`)
  const lastRun = database.prepare<[], number | null>('SELECT max(run) FROM metric_descriptions').pluck()
  let changes = 0

  return {
    /** What is not said stays as it was. @param run its number */
    describe(run: number, { key, direction, unit, step = null, goal = null, hidden = null }: MetricSaid): void {
      set.run({ run, key, direction, unit, step, goal, hidden: hidden === null ? null : hidden ? 1 : 0 })
      changes += 1
    },
    list: (run: number): DescribedMetric[] => ofRun.all(run).map(readWords),
    /** Grows whenever something is said. */
    changes: (): number => changes,
    /** Whether any author says which way a metric gets better. */
    hasDirection: (key: string): boolean => isSaid.get({ key }) === 1,
    /** What authors of a project's runs say, a stretch of runs after the other, each with the number of runs that say it. */
    *ofProject(project: string | null): Generator<readonly (DescribedMetric & { readonly runs: number })[]> {
      const last = lastRun.get() ?? 0
      for (let from = 0; from <= last; from += runsAtOnce)
        yield inStretch.all({ project, from, to: from + runsAtOnce - 1 }).map(readWords)
    },
  }
}

/** Runs whose descriptions are read in one step. */
const runsAtOnce = 2_000

type StoredMetric = Omit<DescribedMetric, 'hidden'> & { readonly hidden: number | null }
const readWords = <Row extends StoredMetric>({ hidden, ...row }: Row) => ({
  ...row,
  hidden: hidden === null ? null : hidden === 1,
})
