/** Where a line ends as it is seen: its name stands there, whatever was zoomed to. */
import { lastNotFinite } from './not-finite'
import type { PanelSeries, Range } from './panel'

export type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
type ToPixel = (value: number) => number
export type Place = { readonly x: number; readonly y: number }

/** A line that ends on the edge has its name too, in pixels. */
const slack = 1

/** What of a stretch lies within an area, as shares of it; null where none does. */
export function within(
  from: Place,
  to: Place,
  { left, right, top, bottom }: Area,
): readonly [enter: number, leave: number] | null {
  let enter = 0
  let leave = 1
  for (const [start, end, low, high] of [
    [from.x, to.x, left - slack, right + slack],
    [from.y, to.y, top - slack, bottom + slack],
  ] as const) {
    const length = end - start
    if (length === 0) {
      if (start < low || start > high) return null
      continue
    }
    const [one, other] = [(low - start) / length, (high - start) / length]
    enter = Math.max(enter, Math.min(one, other))
    leave = Math.min(leave, Math.max(one, other))
  }
  return enter <= leave ? [enter, leave] : null
}

/** The last place of a line within the plot, in pixels: its last point with a number, or where it leaves. Null where none of it is seen. */
export function lineEnd({ x, y }: Pick<PanelSeries, 'x' | 'y'>, toX: ToPixel, toY: ToPixel, area: Area): Place | null {
  const placeOf = (index: number): Place | null => {
    const place = { x: toX(x[index] ?? Number.NaN), y: toY(y[index] ?? Number.NaN) }
    return Number.isFinite(place.x) && Number.isFinite(place.y) ? place : null
  }
  let next: Place | null = null
  for (let index = Math.min(x.length, y.length) - 1; index >= 0; index -= 1) {
    const place = placeOf(index)
    if (place !== null) {
      const to = next ?? place
      const [, share] = within(place, to, area) ?? []
      if (share !== undefined) return { x: place.x + share * (to.x - place.x), y: place.y + share * (to.y - place.y) }
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
