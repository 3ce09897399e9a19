/** How many runs have each value of a field, and how many of them the rest of a line finds: for those who type the line. */
import type { ColumnValue } from '../contract/run-query'
import { isValueKind } from '../contract/run-query'
import type { OwnName } from '../model/query/fields'
import type { Target } from '../model/query/resolved'
import { ownSql, type Condition } from './query-sql'
import { list, readValue } from './run-fields'
import type { RunStatements } from './run-statements'
import { seriesSql, type createSeriesSource, type DirectionOf } from './series-columns'

export type ValueCount = { readonly value: ColumnValue; readonly runs: number; readonly withRest: number }

/** Runs of a scope, and whether each is one that the rest finds. */
export type Counted = { readonly scope: Condition; readonly rest: Condition }

const scoped = ({ scope, rest }: Counted): Condition => ({
  sql: `scoped AS MATERIALIZED (SELECT runs.number AS run, coalesce(${rest.sql}, 0) AS rest FROM runs WHERE ${scope.sql})`,
  parameters: [...rest.parameters, ...scope.parameters],
})

/** Values of a setting, those of most runs first. */
export function countSettings(
  statements: RunStatements,
  counted: Counted,
  { of, key }: Extract<Target, { kind: 'value' }>,
): ValueCount[] {
  const { sql, parameters } = scoped(counted)
  return statements
    .rowsOf<[number, number | null, string | null, number, number]>(
      `WITH ${sql} SELECT type, number, text, count(*), sum(rest) FROM scoped CROSS JOIN run_values ON run_values.key = ? AND run_values.run = scoped.run
      GROUP BY type, number, text ORDER BY 5 DESC, 4 DESC`,
      ...parameters,
      statements.keyId({ kind: of, key }),
    )
    .flatMap(([type, number, text, runs, withRest]) => {
      const value = readValue(type, number, text)
      return value === undefined ? [] : [{ value, runs, withRest }]
    })
}

/** Values of what a run has by itself, those of most runs first. Tags are counted each. */
export function countOwn(statements: RunStatements, counted: Counted, name: OwnName): ValueCount[] {
  const { sql, parameters } = scoped(counted)
  const expression = name === 'state' ? 'coalesce(runs.end_reason, runs.state)' : ownSql(name)
  const rows = statements.rowsOf<[string | number | null, number, number]>(
    `WITH ${sql} SELECT ${expression} AS value, count(*), sum(rest) FROM scoped JOIN runs ON runs.number = scoped.run
    WHERE value IS NOT NULL AND value <> '' GROUP BY value ORDER BY 3 DESC, 2 DESC LIMIT 2000`,
    ...parameters,
  )
  if (name !== 'tag')
    return rows.flatMap(([value, runs, withRest]) => (value === null ? [] : [{ value, runs, withRest }]))
  const tags = new Map<string, { value: string; runs: number; withRest: number }>()
  for (const [stored, runs, withRest] of rows)
    // Whatever their case, as they are found: a run that has one twice is counted once.
    for (const [id, tag] of new Map((list(stored) as string[]).map((one) => [one.toLowerCase(), one]))) {
      const known = tags.get(id)
      tags.set(id, {
        value: known?.value ?? tag,
        runs: runs + (known?.runs ?? 0),
        withRest: withRest + (known?.withRest ?? 0),
      })
    }
  return [...tags.values()].sort((left, right) => right.withRest - left.withRest || right.runs - left.runs)
}

/**
 * The smallest or greatest value of a field among runs.
 * @returns null where none has a number
 */
export function extremeOf(
  {
    statements,
    seriesSource,
    directionOf,
  }: {
    readonly statements: RunStatements
    readonly seriesSource: ReturnType<typeof createSeriesSource>
    readonly directionOf: DirectionOf
  },
  among: Condition,
  target: Exclude<Target, { kind: 'point' }>,
  way: 'min' | 'max',
): number | null {
  const runs = `(SELECT runs.number FROM runs WHERE ${among.sql})`
  const first = (sql: string, ...parameters: unknown[]) => statements.numbersOf(sql, ...parameters)[0] ?? null
  if (target.kind === 'own')
    return first(`SELECT ${way}(${ownSql(target.name)}) FROM runs WHERE ${among.sql}`, ...among.parameters)
  if (target.kind === 'value' && isValueKind(target.of))
    return first(
      `SELECT ${way}(number) FROM run_values WHERE key = ? AND type = 2 AND run IN ${runs}`,
      statements.keyId({ kind: target.of, key: target.key }),
      ...among.parameters,
    )
  if (target.kind !== 'metric') return null
  const source = seriesSource(target.key, directionOf(target.key))
  const expression = seriesSql(target.part, source.direction)
  if (expression === null) return null
  return first(
    `SELECT ${way}(${expression}) FROM ${source.sql} WHERE key = ? AND count > 0 AND run IN ${runs}`,
    ...source.parameters,
    statements.keyId({ kind: 'last', key: target.key }),
    ...among.parameters,
  )
}
