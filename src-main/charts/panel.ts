/**
 * A panel as data: what is drawn, and nothing of how. The same specification draws in the window and, later, into files.
 * Plain TypeScript: no Svelte, no Chart.js.
 */
import type { RichText } from './mathematics'

/** Names of CSS colour properties, without the dashes. */
export type ColourToken = string

/** Marks that stand on a line at intervals and tell it from others where colours do not. */
export const lineSymbols = ['disc', 'square', 'triangle', 'circle', 'diamond', 'cross'] as const
export type LineSymbol = (typeof lineSymbols)[number]

/** A value that is no number, or infinite: `at` is its x. */
export type NotFinite = { readonly at: number; readonly value: number }

export type PanelSeries = {
  readonly id: string
  /** Shown in the tooltip: a run's name, or a series key. */
  readonly label: string
  readonly colour: ColourToken
  readonly dash?: readonly number[]
  /** Ascending; where x is another metric it need not be. An array is not changed once it is drawn: new points are a new array. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** What was measured beside each y, where y is smoothed. */
  readonly measured?: ArrayLike<number>
  /** Minimum and maximum beside each y. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }
  /** Written at the line's right end. */
  readonly directLabel?: string
  /** In a file in place of both names: a template's, with the mathematics that a person typed into it. */
  readonly richLabel?: RichText
  /** What is no number, or infinite, of what y was worked out from: of y itself unless given. */
  readonly notFinite?: readonly NotFinite[]
  /** Drawn, but without hover: context. */
  readonly isBackground?: boolean
  /** Hovered, but not drawn: what bars stand for already. */
  readonly isUndrawn?: boolean
  readonly width?: number
  readonly symbol?: LineSymbol
  /** 0 to 1; 1 unless given. The unsmoothed line behind a smoothed one is at 0.25. */
  readonly opacity?: number
  /** The one that the others are compared with: it stays in full, and is named. */
  readonly isBaseline?: boolean
  /** Counted in a density instead of being drawn; at hand it is a line. */
  readonly isDense?: boolean
  /** Behind the name at its end, where it ended early: "stopped at 72". */
  readonly endNote?: string
  /** Least and greatest beside each y are of decimated points, and not of several runs: said so in words. */
  readonly isDecimated?: boolean
}

/** How numbers along x read: whole epochs, steps with thousands apart, durations, times of day, or plain values. */
export type XKind = 'epoch' | 'step' | 'relative' | 'wall' | 'value'

/** What the numbers of an axis are of, where that decides how they read: 600 MB, 0:12:30. */
export type TickUnit = 'bytes' | 'seconds'

/** What an axis of values is: what decides on its marks and on how they read. */
export type ValueAxis = { readonly isLog: boolean; readonly unit?: TickUnit | undefined }

export type PanelMarker = {
  /** `best`: hollow diamond; `reached`: filled dot. */
  readonly kind: 'best' | 'reached'
  readonly x: number
  readonly y: number
  readonly colour: ColourToken
  readonly label?: string
  /** Where the label goes when there is room; above by default. */
  readonly side?: Side
}

export type Side = 'above' | 'below'

export type PanelReference = {
  readonly at: number
  readonly axis: 'x' | 'y'
  readonly colour: ColourToken
  readonly dash?: readonly number[]
  readonly label?: string
  /** The label of a horizontal line stands in the plot, above or below it, rather than at its right end. */
  readonly inside?: Side
}

/** A distance between two epochs, drawn beside a reference: "62 epochs later". */
export type PanelSpan = {
  readonly from: number
  readonly to: number
  readonly y: number
  readonly label: string
  /** In its place where it has no room. */
  readonly shortLabel?: string
  readonly side: Side
}

/** `isCut`: the value is beyond the axis, and the bar says so by a slash. */
export type PanelBar = {
  readonly x: number
  readonly y: number
  readonly colour: ColourToken
  readonly isCut?: boolean
}

export type PanelZone = { readonly from: number; readonly to: number; readonly label?: string }

export type Range = readonly [low: number, high: number]

