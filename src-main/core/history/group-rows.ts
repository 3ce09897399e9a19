/** Runs in groups by the values of columns, and what other columns come to over each group: in slices. */
import {
  columnValue,
  createColumnPacker,
  type ColumnData,
  type ColumnValue,
  type Measured,
  type RunQuery,
  type RunQueryResult,
} from '../../contract/run-query'
import { mean, standardDeviation } from '../../maths/statistics'
import { compareColumnValues, identityOfValue } from '../../model/column-values'
import type { Steps } from '../turns'

/** Rows that one step goes through. */
const rowsAtOnce = 1_000
/** So many short names may be gone for each that is there. */
const mostGaps = 8

type Group = {
  readonly values: readonly (ColumnValue | undefined)[]
  /** Places in the list that was grouped. */
  readonly places: number[]
}
type Columns = Readonly<Record<string, ColumnData>>
/** A column by places of the list. */
type Cells = (place: number) => ColumnValue | undefined

export type Grouped = Pick<RunQueryResult, 'measured'> & {
  readonly order: Float64Array
  readonly groups: NonNullable<RunQueryResult['groups']>
}

/**
 * Groups in the order of their values or of a measure's mean, runs in theirs.
 * @param read columns of runs, which are read in slices: quickly where slices are stretches of short names, as of ascending ones they are
 */
export function* groupRows(
  numbers: Float64Array,
  { groupBy, measures = [], groupOrder }: Pick<RunQuery, 'measures' | 'groupOrder'> & { groupBy: readonly string[] },
  read: (numbers: Float64Array, columns: readonly string[]) => Steps<Columns>,
): Steps<Grouped> {
  const measureIds = [...new Set([...measures, ...(groupOrder === undefined ? [] : [groupOrder.measure])])]
  const ascending = numbers.slice().sort()
  const columns = inPlaces(
    yield* read(ascending, [...new Set([...groupBy, ...measureIds])]),
    placesAmong(ascending, numbers),
  )
  const by = groupBy.flatMap((id) => columns.get(id) ?? [])
  let groups = (yield* leavesOf(numbers.length, by)).sort(byValues)
  if (groupOrder !== undefined) groups = yield* inOrder(groups, by.length, groupOrder, columns)
  const measured: Grouped['measured'] = []
  if (measures.length > 0)
    // Without anything to group by, all runs are one group.
    for (let depth = Math.min(1, by.length); depth <= by.length; depth += 1)
      measured.push(yield* measureAll(depth === by.length ? groups : merge(groups, depth), measures, columns))
  const order = new Float64Array(numbers.length)
  let at = 0
  for (const { places } of groups) for (const place of places) order[at++] = numbers[place] ?? 0
  return {
    order,
    groups: groups.map(({ values, places }) => ({
      values: values.map((value) => value ?? null),
      has: values.map((value) => value !== undefined),
      count: places.length,
    })),
    measured,
  }
}

/** Where each of the numbers stands among the same numbers in ascending order. */
function placesAmong(ascending: Float64Array, numbers: Float64Array): Int32Array {
  const first = ascending[0] ?? 0
  const reach = (ascending[ascending.length - 1] ?? 0) - first + 1
  const places = new Int32Array(numbers.length)
  // Short names are counted up, so that a table of them has few gaps; where most are gone a map takes less.
  if (reach <= mostGaps * numbers.length) {
    const table = new Int32Array(reach)
    for (let place = 0; place < ascending.length; place += 1) table[(ascending[place] ?? 0) - first] = place
    for (let at = 0; at < numbers.length; at += 1) places[at] = table[(numbers[at] ?? 0) - first] ?? 0
    return places
  }
  const byNumber = new Map<number, number>()
  ascending.forEach((number, place) => byNumber.set(number, place))
  for (let at = 0; at < numbers.length; at += 1) places[at] = byNumber.get(numbers[at] ?? 0) ?? 0
  return places
}

const inPlaces = (columns: Columns, places: Int32Array): Map<string, Cells> =>
  new Map(Object.entries(columns).map(([id, column]) => [id, (place) => columnValue(column, places[place] ?? 0)]))

function* leavesOf(count: number, by: readonly Cells[]): Steps<Group[]> {
  if (count === 0) return []
  let groups: readonly Group[] = [{ values: [], places: Array.from({ length: count }, (_, place) => place) }]
  // One column after the other: no row needs a list or a text of its own.
  for (const cell of by) {
    const parted: Group[] = []
    let rows = 0
    for (const { values, places } of groups) {
      const parts = new Map<number | string | undefined, Group>()
      for (const place of places) {
        const value = cell(place)
        const identity = identityIn(value)
        let part = parts.get(identity)
        if (part === undefined) {
          parts.set(identity, (part = { values: [...values, value], places: [] }))
          parted.push(part)
        }
        part.places.push(place)
        if ((rows += 1) % rowsAtOnce === 0) yield
      }
    }
    groups = parted
  }
  return [...groups]
}

