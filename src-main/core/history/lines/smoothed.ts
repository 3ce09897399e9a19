/**
 * Smoothed values of a series at the points that a line shows: of every stored point, whatever is shown of them. What was worked out is
 * kept, so that a zoom does not begin at the first step and points that are appended go on from the last one.
 */
import { averageOf, type Average, type AverageState } from '../../../maths/smoothing'
import { pad, windowOf, type Window } from '../../../maths/windows'
import type { Smoothing } from '../../../contract/smoothing'
import type { Steps } from '../../turns'
import type { Points } from './shape'

/** A stretch of a series. */
export type SeriesPart = {
  /** The place of its first point in the series. */
  readonly offset: number
  readonly count: number
  /** What tells it from what may stand in its place after others were cut off. */
  readonly mark: number
  /** Whether it stays as it is until it is cut off: true of a chunk. */
  readonly isSettled: boolean
  /** Its points, good until the next call; without x unless that is asked for. */
  readonly glance: (withX: boolean) => Points
}

export type SmoothedSource = {
  /** What it is kept under. */
  readonly id: string
  readonly parts: readonly SeriesPart[]
  readonly count: number
  /** Counts up when points are taken off its end. */
  readonly cuts: number
  /** The range of all x, and what else decides on the places of points: values that depend on x are good as long as both stay. */
  readonly rangeX: number
  readonly scale: string
  /** Of a series in memory, whose values may be others at any time. */
  readonly column: Points | null
}

/** What is known of a series under one smoothing. */
type Kept = {
  readonly marks: readonly number[]
  readonly cuts: number
  readonly scale: string
  readonly column: Points | null
  /** At the beginning of each part that is settled, and behind the last one. */
  readonly states: AverageState[]
  /** Values by place; those that the end of the series takes part in, only as long as it has so many points. */
  readonly settled: Map<number, number>
  readonly atEnd: Map<number, number>
  count: number
}

/** Numbers that are kept, each about eight bytes. */
const mostKept = 8_000_000
/** Of a state and of a value in a map, roughly. */
const keptPerEntry = 6
/** Up to so many places in a part, only their values are computed and not those of every point. */
const fewPlaces = 8
/** Points that are read at once for windows that lie near each other. */
const mostPadded = 65_536
/** Values that are summed up before others have a turn. */
const mostSummed = 100_000

export type SmoothedValues = ReturnType<typeof createSmoothedValues>

export function createSmoothedValues() {
  const kept = new Map<string, Kept>()

  function find(source: SmoothedSource, smoothing: Smoothing): Kept {
    const id = `${smoothing.method}:${smoothing.amount} ${source.id}`
    const before = kept.get(id)
    const found = before !== undefined && isOf(before, source) ? before : begin()
    kept.delete(id)
    const next = { ...found, ...ends(source) }
    if (next.count !== source.count) next.atEnd.clear()
    next.count = source.count
    kept.set(id, next)
    return next
  }

  return {
    /**
     * @param places of points in the series, ascending. @param y what was measured at each.
     * @returns a smoothed value for each; a gap stays what it is.
     */
    *at(source: SmoothedSource, smoothing: Smoothing, places: Float64Array, y: Float64Array): Steps<Float64Array> {
      const average = averageOf(smoothing, source.rangeX)
      const window = windowOf(smoothing, source.count)
      // Where points lie decides on nothing else.
      const known = find(average?.readsX === true ? source : { ...source, scale: '' }, smoothing)
      if (average !== null) return yield* averagesAt(known, average, source, places, y)
      return window === null ? y : yield* windowsAt(known, window, source, places, y)
    },
    /** Lets go of what was used longest ago, once there is too much. */
    trim(): void {
      let sum = 0
      for (const one of kept.values()) sum += sizeOf(one)
      for (const [id, one] of kept) {
        if (sum <= mostKept) return
        sum -= sizeOf(one)
        kept.delete(id)
      }
    },
    clear: (): void => kept.clear(),
  }
}

const begin = () => ({ states: [], settled: new Map<number, number>(), atEnd: new Map<number, number>(), count: 0 })

const settledMarks = ({ parts }: SmoothedSource): number[] =>
  parts.flatMap(({ isSettled, mark }) => (isSettled ? [mark] : []))

const ends = (source: SmoothedSource) => ({
  marks: settledMarks(source),
  cuts: source.cuts,
  scale: source.scale,
  column: source.column,
})

const sizeOf = ({ states, settled, atEnd, marks, column }: Kept): number =>
  (states.length + settled.size + atEnd.size) * keptPerEntry + marks.length + 2 * (column?.y.length ?? 0)

/** Whether the source is what it was, or has grown at its end. */
function isOf(known: Kept, source: SmoothedSource): boolean {
  if (known.cuts !== source.cuts || known.scale !== source.scale) return false
  if (known.column !== null || source.column !== null)
    return known.column !== null && source.column !== null && isSame(known.column, source.column)
  const settled = source.parts.filter(({ isSettled }) => isSettled)
  return known.marks.length <= settled.length && known.marks.every((mark, index) => settled[index]?.mark === mark)
}

