/**
 * A query of the language (model/query) as one condition for SQLite, every value of it a parameter. A test of settings or series is a set of runs by
 * itself, read by its key alone; so each costs a range of rows, whatever the others are.
 */
import { wantedInParts, statesWith, isSetting } from '../model/search'
import type { OwnName } from '../model/query/fields'
import { readNumber } from '../model/query/literals'
import type { Resolved, Size, Target, Test, Wanted } from '../model/query/resolved'
import { fields } from './run-fields'
import { logPattern, logWords, runsWithLogWord } from './run-log-index'
import { valueTypes } from './run-index'
import type { RunStatements } from './run-statements'
import { seriesSql, type createSeriesSource, type DirectionOf } from './series-columns'

export type Condition = { readonly sql: string; readonly parameters: readonly unknown[] }

/** Values of a series at one step, by the runs' short names: read before (store/points-at). */
export type PointsAt = (key: string, step: number) => ReadonlyMap<number, number>

export type QuerySource = {
  readonly statements: RunStatements
  readonly seriesSource: ReturnType<typeof createSeriesSource>
  readonly directionOf: DirectionOf
  readonly pointsAt: PointsAt
}

/** Of a run itself: what a text, a number or a moment of it is. */
const own: Readonly<Record<Exclude<OwnName, 'tag' | 'state' | 'is' | 'log' | 'text'>, string>> = {
  name: 'runs.name',
  note: 'runs.notes',
  project: '(SELECT name FROM projects WHERE projects.id = runs.project)',
  origin: fields.origin.sql,
  host: "CASE WHEN json_valid(runs.origin) THEN json_extract(runs.origin, '$.facts.host') END",
  data: fields.data.sql,
  id: 'runs.id',
  created: 'runs.created_at',
  started: 'runs.started_at',
  ended: 'runs.ended_at',
  time: 'runs.training_seconds',
  parameters: 'runs.parameters',
}
/** A field that every run has, as SQL over `runs`. */
export const ownSql = (name: OwnName): string =>
  name === 'tag' ? "nullif(runs.tags, '[]')" : isColumn(name) ? own[name] : 'NULL'
const isColumn = (name: OwnName): name is keyof typeof own => Object.hasOwn(own, name)

const never: Condition = { sql: '0', parameters: [] }

/** What a resolved condition asks of `runs`. */
export function querySql(source: QuerySource, condition: Resolved): Condition {
  switch (condition.kind) {
    case 'not': {
      const { sql, parameters } = querySql(source, condition.of)
      // NULL, where a field has nothing, is no: so is what is not so.
      return { sql: `coalesce(${sql}, 0) = 0`, parameters }
    }
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => querySql(source, part))
      if (parts.length === 0) return { sql: condition.kind === 'and' ? '1' : '0', parameters: [] }
      return {
        sql: `(${parts.map(({ sql }) => sql).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`,
        parameters: parts.flatMap(({ parameters }) => parameters),
      }
    }
    default:
      return testSql(source, condition)
  }
}

function testSql(source: QuerySource, test: Test): Condition {
  switch (test.kind) {
    case 'word':
      return wordSql(test.word)
    case 'log':
      return logSql(test.text)
    case 'never':
      return never
    case 'state':
      return stateSql(test.words)
    case 'flag':
      return { sql: `runs.${test.flag} = 1`, parameters: [] }
    default:
      return targetSql(source, test, test.target)
  }
}

/** In the name, a tag or the state, or in a setting that is a text (model/search). */
function wordSql(word: string): Condition {
  const state = shownStateSql(statesWith(word))
  return {
    sql: `(EXISTS (SELECT 1 FROM run_search WHERE run_search.run = runs.number AND (instr(head, ?) > 0 OR instr(parts, ?) > 0)) OR ${state.sql})`,
    parameters: [word, wantedInParts(word), ...state.parameters],
  }
}

/** The word that a run's state is shown by; `silent` is a run elsewhere of which nothing is heard. */
function shownStateSql(words: readonly string[]): Condition {
  if (words.length === 0) return never
  const parts = [`coalesce(runs.end_reason, runs.state) IN (SELECT value FROM json_each(?))`]
  if (words.includes('silent')) parts.push("(runs.state = 'running' AND runs.silent_since IS NOT NULL)")
  return { sql: `(${parts.join(' OR ')})`, parameters: [JSON.stringify(words)] }
}

