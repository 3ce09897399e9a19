/**
 * How the marks of an axis read: with as many digits as all of them have, never fewer, so that no two read alike and each read back is the
 * mark. Plain TypeScript: no Svelte, no Chart.js.
 */
import { decimalOf, fixedText, lastDigitOf, powerText, type Decimal } from '@maths/decimal'
import { scaleUnits, unitsOfBytes } from '@maths/digits'
import type { TickUnit, XKind, ValueAxis } from './panel'
import { mostCountedSeconds, mostMoment, secondsOfDay } from './time-ticks'

/** From here on numbers are written with M, G or T, or as powers of ten: of values, and of what is counted. */
const mostPlain = 1e6
const mostPlainCount = 1e7
/** Below this they are powers of ten. */
const leastPlain = 1e-5
/** M, G and T end here. */
const mostScaled = 1e15
/** Wider than this, in characters, small numbers are powers of ten where those are shorter. */
const usualWidth = 9

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length))

/** The number with its unit taken out: 2,500,000 in millions is 2.5. */
const inUnit = ({ power, ...rest }: Decimal, unit: number): Decimal => ({ ...rest, power: power - unit })

/** All of some numbers down to one place, in one unit of 10^`exponent`. */
function scaledTexts(decimals: readonly Decimal[], last: number, exponent: number, suffix: string): string[] {
  return decimals.map((decimal) =>
    decimal.digits === '0'
      ? '0'
      : `${fixedText(inUnit(decimal, exponent), Math.max(0, exponent - last))}${suffix === '' ? '' : ` ${suffix}`}`,
  )
}

const powerTexts = (decimals: readonly Decimal[], last: number): string[] =>
  decimals.map((decimal) => (decimal.digits === '0' ? '0' : powerText(decimal, last)))

const withUnit = (texts: readonly string[], unit: string): string[] =>
  texts.map((text) => (text === '0' ? text : `${text} ${unit}`))

type Read = { readonly decimals: readonly Decimal[]; readonly last: number; readonly size: number }

/** @param values finite. */
function read(values: readonly number[]): Read {
  const decimals = values.map(decimalOf)
  const some = decimals.filter(({ digits }) => digits !== '0')
  return {
    decimals,
    last: some.length === 0 ? 0 : Math.min(...some.map(lastDigitOf)),
    size: Math.max(0, ...values.map(Math.abs)),
  }
}

/** The shortest of some ways to write all marks of an axis; of equally short ones the first. */
const shortest = (ways: readonly (readonly string[])[]): readonly string[] =>
  ways.reduce((best, way) => (widest(way) < widest(best) ? way : best))

/** Plain decimals where they are short, M, G and T for large numbers, powers of ten for what is larger or smaller: one way for all. */
function numberTexts(values: readonly number[], plainBelow = mostPlain, hasScales = true): readonly string[] {
  const { decimals, last, size } = read(values)
  const plain = () => decimals.map((decimal) => fixedText(decimal, Math.max(0, -last)))
  const powers = powerTexts(decimals, last)
  if (size === 0) return plain()
  if (size < leastPlain) return powers
  if (size < plainBelow) {
    const texts = plain()
    return widest(texts) <= usualWidth ? texts : shortest([texts, powers])
  }
  if (size >= mostScaled) return powers
  const [exponent, suffix] = scaleUnits.findLast(([unit]) => size >= 10 ** unit) ?? [0, '']
  const scaled = hasScales ? scaledTexts(decimals, last, exponent, suffix) : powers
  return widest(scaled) <= usualWidth ? scaled : shortest([plain(), scaled, powers])
}

/** In the unit of the greatest. */
function byteTexts(values: readonly number[]): readonly string[] {
  const { decimals, last, size } = read(values)
  const greatest = unitsOfBytes.at(-1)?.[0] ?? 0
  if (size >= 10 ** (greatest + 3) || size < leastPlain) return withUnit(powerTexts(decimals, last), 'B')
  const [exponent, suffix] = unitsOfBytes.findLast(([unit]) => size >= 10 ** unit) ?? [0, 'B']
  return scaledTexts(decimals, last, exponent, suffix)
}

