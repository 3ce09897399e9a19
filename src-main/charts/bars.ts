/** A bar panel as data: one bar a run, or one a group with its runs as ticks. Bars lie, so that names can be read; they begin at 0. */
import type { ColourToken, Range, TickUnit } from './panel'
import { withMargin } from './place'

export type BarEntry = {
  readonly id: string
  readonly label: string
  /** Second line of the label. */
  readonly note?: string
  readonly colour: ColourToken
  /** The bar's length; NaN for none. */
  readonly value: number
  /** Values of the single runs of a group. */
  readonly ticks?: readonly number[]
  /** Behind the value: "4 runs". */
  readonly countNote?: string
}

export type BarSpec = {
  readonly title: string
  readonly valueTitle: string
  readonly valueUnit?: TickUnit
  readonly bars: readonly BarEntry[]
  readonly format: (value: number) => string
  readonly highlighted?: string
}

/** From 0 to beyond every bar and tick, to either side of 0 where values lie there. */
export function fitBars({ bars }: BarSpec): Range {
  let low = 0
  let high = 0
  for (const { value, ticks } of bars) {
    for (const length of [value, ...(ticks ?? [])]) {
      if (!Number.isFinite(length)) continue
      low = Math.min(low, length)
      high = Math.max(high, length)
    }
  }
  if (low === 0 && high === 0) return [0, 1]
  // At 0 there is no margin: bars begin there.
  const [from, to] = withMargin(low, high, 0.04)
  return [low === 0 ? 0 : from, high === 0 ? 0 : to]
}

/** A row is at least this high, in pixels: two lines of text where any bar has a second one. */
export function rowHeight({ bars }: BarSpec): number {
  return bars.some(({ note, countNote }) => note !== undefined || countNote !== undefined) ? 34 : 20
}

/** Which bar lies at a height, both from the top of the first row, in pixels. -1 beside all. */
export function barAt(count: number, plotHeight: number, at: number): number {
  if (count === 0 || at < 0 || at >= plotHeight) return -1
  return Math.min(count - 1, Math.floor((at / plotHeight) * count))
}
