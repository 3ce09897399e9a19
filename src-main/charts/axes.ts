/** The look that the axes of every chart share, as options of Chart.js. */
import type { CartesianScaleOptions, Scale } from 'chart.js'
import { font, type Palette } from './colours'
import type { Range } from './panel'
import { logTicks, logTickText, niceTicks, tickText } from './ticks'

/** Room for seven characters, 0.00005 among them; wider than that an axis takes what it needs. */
const axisWidth = 60

/** What no chart of ours lets Chart.js do by itself: it neither moves, nor listens, nor sizes itself. */
export const quietOptions = {
  animation: false,
  parsing: false,
  normalized: true,
  responsive: false,
  maintainAspectRatio: false,
  events: [],
  clip: 2,
  plugins: { legend: { display: false }, tooltip: { enabled: false }, title: { display: false } },
} as const

type Ticks = { readonly value: number }[]
const valuesOf = (ticks: Ticks): number[] => ticks.map(({ value }) => value)

type AxisLook = {
  readonly palette: Palette
  readonly range: Range
  readonly isLog?: boolean
  /** Marks inside of a range; round values unless given. */
  readonly ticks?: (low: number, high: number, axis: Scale<CartesianScaleOptions>) => readonly number[]
  /** Written below the axis; without it the axis is named elsewhere. */
  readonly title?: string
  /** Unless given with as many decimals as the marks need to differ. */
  readonly text?: (value: number, ticks: readonly number[]) => string
}

const typeOf = ({ isLog }: AxisLook) => (isLog === true ? ('logarithmic' as const) : ('linear' as const))
const marks = (look: AxisLook, count: number) => (axis: Scale<CartesianScaleOptions>) => {
  const { min, max } = axis
  const own = look.ticks?.(min, max, axis)
  axis.ticks = (own ?? (look.isLog === true ? logTicks(min, max) : niceTicks(min, max, count))).map((value) => ({
    value,
  }))
}
const words = (look: AxisLook) => (value: string | number, _index: number, ticks: Ticks) => {
  if (look.text) return look.text(Number(value), valuesOf(ticks))
  return look.isLog === true ? logTickText(Number(value)) : tickText(Number(value), valuesOf(ticks))
}

/** The lower axis: a line with short marks. */
export function lowerAxis(look: AxisLook) {
  return {
    type: typeOf(look),
    min: look.range[0],
    max: look.range[1],
    offset: false,
    grid: {
      display: true,
      // Bars would move the ticks between the epochs.
      offset: false,
      drawOnChartArea: false,
      drawTicks: true,
      tickLength: 4,
      tickColor: look.palette('axis'),
    },
    border: { color: look.palette('axis') },
    ticks: { color: look.palette('text-3'), font, maxRotation: 0, autoSkip: false, padding: 2, callback: words(look) },
    title: {
      display: look.title !== undefined,
      text: look.title ?? '',
      color: look.palette('text-3'),
      font,
      padding: { top: 2, bottom: 0 },
    },
    afterBuildTicks: marks(look, 6),
  }
}

/** The left axis: no line, the marks go on as the grid. */
export function leftAxis(look: AxisLook) {
  return {
    type: typeOf(look),
    min: look.range[0],
    max: look.range[1],
    grid: { color: look.palette('grid'), drawTicks: false },
    border: { display: false },
    ticks: { color: look.palette('text-3'), font, padding: 8, autoSkip: false, callback: words(look) },
    afterBuildTicks: marks(look, 5),
    afterFit: (axis: Scale<CartesianScaleOptions>) => {
      // Panels under each other share their left edge, and curves that grow do not push the axis about.
      axis.width = Math.max(axis.width, axisWidth)
    },
  }
}

/** Room that an axis's name takes at its right end, in units of the axis. */
export function roomForName(axis: Scale<CartesianScaleOptions>, name: string): number {
  axis.ctx.save()
  axis.ctx.font = `${font.size}px ${font.family}`
  const pixels = axis.ctx.measureText(name).width + 16
  axis.ctx.restore()
  return ((axis.max - axis.min) * pixels) / Math.max(1, axis.width)
}
