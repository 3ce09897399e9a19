/** Runs by columns: sorted and filtered by SQLite over the rows of `run_values`, `series` and `runs`, and read a column at a time. */
import type { ColumnData } from '../contract/run-query'
import type { SearchTerm } from '../model/search'
import type { Database } from './database'
import type { MetricDescriptions } from './metric-descriptions'
import { readColumns, type ColumnSource } from './run-columns'
import { orderSql, type RunOrder } from './run-order'
import { createRunStatements } from './run-statements'
import { termSql } from './run-terms'
import { createSeriesSource, type DirectionOf } from './series-columns'

/** Which runs a question is about. */
export type RunScope = {
  /** Null for all. */
  readonly project: string | null
  readonly archived: 'with' | 'without' | 'only'
  readonly isBin: boolean
}

function scopeSql({ project, archived, isBin }: RunScope): { where: string; parameters: unknown[] } {
  const conditions = [`runs.binned_at IS ${isBin ? 'NOT ' : ''}NULL`]
  if (project !== null) conditions.push('runs.project = ?')
  if (archived !== 'with') conditions.push(`runs.archived = ${archived === 'only' ? 1 : 0}`)
  return { where: conditions.join(' AND '), parameters: project === null ? [] : [project] }
}

/** Statements over what runs are listed by. */
export function createRunQueries(database: Database, descriptions: Pick<MetricDescriptions, 'hasDirection'>) {
  const statements = createRunStatements(database)
  const source: ColumnSource = { statements, seriesSource: createSeriesSource(descriptions) }

  return {
    /** How many runs there are. */
    count({ project, archived, isBin }: RunScope): number {
      const { where, parameters } = scopeSql({ project, archived, isBin })
      return statements.numbersOf(`SELECT count(*) FROM runs WHERE ${where}`, ...parameters)[0] ?? 0
    },
    /** Short names of the runs that are found, in order. Nothing is read but what decides. */
    find(scope: RunScope, terms: readonly SearchTerm[], order: RunOrder, directionOf: DirectionOf): Float64Array {
      const { where, parameters } = scopeSql(scope)
      const conditions = terms.map((term) => termSql(statements, term))
      const sorted = orderSql(source, order, directionOf)
      return Float64Array.from(
        statements.numbersOf(
          `WITH found AS MATERIALIZED (
            SELECT runs.number, runs.created_at ${sorted.selected} FROM runs ${sorted.joins}
            WHERE ${[where, ...conditions.map(({ sql }) => sql)].join(' AND ')}
          ) SELECT number FROM found ORDER BY ${sorted.by}`,
          ...sorted.parameters,
          ...parameters,
          ...conditions.flatMap((condition) => condition.parameters),
        ),
      )
    },
    /** Short names of a page of runs, the newest first. */
    page(scope: RunScope, before: number, count: number): Float64Array {
      const { where, parameters } = scopeSql(scope)
      return Float64Array.from(
        statements.numbersOf(
          `SELECT runs.number FROM runs WHERE ${where} AND runs.number < ? ORDER BY runs.number DESC LIMIT ?`,
          ...parameters,
          before,
          count,
        ),
      )
    },
    /** Short names of those of the runs that are there, whether in the bin or not. */
    existing(runs: readonly (number | string)[]): Float64Array {
      const ids = runs.filter((run) => typeof run === 'string')
      const numbers = runs.filter((run) => typeof run === 'number')
      return Float64Array.from(
        statements.numbersOf(
          `SELECT number FROM runs WHERE number IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?))`,
          JSON.stringify(numbers),
          JSON.stringify(ids),
        ),
      )
    },
    /** Columns of some runs, a step for each; those of the run itself are one. */
    columns: (
      numbers: Float64Array,
      ids: readonly string[],
      directionOf: DirectionOf,
    ): Generator<undefined, Record<string, ColumnData>, undefined> => readColumns(source, numbers, ids, directionOf),
  }
}
