/** Points in a range, whole where there is room and else in buckets: what a line is once its x is known. */
import type { LinesInput } from '../../../contract/lines'
import { bucketWidth, reduceToBuckets, type Buckets } from '../../../maths/buckets'
import type { Steps } from '../../turns'

/** Columns of one length. */
export type Points = { readonly x: Float64Array; readonly y: Float64Array }

/** A stretch of an ascending line that can be told by its ends: its points are only looked up where that does not do. */
export type Part = {
  readonly count: number
  /** The place of its first point in the series. */
  readonly offset: number
  /** x of its first and last point. */
  readonly first: number
  readonly last: number
  /** Over the values that are numbers, NaN where there is none; null where they are only known by looking at the points. */
  readonly extremes: { readonly low: number; readonly high: number } | null
  /** Of the last point. */
  readonly value: number
  readonly load: () => Points
  /** The same, good until the next call; without x unless that is asked for. */
  readonly glance: (withX: boolean) => Points
}

/** A line without its smoothed values, and the points that it shows: their places in the series, ascending. */
export type Shape = {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly low: Float64Array | null
  readonly high: Float64Array | null
  readonly width: number | null
  readonly pointCount: number
  readonly shown: () => Float64Array
}
type Wanted = Pick<LinesInput, 'buckets' | 'range' | 'width'>

/** Points that are already at hand, as a line of one part. @param x ascending. */
export function partOf({ x, y }: Points): Part[] {
  if (x.length === 0) return []
  return [
    {
      count: x.length,
      offset: 0,
      first: x[0] ?? 0,
      last: x.at(-1) ?? 0,
      extremes: null,
      value: y.at(-1) ?? Number.NaN,
      load: () => ({ x, y }),
      glance: () => ({ x, y }),
    },
  ]
}

/** The first index whose x is at or past a place; or past it. */
function searchFrom(x: Float64Array, place: number, isPast: boolean): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = x[middle] ?? 0
    if (isPast ? at > place : at >= place) high = middle
    else low = middle + 1
  }
  return low
}

/** Its points from one index up to another; `points` where they had to be looked up, as it is not wholly inside. */
type Stretch = { readonly part: Part; readonly from: number; readonly to: number; readonly points: Points | null }

/** Looks up the points of a part at an edge of the range. */
type LookUp = (part: Part) => Points

/** What of each part lies in the range. Parts wholly inside are not looked up. */
function findInside(parts: readonly Part[], from: number, to: number, lookUp: LookUp): Stretch[] {
  return parts.flatMap((part): Stretch[] => {
    if (part.last < from || part.first > to) return []
    if (part.first >= from && part.last <= to) return [{ part, from: 0, to: part.count, points: null }]
    const points = lookUp(part)
    const begin = searchFrom(points.x, from, false)
    const end = searchFrom(points.x, to, true)
    return end > begin ? [{ part, from: begin, to: end, points }] : []
  })
}

type Neighbour = { readonly x: number; readonly y: number; readonly index: number } | null

/** The last point before a place. */
function pointBefore(parts: readonly Part[], place: number, lookUp: LookUp): Neighbour {
  const part = parts.findLast(({ first }) => first < place)
  if (part === undefined) return null
  if (part.last < place) return { x: part.last, y: part.value, index: part.offset + part.count - 1 }
  const { x, y } = lookUp(part)
  const at = searchFrom(x, place, false) - 1
  return { x: x[at] ?? 0, y: y[at] ?? Number.NaN, index: part.offset + at }
}

/** The first point behind a place. */
function pointBehind(parts: readonly Part[], place: number, lookUp: LookUp): Neighbour {
  const part = parts.find(({ last }) => last > place)
  if (part === undefined) return null
  const { x, y } = lookUp(part)
  const at = searchFrom(x, place, true)
  return { x: x[at] ?? 0, y: y[at] ?? Number.NaN, index: part.offset + at }
}

/** A column with a neighbour's value on either side. */
function frame(column: Float64Array, before: number | undefined, behind: number | undefined): Float64Array {
  if (before === undefined && behind === undefined) return column
  const start = before === undefined ? 0 : 1
  const framed = new Float64Array(column.length + start + (behind === undefined ? 0 : 1))
  if (before !== undefined) framed[0] = before
  framed.set(column, start)
  if (behind !== undefined) framed[framed.length - 1] = behind
  return framed
}