function isSame(left: Points, right: Points): boolean {
  if (left.y.length !== right.y.length) return false
  for (let index = 0; index < left.y.length; index += 1)
    if (!Object.is(left.y[index], right.y[index]) || !Object.is(left.x[index], right.x[index])) return false
  return true
}

/** From the nearest state before each point. States of parts that are settled are kept as they are passed. */
function* averagesAt(
  { states }: Kept,
  average: Average,
  { parts, column }: SmoothedSource,
  places: Float64Array,
  y: Float64Array,
): Steps<Float64Array> {
  const smoothed = new Float64Array(places.length)
  if (states.length === 0) states.push(average.begin())
  let row = 0
  for (const [index, part] of parts.entries()) {
    if (row === places.length) break
    const from = row
    while (row < places.length && (places[row] ?? 0) < part.offset + part.count) row += 1
    const next = states[index + 1]
    if (next !== undefined && from === row) continue
    const isEnd = next !== undefined && row === from + 1 && places[from] === part.offset + part.count - 1
    if (isEnd) {
      smoothed[from] = Number.isFinite(y[from]) ? average.valueOf(next) : (y[from] ?? Number.NaN)
      continue
    }
    // The last part that is settled has a state behind it, also where the one after it is not.
    const state = { ...(states[index] ?? average.begin()) }
    const points = column ?? part.glance(average.readsX)
    const within = places.subarray(from, row).map((place) => place - part.offset)
    const some = part.isSettled && within.length <= fewPlaces ? takeTo(average, state, points, within) : null
    if (some === null) smoothed.set(takeAll(average, state, points, within), from)
    // A gap stays what it is.
    else
      smoothed.set(
        some.map((value, at) => (Number.isFinite(y[from + at]) ? value : (y[from + at] ?? value))),
        from,
      )
    if (next === undefined && part.isSettled) states.push(state)
    yield
  }
  return smoothed
}

/** Takes a part in, stopping at some of its points, where every x and most values are finite. @returns the values there. */
function takeTo(average: Average, state: AverageState, { x, y }: Points, places: Float64Array): Float64Array {
  let taken = 0
  const take = (end: number) => {
    if (end > taken) average.take(state, x.subarray(taken, end), y.subarray(taken, end), null)
    taken = end
  }
  const values = places.map((place) => {
    take(place + 1)
    return average.valueOf(state)
  })
  take(y.length)
  return values
}

/** Takes a part in, and computes the value at each of its points. @returns those at some. */
function takeAll(average: Average, state: AverageState, { x, y }: Points, places: Float64Array): Float64Array {
  const smoothed = new Float64Array(y.length)
  average.take(state, x, y, smoothed)
  return places.map((place) => smoothed[place] ?? Number.NaN)
}

function* windowsAt(
  { settled, atEnd }: Kept,
  window: Window,
  source: SmoothedSource,
  places: Float64Array,
  y: Float64Array,
): Steps<Float64Array> {
  const { count } = source
  const smoothed = y.slice()
  const size = window.before + window.after + 1
  const read = readerOf(source)
  const placeOf = (row: number) => places[row] ?? 0
  const isKnown = (row: number): boolean => {
    const known = settled.get(placeOf(row)) ?? atEnd.get(placeOf(row))
    if (known !== undefined) smoothed[row] = known
    return known !== undefined || !Number.isFinite(y[row])
  }
  let summed = 0
  let row = 0
  while (row < places.length) {
    if (isKnown(row)) {
      row += 1
      continue
    }
    // Points whose windows meet share what is read around them.
    const first = placeOf(row)
    let end = row + 1
    while (end < places.length && placeOf(end) - placeOf(end - 1) <= size && placeOf(end) - first < mostPadded) end += 1
    const padded = pad(window, count, [first, placeOf(end - 1) + 1], read)
    yield
    for (; row < end; row += 1) {
      if (isKnown(row)) continue
      const value = window.mean(padded, placeOf(row) - first + window.before)
      smoothed[row] = value
      const isSettled = placeOf(row) + window.after < count
      ;(isSettled ? settled : atEnd).set(placeOf(row), value)
      summed += size
      if (summed < mostSummed) continue
      summed = 0
      yield
    }
  }
  return smoothed
}

/** Copies points of a series, from its parts. */
function readerOf({ parts, column }: SmoothedSource): Parameters<typeof pad>[3] {
  return (from, to, into, at) => {
    let index = partAt(parts, from)
    for (let place = from; place < to; index += 1) {
      const part = parts[index]
      if (part === undefined) throw new RangeError(`There is no point ${place} in the series`)
      const values = column?.y ?? part.glance(false).y
      const end = Math.min(to, part.offset + part.count)
      const some = values.subarray(place - part.offset, end - part.offset)
      into.set(some, at + place - from)
      // Rows of a tail that cannot be read are no points.
      into.fill(Number.NaN, at + place - from + some.length, at + end - from)
      place = end
    }
  }
}

/** The index of the part that a place lies in. */
function partAt(parts: readonly SeriesPart[], place: number): number {
  let low = 0
  let high = parts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((parts[middle]?.offset ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}
