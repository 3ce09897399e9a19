/** A line from typed arrays as a path: no object for a point, and no number that would need memory of its own, as a line is traced anew for each move of the pointer. */
import { mostAside, mostBeyond, type Pen } from './bands-drawing'
import { placingOf, type Transform } from './place'
import { isAscending, lowerBound } from './ranges'

/** Points that a pixel's column is drawn with before it is drawn by its first, least, greatest and last alone. */
export const mostPerColumn = 4
/** Vertices nearer to each other than this, in pixels, are one: less than what anti-aliasing can show. */
const leastDistance = 0.25

/** Told where a point stands between two gaps: a line of one point cannot be seen. */
type Alone = (x: number, y: number) => void

/**
 * One line as a path. Where more than {@link mostPerColumn} points share a column of pixels, the column is drawn by its first, least,
 * greatest and last value, which covers the same pixels as all of them. Values that are not finite, and on a log axis those that are not
 * positive, are gaps.
 */
export function tracePath(
  pen: Pen,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  transform: Transform,
  alone: Alone = () => undefined,
): void {
  const isSorted = isAscending(x)
  // One point more on each side, so that the line reaches the plot's edge.
  const start = isSorted ? Math.max(0, lowerBound(x, transform.x[0]) - 1) : 0
  const size = Math.min(x.length, y.length)
  const end = isSorted ? Math.min(size, lowerBound(x, transform.x[1]) + 2) : size
  const isDense = isSorted && end - start > mostPerColumn * Math.max(1, transform.right - transform.left)
  const corner = isDense ? columnCorners(pen, alone) : null
  const { left, bottom, isLog, isLogX = false } = transform
  const { unit: xUnit, start: xStart, span: xSpan } = placingOf(transform.x, isLogX)
  const { unit: yUnit, start: yStart, span: ySpan } = placingOf(transform.y, isLog)
  const perX = (transform.right - left) / xSpan
  const perY = (bottom - transform.top) / ySpan
  // Far outside of the plot a line is as steep as it is long: beyond this nobody sees a difference, and canvases lose precision.
  const ceiling = transform.top - mostBeyond
  const floor = bottom + mostBeyond
  const leftmost = left - mostAside
  const rightmost = transform.right + mostAside

  // Changed by no function within this one: a number that is would be an object for each of its values.
  let run = 0
  let lastX = 0
  let lastY = 0
  for (let index = start; index < end; index += 1) {
    const value = y[index] ?? Number.NaN
    const across = x[index] ?? Number.NaN
    if (!(isLog ? value > 0 && value < Infinity : value - value === 0) || (isLogX && !(across > 0))) {
      if (corner !== null) corner.lift()
      else if (run === 1) alone(lastX, lastY)
      run = 0
      continue
    }
    let px = left + ((isLogX ? Math.log(across) : across * xUnit) - xStart) * perX
    let py = bottom - ((isLog ? Math.log(value) : value * yUnit) - yStart) * perY
    if (px < leftmost) px = leftmost
    else if (px > rightmost) px = rightmost
    if (py < ceiling) py = ceiling
    else if (py > floor) py = floor
    run += 1
    if (corner !== null) {
      corner.take(px, py)
      continue
    }
    if (run === 1) pen.moveTo(px, py)
    // The last point always counts: a marker may stand on it.
    else if (index < end - 1 && Math.abs(px - lastX) < leastDistance && Math.abs(py - lastY) < leastDistance) continue
    else pen.lineTo(px, py)
    lastX = px
    lastY = py
  }
  if (corner !== null) corner.lift()
  else if (run === 1) alone(lastX, lastY)
}

/** Where many points share a column of pixels. */
function columnCorners(pen: Pen, alone: Alone): { take(px: number, py: number): void; lift(): void } {
  let isDown = false as boolean
  let run = 0
  let [lastX, lastY] = [0, 0]
  // The column of pixels under way.
  let column = Number.NaN
  let [low, high, last, lowFirst] = [0, 0, 0, true]
  const put = (px: number, py: number) => {
    if (isDown) pen.lineTo(px, py)
    else pen.moveTo(px, py)
    isDown = true
    lastX = px
    lastY = py
  }
  const end = () => {
    if (Number.isNaN(column)) return
    if (low !== high) {
      put(column, lowFirst ? low : high)
      put(column, lowFirst ? high : low)
    }
    if (last !== lastY) put(column, last)
    column = Number.NaN
  }
  return {
    take(px, py) {
      run += 1
      const at = Math.round(px)
      if (at !== column) {
        end()
        put(at, py)
        column = at
        low = high = last = py
        lowFirst = true
        return
      }
      if (py < low) {
        low = py
        lowFirst = false
      } else if (py > high) {
        high = py
        lowFirst = true
      }
      last = py
    },
    lift() {
      end()
      if (run === 1) alone(lastX, lastY)
      isDown = false
      run = 0
    },
  }
}
