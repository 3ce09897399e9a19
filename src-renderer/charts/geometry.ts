/** Between values and pixels of a plot: what the hover layer measures by, without asking the canvas. */
import type { View } from '@charts/chart'

/** The plot inside of its panel, in pixels. */
export type PlotArea = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

export type Geometry = {
  /** Null outside of the plot. */
  readonly toPixelX: (x: number) => number | null
  /** Outside of the plot as well. */
  readonly toAnyPixelX: (x: number) => number
  readonly toPixelY: (y: number) => number
  readonly toValueX: (pixel: number) => number
  readonly toValueY: (pixel: number) => number
}

/** Conversions for one area and view; a log axis is logarithmic in y. */
export function geometryOf(area: PlotArea, view: View, isLog: boolean): Geometry {
  const scale = isLog ? Math.log : (value: number) => value
  const unscale = isLog ? Math.exp : (value: number) => value
  const [low, high] = [scale(view.y[0]), scale(view.y[1])]
  const [from, to] = view.x
  const toAnyPixelX = (x: number) => area.left + ((x - from) / (to - from)) * (area.right - area.left)
  return {
    toAnyPixelX,
    toPixelX(x) {
      const at = toAnyPixelX(x)
      return at < area.left - 1 || at > area.right + 1 ? null : at
    },
    toPixelY: (y) => area.bottom - ((scale(y) - low) / (high - low)) * (area.bottom - area.top),
    toValueX: (pixel) => from + ((pixel - area.left) / (area.right - area.left)) * (to - from),
    toValueY: (pixel) => unscale(low + ((area.bottom - pixel) / (area.bottom - area.top)) * (high - low)),
  }
}
