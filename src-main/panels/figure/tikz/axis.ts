/** An axis of PGFPlots around data, as the charts draw theirs. */
import { exactText } from '@contract/numbers'
import { decimalOf, lastDigitOf, powerText } from '@maths/decimal'
import type { Range } from '@charts/panel'
import { shareOf } from '@charts/place'
import type { Box } from '../page-layout'
import { short, type Sheet } from './sheet'

export type AxisMarks = { readonly values: readonly number[]; readonly texts: readonly string[] }

export type Axis = {
  readonly box: Box
  readonly x: Range
  readonly y: Range
  readonly isLogX?: boolean
  readonly isLogY?: boolean
  readonly xMarks: AxisMarks
  readonly yMarks: AxisMarks
}

/** A place along one direction in pixels, and numbers as they go into the file. */
export type AxisScale = {
  readonly toPixel: (value: number) => number
  /** The number as TeX can hold it: its whole text, but for what is shifted. */
  readonly toText: (value: number) => string
  /** What was taken away from every number; 0 for nothing. */
  readonly shift: number
  /** The power of ten that every number was divided by; 0 for none. */
  readonly power: number
}

/** TeX counts with about seven digits: numbers that differ in later ones than that alone are counted from the axis's beginning. */
const mostDigits = 1e4
/** Numbers further away than so many lengths of the axis are beyond what TeX can measure. */
const reach = 20

/** PGFPlots places the logarithm itself, which so many times as far from 0 as the axis is long is beyond what TeX can measure. */
const mostLengths = 15

/** By which power of ten the numbers of a log axis are divided, so that their logarithms lie around 0. */
function powerOf([low, high]: Range): number {
  const [from, to] = [Math.log10(low), Math.log10(high)]
  return Math.max(Math.abs(from), Math.abs(to)) > mostLengths * (to - from) ? Math.round((from + to) / 2) : 0
}

export function scaleOf([low, high]: Range, isLog: boolean, from: number, to: number): AxisScale {
  const shift = !isLog && Math.max(Math.abs(low), Math.abs(high)) > mostDigits * (high - low) ? low : 0
  const power = isLog ? powerOf([low, high]) : 0
  return {
    shift,
    power,
    toPixel: (value) => from + shareOf(value, [low, high], isLog) * (to - from),
    toText: (value) => numberText(shift === 0 ? value : value - shift, power),
  }
}

/** As PGFPlots reads it. */
function numberText(value: number, divisor: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (divisor === 0 || value === 0) return exactText(value)
  // By its digits: the quotient would be rounded.
  const decimal = decimalOf(value)
  return powerText({ ...decimal, power: decimal.power - divisor }, lastDigitOf(decimal) - divisor)
}

export type Scales = { readonly x: AxisScale; readonly y: AxisScale }

export function scalesOf({ box, x, y, isLogX = false, isLogY = false }: Axis): Scales {
  return {
    x: scaleOf(x, isLogX, box.left, box.left + box.width),
    y: scaleOf(y, isLogY, box.top + box.height, box.top),
  }
}

/** Writes the axis with what `fill` puts into it. */
export function writeAxis(sheet: Sheet, axis: Axis, scales: Scales, fill: () => void, isFar: boolean): void {
  const { box, x, y, isLogX = false, isLogY = false, xMarks, yMarks } = axis
  const listed = (texts: readonly string[]) => texts.map((text) => `{${text}}`).join(',')
  const marked = (name: 'x' | 'y', { values, texts }: AxisMarks, { toText }: AxisScale) =>
    values.length === 0
      ? [`${name}tick=\\empty`]
      : [`${name}tick={${values.map(toText).join(',')}}`, `${name}ticklabels={${listed(texts)}}`]
  const hair = `${short(0.75 * sheet.scale)}bp`
  const span = y[1] - y[0]
  const keys = [
    'scale only axis',
    // In big points: an axis has units of its own.
    `at={(${sheet
      .place(box.left, box.top + box.height)
      .map((value) => `${value}bp`)
      .join(',')})}`,
    'anchor=south west',
    `width=${sheet.length(box.width)}`,
    `height=${sheet.length(box.height)}`,
    `xmin=${scales.x.toText(x[0])}`,
    `xmax=${scales.x.toText(x[1])}`,
    `ymin=${scales.y.toText(y[0])}`,
    `ymax=${scales.y.toText(y[1])}`,
    ...(isLogX ? ['xmode=log'] : []),
    ...(isLogY ? ['ymode=log'] : []),
    'axis x line*=bottom',
    'axis y line*=left',
    `x axis line style={draw=${sheet.colour('axis')}, line width=${hair}}`,
    'y axis line style={draw=none}',
    'tick align=outside',
    `xtick style={draw=${sheet.colour('axis')}, line width=${hair}}`,
    'ytick style={draw=none}',
    `major tick length=${sheet.length(4)}`,
    'scaled ticks=false',
    `tick label style={text=${sheet.colour('text-3')}}`,
    ...marked('x', xMarks, scales.x),
    ...marked('y', yMarks, scales.y),
    ...(sheet.hasGrid ? ['ymajorgrids', `major grid style={draw=${sheet.colour('grid')}, line width=${hair}}`] : []),
    'unbounded coords=jump',
    ...(isFar && !isLogY
      ? [`restrict y to domain*=${scales.y.toText(y[0] - reach * span)}:${scales.y.toText(y[1] + reach * span)}`]
      : []),
  ]
  for (const [name, { shift, power }] of Object.entries(scales)) {
    if (shift !== 0)
      sheet.put(`% ${name} is relative to ${shift}, because TeX cannot hold all digits of the full numbers.`)
    if (power !== 0) sheet.put(`% ${name} is in units of 1e${power}, because TeX cannot measure so far from 1.`)
  }
  sheet.put('\\begin{axis}[', ...keys.map((key) => `  ${key},`), ']')
  fill()
  sheet.put('\\end{axis}')
}

/** Whether numbers lie so far outside of a range that TeX could not measure where. */
export function isFarOutside(values: ArrayLike<number>, [low, high]: Range): boolean {
  const most = reach * (high - low)
  for (let index = 0, size = values.length; index < size; index += 1) {
    const value = values[index] ?? Number.NaN
    if (Number.isFinite(value) && (value < low - most || value > high + most)) return true
  }
  return false
}
