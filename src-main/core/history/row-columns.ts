/** Fields of runs as columns: read in slices, so that whoever else asks is answered in between. */
import {
  columnValue,
  createColumnPacker,
  parseRunColumn,
  type ColumnData,
  type RunRows,
} from '../../contract/run-query'
import type { DirectionOf } from '../../store/series-columns'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'

/** Rows that one step reads of a column, or of all fields of runs: some milliseconds of work. */
const rowsAtOnce = 1_000

export function createRowReader(runQueries: Store['runQueries'], directionOf: DirectionOf) {
  /** @param numbers short names of runs, in the order of the rows. @param ids of columns; values of series at a step are columns as well */
  return function* (numbers: Float64Array, ids: readonly string[]): Steps<RunRows> {
    const points = ids.flatMap((id) => {
      const column = parseRunColumn(id)
      return column?.kind === 'point' ? [{ id, ...column }] : []
    })
    const columns = points.length === 0 ? ids : ids.filter((id) => !points.some((point) => point.id === id))
    const parts: Record<string, ColumnData>[] = []
    for (let from = 0; from < Math.max(1, numbers.length); from += rowsAtOnce)
      parts.push(yield* runQueries.columns(numbers.subarray(from, from + rowsAtOnce), columns, directionOf))
    const [first = {}] = parts
    const read = parts.length === 1 ? first : yield* joinColumns(parts, numbers.length, columns)
    for (const { id, key, step } of points) {
      const values = yield* runQueries.pointsAt(key, step)
      const packer = createColumnPacker(numbers.length)
      for (let place = 0; place < numbers.length; place += 1) packer.set(place, values.get(numbers[place] ?? -1))
      read[id] = packer.pack()
    }
    return { numbers, columns: read }
  }
}

/** Parts of columns of {@link rowsAtOnce} rows, one behind the other: a step for each column. */
function* joinColumns(
  parts: readonly Readonly<Record<string, ColumnData>>[],
  count: number,
  ids: readonly string[],
): Steps<Record<string, ColumnData>> {
  const joined = Object.create(null) as Record<string, ColumnData>
  for (const id of ids) {
    const packer = createColumnPacker(count)
    parts.forEach((part, index) => {
      const column = part[id]
      const from = index * rowsAtOnce
      if (column === undefined) return
      for (let at = from; at < Math.min(count, from + rowsAtOnce); at += 1)
        packer.set(at, columnValue(column, at - from))
    })
    joined[id] = packer.pack()
    yield
  }
  return joined
}
