/** The look that the axes of every chart share, as options of Chart.js. */
import type { CartesianScaleOptions, Scale } from 'chart.js'
import type { Palette } from './colours'
import { choiceText, choiceTicks, roomAtLeft, roomBeside } from './choices'
import { fontOf, fontSize, type Look } from './look'
import type { Range, TickUnit, ValueAxis } from './panel'
import { shareOf } from './place'
import { valueText } from './tick-text'
import { valueTicks } from './ticks'

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
  readonly unit?: TickUnit | undefined
  /** Marks inside of a range, so many at most; round values unless given. */
  readonly ticks?: (low: number, high: number, most: number) => readonly number[]
  /** So many marks at most, however much room there is. */
  readonly most?: (axis: Axis) => number
  /** Room that a lower axis's name takes among its numbers, in pixels. */
  readonly reserved?: (axis: Axis) => number
  /** Written below the axis; without it, or where it is empty, the axis is named elsewhere. */
  readonly title?: string
  /** Names of an axis of choices, by their values. */
  readonly choices?: readonly string[]
  /** Unless given with as many digits as the marks need to differ. */
  readonly text?: (value: number, ticks: readonly number[]) => string
}

const typeOf = ({ isLog }: AxisLook) => (isLog === true ? ('exact-log' as const) : ('exact' as const))
const valueAxisOf = ({ isLog, unit }: AxisLook): ValueAxis => ({ isLog: isLog === true, unit })

/** Between the texts of two marks beside each other, and between the middles of two above each other: in pixels. */
const leastGap = { beside: 8, above: 16 } as const

/** A mark's place along its axis and half of its text's width, in pixels. */
type Measured = { readonly value: number; readonly at: number; readonly half: number }

function measure(axis: Axis, axisLook: AxisLook, values: readonly number[]): Measured[] {
  const { min, max, ctx } = axis
  const length = axis.isHorizontal() ? axis.width : axis.height
  const ticks = values.map((value) => ({ value }))
  ctx.save()
  ctx.font = fontOf(axisLook.look)
  const measured = values.map((value, index) => ({
    value,
    at: shareOf(value, [min, max], axisLook.isLog) * length,
    half: ctx.measureText(words(axisLook).call(axis, value, index, ticks)).width / 2,
  }))
  ctx.restore()
  return measured
}

/** Whether the texts of marks stand apart. */
const standApart = (marks: readonly Measured[], isHorizontal: boolean): boolean =>
  marks.every((mark, index) => {
    const before = marks[index - 1]
    if (before === undefined) return true
    const apart = mark.at - before.at
    return apart >= (isHorizontal ? mark.half + before.half + leastGap.beside : leastGap.above)
  })

/** Where the name among the numbers of an axis ends, in pixels from its beginning; null where it has no room. */
const nameEnds = new WeakMap<object, number | null>()
/** @param scale of a chart. @returns the end of the axis unless its last number stands there; null where both have no room, and the number goes first */
export function nameEndOf(scale: Pick<Axis, 'width'>): number | null {
  const end = nameEnds.get(scale)
  return end === undefined ? scale.width : end
}

/** The name stands at the axis's end, or before the last number where that one does: how far the axis goes is not hidden by what it is of. */
function endOfName(axis: Axis, marks: readonly Measured[], reserved: number): number | null {
  const last = marks.at(-1)
  if (last === undefined || last.at + last.half <= axis.width - reserved) return axis.width
  const end = last.at - last.half - leastGap.beside
  return end < reserved ? null : end
}

/** The marks that the name of a lower axis hides nothing of. @param reserved for it, with the gap before it */
function withinRoom(axis: Axis, axisLook: AxisLook, values: readonly number[], reserved: number): readonly Measured[] {
  const measured = measure(axis, axisLook, values)
  if (reserved === 0) return measured
  const end = endOfName(axis, measured, reserved)
  nameEnds.set(axis, end)
  if (end === null) return measured
  const free = measured.filter(({ at, half }) => at + half <= end - reserved || at - half > end)
  if (free.length === measured.length) return measured
  // Fewer marks may read otherwise: one that is alone says its year.
  const rest = free.map(({ value }) => value)
  return withinRoom(axis, axisLook, rest, reserved)
}

/** Between the numbers of the left axis and what is beside them, in pixels. */
const leftPadding = 8

/** A number of a lower axis reaches beyond it by half of itself, one of a left axis pushes the plot away: wider than half of the chart, it would leave none. */
const leavesPlot = (axis: Axis, { half }: Measured): boolean =>
  2 * half + (axis.isHorizontal() ? 0 : 2 * leftPadding) <= axis.chart.width / 2

/** As many marks as have room for their texts, none touching another. @param usual at most, where nothing else is said. */
const marks = (axisLook: AxisLook, usual: number) => (axis: Axis) => {
  const { min, max } = axis
  if (axisLook.choices) {
    const [length, direction] = axis.isHorizontal()
      ? ([axis.width, 'beside'] as const)
      : ([axis.height, 'above'] as const)
    axis.ticks = choiceTicks([min, max], length, direction).map((value) => ({ value }))
    return
  }
  const reserved = axisLook.reserved?.(axis) ?? 0
  let values: readonly number[] = []
  for (let most = axisLook.most?.(axis) ?? usual; most >= 1; most -= 1) {
    const built = axisLook.ticks?.(min, max, most) ?? valueTicks(valueAxisOf(axisLook), min, max, most)
    const free = withinRoom(axis, axisLook, built, reserved).filter((mark) => leavesPlot(axis, mark))
    values = free.map(({ value }) => value)
    if (standApart(free, axis.isHorizontal())) break
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
    return valueText(valueAxisOf(look), Number(value), valuesOf(ticks))
  }

/** The widest number of an axis, in pixels. */
function widestOf(axis: Axis, look: Look): number {
  axis.ctx.save()
  axis.ctx.font = fontOf(look)
  const widest = Math.max(0, ...axis.ticks.map(({ label }) => axis.ctx.measureText(String(label ?? '')).width))
  axis.ctx.restore()
  return widest
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
    // A number reaches beyond its axis by half of it. Chart.js divides by how far it is to the axis's other end, and a single one may stand there.
    afterFit: (axis: Axis) => {
      const most = Math.ceil(widestOf(axis, look.look) / 2) + 2
      axis.paddingLeft = Math.min(axis.paddingLeft, most)
      axis.paddingRight = Math.min(axis.paddingRight, most)
    },
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
      padding: leftPadding,
      autoSkip: false,
      callback: words(look),
    },
    afterBuildTicks: marks(look, 5),
    afterFit: (axis: Axis) => {
      // Panels under each other share their left edge, and curves that grow do not push the axis about.
      axis.width = Math.max(axis.width, look.look.axisWidth)
      // Chart.js gives an axis half of what names at the right leave, and cuts its numbers off at the edge of the picture.
      if (axis.width >= axis.maxWidth && look.look.numbers.y && look.choices === undefined)
        axis.width = Math.max(axis.width, Math.ceil(widestOf(axis, look.look)) + 2 * leftPadding)
    },
  }
}

/** Room that an axis's name takes at its right end, in pixels. */
export function roomForName({ ctx }: Axis, name: string, look: Look): number {
  if (name === '') return 0
  ctx.save()
  ctx.font = fontOf(look)
  const pixels = ctx.measureText(name).width + leastGap.beside
  ctx.restore()
  return pixels
}
