/** Which line a pointer means: the one that is nearest on the screen. The one definition for what is highlighted, named first, and opened. */
import { nearestIndex } from './hover'
import { within, type Area, type Place, type SharesWithin } from './line-end'
import type { PanelSeries } from './panel'
import { isAscending } from './ranges'

/** Values to pixels, without a limit. */
export type ToPixels = { readonly x: (value: number) => number; readonly y: (value: number) => number }

export type NearestSeries = {
  readonly id: string
  /** In pixels. */
  readonly distance: number
}

const shares: SharesWithin = { enter: 0, leave: 1 }

/** How far a pixel is from what of a stretch lies within the plot; infinite where none does. */
function distanceTo(pixel: Place, fromX: number, fromY: number, toX: number, toY: number, area: Area): number {
  if (!within(fromX, fromY, toX, toY, area, shares)) return Number.POSITIVE_INFINITY
  const dx = toX - fromX
  const dy = toY - fromY
  const length = dx * dx + dy * dy
  const wanted = length === 0 ? 0 : ((pixel.x - fromX) * dx + (pixel.y - fromY) * dy) / length
  const along = Math.max(shares.enter, Math.min(shares.leave, wanted))
  const besideX = pixel.x - fromX - along * dx
  const besideY = pixel.y - fromY - along * dy
  return Math.sqrt(besideX * besideX + besideY * besideY)
}

/** How far a pixel is from the stretch that begins at a point of a line. Before a gap the stretch is the point alone, and so it is of bars. */
function distanceOf({ x, y, isUndrawn }: PanelSeries, index: number, to: ToPixels, pixel: Place, area: Area): number {
  const fromX = to.x(x[index] ?? Number.NaN)
  const fromY = to.y(y[index] ?? Number.NaN)
  if (!Number.isFinite(fromX) || !Number.isFinite(fromY)) return Number.POSITIVE_INFINITY
  if (isUndrawn === true || index + 1 >= x.length || index + 1 >= y.length)
    return distanceTo(pixel, fromX, fromY, fromX, fromY, area)
  const toX = to.x(x[index + 1] ?? Number.NaN)
  const toY = to.y(y[index + 1] ?? Number.NaN)
  return Number.isFinite(toX) && Number.isFinite(toY)
    ? distanceTo(pixel, fromX, fromY, toX, toY, area)
    : distanceTo(pixel, fromX, fromY, fromX, fromY, area)
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
  let best: PanelSeries | null = null
  let least = Number.POSITIVE_INFINITY
  const consider = (line: PanelSeries, index: number) => {
    const distance = distanceOf(line, index, to, pixel, area)
    if (distance > least || distance === Number.POSITIVE_INFINITY) return
    least = distance
    best = line
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
  // Assigned within a function, which the checker does not follow.
  const nearest = best as PanelSeries | null
  return nearest && { id: nearest.id, distance: least }
}