/** Equal for equal values alone, as `identityOfValue` is, and quicker of thousands: most values are numbers and texts. */
function identityIn(value: ColumnValue | undefined): number | string | undefined {
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value) && value !== 0)) return value
  return typeof value === 'string' ? `"${value}` : identityOfValue(value)
}

function byValues(left: Group, right: Group): number {
  for (const [at, value] of left.values.entries()) {
    const other = right.values[at]
    const order = compareColumnValues(value, other)
    if (order !== 0) return order
    // Values that stand alike, nothing and null, do not mix: groups that share one follow each other.
    const [a, b] = [identityOfValue(value), identityOfValue(other)]
    if (a !== b) return a < b ? -1 : 1
  }
  return 0
}

const isSame = (left: Group, right: Group, depth: number): boolean =>
  left.values.slice(0, depth).every((value, at) => identityOfValue(value) === identityOfValue(right.values[at]))

/** Groups that share their first values, which follow each other, as one. */
function merge(groups: readonly Group[], depth: number): Group[] {
  const merged: Group[] = []
  for (const group of groups) {
    const last = merged.at(-1)
    if (last !== undefined && isSame(last, group, depth)) for (const place of group.places) last.places.push(place)
    else merged.push({ values: group.values.slice(0, depth), places: [...group.places] })
  }
  return merged
}

/** By the mean of a measure at each depth, those without one last; those with equal means stay as they were. */
function* inOrder(
  groups: readonly Group[],
  depth: number,
  { measure, descending }: NonNullable<RunQuery['groupOrder']>,
  columns: ReadonlyMap<string, Cells>,
): Steps<Group[]> {
  const column = columns.get(measure)
  if (column === undefined) return [...groups]
  const way = descending ? -1 : 1
  let sorted = [...groups]
  for (let level = 1; level <= depth; level += 1) {
    const blocks = level === depth ? sorted : merge(sorted, level)
    const means = new Map(blocks.map((block) => [idOf(block, level), mean(numbersOf(block, column))]))
    yield
    const meanOf = (group: Group) => means.get(idOf(group, level)) ?? Number.NaN
    sorted = sorted
      .map((group, place) => ({ group, place, mean: meanOf(group) }))
      .sort((left, right) => {
        // Within what is already in order only.
        if (!isSame(left.group, right.group, level - 1)) return left.place - right.place
        const [a, b] = [left.mean, right.mean]
        if (Number.isNaN(a) || Number.isNaN(b))
          return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || left.place - right.place
        return (a - b) * way || left.place - right.place
      })
      .map(({ group }) => group)
  }
  return sorted
}

const idOf = ({ values }: Group, depth: number): string => values.slice(0, depth).map(identityOfValue).join('\n')

/** Finite numbers alone: one run that diverged has no say in a mean. */
function numbersOf({ places }: Group, cell: Cells): number[] {
  const numbers: number[] = []
  for (const place of places) {
    const value = cell(place)
    if (typeof value === 'number' && Number.isFinite(value)) numbers.push(value)
  }
  return numbers
}

function* measureAll(
  groups: readonly Group[],
  ids: readonly string[],
  columns: ReadonlyMap<string, Cells>,
): Steps<Record<string, Measured>> {
  const all = Object.create(null) as Record<string, Measured>
  for (const id of ids) {
    const column = columns.get(id)
    if (column !== undefined) all[id] = yield* measure(groups, column)
  }
  return all
}

function* measure(groups: readonly Group[], cell: Cells): Steps<Measured> {
  const empty = () => new Float64Array(groups.length).fill(Number.NaN)
  const measured = {
    counts: empty(),
    mean: empty(),
    deviation: empty(),
    least: empty(),
    greatest: empty(),
    sum: empty(),
    distinct: empty(),
  }
  const same = createColumnPacker(groups.length)
  let rows = 0
  for (const [at, group] of groups.entries()) {
    const numbers = numbersOf(group, cell)
    measured.counts[at] = numbers.length
    measured.deviation[at] = standardDeviation(numbers)
    if (numbers.length > 0) {
      measured.mean[at] = mean(numbers)
      measured.least[at] = numbers.reduce((least, value) => Math.min(least, value))
      measured.greatest[at] = numbers.reduce((greatest, value) => Math.max(greatest, value))
      measured.sum[at] = numbers.reduce((sum, value) => sum + value, 0)
    }
    const values = valuesOf(group, cell)
    measured.distinct[at] = values.size
    const [first] = group.places
    if (values.size === 1 && first !== undefined) same.set(at, cell(first))
    rows += group.places.length
    if (rows >= rowsAtOnce) {
      rows = 0
      yield
    }
  }
  return { ...measured, same: same.pack() }
}

/** Different values, not having one being another. Numbers stand for themselves, as most values are numbers. */
function valuesOf({ places }: Group, cell: Cells): ReadonlySet<number | string> {
  const values = new Set<number | string>()
  for (const place of places) {
    const value = cell(place)
    values.add(typeof value === 'number' ? value : typeof value === 'string' ? `"${value}` : identityOfValue(value))
  }
  return values
}