/** Every word of a text in the log. */
function logSql(text: string): Condition {
  const words = logWords(text)
  if (words.length === 0) return never
  return {
    sql: `(${words.map(() => `runs.number IN (${runsWithLogWord})`).join(' AND ')})`,
    parameters: words.map(logPattern),
  }
}

/** `ended` is every run that is over, whatever its end is called. */
function stateSql(words: readonly string[]): Condition {
  const shown = shownStateSql(words)
  return words.includes('ended') ? { ...shown, sql: `(${shown.sql} OR runs.state = 'ended')` } : shown
}

type TargetTest = Extract<Test, { readonly target: Target }>

function targetSql(source: QuerySource, test: TargetTest, target: Target): Condition {
  switch (target.kind) {
    case 'own':
      return ownTestSql(test, target.name)
    case 'value':
      return valueTestSql(test, source.statements.keyId({ kind: target.of, key: target.key }))
    case 'metric':
      return metricTestSql(source, test, target)
    case 'point': {
      const found: number[] = []
      const points = source.pointsAt(target.key, target.step)
      for (const [run, value] of points) if (test.kind === 'empty' || isNumberFound(test, value)) found.push(run)
      return {
        sql: `runs.number ${test.kind === 'empty' ? 'NOT ' : ''}IN (SELECT value FROM json_each(?))`,
        parameters: [JSON.stringify(found)],
      }
    }
  }
}

function isNumberFound(test: TargetTest, value: number): boolean {
  if (test.kind === 'equals')
    return test.numbers.some((number) => value === number || (Number.isNaN(number) && Number.isNaN(value)))
  if (test.kind !== 'size') return false
  switch (test.operator) {
    case '<':
      return value < test.number
    case '<=':
      return value <= test.number
    case '>':
      return value > test.number
    case '>=':
      return value >= test.number
  }
}

/** A number beside an expression: nothing is smaller or greater than NaN, which SQLite does not have. */
function sizeSql(expression: string, operator: Size, number: number): Condition {
  return Number.isNaN(number) ? never : { sql: `${expression} ${operator} ?`, parameters: [number] }
}

function equalsSql(expression: string, numbers: readonly number[], nan: string): Condition {
  const parts = numbers.map((number) => (Number.isNaN(number) ? nan : `${expression} = ?`))
  return { sql: `(${parts.join(' OR ')})`, parameters: numbers.filter((number) => !Number.isNaN(number)) }
}

function ownTestSql(test: TargetTest, name: OwnName): Condition {
  const sql = ownSql(name)
  switch (test.kind) {
    case 'empty':
      return { sql: `nullif(${sql}, '') IS NULL`, parameters: [] }
    case 'has':
      return { sql: `query_has(${sql}, ?)`, parameters: [test.text] }
    case 'matches':
      return name === 'tag'
        ? { sql: `(${sql} IS NOT NULL AND query_tags_match(${sql}, ?))`, parameters: [test.pattern] }
        : { sql: `query_matches(coalesce(${sql}, ''), ?)`, parameters: [test.pattern] }
    case 'equals':
      return equalsSql(sql, test.numbers, '0')
    case 'size':
      return sizeSql(sql, test.operator, test.number)
    case 'when':
      return momentSql(sql, test)
    case 'is': {
      const parts = test.wanted.map(({ text }): Condition =>
        name === 'tag'
          ? { sql: `(${sql} IS NOT NULL AND query_tagged(${sql}, ?))`, parameters: [text.replaceAll(/\s+/g, '-')] }
          : { sql: `query_lower(${sql}) = ?`, parameters: [text] },
      )
      return {
        sql: `(${parts.map((part) => part.sql).join(' OR ')})`,
        parameters: parts.flatMap(({ parameters }) => parameters),
      }
    }
  }
}

/** Moments are stored as ISO 8601 in UTC, which sort as texts. */
function momentSql(sql: string, { operator, period }: Extract<Test, { kind: 'when' }>): Condition {
  const [from, to] = [new Date(period.from).toISOString(), new Date(period.to).toISOString()]
  switch (operator) {
    case '=':
      return { sql: `(${sql} >= ? AND ${sql} < ?)`, parameters: [from, to] }
    case '<':
      return { sql: `${sql} < ?`, parameters: [from] }
    case '>=':
      return { sql: `${sql} >= ?`, parameters: [from] }
    case '>':
      return { sql: `${sql} >= ?`, parameters: [to] }
    case '<=':
      return { sql: `${sql} < ?`, parameters: [to] }
  }
}

const { null: nothing, boolean, number, text, list } = valueTypes

