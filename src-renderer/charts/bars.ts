/** A bar panel as data: one bar a run, or one a group with its runs as ticks. Bars lie, so that names can be read; they begin at 0. */
import type { ColourToken } from './panel'

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
  readonly bars: readonly BarEntry[]
  readonly format: (value: number) => string
  readonly highlighted?: string
}
