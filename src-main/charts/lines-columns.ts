/**
 * Lines that go up and down faster than a pixel can show, as what they cover: for each column of pixels, from where to where the line runs
 * within it. Measured in headless Chromium without a graphics card, a line of 625 points that each cross the plot: 90 ms as a stroke of
 * 1.5 pixels, 1 to 3 ms as a hairline (and more where it is dashed), 1.3 ms as columns; and what lies behind other lines is left out.
 */
import { placingOf, type Transform } from './place'
import { isAscending, lowerBound } from './ranges'

type Points = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }

/** How far outside of the plot a column may reach, in pixels: enough for its end not to be seen. */
const beyond = 10

/**
 * Places in pixels, as {@link Transform} has them: x at `left + (x * xUnit - xStart) * perX`, y at `bottom - (y * yUnit - yStart) * perY`, or of
 * their logarithms. As numbers: a function for each point takes a browser four times as long.
 */
function placesOf({ x, y }: Points, { left, right, top, bottom, isLog, isLogX = false, ...ranges }: Transform) {
  const [from, to] = ranges.x
  const { unit: xUnit, start: xStart, span: xSpan } = placingOf(ranges.x, isLogX)
  const { unit: yUnit, start: yStart, span: ySpan } = placingOf(ranges.y, isLog)
  return {
    // One point more on each side, so that the line reaches the plot's edge; on a log axis none that has no place.
    start: Math.max(isLogX ? lowerBound(x, Number.MIN_VALUE) : 0, lowerBound(x, from) - 1),
    end: Math.min(x.length, y.length, lowerBound(x, to) + 2),
    left,
    xUnit,
    xStart,
    perX: (right - left) / xSpan,
    bottom,
    yUnit,
    yStart,
    perY: (bottom - top) / ySpan,
    isLog,
    isLogX,
  }
}

/** Points for each pixel across from which on a line may be too dense to be seen as one. */
const leastDensity = 0.4
/** How far a line goes up and down for each pixel across, in pixels, where single strokes cannot be told from each other. */
export const leastSteepness = 8

export type Travel = {
  /** How far the line goes up and down in all, in pixels, where it is in sight; for a line that {@link isFilling} at least that. */
  readonly length: number
  /** Whether it fills the columns that it runs through, so that it is drawn as columns. */
  readonly isFilling: boolean
}

/** How far a line goes up and down. A line whose x goes to and fro is never filling. */
export function travelOf(points: Points, transform: Transform): Travel {
  if (!isAscending(points.x)) return { length: 0, isFilling: false }
  const { start, end, bottom, yUnit, yStart, perY, isLog } = placesOf(points, transform)
  const { y } = points
  const width = Math.max(1, transform.right - transform.left)
  const isDense = end - start >= leastDensity * width
  const height = bottom - transform.top
  let length = 0
  let before = Number.NaN
  for (let index = start; index < end; index += 1) {
    const value = y[index] ?? Number.NaN
    // Not finite for a gap, which below 0 a logarithm is by itself.
    const at = bottom - ((isLog ? Math.log(value) : value * yUnit) - yStart) * perY
    const step = Math.abs(at - before)
    // What leaves the plot is not drawn there.
    if (step > 0 && step < Infinity) length += step < height ? step : height
    before = at
    if (isDense && length > leastSteepness * width) return { length, isFilling: true }
  }
  return { length, isFilling: false }
}

/** Columns of a plot, each one pixel of the screen wide: where the first begins, how wide they are in pixels, and how many there are. */
export type Grid = { readonly origin: number; readonly column: number; readonly count: number }

/** From where to where something reaches within each column, in pixels; empty where `low` is above `high`. */
export type Columns = { readonly low: Float64Array; readonly high: Float64Array }

/** @param column pixels across. */
export function gridOf({ left, right }: Pick<Transform, 'left' | 'right'>, column: number): Grid {
  // On whole pixels of the screen, so that neighbours leave no seam.
  const origin = Math.floor(left / column) * column
  return { origin, column, count: Math.ceil((right - origin) / column) + 1 }
}

export const emptyColumns = ({ count }: Grid): Columns => ({
  low: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
  high: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
})

function touch({ low, high }: Columns, at: number, top: number, foot: number): void {
  if (top < (low[at] ?? Number.NEGATIVE_INFINITY)) low[at] = top
  if (foot > (high[at] ?? Number.POSITIVE_INFINITY)) high[at] = foot
}