const textsOf = (values: readonly number[], unit: TickUnit | undefined): readonly string[] => {
  switch (unit) {
    case 'bytes':
      return byteTexts(values)
    case 'seconds':
      return relativeTexts(values)
    case undefined:
      return numberTexts(values)
  }
}

/** Numbers of a unit that has no millions. */
const inOneUnit = (values: readonly number[], unit: string): readonly string[] =>
  withUnit(numberTexts(values, mostPlainCount, false), unit)

const among = (value: number, ticks: readonly number[], texts: readonly string[]): string =>
  texts[ticks.indexOf(value)] ?? ''

/** A mark among all of its axis, `value` among them. */
export function tickText(value: number, ticks: readonly number[], unit?: TickUnit): string {
  return among(value, ticks, textsOf(ticks, unit))
}

/** On a log axis each mark has the digits that it needs; within one power of ten they are those of any other axis. */
export function logTickText(value: number, ticks: readonly number[], unit?: TickUnit): string {
  const isWithinOne = Math.max(...ticks) / Math.min(...ticks) < 10
  const together = isWithinOne ? ticks : [value]
  if (unit === 'bytes') return tickText(value, together, unit)
  if (unit === 'seconds') return among(value, together, inOneUnit(together, 's'))
  return isWithinOne ? tickText(value, together) : shortText(value)
}

/** A mark of an axis of values as it is written. */
export const valueText = ({ isLog, unit }: ValueAxis, value: number, ticks: readonly number[]): string =>
  isLog ? logTickText(value, ticks, unit) : tickText(value, ticks, unit)

