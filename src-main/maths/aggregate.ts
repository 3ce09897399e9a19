/** Several lines as one: a mean with a band, point by point over the x that they share. */
import type { BandKind } from '../contract/workspace'
import { studentQuantile } from './statistics'

export type LinePoints = {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Least and greatest of what each y is the last of, where points were decimated before. */
  readonly low?: ArrayLike<number> | null
  readonly high?: ArrayLike<number> | null
}

export type AggregatedLine = {
  /** Every x that any line has, ascending. */
  readonly x: Float64Array
  readonly mean: Float64Array
  /** Null without a band. NaN where one line alone is left of the three bands that need two. */
  readonly low: Float64Array | null
  readonly high: Float64Array | null
  /** Lines with a finite value at each x: where it falls, the mean is of fewer. */
  readonly counts: Int32Array
}

/**
 * The band `min-max` goes from the least of all lows to the greatest of all highs, those of a line without any being its values; the mean
 * and every other band are of the values alone. Values that are not finite count for nothing; an x where no line has one is NaN. Lines need not have the same x, nor ascend; a
 * point without an x is left out.
 */
export function aggregate(lines: readonly LinePoints[], band: BandKind): AggregatedLine {
  const x = unionOfX(lines)
  const sums = new Float64Array(x.length)
  const counts = new Int32Array(x.length)
  const least = new Float64Array(x.length).fill(Number.POSITIVE_INFINITY)
  const most = new Float64Array(x.length).fill(Number.NEGATIVE_INFINITY)
  for (const { y, places, count } of placedOn(lines, x)) {
    for (let index = 0; index < count; index += 1) {
      const value = y[index] ?? Number.NaN
      const place = places === null ? index : (places[index] ?? -1)
      if (value - value !== 0 || place < 0) continue
      sums[place] = (sums[place] ?? 0) + value
      counts[place] = (counts[place] ?? 0) + 1
      if (value < (least[place] ?? value)) least[place] = value
      if (value > (most[place] ?? value)) most[place] = value
    }
  }
  const mean = sums.map((sum, place) => {
    const count = counts[place] ?? 0
    // Rounding must not carry a mean out of its own values: equal lines have exactly their mean.
    return count === 0 ? Number.NaN : Math.min(most[place] ?? sum, Math.max(least[place] ?? sum, sum / count))
  })
  if (band === 'none') return { x, mean, low: null, high: null, counts }
  if (band === 'min-max') {
    widen(lines, x, least, most)
    const orNothing = (value: number) => (Number.isFinite(value) ? value : Number.NaN)
    return { x, mean, low: least.map(orNothing), high: most.map(orNothing), counts }
  }
  const half = halfWidths(lines, { x, mean, counts }, band)
  return {
    x,
    mean,
    low: mean.map((middle, place) => middle - (half[place] ?? Number.NaN)),
    high: mean.map((middle, place) => middle + (half[place] ?? Number.NaN)),
    counts,
  }
}

/**
 * The median of the lines' finite values at each x, of an even number the middle between two; NaN where there are none.
 * @param counts how many there are at each x, as {@link aggregate} tells it beside that x
 */
export function medians(
  lines: readonly LinePoints[],
  { x, counts }: Pick<AggregatedLine, 'x' | 'counts'>,
): Float64Array {
  const ends = new Int32Array(x.length)
  let total = 0
  for (let place = 0; place < x.length; place += 1) {
    ends[place] = total
    total += counts[place] ?? 0
  }
  // All values of one x beside each other.
  const values = new Float64Array(total)
  for (const { y, places, count } of placedOn(lines, x)) {
    for (let index = 0; index < count; index += 1) {
      const value = y[index] ?? Number.NaN
      const place = places === null ? index : (places[index] ?? -1)
      if (value - value !== 0 || place < 0) continue
      const end = ends[place] ?? 0
      values[end] = value
      ends[place] = end + 1
    }
  }
  return x.map((_, place) => {
    const end = ends[place] ?? 0
    const own = values.subarray(end - (counts[place] ?? 0), end).sort()
    const upper = own.length >> 1
    const [below, above] = [own[own.length % 2 === 0 ? upper - 1 : upper], own[upper]]
    // Halved first: the sum of two may be more than there is.
    return below === undefined || above === undefined ? Number.NaN : below === above ? above : below / 2 + above / 2
  })
}

/** Takes the lows and highs of decimated lines into the least and greatest of their values. */
function widen(lines: readonly LinePoints[], x: Float64Array, least: Float64Array, most: Float64Array): void {
  for (const { line, places, count } of placedOn(lines, x)) {
    const { low, high } = line
    if (!low && !high) continue
    for (let index = 0; index < count; index += 1) {
      const place = places === null ? index : (places[index] ?? -1)
      if (place < 0) continue
      const [below, above] = [low?.[index] ?? Number.NaN, high?.[index] ?? Number.NaN]
      // Not finite counts for nothing.
      if (below - below === 0 && below < (least[place] ?? below)) least[place] = below
      if (above - above === 0 && above > (most[place] ?? above)) most[place] = above
    }
  }
}

