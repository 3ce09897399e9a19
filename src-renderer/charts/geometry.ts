/** Between values and pixels of a plot: what the hover layer measures by, without asking the canvas. */
import type { View } from '@charts/chart'
import { shareOf, valueAt } from '@charts/place'

/** The plot inside of its panel, in pixels. */
export type PlotArea = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** An area as it lies for somebody whose origin is elsewhere. */
export const movedBy = ({ left, top, right, bottom }: PlotArea, x: number, y: number): PlotArea => ({
  left: left + x,
  top: top + y,
  right: right + x,
  bottom: bottom + y,
})

export type Geometry = {
  /** Null outside of the plot. */
  readonly toPixelX: (x: number) => number | null
  /** Outside of the plot as well. */
  readonly toAnyPixelX: (x: number) => number
  readonly toPixelY: (y: number) => number
  readonly toValueX: (pixel: number) => number
  readonly toValueY: (pixel: number) => number
}

/** Conversions for one area and view. @param isLog whether y is logarithmic. @param isLogX whether x is. */
export function geometryOf(area: PlotArea, view: View, isLog: boolean, isLogX = false): Geometry {
  const toAnyPixelX = (x: number) => area.left + shareOf(x, view.x, isLogX) * (area.right - area.left)
  return {
    toAnyPixelX,
    toPixelX(x) {
      const at = toAnyPixelX(x)
      return at < area.left - 1 || at > area.right + 1 ? null : at
    },
    toPixelY: (y) => area.bottom - shareOf(y, view.y, isLog) * (area.bottom - area.top),
    toValueX: (pixel) => valueAt((pixel - area.left) / (area.right - area.left), view.x, isLogX),
    toValueY: (pixel) => valueAt((area.bottom - pixel) / (area.bottom - area.top), view.y, isLog),
  }
}
