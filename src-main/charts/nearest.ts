/** Which line a pointer means: the one that is nearest on the screen. The one definition for what is highlighted, named first, and opened. */
import { nearestIndex } from './hover'
import { within, type Area, type Place } from './line-end'
import type { PanelSeries } from './panel'
import { isAscending } from './ranges'

/** Values to pixels, without a limit. */
export type ToPixels = { readonly x: (value: number) => number; readonly y: (value: number) => number }

export type NearestSeries = {
  readonly id: string
  /** In pixels. */
  readonly distance: number
}

/** How far a pixel is from what of a stretch lies within the plot; infinite where none does. */
function distanceTo(pixel: Place, from: Place, to: Place, area: Area): number {
  const shares = within(from, to, area)
  if (shares === null) return Number.POSITIVE_INFINITY
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const wanted = length === 0 ? 0 : ((pixel.x - from.x) * dx + (pixel.y - from.y) * dy) / length
  const along = Math.max(shares[0], Math.min(shares[1], wanted))
  return Math.hypot(pixel.x - from.x - along * dx, pixel.y - from.y - along * dy)
}

/** How far a pixel is from the stretch that begins at a point of a line. Before a gap the stretch is the point alone, and so it is of bars. */
function distanceOf({ x, y, isUndrawn }: PanelSeries, index: number, to: ToPixels, pixel: Place, area: Area): number {
  const from = { x: to.x(x[index] ?? Number.NaN), y: to.y(y[index] ?? Number.NaN) }
  if (!Number.isFinite(from.x) || !Number.isFinite(from.y)) return Number.POSITIVE_INFINITY
  const end =
    isUndrawn === true || index + 1 >= Math.min(x.length, y.length)
      ? from
      : { x: to.x(x[index + 1] ?? Number.NaN), y: to.y(y[index + 1] ?? Number.NaN) }
  return distanceTo(pixel, from, Number.isFinite(end.x) && Number.isFinite(end.y) ? end : from, area)
}

/**
 * The series whose line runs nearest to a pixel, of those within the plot; of two that are equally near the one that is drawn later. Null
 * where no line is seen.
 * @param at the pixel's x as a value.
 */
export function nearestSeries(
  series: readonly PanelSeries[],
  to: ToPixels,
  pixel: Place,
  at: number,
  area: Area,
): NearestSeries | null {
  let best = null as NearestSeries | null
  let least = Number.POSITIVE_INFINITY
  const consider = (line: PanelSeries, index: number) => {
    const distance = distanceOf(line, index, to, pixel, area)
    if (distance > least || distance === Number.POSITIVE_INFINITY) return
    least = distance
    best = { id: line.id, distance }
  }
  const lines = series.filter(({ isBackground, x }) => isBackground !== true && x.length > 0)
  // First what stands below the pointer: then little is left that may be nearer.
  const middles = lines.map((line) => {
    const middle = nearestIndex(line.x, at)
    for (let index = Math.max(0, middle - 1); index <= middle; index += 1) consider(line, index)
    return middle
  })
  lines.forEach((line, place) => {
    const { x } = line
    const middle = middles[place] ?? 0
    if (!isAscending(x)) {
      for (let index = 0; index < x.length; index += 1) consider(line, index)
      return
    }
    for (let index = middle - 2; index >= 0 && to.x(x[index + 1] ?? 0) > pixel.x - least; index -= 1)
      consider(line, index)
    for (let index = middle + 1; index < x.length && to.x(x[index] ?? 0) < pixel.x + least; index += 1)
      consider(line, index)
  })
  return best
}