/** @param parts of an ascending line, in order: points are looked up part by part. */
export function* shapeLine(parts: readonly Part[], { buckets, range, width }: Wanted): Steps<Shape> {
  const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  // Once for what is inside and for the neighbour outside; there are no more than two of them.
  const edges = new Map<Part, Points>()
  const lookUp = (part: Part): Points => {
    const points = edges.get(part) ?? part.load()
    edges.set(part, points)
    return points
  }
  const inside = findInside(parts, from, to, lookUp)
  const pointCount = inside.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0)
  const before = pointBefore(parts, from, lookUp)
  const behind = pointBehind(parts, to, lookUp)
  const framed = ({ x, y }: Points) => ({ x: frame(x, before?.x, behind?.x), y: frame(y, before?.y, behind?.y) })
  if (width === undefined && pointCount <= 2 * buckets)
    return {
      ...framed(yield* concatenate(inside)),
      low: null,
      high: null,
      width: null,
      pointCount,
      shown: () => frame(placesOf(inside, pointCount), before?.index, behind?.index),
    }
  const size = chooseWidth(inside, buckets, width)
  const { x, last, low, high, at } = yield* bucket(inside, size)
  return {
    ...framed({ x, y: last }),
    low: frame(low, before?.y, behind?.y),
    high: frame(high, before?.y, behind?.y),
    width: size,
    pointCount,
    shown: () => frame(at, before?.index, behind?.index),
  }
}

/** Stretches of a log axis, each of which has buckets of its own: more are of no use to the widest panel. */
const mostStretches = 24

/**
 * A line for a log axis, in stretches that are equally long there: with buckets of one width all of its beginning would be one of them.
 * @param parts as of {@link shapeLine}. A line that goes on is shaped anew.
 */
export function* shapeLogLine(parts: readonly Part[], { buckets, range }: Wanted): Steps<Shape> {
  const all = parts.reduce((sum, { count }) => sum + count, 0)
  const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const low = Math.max(from, leastPositive(parts))
  const high = Math.min(to, parts.at(-1)?.last ?? 0)
  if (all <= 2 * buckets || !(high > low)) return yield* shapeLine(parts, { buckets, range })
  const count = Math.min(mostStretches, Math.max(1, Math.ceil(Math.log2(high / low))))
  const edges = Array.from({ length: count + 1 }, (_, at) => low * (high / low) ** (at / count))
  const ends = [...(from < low ? [from] : []), ...edges.slice(0, -1), Math.max(high, to)]
  const shapes: Shape[] = []
  for (const [at, end] of ends.slice(1).entries()) {
    const start = ends[at] ?? low
    // What lies on an edge belongs to the stretch before it.
    const range: [number, number] = [at === 0 ? start : start * (1 + Number.EPSILON), end]
    shapes.push(yield* shapeLine(parts, { buckets: Math.ceil(buckets / count), range }))
  }
  return joinShapes(shapes, ends)
}

/** The least x above 0 of an ascending line; infinite where there is none. */
function leastPositive(parts: readonly Part[]): number {
  const part = parts.find(({ last }) => last > 0)
  if (part === undefined) return Number.POSITIVE_INFINITY
  if (part.first > 0) return part.first
  const { x } = part.load()
  return x[searchFrom(x, 0, true)] ?? Number.POSITIVE_INFINITY
}

/** Stretches behind each other. What lies beyond the ends of each belongs to its neighbours, but for the outermost. */
function joinShapes(shapes: readonly Shape[], ends: readonly number[]): Shape {
  const isReduced = shapes.some(({ width }) => width !== null)
  const columns = {
    x: [] as number[],
    y: [] as number[],
    low: [] as number[],
    high: [] as number[],
    at: [] as number[],
  }
  let last = -1
  for (const [stretch, { x, y, low, high, shown }] of shapes.entries()) {
    const places = shown()
    const until = stretch === shapes.length - 1 ? Number.POSITIVE_INFINITY : (ends[stretch + 1] ?? 0)
    for (let index = 0; index < x.length; index += 1) {
      const place = places[index] ?? 0
      if (place <= last || (x[index] ?? 0) > until) continue
      last = place
      columns.x.push(x[index] ?? 0)
      columns.y.push(y[index] ?? Number.NaN)
      columns.low.push((low ?? y)[index] ?? Number.NaN)
      columns.high.push((high ?? y)[index] ?? Number.NaN)
      columns.at.push(place)
    }
  }
  const at = Float64Array.from(columns.at)
  return {
    x: Float64Array.from(columns.x),
    y: Float64Array.from(columns.y),
    low: isReduced ? Float64Array.from(columns.low) : null,
    high: isReduced ? Float64Array.from(columns.high) : null,
    width: isReduced ? Math.max(...shapes.map(({ width }) => width ?? 0)) : null,
    pointCount: shapes.reduce((sum, { pointCount }) => sum + pointCount, 0),
    shown: () => at,
  }
}

/** Places in the series of every point of the stretches. */
function placesOf(stretches: readonly Stretch[], count: number): Float64Array {
  const places = new Float64Array(count)
  let at = 0
  for (const { part, from, to } of stretches)
    for (let index = from; index < to; index += 1) places[at++] = part.offset + index
  return places
}