/** In two passes, as the deviation of values that are far from 0 and close together would drown in a running sum of squares. */
function halfWidths(
  lines: readonly LinePoints[],
  { x, mean, counts }: Pick<AggregatedLine, 'x' | 'mean' | 'counts'>,
  band: 'deviation' | 'error' | 'confidence',
): Float64Array {
  const squares = new Float64Array(x.length)
  for (const { y, places, count } of placedOn(lines, x)) {
    for (let index = 0; index < count; index += 1) {
      const value = y[index] ?? Number.NaN
      const place = places === null ? index : (places[index] ?? -1)
      if (value - value === 0 && place >= 0)
        squares[place] = (squares[place] ?? 0) + (value - (mean[place] ?? value)) ** 2
    }
  }
  const factors = new Map<number, number>()
  const factorOf = (count: number): number => {
    const known = factors.get(count)
    if (known !== undefined) return known
    const factor =
      band === 'deviation' ? 1 : (band === 'confidence' ? studentQuantile(count - 1) : 1) / Math.sqrt(count)
    factors.set(count, factor)
    return factor
  }
  return squares.map((sum, place) => {
    const count = counts[place] ?? 0
    return count < 2 ? Number.NaN : Math.sqrt(sum / (count - 1)) * factorOf(count)
  })
}

/**
 * Every x of any line, once, ascending. Lines of one kind mostly have the x of the longest of them, or the beginning of it: only
 * what is not there is gathered and sorted.
 */
function unionOfX(lines: readonly LinePoints[]): Float64Array {
  const longestFirst = lines.toSorted((left, right) => right.x.length - left.x.length)
  const first = longestFirst[0]
  const known = first === undefined ? new Float64Array() : sortedUnique(Float64Array.from(first.x))
  // Lines that were read together share the array of their x.
  const others = longestFirst.slice(1).filter((line) => line.x !== first?.x && !isWithin(line.x, known))
  if (others.length === 0) return known
  const all = new Float64Array(others.reduce((sum, line) => sum + line.x.length, known.length))
  all.set(known)
  let end = known.length
  for (const line of others) {
    all.set(line.x, end)
    end += line.x.length
  }
  return sortedUnique(all)
}

/** Sorts its values in place. NaN is left out. */
function sortedUnique(values: Float64Array): Float64Array {
  values.sort()
  let count = 0
  for (const value of values) {
    // Typed arrays sort NaN to the end.
    if (Number.isNaN(value)) break
    if (count > 0 && values[count - 1] === value) continue
    values[count] = value
    count += 1
  }
  return values.slice(0, count)
}

/** Whether `x` ascends and has nothing that `known` has not. */
function isWithin(x: ArrayLike<number>, known: Float64Array): boolean {
  let place = 0
  for (const at of Float64Array.from(x)) {
    while (place < known.length && (known[place] ?? at) < at) place += 1
    if (known[place] !== at) return false
  }
  return true
}

type Placed = {
  readonly line: LinePoints
  readonly y: ArrayLike<number>
  /** Of each point among the common x, -1 for one without an x; null where the line's x are the first of those. */
  readonly places: Int32Array | null
  readonly count: number
}

/**
 * Lines with the places of their x. Whoever adds values up does so in a loop of its own: a function that is told of each would have every number made an object, which
 * for a thousand lines took as long again, and then the collection of those.
 */
function* placedOn(lines: readonly LinePoints[], x: Float64Array): Generator<Placed, void, undefined> {
  // Lines that were read together share the array of their x.
  let before: ArrayLike<number> | null = null
  let places: Int32Array | null = null
  for (const line of lines) {
    const count = Math.min(line.x.length, line.y.length)
    if (line.x !== before) places = placesOn(line.x, x)
    before = line.x
    yield { line, y: line.y, places, count }
  }
}

function placesOn(own: ArrayLike<number>, x: Float64Array): Int32Array | null {
  let same = 0
  while (same < own.length && own[same] === x[same]) same += 1
  if (same === own.length) return null
  let place = -1
  return Int32Array.from({ length: own.length }, (_, index) => {
    const at = own[index] ?? Number.NaN
    if (Number.isNaN(at)) return -1
    place += 1
    // Along a line the place mostly is the next one.
    if (x[place] !== at) place = placeOf(x, at)
    return place
  })
}

/** Where `at`, which is there, stands in ascending values. */
function placeOf(x: Float64Array, at: number): number {
  let low = 0
  let high = x.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}
