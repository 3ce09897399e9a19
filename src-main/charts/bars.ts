/** A bar panel as data: one bar a run, or one a group with its runs as ticks. Bars lie, so that names can be read; they begin at 0, or on a log axis where that does. */
import { notPositiveWords } from './not-finite'
import type { ColourToken, Range, TickUnit } from './panel'
import { soundRange, withMargin, withRatio } from './place'

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
  /** Of the axis of values; what is not above 0 has no place on it. */
  readonly isLog?: boolean
  readonly bars: readonly BarEntry[]
  readonly format: (value: number) => string
  readonly highlighted?: string
}

/** Whether the axis has a place for a value. */
export const hasBar = ({ isLog = false }: Pick<BarSpec, 'isLog'>, value: number): boolean =>
  Number.isFinite(value) && (!isLog || value > 0)

/** From 0 to beyond every bar and tick, to either side of 0 where values lie there; of a log axis from the power of ten below all of them. */
export function fitBars(spec: BarSpec): Range {
  let low = spec.isLog === true ? Number.POSITIVE_INFINITY : 0
  let high = 0
  for (const { value, ticks } of spec.bars) {
    for (const length of [value, ...(ticks ?? [])]) {
      if (!hasBar(spec, length)) continue
      low = Math.min(low, length)
      high = Math.max(high, length)
    }
  }
  if (spec.isLog === true) return low <= high ? fitLog(low, high) : [0.1, 1]
  if (low === 0 && high === 0) return [0, 1]
  // At 0 there is no margin: bars begin there.
  const [from, to] = withMargin(low, high, 0.04)
  return [low === 0 ? 0 : from, high === 0 ? 0 : to]
}

/** The least bar has a length too, of a fifth of its value at least. */
const leastRatio = 1.2

function fitLog(low: number, high: number): Range {
  const power = Math.ceil(Math.log10(low / leastRatio)) - 1
  // There is no such power below the least doubles.
  const from = Math.max(Number.MIN_VALUE, Number(`1e${Number.isFinite(power) ? power : -400}`))
  return soundRange([from, withRatio(from, high, Math.min(1e15, high / from) ** 0.04)[1]], true)
}

/** What a log axis has no place for: bars, and of those with a length runs of their groups. */
export function countNotPositiveBars(spec: BarSpec): { readonly bars: number; readonly runs: number } {
  if (spec.isLog !== true) return { bars: 0, runs: 0 }
  const isOut = (value: number) => value <= 0
  return {
    bars: spec.bars.filter(({ value }) => isOut(value)).length,
    runs: spec.bars.reduce((sum, { ticks = [] }) => sum + ticks.filter(isOut).length, 0),
  }
}

/** What is said below the bars: that their axis is logarithmic, and what it has no place for. */
export function barNotes(spec: BarSpec): readonly string[] {
  if (spec.isLog !== true) return []
  const { bars, runs } = countNotPositiveBars(spec)
  return ['log x', ...notPositiveWords(bars, 'bar'), ...notPositiveWords(runs, 'run')]
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
