/** Columns of runs, read one after the other: fields of the run itself, settings, and digests of series. */
import {
  createColumnPacker,
  isValueKind,
  parseRunColumn,
  type ColumnData,
  type RunField,
  type SeriesColumnKind,
  type ValueKind,
} from '../contract/run-query'
import { fields, readValue, type Cell } from './run-fields'
import type { RunStatements } from './run-statements'
import { readDigest, seriesSql, type createSeriesSource, type DirectionOf, type SeriesCells } from './series-columns'

/** Where columns are read from. */
export type ColumnSource = {
  readonly statements: RunStatements
  readonly seriesSource: ReturnType<typeof createSeriesSource>
}

/** Where a run's row is; undefined for one that is not asked for. */
type PlaceOf = (number: number) => number | undefined

function readFields(
  { statements }: ColumnSource,
  numbers: ArrayLike<number>,
  placeOf: PlaceOf,
  names: readonly RunField[],
) {
  const packers = names.map(() => createColumnPacker(numbers.length))
  const selected = names.map((name) => `${fields[name].sql} AS "${name}"`).join(', ')
  for (const [number = 0, ...cells] of statements.rowsIn<[number, ...Cell[]]>(
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

function readValues(
  { statements }: ColumnSource,
  numbers: ArrayLike<number>,
  placeOf: PlaceOf,
  kind: ValueKind,
  key: string,
): ColumnData {
  const packer = createColumnPacker(numbers.length)
  const sql = 'SELECT run, type, number, text FROM run_values WHERE key = ? AND run'
  const id = statements.keyId({ kind, key })
  for (const [run, type, number, stored] of statements.rowsIn<[number, number, number | null, string | null]>(
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
  { statements, seriesSource }: ColumnSource,
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
  const id = statements.keyId({ kind: 'last', key })
  for (const [run, zeros, said, ...values] of statements.rowsIn<SeriesCells>(sql, numbers, ...source.parameters, id)) {
    const place = placeOf(run)
    if (place === undefined) continue
    const direction = source.direction === 'said' ? (said ?? 'none') : source.direction
    kinds.forEach((kind, at) =>
      packers[at]?.set(place, readDigest(kind, values[at] ?? null, { zeros: zeros ?? 0, direction })),
    )
  }
  return packers.map((packer) => packer.pack())
}

/** Columns of some runs, a step for each; those of the run itself are one. Points of series at a step are read otherwise (store/points-at). */
export function* readColumns(
  source: ColumnSource,
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
    const packed = readFields(
      source,
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
    if (column === null || column.kind === 'run' || column.kind === 'point') continue
    if (isValueKind(column.kind)) {
      read[id] = readValues(source, numbers, placeOf, column.kind, column.key)
      yield
      continue
    }
    const asked = series.get(column.key)
    if (asked) asked.push({ id, kind: column.kind })
    else series.set(column.key, [{ id, kind: column.kind }])
  }
  for (const [key, asked] of series) {
    const kinds = asked.map(({ kind }) => kind)
    readSeries(source, numbers, placeOf, key, kinds, directionOf).forEach((column, at) => {
      const id = asked[at]?.id
      if (id !== undefined) read[id] = column
    })
    yield
  }
  return read
}
