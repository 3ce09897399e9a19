/** Statements over runs that are made up as they are asked, and the rows that they find. */
import { isValueKind, type RunColumn } from '../contract/run-query'
import type { Database } from './database'

/** From so many rows on a column is read from end to end, and what is not asked for is passed over. */
const manyRows = 200

export type RunStatements = ReturnType<typeof createRunStatements>

/** Prepares each statement once while it is asked for. */
export function createRunStatements(database: Database) {
  const prepared = new Map<string, ReturnType<Database['prepare']>>()
  const findKey = database.prepare<[string, string], number>('SELECT id FROM keys WHERE kind = ? AND key = ?').pluck()

  /** The number of shapes is small, but columns are named by people: what is prepared does not pile up. */
  function prepare(sql: string) {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      if (prepared.size > 100) prepared.clear()
      statement = database.prepare(sql)
      prepared.set(sql, statement)
    }
    return statement
  }
  const rowsOf = <Row extends readonly unknown[]>(sql: string, ...parameters: unknown[]): Row[] =>
    prepare(sql)
      .raw()
      .all(...parameters) as Row[]
  const numbersOf = (sql: string, ...parameters: unknown[]): number[] =>
    prepare(sql)
      .pluck()
      .all(...parameters) as number[]

  const keyId = (column: Exclude<RunColumn, { kind: 'run' }>): number =>
    findKey.get(isValueKind(column.kind) ? column.kind : 'series', column.key) ?? -1

  /** Rows of some runs: of each by itself, or of all between the first and the last. */
  function rowsIn<Row extends readonly unknown[]>(
    sql: string,
    numbers: ArrayLike<number>,
    ...parameters: unknown[]
  ): Row[] {
    if (numbers.length === 0) return []
    if (numbers.length < manyRows)
      return rowsOf<Row>(
        `${sql} IN (SELECT value FROM json_each(?))`,
        ...parameters,
        JSON.stringify(Array.from(numbers)),
      )
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const number of Array.from(numbers)) {
      least = Math.min(least, number)
      greatest = Math.max(greatest, number)
    }
    return rowsOf<Row>(`${sql} BETWEEN ? AND ?`, ...parameters, least, greatest)
  }

  return {
    rowsOf,
    /** As `rowsOf`, of statements that select one number. */
    numbersOf,
    rowsIn,
    /** The number that stands for a column's key; -1 for one that no run has. */
    keyId,
  }
}
