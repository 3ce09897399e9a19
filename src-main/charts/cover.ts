/** What of a plot lines, bars and references run through: words stand where nothing does. In pixels. */
import type { PanelSeries, PanelSpec } from './panel'
import { isAscending } from './ranges'

export type Rectangle = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** How many lines and bars run through a rectangle. */
export type Cover = (rectangle: Rectangle) => number

type ToPixel = (value: number) => number

/** Among more lines than these no place is free, and looking for one would take longer than drawing them. */
const mostLines = 40
/** Of a bar, from its middle. */
const halfBar = 5

export function coverOf(spec: Pick<PanelSpec, 'series' | 'bars' | 'references'>, toX: ToPixel, toY: ToPixel): Cover {
  const { bars = [], references = [] } = spec
  const lines = spec.series.filter(({ isUndrawn, x }) => isUndrawn !== true && x.length > 0)
  if (lines.length > mostLines) return () => 0
  return (rectangle) => {
    const { left, right, top, bottom } = rectangle
    const isBarred = bars.some((bar) => {
      const at = toX(bar.x)
      return at + halfBar > left && at - halfBar < right && toY(bar.y) < bottom
    })
    const crossed = references.filter(({ axis, at }) => {
      const [pixel, low, high] = axis === 'x' ? [toX(at), left, right] : [toY(at), top, bottom]
      return pixel >= low && pixel <= high
    })
    const run = lines.filter((line) => runsThrough(line, rectangle, toX, toY))
    return run.length + crossed.length + Number(isBarred)
  }
}

function runsThrough({ x, y }: PanelSeries, rectangle: Rectangle, toX: ToPixel, toY: ToPixel): boolean {
  const pointOf = (index: number) => [toX(x[index] ?? Number.NaN), toY(y[index] ?? Number.NaN)] as const
  const isSorted = isAscending(x)
  const first = isSorted ? Math.max(0, firstFrom(x, rectangle.left, toX) - 1) : 0
  const last = isSorted ? Math.min(x.length - 1, firstFrom(x, rectangle.right, toX)) : x.length - 1
  let from = pointOf(first)
  // A line of one point is a dot.
  if (first === last) return crosses(from, from, rectangle)
  for (let index = first + 1; index <= last; index += 1) {
    const to = pointOf(index)
    if (crosses(from, to, rectangle)) return true
    from = to
  }
  return false
}

/** The first index whose place is at or right of a pixel. */
function firstFrom(x: ArrayLike<number>, pixel: number, toX: ToPixel): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >> 1
    // What a log axis has no place for comes before all that it has.
    if (!(toX(x[middle] ?? Number.NaN) >= pixel)) low = middle + 1
    else high = middle
  }
  return low
}

type Point = readonly [x: number, y: number]

/** Whether a stretch touches a rectangle: clipped to it by Liang and Barsky, something is left. Never where a number is missing. */
function crosses([fromX, fromY]: Point, [toX, toY]: Point, { left, right, top, bottom }: Rectangle): boolean {
  let enter = 0
  let leave = 1
  for (const [start, end, low, high] of [
    [fromX, toX, left, right],
    [fromY, toY, top, bottom],
  ] as const) {
    const length = end - start
    if (length === 0) {
      if (start < low || start > high) return false
      continue
    }
    const [one, other] = [(low - start) / length, (high - start) / length]
    enter = Math.max(enter, Math.min(one, other))
    leave = Math.min(leave, Math.max(one, other))
  }
  return enter <= leave
}
