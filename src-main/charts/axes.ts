/** The look that the axes of every chart share, as options of Chart.js. */
import type { CartesianScaleOptions, Scale } from 'chart.js'
import type { Palette } from './colours'
import { choiceText, choiceTicks, roomAtLeft, roomBeside } from './choices'
import { fontOf, fontSize, type Look } from './look'
import type { Range } from './panel'
import { logTicks, logTickText, niceTicks, tickText } from './ticks'

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

type Axis = Scale<CartesianScaleOptions>
/** What names are measured by: an axis of any options. */
type MeasuredAxis = Pick<Axis, 'ctx' | 'min' | 'max' | 'width' | 'chart' | 'isHorizontal'>
type Ticks = { readonly value: number }[]
const valuesOf = (ticks: Ticks): number[] => ticks.map(({ value }) => value)

type AxisLook = {
  readonly palette: Palette
  readonly look: Look
  readonly range: Range
  readonly isLog?: boolean
  /** Marks inside of a range; round values unless given. @param most as many as there is room for, where that is known. */
  readonly ticks?: (low: number, high: number, axis: Axis, most?: number) => readonly number[]
  /** Written below the axis; without it, or where it is empty, the axis is named elsewhere. */
  readonly title?: string
  /** Names of an axis of choices, by their values. */
  readonly choices?: readonly string[]
  /** Unless given with as many decimals as the marks need to differ. */
  readonly text?: (value: number, ticks: readonly number[]) => string
}

const typeOf = ({ isLog }: AxisLook) => (isLog === true ? ('logarithmic' as const) : ('linear' as const))

/** Between the texts of two marks beside each other, and between the middles of two above each other: in pixels. */
const leastGap = { beside: 8, above: 16 } as const

/** Whether the texts of marks stand apart. */
function standApart(axis: Axis, axisLook: AxisLook, values: readonly number[]): boolean {
  const { min, max, ctx } = axis
  const scale = axisLook.isLog === true ? Math.log : (value: number) => value
  const length = axis.isHorizontal() ? axis.width : axis.height
  const perUnit = length / (scale(max) - scale(min))
  ctx.save()
  ctx.font = fontOf(axisLook.look)
  const ticks = values.map((value) => ({ value }))
  const halves = values.map(
    (value, index) => ctx.measureText(words(axisLook).call(axis, value, index, ticks)).width / 2,
  )
  ctx.restore()
  return values.every((value, index) => {
    const before = values[index - 1]
    if (before === undefined) return true
    const apart = (scale(value) - scale(before)) * perUnit
    if (!axis.isHorizontal()) return apart >= leastGap.above
    return apart >= (halves[index] ?? 0) + (halves[index - 1] ?? 0) + leastGap.beside
  })
}

const marks = (axisLook: AxisLook, usual: number) => (axis: Axis) => {
  const { min, max } = axis
  if (axisLook.choices) {
    const [length, direction] = axis.isHorizontal()
      ? ([axis.width, 'beside'] as const)
      : ([axis.height, 'above'] as const)
    axis.ticks = choiceTicks([min, max], length, direction).map((value) => ({ value }))
    return
  }
  const build = (most?: number): readonly number[] =>
    axisLook.ticks?.(min, max, axis, most) ??
    (axisLook.isLog === true ? logTicks(min, max) : niceTicks(min, max, most ?? usual))
  let values = build()
  if (axisLook.look.isFile) {
    for (let most = usual; most >= 1 && !standApart(axis, axisLook, values); most -= 1) {
      const every = usual - most + 1
      values = axisLook.isLog === true ? build().filter((_, index) => index % every === 0) : build(most)
    }
  }
  axis.ticks = values.map((value) => ({ value }))
}
/** A choice as there is room for its name: in the row of the others, or at the left of the plot. */
function choiceWords(axis: MeasuredAxis, choices: readonly string[], look: Look, value: number, ticks: Ticks): string {
  const { ctx, min, max, width, chart } = axis
  const room = axis.isHorizontal() ? roomBeside([min, max], width, valuesOf(ticks)) : roomAtLeft(chart.width)
  ctx.save()
  ctx.font = fontOf(look)
  const text = choiceText(choices, value, room, (part) => ctx.measureText(part).width)
  ctx.restore()
  return text
}

const words = (look: AxisLook) =>
  function (this: MeasuredAxis, value: string | number, _index: number, ticks: Ticks): string {
    if (look.choices) return choiceWords(this, look.choices, look.look, Number(value), ticks)
    if (look.text) return look.text(Number(value), valuesOf(ticks))
    return look.isLog === true ? logTickText(Number(value)) : tickText(Number(value), valuesOf(ticks))
  }

/** The lower axis: a line with short marks. */
export function lowerAxis(look: AxisLook) {
  const font = { family: look.look.family, size: fontSize }
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
    ticks: {
      display: look.look.numbers.x,
      color: look.palette('text-3'),
      font,
      maxRotation: 0,
      autoSkip: false,
      padding: 2,
      callback: words(look),
    },
    title: {
      display: look.title !== undefined && look.title !== '',
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
  const font = { family: look.look.family, size: fontSize }
  return {
    type: typeOf(look),
    min: look.range[0],
    max: look.range[1],
    grid: { color: look.palette('grid'), drawTicks: false, drawOnChartArea: look.look.hasGrid },
    border: { display: false },
    ticks: {
      display: look.look.numbers.y,
      color: look.palette('text-3'),
      font,
      padding: 8,
      autoSkip: false,
      callback: words(look),
    },
    afterBuildTicks: marks(look, 5),
    afterFit: (axis: Axis) => {
      // Panels under each other share their left edge, and curves that grow do not push the axis about.
      axis.width = Math.max(axis.width, look.look.axisWidth)
    },
  }
}

/** Room that an axis's name takes at its right end, in units of the axis. */
export function roomForName(axis: Axis, name: string, look: Look): number {
  if (name === '') return 0
  axis.ctx.save()
  axis.ctx.font = fontOf(look)
  const pixels = axis.ctx.measureText(name).width + 16
  axis.ctx.restore()
  return ((axis.max - axis.min) * pixels) / Math.max(1, axis.width)
}
