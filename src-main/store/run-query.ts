/** Runs by columns: sorted and filtered by SQLite over the rows of `run_values`, `series` and `runs`, and read a column at a time. */
import type { ColumnData } from '../contract/run-query'
import type { Resolved, ResolvedOrder, Target } from '../model/query/resolved'
import { ownFields } from '../model/query/fields'
import type { createBatchRepository } from './batches'
import type { Database } from './database'
import type { MetricDescriptions } from './metric-descriptions'
import { createPointReader } from './points-at'
import { addQueryFunctions } from './query-functions'
import { querySql, type Condition, type PointsAt } from './query-sql'
import { readColumns, type ColumnSource } from './run-columns'
import { orderSql, type RunOrder } from './run-order'
import { createRunStatements } from './run-statements'
import { createSeriesSource, noDirections, type DirectionOf } from './series-columns'
import { countOwn, countSettings, extremeOf, type ValueCount } from './value-counts'

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

/** Which runs are found, and in which order: as model/query has resolved it. */
export type RunQuestion = {
  readonly condition: Resolved | null
  readonly order: RunOrder
  readonly directionOf: DirectionOf
  readonly pointsAt: PointsAt
}

/** All of them, newest first. */
export const everyRun: RunQuestion = {
  condition: null,
  order: [],
  directionOf: noDirections,
  pointsAt: () => new Map(),
}

/** What an order of the query language is for {@link orderSql}. */
export function toRunOrder(order: readonly ResolvedOrder[], pointsAt: PointsAt): RunOrder {
  return order.flatMap(({ target, isDescending: descending }): RunOrder[number][] => {
    switch (target.kind) {
      case 'own': {
        const field = ownFields.find(({ name }) => name === target.name)?.column ?? null
        return field === null ? [] : [{ column: { kind: 'run', field }, descending }]
      }
      case 'value':
        return [{ column: { kind: target.of, key: target.key }, descending }]
      case 'metric':
        return [{ column: { kind: target.part, key: target.key }, descending }]
      case 'point':
        return [{ points: pointsAt(target.key, target.step), descending }]
    }
  })
}

/** Statements over what runs are listed by. */
export function createRunQueries(
  database: Database,
  descriptions: Pick<MetricDescriptions, 'hasDirection'>,
  batches: Pick<ReturnType<typeof createBatchRepository>, 'summaries' | 'chunk' | 'tail'>,
) {
  addQueryFunctions(database)
  const statements = createRunStatements(database)
  const source: ColumnSource = { statements, seriesSource: createSeriesSource(descriptions) }
  const points = createPointReader(database, batches)

  /** All that a question and its scope ask of `runs`. */
  function conditionSql(scope: RunScope, { condition, directionOf, pointsAt }: Omit<RunQuestion, 'order'>): Condition {
    const { where, parameters } = scopeSql(scope)
    if (condition === null) return { sql: where, parameters }
    const asked = querySql({ ...source, directionOf, pointsAt }, condition)
    return { sql: `${where} AND ${asked.sql}`, parameters: [...parameters, ...asked.parameters] }
  }

  return {
    /** How many runs there are. */
    count({ project, archived, isBin }: RunScope): number {
      const { where, parameters } = scopeSql({ project, archived, isBin })
      return statements.numbersOf(`SELECT count(*) FROM runs WHERE ${where}`, ...parameters)[0] ?? 0
    },
    /** Short names of the runs that are found, in order. Nothing is read but what decides. */
    find(scope: RunScope, question: RunQuestion): Float64Array {
      const { sql, parameters } = conditionSql(scope, question)
      const sorted = orderSql(source, question.order, question.directionOf)
      return Float64Array.from(
        statements.numbersOf(
          `WITH found AS MATERIALIZED (
            SELECT runs.number, runs.created_at ${sorted.selected} FROM runs ${sorted.joins} WHERE ${sql}
          ) SELECT number FROM found ORDER BY ${sorted.by}`,
          ...sorted.parameters,
          ...parameters,
        ),
      )
    },
    /** How many runs are found. */
    countFound(scope: RunScope, question: Omit<RunQuestion, 'order'>): number {
      const { sql, parameters } = conditionSql(scope, question)
      return statements.numbersOf(`SELECT count(*) FROM runs WHERE ${sql}`, ...parameters)[0] ?? 0
    },
    /** How many runs of a scope have each value of a field, and how many of them a question finds. */
    countValues(scope: RunScope, rest: Omit<RunQuestion, 'order'>, target: Target): ValueCount[] {
      const counted = {
        scope: conditionSql(scope, { ...rest, condition: null }),
        rest: rest.condition === null ? { sql: '1', parameters: [] } : querySql({ ...source, ...rest }, rest.condition),
      }
      if (target.kind === 'own') return countOwn(statements, counted, target.name)
      return target.kind === 'value' ? countSettings(statements, counted, target) : []
    },
    /** The smallest or greatest value of a field among the runs that a question finds; null where none has a number. */
    extremeOf: (
      scope: RunScope,
      question: Omit<RunQuestion, 'order'>,
      target: Exclude<Target, { kind: 'point' }>,
      way: 'min' | 'max',
    ): number | null =>
      extremeOf({ ...source, directionOf: question.directionOf }, conditionSql(scope, question), target, way),
    /** Values of a series at one step; a step of the work for each few hundred runs. */
    pointsAt: (key: string, step: number) => points.read(key, step),
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
