/** A scatter panel as data: one point a run, any number against any other. */
import { fitChoices } from './choices'
import type { RichText } from './mathematics'
import type { ColourToken, LineSymbol, Range, TickUnit } from './panel'
import { withMargin, withRatio } from './place'

export type ScatterPoint = {
  readonly id: string
  readonly label: string
  /** In a legend of a file in its place: with the mathematics of a template. */
  readonly richLabel?: RichText
  readonly colour: ColourToken
  /** Filled or hollow: the second way to tell groups apart. */
  readonly isHollow: boolean
  /** A disc unless given. */
  readonly symbol?: LineSymbol
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
  /** Of plain numbers unless given. */
  readonly unitX?: TickUnit
  readonly unitY?: TickUnit
  /** Names where values are choices: indices into these. */
  readonly choicesX?: readonly string[]
  readonly choicesY?: readonly string[]
  readonly formatX: (value: number) => string
  readonly formatY: (value: number) => string
  /** How the two go together, in words: their rank correlation with its interval. */
  readonly correlation?: string
  readonly highlighted?: string
  /** Values along x that are brushed elsewhere: shaded. */
  readonly xZone?: Range
}

const isShown = (value: number, isLog: boolean): boolean => Number.isFinite(value) && (!isLog || value > 0)

/** The points that both axes can show: finite, and above 0 on a log axis. */
export function shownPoints({ points, logX = false, logY = false }: ScatterSpec): readonly ScatterPoint[] {
  return points.filter(({ x, y }) => isShown(x, logX) && isShown(y, logY))
}

/** The range of values with a margin for the points' size; a log axis has it in ratio. */
function fit(values: readonly number[], isLog: boolean, areChoices: boolean): Range {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return isLog ? [0.1, 1] : [0, 1]
  if (areChoices) return fitChoices(low, high)
  if (isLog) return withRatio(low, high, high / low < 1 + 1e-6 ? 2 : Math.min(1e15, high / low) ** 0.05)
  // Values that differ in their last digits alone are one value to an axis.
  const areOne = high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-9
  return areOne ? withMargin(high, high, 0.05) : withMargin(low, high, 0.05)
}

/** What shows every point on both axes. */
export function fitScatter(spec: ScatterSpec): { readonly x: Range; readonly y: Range } {
  const points = shownPoints(spec)
  return {
    x: fit(
      points.map(({ x }) => x),
      spec.logX === true,
      spec.choicesX !== undefined,
    ),
    y: fit(
      points.map(({ y }) => y),
      spec.logY === true,
      spec.choicesY !== undefined,
    ),
  }
}

/** A point and its place in pixels. */
export type PlacedPoint = { readonly point: ScatterPoint; readonly left: number; readonly top: number }

/** The point nearest to a pixel, no further than `within` pixels; of those outside of a brush only where no other is. Null without one. */
export function nearestPoint(
  placed: readonly PlacedPoint[],
  left: number,
  top: number,
  within: number,
): PlacedPoint | null {
  let best: PlacedPoint | null = null
  let least = Number.POSITIVE_INFINITY
  for (const candidate of placed) {
    const distance = Math.hypot(candidate.left - left, candidate.top - top)
    if (distance > within) continue
    const cost = distance + (candidate.point.isFaded ? within : 0)
    if (cost < least) {
      least = cost
      best = candidate
    }
  }
  return best
}

/** Points in the order in which the arrow keys go through them: from left to right, and upwards where two share their x. */
export function readingOrder(points: readonly ScatterPoint[]): readonly ScatterPoint[] {
  return [...points].sort((left, right) => left.x - right.x || left.y - right.y)
}