/** Its points, cut to what of them is inside. */
function pointsOf({ part, from, to, points }: Stretch, read: () => Points = part.load): Points {
  const { x, y } = points ?? read()
  return { x: x.subarray(from, to), y: y.subarray(from, to) }
}

function* concatenate(stretches: readonly Stretch[]): Steps<Points> {
  const [only, ...others] = stretches
  if (only !== undefined && others.length === 0) return pointsOf(only)
  const length = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const joined = { x: new Float64Array(length), y: new Float64Array(length) }
  let at = 0
  for (const stretch of stretches) {
    const { x, y } = pointsOf(stretch)
    joined.x.set(x, at)
    joined.y.set(y, at)
    at += x.length
    yield
  }
  return joined
}

/** The width of an earlier answer as long as it is of use: doubled once it makes more than twice as many buckets as were asked for. */
function chooseWidth(inside: readonly Stretch[], buckets: number, earlier: number | undefined): number {
  const [first] = inside
  const last = inside.at(-1)
  if (first === undefined || last === undefined) return earlier ?? 1
  const begin = first.points?.x[first.from] ?? first.part.first
  const end = last.points?.x[last.to - 1] ?? last.part.last
  const span = end - begin
  if (earlier === undefined) return bucketWidth(span, buckets) || 1
  let width = earlier
  while (span / width > 2 * buckets) width *= 2
  return width
}

/** Parts that fit into one bucket count by their summary; of all others every point is looked at. */
function* bucket(inside: readonly Stretch[], width: number): Steps<Buckets> {
  const x: number[] = []
  const last: number[] = []
  const low: number[] = []
  const high: number[] = []
  const places: number[] = []
  for (const stretch of inside) {
    const { part } = stretch
    const { extremes } = part
    const isInOne = Math.floor(part.first / width) === Math.floor(part.last / width)
    if (stretch.points === null && isInOne && extremes !== null) {
      x.push(part.last)
      last.push(part.value)
      low.push(extremes.low)
      high.push(extremes.high)
      places.push(part.offset + part.count - 1)
      continue
    }
    const points = pointsOf(stretch, () => part.glance(true))
    const reduced = reduceToBuckets(points.x, points.y, width)
    const first = part.offset + stretch.from
    if (inside.length === 1) return { ...reduced, at: reduced.at.map((index) => first + index) }
    for (let index = 0; index < reduced.x.length; index += 1) {
      x.push(reduced.x[index] ?? 0)
      last.push(reduced.last[index] ?? Number.NaN)
      low.push(reduced.low[index] ?? Number.NaN)
      high.push(reduced.high[index] ?? Number.NaN)
      places.push(first + (reduced.at[index] ?? 0))
    }
    yield
  }
  const reduced = reduceToBuckets(x, last, width, low, high)
  return { ...reduced, at: reduced.at.map((index) => places[index] ?? 0) }
}

/**
 * A line whose x goes to and fro, as the value of another series does. Its buckets are stretches of steps, and so is its width.
 * Points whose x is no number have no place.
 * @param steps ascending, one for each point.
 */
export function shapeUnordered(steps: Float64Array, points: Points, { buckets, range, width }: Wanted): Shape {
  const [from, to] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const placed = Array.from(points.x.keys()).filter((index) => !Number.isNaN(points.x[index]))
  const isInside = placed.map((index) => {
    const x = points.x[index] ?? Number.NaN
    return x >= from && x <= to
  })
  // The line must go out of the picture where it does: the points next to those inside stay.
  const shown = placed.filter((_, at) => isInside.slice(Math.max(0, at - 1), at + 2).includes(true))
  const pick = (column: Float64Array) => Float64Array.from(shown, (index) => column[index] ?? Number.NaN)
  const [x, y, at] = [pick(points.x), pick(points.y), pick(steps)]
  const pointCount = isInside.filter(Boolean).length
  if (width === undefined && pointCount <= 2 * buckets)
    return { x, y, low: null, high: null, width: null, pointCount, shown: () => Float64Array.from(shown) }
  const [size, reduced] = reduceUnordered(at, y, buckets, width)
  return {
    x: reduced.at.map((place) => x[place] ?? Number.NaN),
    y: reduced.last,
    low: reduced.low,
    high: reduced.high,
    width: size,
    pointCount,
    shown: () => reduced.at.map((place) => shown[place] ?? 0),
  }
}

function reduceUnordered(steps: Float64Array, y: Float64Array, buckets: number, earlier: number | undefined) {
  const span = (steps.at(-1) ?? 0) - (steps[0] ?? 0)
  let width = earlier ?? (bucketWidth(span, buckets) || 1)
  while (span / width > 2 * buckets) width *= 2
  return [width, reduceToBuckets(steps, y, width)] as const
}
