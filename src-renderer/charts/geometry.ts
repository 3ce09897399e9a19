/** Between values and pixels of a plot: what the hover layer measures by, without asking the canvas. */
import type { PanelChart, View } from '@charts/chart'
import { nameEndOf } from '@charts/axes'
import { fontOf, screenLook } from '@charts/look'
import { isSameTransform, sharesOf, valueAt, type Transform } from '@charts/place'

/** The plot inside of its panel, in pixels. */
export type PlotArea = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** An area as it lies for somebody whose origin is elsewhere. */
export const movedBy = ({ left, top, right, bottom }: PlotArea, x: number, y: number): PlotArea => ({
  left: left + x,
  top: top + y,
  right: right + x,
  bottom: bottom + y,
})

/** A stretch along the x axis, in pixels of the panel. */
export type Stretch = { readonly from: number; readonly to: number }

/** Where the plot lies in a panel, and the stretches of the words below it: its numbers and its name. */
export type PanelArea = PlotArea & { readonly words: readonly Stretch[] }

/** Of a chart as it is drawn; the one before where nothing has moved. */
export function areaOf({ chartArea, scales, ctx }: PanelChart, xTitle: string, before: PanelArea): PanelArea {
  const { left, top, right, bottom } = chartArea
  const { x } = scales
  ctx.save()
  ctx.font = fontOf(screenLook)
  const words =
    x === undefined ? [] : x.ticks.map(({ label }, index) => around(String(label ?? ''), x.getPixelForTick(index)))
  const nameEnd = x === undefined ? null : nameEndOf(x)
  if (nameEnd !== null && xTitle !== '') {
    const to = left + nameEnd
    words.push({ from: to - ctx.measureText(xTitle).width, to })
  }
  ctx.restore()
  const area = { left, top, right, bottom, words }
  return JSON.stringify(area) === JSON.stringify(before) ? before : area

  function around(text: string, at: number): Stretch {
    const half = ctx.measureText(text).width / 2
    return { from: at - half, to: at + half }
  }
}

/** How far words reach that a chip on the axis would cover in part: the chip is drawn on the ground of the panel that far. Null where it covers none. */
export function groundOf(words: readonly Stretch[], chip: Stretch): Stretch | null {
  const [gap, rim] = [3, 1]
  const hidden = words.filter(({ from, to }) => to > from && to + gap > chip.from && from - gap < chip.to)
  if (hidden.length === 0) return null
  return { from: Math.min(...hidden.map(({ from }) => from)) - rim, to: Math.max(...hidden.map(({ to }) => to)) + rim }
}

/** What an area shows, for whatever is drawn over it; the one before where every value stands where it stood. */
export function transformOf(
  { left, right, top, bottom }: PlotArea,
  { x, y }: View,
  isLog: boolean,
  isLogX: boolean,
  before?: Transform,
): Transform {
  const next: Transform = { left, right, top, bottom, x, y, isLog, isLogX }
  return before !== undefined && isSameTransform(before, next) ? before : next
}

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
  const across = sharesOf(view.x, isLogX)
  const up = sharesOf(view.y, isLog)
  const toAnyPixelX = (x: number) => area.left + across(x) * (area.right - area.left)
  return {
    toAnyPixelX,
    toPixelX(x) {
      const at = toAnyPixelX(x)
      return at < area.left - 1 || at > area.right + 1 ? null : at
    },
    toPixelY: (y) => area.bottom - up(y) * (area.bottom - area.top),
    toValueX: (pixel) => valueAt((pixel - area.left) / (area.right - area.left), view.x, isLogX),
    toValueY: (pixel) => valueAt((area.bottom - pixel) / (area.bottom - area.top), view.y, isLog),
  }
}