function shortText(value: number): string {
  const decimal = decimalOf(value)
  const last = lastDigitOf(decimal)
  return value >= leastPlain && value < mostPlain ? fixedText(decimal, Math.max(0, -last)) : powerText(decimal, last)
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** 0:12:30, and 2 d 0:12:30 from a day on. @param decimals of its seconds, which it has no more of. */
function clockOf(size: number, decimals: number): string {
  const [whole = '', behind] = fixedText(decimalOf(size), decimals, false).split('.')
  const seconds = Number(whole)
  const days = Math.floor(seconds / secondsOfDay)
  const minutes = Math.floor((seconds % secondsOfDay) / 60)
  const clock = `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`
  return `${days > 0 ? `${days.toLocaleString('en')} d ` : ''}${clock}${behind === undefined ? '' : `.${behind}`}`
}

/** Lengths of time: seconds where they are short, clocks below a day, days, and days with hours above. */
function relativeTexts(seconds: readonly number[]): readonly string[] {
  const { decimals, last, size } = read(seconds)
  if (size > mostCountedSeconds || (size < 60 && last < 0)) return inOneUnit(seconds, 's')
  const isEach = (unit: number) => seconds.every((value) => value % unit === 0)
  if (size >= secondsOfDay && isEach(secondsOfDay))
    return inOneUnit(
      seconds.map((value) => value / secondsOfDay),
      'd',
    )
  const textOf = size >= secondsOfDay && isEach(3_600) ? hoursOf : (value: number) => clockOf(value, Math.max(0, -last))
  return seconds.map((value, index) => `${decimals[index]?.isNegative === true ? '-' : ''}${textOf(Math.abs(value))}`)
}

/** Whole hours in words: `6 h`, `1 d 6 h`. */
function hoursOf(seconds: number): string {
  const days = Math.floor(seconds / secondsOfDay)
  const hours = (seconds % secondsOfDay) / 3_600
  const parts = [...(days > 0 ? [`${days.toLocaleString('en')} d`] : []), ...(hours > 0 ? [`${hours} h`] : [])]
  return parts.length > 0 ? parts.join(' ') : '0'
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const isMidnight = (moment: Date): boolean =>
  moment.getHours() === 0 && moment.getMinutes() === 0 && moment.getSeconds() === 0 && moment.getMilliseconds() === 0

/** Marks further apart than this, in milliseconds, say their days: the day that one of them begins would be too far away. */
const mostForClocks = 1.5 * secondsOfDay * 1_000

/** Moments as clocks and calendars have them: the day where it begins, and wherever a clock alone would read like another one. */
function wallTexts(ticks: readonly number[]): readonly string[] {
  const { last, size } = read(ticks)
  // Within a millisecond, and beyond calendars, they are numbers.
  if (size > mostMoment || last < 0) return inOneUnit(ticks, 'ms')
  const moments = ticks.map((tick) => new Date(tick))
  // One mark has none beside it that could say of which day and year it is.
  const hasYears = new Set(moments.map((moment) => moment.getFullYear())).size !== 1 || ticks.length === 1
  const isEach = (has: (moment: Date) => boolean) => ticks.length > 1 && moments.every(has)
  const monthOf = (moment: Date) => months[moment.getMonth()] ?? ''
  const dateOf = (moment: Date) => `${moment.getDate()} ${monthOf(moment)}${hasYears ? ` ${moment.getFullYear()}` : ''}`
  if (isEach((moment) => isMidnight(moment) && moment.getDate() === 1)) {
    const areYears = isEach((moment) => moment.getMonth() === 0)
    return moments.map((moment) => `${areYears ? '' : `${monthOf(moment)} `}${moment.getFullYear()}`)
  }
  const isWithinDays = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0) < mostForClocks
  const clocks = moments.map((moment) => momentClock(moment, precisionOf(ticks)))
  return moments.map((moment, index) => {
    const clock = clocks[index] ?? ''
    if (isMidnight(moment)) return dateOf(moment)
    const isAlone = ticks.length > 1 && isWithinDays && clocks.indexOf(clock) === clocks.lastIndexOf(clock)
    return isAlone ? clock : `${dateOf(moment)} ${clock}`
  })
}

/** What clocks have to say for some moments to be told apart. */
const precisionOf = (ticks: readonly number[]): 'minutes' | 'seconds' | 'milliseconds' =>
  ticks.some((tick) => tick % 1_000 !== 0)
    ? 'milliseconds'
    : ticks.some((tick) => tick % 60_000 !== 0)
      ? 'seconds'
      : 'minutes'

function momentClock(moment: Date, precision: ReturnType<typeof precisionOf>): string {
  const minutes = `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}`
  if (precision === 'minutes') return minutes
  const seconds = `${minutes}:${twoDigits(moment.getSeconds())}`
  return precision === 'seconds' ? seconds : `${seconds}.${String(moment.getMilliseconds()).padStart(3, '0')}`
}

/** A length of time at a mark of a log axis, by itself: in its own unit. */
function logTimeText(seconds: number, ticks: readonly number[]): string {
  const [unit, word] = timeUnits.findLast(([size]) => seconds >= size && seconds % size === 0) ?? [1, 's']
  if (seconds < 60 || unit > 1) return inOneUnit([seconds / unit], word)[0] ?? ''
  return among(seconds, ticks, relativeTexts(ticks))
}
const timeUnits = [
  [1, 's'],
  [60, 'min'],
  [3_600, 'h'],
  [secondsOfDay, 'd'],
] as const

/** A mark of a log axis. Within one power of ten they read as those of any other. */
function logXText(kind: XKind, value: number, ticks: readonly number[]): string {
  if (Math.max(...ticks) / Math.min(...ticks) < 10) return xTickText(kind, value, ticks)
  if (kind === 'relative') return logTimeText(value, ticks)
  return kind === 'value' ? logTickText(value, ticks) : (numberTexts([value], mostPlainCount)[0] ?? '')
}

/**
 * One x as it is written at its mark, with as much as the marks beside it need to differ.
 * @param isLog of a log axis, whose marks need not have the same digits; moments have none.
 */
export function xTickText(kind: XKind, value: number, ticks: readonly number[], isLog = false): string {
  if (isLog && kind !== 'wall') return logXText(kind, value, ticks)
  switch (kind) {
    case 'epoch':
    case 'step':
      return among(value, ticks, numberTexts(ticks, mostPlainCount))
    case 'relative':
      return among(value, ticks, relativeTexts(ticks))
    case 'wall':
      return among(value, ticks, wallTexts(ticks))
    case 'value':
      return tickText(value, ticks)
  }
}
