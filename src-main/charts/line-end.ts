/** Where a line ends as it is seen: its name stands there, whatever was zoomed to. */
import { lastNotFinite } from './not-finite'
import type { PanelSeries, Range } from './panel'

export type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
type ToPixel = (value: number) => number
export type Place = { readonly x: number; readonly y: number }

/** A line that ends on the edge has its name too, in pixels. */
const slack = 1

/** Shares of a stretch at which it comes into an area and leaves it. */
export type SharesWithin = { enter: number; leave: number }

/**
 * What of a stretch lies within an area.
 * @param shares are told it: a pair of its own for each stretch that a pointer may mean would be a hundred kilobytes for each move.
 * @returns whether any of it does.
 */
export function within(
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  { left, right, top, bottom }: Area,
  shares: SharesWithin,
): boolean {
  shares.enter = 0
  shares.leave = 1
  return (
    narrow(shares, fromX, toX, left - slack, right + slack) &&
    narrow(shares, fromY, toY, top - slack, bottom + slack) &&
    shares.enter <= shares.leave
  )
}

/** Along one axis. @returns false where nothing lies within. */
function narrow(shares: SharesWithin, start: number, end: number, low: number, high: number): boolean {
  const length = end - start
  if (length === 0) return start >= low && start <= high
  const one = (low - start) / length
  const other = (high - start) / length
  shares.enter = Math.max(shares.enter, Math.min(one, other))
  shares.leave = Math.min(shares.leave, Math.max(one, other))
  return true
}

/** The last place of a line within the plot, in pixels: its last point with a number, or where it leaves. Null where none of it is seen. */
export function lineEnd({ x, y }: Pick<PanelSeries, 'x' | 'y'>, toX: ToPixel, toY: ToPixel, area: Area): Place | null {
  const placeOf = (index: number): Place | null => {
    const place = { x: toX(x[index] ?? Number.NaN), y: toY(y[index] ?? Number.NaN) }
    return Number.isFinite(place.x) && Number.isFinite(place.y) ? place : null
  }
  const shares: SharesWithin = { enter: 0, leave: 1 }
  let next: Place | null = null
  for (let index = Math.min(x.length, y.length) - 1; index >= 0; index -= 1) {
    const place = placeOf(index)
    if (place !== null) {
      const to = next ?? place
      if (within(place.x, place.y, to.x, to.y, area, shares)) {
        const { leave } = shares
        return { x: place.x + leave * (to.x - place.x), y: place.y + leave * (to.y - place.y) }
      }
    }
    next = place
  }
  return null
}

/** Where the name of a line stands: at its end, or at the last mark of a value without a place where nothing else of it is seen. */
export function namePlace(line: PanelSeries, range: Range, toX: ToPixel, toY: ToPixel, area: Area): Place | null {
  const end = lineEnd(line, toX, toY, area)
  if (end !== null) return end
  const last = lastNotFinite(line, range)
  return last && { x: toX(last.at), y: last.value > 0 ? area.top : area.bottom }
}