/** Takes a line into columns: everything that it covers at a width of `width` pixels. x ascends. */
export function coverLine(columns: Columns, grid: Grid, points: Points, transform: Transform, width: number): void {
  const { origin, column, count } = grid
  const { start, end, left, xUnit, xStart, perX, bottom, yUnit, yStart, perY, isLog, isLogX } = placesOf(
    points,
    transform,
  )
  const { x: xs, y: ys } = points
  const half = width / 2
  let beforeX = Number.NaN
  let beforeY = Number.NaN
  for (let index = start; index < end; index += 1) {
    const across = xs[index] ?? Number.NaN
    const at = (left + ((isLogX ? Math.log(across) : across * xUnit) - xStart) * perX - origin) / column
    const value = ys[index] ?? Number.NaN
    const y = bottom - ((isLog ? Math.log(value) : value * yUnit) - yStart) * perY
    if (y - y !== 0) {
      beforeX = beforeY = Number.NaN
      continue
    }
    const to = Math.floor(at)
    touch(columns, to, y - half, y + half)
    if (beforeX < at) {
      const slope = (y - beforeY) / (at - beforeX)
      // Where it crosses from one column into the next belongs to both.
      for (let edge = Math.max(0, Math.floor(beforeX) + 1); edge <= to && edge <= count; edge += 1) {
        const crossing = beforeY + slope * (edge - beforeX)
        touch(columns, edge - 1, crossing - half, crossing + half)
        touch(columns, edge, crossing - half, crossing + half)
      }
    }
    beforeX = at
    beforeY = y
  }
}

/**
 * Takes away what lies behind `front`, and adds what is left to it. For lines from the foremost to the rearmost: of lines that lie on
 * each other only the foremost is drawn.
 */
export function hideBehind(columns: Columns, front: Columns): void {
  const { low, high } = columns
  for (let at = 0; at < low.length; at += 1) {
    const [from, to] = [low[at] ?? 0, high[at] ?? 0]
    const [frontFrom, frontTo] = [front.low[at] ?? 0, front.high[at] ?? 0]
    if (from > to) continue
    if (to < frontFrom || from > frontTo) {
      // Apart from each other, or nothing in front: the longer one hides more.
      if (to - from > frontTo - frontFrom) {
        front.low[at] = from
        front.high[at] = to
      }
      continue
    }
    if (from < frontFrom) front.low[at] = from
    if (to > frontTo) front.high[at] = to
    if (from >= frontFrom && to <= frontTo) {
      low[at] = Number.POSITIVE_INFINITY
      high[at] = Number.NEGATIVE_INFINITY
    } else if (from >= frontFrom) low[at] = frontTo
    else if (to <= frontTo) high[at] = frontFrom
  }
}

/** Adds columns to others as long as they overlap. @returns what does not overlap, and so is not added; null for nothing. */
export function joinColumns(all: Columns, columns: Columns): Columns | null {
  let rest: Columns | null = null
  for (let at = 0; at < all.low.length; at += 1) {
    const [from, to] = [columns.low[at] ?? 0, columns.high[at] ?? 0]
    if (from > to) continue
    const [allFrom, allTo] = [all.low[at] ?? 0, all.high[at] ?? 0]
    if (allFrom <= allTo && (to < allFrom || from > allTo)) {
      rest ??= {
        low: new Float64Array(all.low.length).fill(Number.POSITIVE_INFINITY),
        high: new Float64Array(all.low.length).fill(Number.NEGATIVE_INFINITY),
      }
      rest.low[at] = from
      rest.high[at] = to
      continue
    }
    if (from < allFrom) all.low[at] = from
    if (to > allTo) all.high[at] = to
  }
  return rest
}

/** Fills columns with the colour that is set. */
export function fillColumns(
  pen: Pick<CanvasRenderingContext2D, 'fillRect'>,
  { low, high }: Columns,
  { origin, column, count }: Grid,
  { top, bottom }: Pick<Transform, 'top' | 'bottom'>,
): void {
  for (let at = 0; at < count; at += 1) {
    // Whole pixels of the screen are filled without anti-aliasing, in half of the time.
    const from = Math.floor(Math.max(top - beyond, low[at] ?? 0) / column) * column
    const to = Math.ceil(Math.min(bottom + beyond, high[at] ?? 0) / column) * column
    if (to > from) pen.fillRect(origin + at * column, from, column, to - from)
  }
}
