/** Runs by columns: sorted and filtered by SQLite over the rows of `run_values`, `series` and `runs`, and read a column at a time. */
import {
  createColumnPacker,
  isValueKind,
  parseRunColumn,
  type ColumnData,
  type RunColumn,
  type RunField,
  type SeriesColumnKind,
  type ValueKind,
} from '../contract/run-query'
import { hasTag, isSetting, statesWith, wantedInParts, type SearchTerm } from '../model/search'
import type { Database } from './database'
import type { MetricDescriptions } from './metric-descriptions'
import { fields, list, readValue, type Cell } from './run-fields'
import { valueTypes } from './run-index'
import { createSeriesSource, readDigest, seriesSql, type DirectionOf, type SeriesCells } from './series-columns'

/** Which runs a question is about. */
export type RunScope = {
  /** Null for all. */
  readonly project: string | null
  readonly archived: 'with' | 'without' | 'only'
  readonly isBin: boolean
}

export type RunOrder = readonly { readonly column: RunColumn; readonly descending: boolean }[]

/** Where a run's row is; undefined for one that is not asked for. */
type PlaceOf = (number: number) => number | undefined

/** From so many rows on a column is read from end to end, and what is not asked for is passed over. */
const manyRows = 200

/** Statements over what runs are listed by. */
export function createRunQueries(database: Database, descriptions: Pick<MetricDescriptions, 'hasDirection'>) {
  const seriesSource = createSeriesSource(descriptions)
  const statements = new Map<string, ReturnType<Database['prepare']>>()
  const findKey = database.prepare<[string, string], number>('SELECT id FROM keys WHERE kind = ? AND key = ?').pluck()

  /** The number of shapes is small, but columns are named by people: what is prepared does not pile up. */
  function prepare(sql: string) {
    let statement = statements.get(sql)
    if (statement === undefined) {
      if (statements.size > 100) statements.clear()
      statement = database.prepare(sql)
      statements.set(sql, statement)
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

  function scopeSql({ project, archived, isBin }: RunScope): { where: string; parameters: unknown[] } {
    const conditions = [`runs.binned_at IS ${isBin ? 'NOT ' : ''}NULL`]
    if (project !== null) conditions.push('runs.project = ?')
    if (archived !== 'with') conditions.push(`runs.archived = ${archived === 'only' ? 1 : 0}`)
    return { where: conditions.join(' AND '), parameters: project === null ? [] : [project] }
  }

  /** Of what a word asks: SQL where SQLite can say it, else the runs. */
  function termSql(term: SearchTerm): { sql: string; parameters: unknown[] } {
    const states = (words: readonly string[]) =>
      `coalesce(runs.end_reason, runs.state) IN (${words.map((word) => `'${word}'`).join(', ')})`
    switch (term.kind) {
      case 'word':
        return {
          sql: `(EXISTS (SELECT 1 FROM run_search WHERE run_search.run = runs.number AND (instr(head, ?) > 0 OR instr(parts, ?) > 0))
            OR ${states(statesWith(term.word))})`,
          parameters: [term.word, wantedInParts(term.word)],
        }
      case 'starred':
        return { sql: 'runs.starred = 1', parameters: [] }
      case 'archived':
        return { sql: 'runs.archived = 1', parameters: [] }
      case 'nothing':
        return { sql: '0', parameters: [] }
      case 'state':
        return { sql: states(statesWith(term.word)), parameters: [] }
      case 'tag': {
        const tagged = rowsOf<[number, string]>("SELECT number, tags FROM runs WHERE tags <> '[]'")
        const found = tagged.flatMap(([number, tags]) => (hasTag(list(tags) as string[], term.tag) ? [number] : []))
        return { sql: 'runs.number IN (SELECT value FROM json_each(?))', parameters: [JSON.stringify(found)] }
      }
      case 'setting': {
        const rows = rowsOf<[number, number, number | null, string | null]>(
          'SELECT run, type, number, text FROM run_values WHERE key = ?',
          keyId({ kind: 'config', key: term.key }),
        )
        const isFound = new Map<string, boolean>()
        const select = (wanted: boolean) =>
          rows.flatMap(([run, type, number, stored]) => {
            const word = `${type} ${number} ${stored}`
            let is = isFound.get(word)
            if (is === undefined) isFound.set(word, (is = isSetting(readValue(type, number, stored), term.value)))
            return is === wanted ? [run] : []
          })
        // A run without the setting has nothing there.
        const isNothing = isSetting(undefined, term.value)
        return {
          sql: `runs.number ${isNothing ? 'NOT ' : ''}IN (SELECT value FROM json_each(?))`,
          parameters: [JSON.stringify(select(!isNothing))],
        }
      }
    }
  }

  /**
   * What decides on the order: of each column a rank by the kind of value (0 numbers, 1 switches and lists, 2 texts, 3 nothing), a number and a
   * text, worked out once for each run.
   */
  function orderSql(order: RunOrder, directionOf: DirectionOf) {
    const joins: string[] = []
    const selected: string[] = []
    const by: string[] = []
    const parameters: unknown[] = []
    order.forEach(({ column, descending }, at) => {
      const table = `by${at}`
      if (column.kind === 'run') {
        const { sql } = fields[column.field]
        selected.push(`NULL AS rank${at}`, `${sql} AS number${at}`, `NULL AS text${at}`)
      } else if (isValueKind(column.kind)) {
        joins.push(`LEFT JOIN run_values AS ${table} ON ${table}.key = ? AND ${table}.run = runs.number`)
        parameters.push(keyId(column))
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
        parameters.push(...source.parameters, keyId(column))
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

  function readField(numbers: ArrayLike<number>, placeOf: PlaceOf, names: readonly RunField[]) {
    const packers = names.map(() => createColumnPacker(numbers.length))
    const selected = names.map((name) => `${fields[name].sql} AS "${name}"`).join(', ')
    for (const [number = 0, ...cells] of rowsIn<[number, ...Cell[]]>(
      `SELECT runs.number, ${selected} FROM runs WHERE runs.number`,
      numbers,
    )) {
      const place = placeOf(number)
      if (place === undefined) continue
      names.forEach((name, at) => {
        const cell = cells[at] ?? null
        if (cell !== null)
          packers[at]?.set(place, fields[name].read?.(cell) ?? (cell instanceof Uint8Array ? undefined : cell))
      })
    }
    return packers.map((packer) => packer.pack())
  }

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

  function readValues(numbers: ArrayLike<number>, placeOf: PlaceOf, kind: ValueKind, key: string): ColumnData {
    const packer = createColumnPacker(numbers.length)
    const sql = 'SELECT run, type, number, text FROM run_values WHERE key = ? AND run'
    const id = keyId({ kind, key })
    for (const [run, type, number, stored] of rowsIn<[number, number, number | null, string | null]>(
      sql,
      numbers,
      id,
    )) {
      const place = placeOf(run)
      if (place !== undefined) packer.set(place, readValue(type, number, stored))
    }
    return packer.pack()
  }

  /** What is asked of one series, in one pass. */
  function readSeries(
    numbers: ArrayLike<number>,
    placeOf: PlaceOf,
    key: string,
    kinds: readonly SeriesColumnKind[],
    directionOf: DirectionOf,
  ): ColumnData[] {
    const packers = kinds.map(() => createColumnPacker(numbers.length))
    const source = seriesSource(key, directionOf(key))
    const expressions = kinds.map((kind) => seriesSql(kind, source.direction) ?? 'NULL')
    const isSaid = source.direction === 'said'
    const sql = `SELECT run, negative_zeros, ${isSaid ? 'direction' : 'NULL'}, ${expressions.join(', ')} FROM ${source.sql} WHERE key = ? AND count > 0 AND run`
    const id = keyId({ kind: 'last', key })
    for (const [run, zeros, said, ...values] of rowsIn<SeriesCells>(sql, numbers, ...source.parameters, id)) {
      const place = placeOf(run)
      if (place === undefined) continue
      const direction = source.direction === 'said' ? (said ?? 'none') : source.direction
      kinds.forEach((kind, at) =>
        packers[at]?.set(place, readDigest(kind, values[at] ?? null, { zeros: zeros ?? 0, direction })),
      )
    }
    return packers.map((packer) => packer.pack())
  }

  return {
    /** How many runs there are. */
    count({ project, archived, isBin }: RunScope): number {
      const { where, parameters } = scopeSql({ project, archived, isBin })
      return numbersOf(`SELECT count(*) FROM runs WHERE ${where}`, ...parameters)[0] ?? 0
    },
    /** Short names of the runs that are found, in order. Nothing is read but what decides. */
    find(scope: RunScope, terms: readonly SearchTerm[], order: RunOrder, directionOf: DirectionOf): Float64Array {
      const { where, parameters } = scopeSql(scope)
      const conditions = terms.map(termSql)
      const sorted = orderSql(order, directionOf)
      return Float64Array.from(
        numbersOf(
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
        numbersOf(
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
        numbersOf(
          `SELECT number FROM runs WHERE number IN (SELECT value FROM json_each(?)) OR id IN (SELECT value FROM json_each(?))`,
          JSON.stringify(numbers),
          JSON.stringify(ids),
        ),
      )
    },
    /** Columns of some runs, a step for each; those of the run itself are one. */
    *columns(
      numbers: Float64Array,
      ids: readonly string[],
      directionOf: DirectionOf,
    ): Generator<undefined, Record<string, ColumnData>, undefined> {
      const places = new Map<number, number>()
      for (let place = 0; place < numbers.length; place += 1) places.set(numbers[place] ?? 0, place)
      const placeOf = (number: number) => places.get(number)
      const read = Object.create(null) as Record<string, ColumnData>
      const own = ids.flatMap((id) => {
        const column = parseRunColumn(id)
        return column?.kind === 'run' ? [{ id, field: column.field }] : []
      })
      if (own.length > 0) {
        const packed = readField(
          numbers,
          placeOf,
          own.map(({ field }) => field),
        )
        own.forEach(({ id }, at) => {
          const column = packed[at]
          if (column) read[id] = column
        })
        yield
      }
      const series = new Map<string, { id: string; kind: SeriesColumnKind }[]>()
      for (const id of ids) {
        const column = parseRunColumn(id)
        if (column === null || column.kind === 'run') continue
        if (isValueKind(column.kind)) {
          read[id] = readValues(numbers, placeOf, column.kind, column.key)
          yield
          continue
        }
        const asked = series.get(column.key)
        if (asked) asked.push({ id, kind: column.kind })
        else series.set(column.key, [{ id, kind: column.kind }])
      }
      for (const [key, asked] of series) {
        const kinds = asked.map(({ kind }) => kind)
        readSeries(numbers, placeOf, key, kinds, directionOf).forEach((column, at) => {
          const id = asked[at]?.id
          if (id !== undefined) read[id] = column
        })
        yield
      }
      return read
    },
  }
}
