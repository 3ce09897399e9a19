/** The order of runs by columns, as SQLite sorts them. */
import { isValueKind, type RunColumn } from '../contract/run-query'
import type { ColumnSource } from './run-columns'
import { fields } from './run-fields'
import { valueTypes } from './run-index'
import { seriesSql, type DirectionOf } from './series-columns'

export type RunOrder = readonly (
  | { readonly column: Exclude<RunColumn, { kind: 'point' }>; readonly descending: boolean }
  /** By values that were read before. */
  | { readonly points: ReadonlyMap<number, number>; readonly descending: boolean }
)[]

/** As SQLite reads it: JSON has no infinity, but numbers that are as large. */
const pointsJson = (points: ReadonlyMap<number, number>): string =>
  `[${Array.from(points, ([run, value]) => `[${run},${jsonNumber(value)}]`).join(',')}]`

function jsonNumber(value: number): string {
  if (Number.isNaN(value)) return 'null'
  return Number.isFinite(value) ? String(value) : value > 0 ? '9e999' : '-9e999'
}

/**
 * What decides on the order: of each column a rank by the kind of value (0 numbers, 1 switches and lists, 2 texts, 3 nothing), a number and a
 * text, worked out once for each run.
 */
export function orderSql({ statements, seriesSource }: ColumnSource, order: RunOrder, directionOf: DirectionOf) {
  const joins: string[] = []
  const selected: string[] = []
  const by: string[] = []
  const parameters: unknown[] = []
  order.forEach((one, at) => {
    const table = `by${at}`
    const { descending } = one
    const column = 'column' in one ? one.column : null
    if (column === null) {
      joins.push(
        `LEFT JOIN (SELECT value ->> 0 AS run, value ->> 1 AS value FROM json_each(?)) AS ${table} ON ${table}.run = runs.number`,
      )
      parameters.push(pointsJson('points' in one ? one.points : new Map()))
      selected.push(`NULL AS rank${at}`, `${table}.value AS number${at}`, `NULL AS text${at}`)
    } else if (column.kind === 'run') {
      const { sql } = fields[column.field]
      selected.push(`NULL AS rank${at}`, `${sql} AS number${at}`, `NULL AS text${at}`)
    } else if (isValueKind(column.kind)) {
      joins.push(`LEFT JOIN run_values AS ${table} ON ${table}.key = ? AND ${table}.run = runs.number`)
      parameters.push(statements.keyId(column))
      selected.push(
        `CASE WHEN ${table}.type = ${valueTypes.number} AND ${table}.number IS NOT NULL THEN 0 WHEN ${table}.type = ${valueTypes.text} THEN 2
          WHEN ${table}.type IN (${valueTypes.boolean}, ${valueTypes.list}) THEN 1 ELSE 3 END AS rank${at}`,
        `${table}.number AS number${at}`,
        `${table}.text AS text${at}`,
      )
    } else {
      const source = seriesSource(column.key, directionOf(column.key))
      const sql = seriesSql(column.kind, source.direction)
      if (sql === null) return
      joins.push(
        `LEFT JOIN (SELECT run, ${sql} AS value FROM ${source.sql} WHERE key = ? AND count > 0) AS ${table} ON ${table}.run = runs.number`,
      )
      parameters.push(...source.parameters, statements.keyId(column))
      selected.push(`NULL AS rank${at}`, `${table}.value AS number${at}`, `NULL AS text${at}`)
    }
    const rank = `coalesce(rank${at}, CASE typeof(number${at}) WHEN 'null' THEN 3 WHEN 'text' THEN 2 ELSE 0 END)`
    const way = descending ? 'DESC' : 'ASC'
    by.push(`${rank} = 3`, `${rank} ${way}`, `number${at} ${way}`, `text${at} ${way}`)
  })
  return {
    joins: joins.join(' '),
    selected: selected.map((sql) => `, ${sql}`).join(''),
    by: [...by, 'created_at DESC', 'number DESC'].join(', '),
    parameters,
  }
}