export type PanelSpec = {
  readonly title: string
  readonly xTitle: string
  readonly series: readonly PanelSeries[]
  readonly bars?: readonly PanelBar[]
  readonly markers?: readonly PanelMarker[]
  readonly references?: readonly PanelReference[]
  readonly spans?: readonly PanelSpan[]
  readonly zones?: readonly PanelZone[]
  readonly xRange?: Range
  readonly yRange?: Range
  /** The panel is one of several on equal axes: its range is theirs, and what lies outside is said for all of them together. */
  readonly isEqualScale?: boolean
  readonly logY?: boolean
  /** Points whose x is not above 0 have no place on it. */
  readonly logX?: boolean
  /** Plain numbers unless given. */
  readonly yUnit?: TickUnit
  /** `epoch` unless given. Panels of one kind share their crosshair and, when asked, their zoom. */
  readonly xKind?: XKind
  /** Which values are the better ones: what a line's rank counts from. The higher ones unless given. */
  readonly better?: 'lower' | 'higher'
  /** Values as text, on the axis and in the tooltip. */
  readonly format: (value: number) => string
  /** Lines are drawn as how many lie on each other: so many in all, and so many of the best as lines, which have no names where there is no room. */
  readonly density?: {
    readonly lines: number
    readonly best: number
    readonly isUnnamed?: boolean
    /** Of how many, while the others are still being read. */
    readonly of?: number
  }
  /** Room for direct labels at the right, in pixels. */
  readonly labelRoom?: number
  /** How the lines are smoothed, in the words of a heading: "EMA 0.9". Absent where they are as measured. */
  readonly smoothing?: string
  /** Said below the plot: that a line is decimated, and how. */
  readonly note?: string
}

/** What the y axis of a panel is. */
export const valueAxisOf = ({ logY, yUnit }: PanelSpec): ValueAxis => ({ isLog: logY === true, unit: yUnit })

/** Whether there is anything to draw: otherwise what a panel's axes show means nothing. */
export const hasValues = ({ series, bars }: PanelSpec): boolean =>
  (bars?.length ?? 0) > 0 || series.some(({ y, isUndrawn }) => isUndrawn !== true && y.length > 0)

const sameText = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

function isSameSeries(left: PanelSeries, right: PanelSeries): boolean {
  return (
    left === right ||
    (left.x === right.x &&
      left.y === right.y &&
      left.measured === right.measured &&
      left.band?.low === right.band?.low &&
      left.band?.high === right.band?.high &&
      left.id === right.id &&
      left.label === right.label &&
      left.colour === right.colour &&
      left.width === right.width &&
      left.opacity === right.opacity &&
      left.symbol === right.symbol &&
      left.directLabel === right.directLabel &&
      left.isBackground === right.isBackground &&
      left.isUndrawn === right.isUndrawn &&
      left.isBaseline === right.isBaseline &&
      left.isDense === right.isDense &&
      left.endNote === right.endNote &&
      sameText(left.notFinite, right.notFinite) &&
      sameText(left.dash, right.dash))
  )
}

/**
 * Whether two specifications draw alike, formatting aside: then nothing has to be drawn anew, whatever objects
 * they are. Points are compared by their arrays and not by their values.
 */
export function isSameDrawing(left: PanelSpec, right: PanelSpec): boolean {
  if (left === right) return true
  if (left.series.length !== right.series.length) return false
  const { series: leftSeries, format: _leftFormat, ...leftRest } = left
  const { series: rightSeries, format: _rightFormat, ...rightRest } = right
  return (
    leftSeries.every((series, index) => {
      const other = rightSeries[index]
      return other !== undefined && isSameSeries(series, other)
    }) && sameText(leftRest, rightRest)
  )
}

/** What of the line of a bracket stands beside the gap for its words. */
export const besideGap = (from: number, to: number, gap: Range | null): Range[] =>
  (gap === null
    ? [[from, to] as const]
    : [[from, Math.min(to, gap[0])] as const, [Math.max(from, gap[1]), to] as const]
  ).filter(([start, end]) => end > start)

/**
 * Which of the labels there is room for within [low, high]: all, or as many as fit, taken evenly from one end to the other.
 * @param wanted centres, in any order. @returns their indices, ascending
 */
export function labelsWithRoom(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const room = Math.max(1, Math.floor((high - low) / gap) + 1)
  const order = wanted.map((_, index) => index)
  if (order.length <= room) return order
  order.sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0))
  const step = room === 1 ? 0 : (order.length - 1) / (room - 1)
  return Array.from({ length: room }, (_, at) => order[Math.round(at * step)] ?? 0).sort((left, right) => left - right)
}

/**
 * Moves labels apart so that none overlap, as little as may be, within [low, high], where there is room for all of them ({@link labelsWithRoom}).
 * @param wanted centres, in any order. @returns centres in the same order.
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, index) => index).sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0))
  const placed = [...wanted]
  let previous = low - gap
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, previous + gap)
    previous = placed[index]
  }
  let next = high + gap
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, next - gap)
    next = placed[index]
  }
  return placed
}