function valueTestSql(test: TargetTest, key: number): Condition {
  const among = (sql: string, parameters: readonly unknown[] = [], is: 'IN' | 'NOT IN' = 'IN'): Condition => ({
    sql: `runs.number ${is} (SELECT run FROM run_values WHERE key = ? AND ${sql})`,
    parameters: [key, ...parameters],
  })
  switch (test.kind) {
    case 'is': {
      const parts = test.wanted.map((wanted) => isSql(key, wanted))
      return {
        sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
        parameters: parts.flatMap(({ parameters }) => parameters),
      }
    }
    case 'size': {
      const { sql, parameters } = sizeSql('number', test.operator, test.number)
      return among(`type = ${number} AND ${sql}`, parameters)
    }
    case 'matches':
      return among(
        `((type IN (${text}, ${boolean}, ${list}) AND query_matches(text, ?)) OR (type = ${number} AND query_matches(coalesce(query_number(number), 'NaN'), ?)))`,
        [test.pattern, test.pattern],
      )
    case 'empty':
      return among(
        `type <> ${nothing} AND NOT (type = ${text} AND text = '') AND NOT (type = ${list} AND text = '[]')`,
        [],
        'NOT IN',
      )
    default:
      return never
  }
}

/** A setting is this, as model/search says; texts are put into small letters once each, however many runs have them. */
function isSql(key: number, wanted: Wanted): Condition {
  const texts = `(type = ${text} AND text IN (SELECT text FROM (SELECT DISTINCT text FROM run_values WHERE key = ? AND type = ${text}) WHERE query_lower(text) = ?))`
  const parts: Condition[] = [{ sql: texts, parameters: [key, wanted.text] }]
  parts.push({ sql: `(type = ${list} AND query_list(text, ?))`, parameters: [wanted.text] })
  if (!wanted.isQuoted) {
    const flags = [true, false].filter((flag) => isSetting(flag, wanted.text)).map(String)
    if (flags.length > 0)
      parts.push({
        sql: `(type = ${boolean} AND text IN (SELECT value FROM json_each(?)))`,
        parameters: [JSON.stringify(flags)],
      })
    const size = readNumber(wanted.text)
    if (size !== null)
      parts.push(
        Number.isNaN(size)
          ? { sql: `(type = ${number} AND number IS NULL)`, parameters: [] }
          : { sql: `(type = ${number} AND number = ?)`, parameters: [size] },
      )
  }
  const either = parts.map(({ sql }) => sql).join(' OR ')
  const parameters = parts.flatMap((part) => part.parameters)
  // A run without the setting has nothing there.
  return !wanted.isQuoted && isSetting(undefined, wanted.text)
    ? {
        sql: `runs.number NOT IN (SELECT run FROM run_values WHERE key = ? AND type <> ${nothing} AND NOT (${either}))`,
        parameters: [key, ...parameters],
      }
    : {
        sql: `runs.number IN (SELECT run FROM run_values WHERE key = ? AND (${either}))`,
        parameters: [key, ...parameters],
      }
}

function metricTestSql(
  { statements, seriesSource, directionOf }: QuerySource,
  test: TargetTest,
  { key, part }: Extract<Target, { kind: 'metric' }>,
): Condition {
  const source = seriesSource(key, directionOf(key))
  const expression = seriesSql(part, source.direction)
  const id = statements.keyId({ kind: 'last', key })
  if (expression === null) return test.kind === 'empty' ? { sql: '1', parameters: [] } : never
  const among = (sql: string, parameters: readonly unknown[] = [], is: 'IN' | 'NOT IN' = 'IN'): Condition => ({
    sql: `runs.number ${is} (SELECT run FROM ${source.sql} WHERE key = ? AND count > 0 AND ${sql})`,
    parameters: [...source.parameters, id, ...parameters],
  })
  // A run whose values are all NaN has NaN; it has no smallest and no greatest.
  const isThere =
    part === 'last'
      ? '1'
      : part === 'best'
        ? source.direction === 'said'
          ? "direction <> 'none'"
          : '1'
        : `${expression} IS NOT NULL`
  switch (test.kind) {
    case 'equals': {
      const isNaN = part === 'last' || part === 'best' ? `(${expression} IS NULL AND ${isThere})` : '0'
      const { sql, parameters } = equalsSql(`(${expression})`, test.numbers, isNaN)
      return among(sql, parameters)
    }
    case 'size': {
      const { sql, parameters } = sizeSql(`(${expression})`, test.operator, test.number)
      return among(sql, parameters)
    }
    case 'empty':
      return among(isThere, [], 'NOT IN')
    default:
      return never
  }
}
