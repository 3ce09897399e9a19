/** A scatter panel as data: one point a run, any number against any other. */
import type { ColourToken } from './panel'

export type ScatterPoint = {
  readonly id: string
  readonly label: string
  readonly colour: ColourToken
  /** Filled or hollow: the second way to tell groups apart. */
  readonly isHollow: boolean
  readonly x: number
  readonly y: number
  /** Outside of a brush: drawn in line-strong. */
  readonly isFaded: boolean
  /** Said in the tooltip beneath the name. */
  readonly note?: string
}

export type ScatterSpec = {
  readonly title: string
  readonly xTitle: string
  readonly yTitle: string
  readonly points: readonly ScatterPoint[]
  readonly logX?: boolean
  readonly logY?: boolean
  readonly formatX: (value: number) => string
  readonly formatY: (value: number) => string
  readonly highlighted?: string
}
