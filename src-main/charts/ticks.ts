/** Where an axis is marked, and how its numbers read. Plain TypeScript: no Svelte, no Chart.js. */
import type { XKind } from './panel'

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least`, which is above 0. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power
}

/** At most `count` round values inside a range. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low
  if (!(span > 0) || count < 1) return [low]
  // A range holds at most one tick more than it holds steps, and often none more: the finest step that keeps to `count` wins.
  let step = niceStep(span / (count + 1))
  for (;;) {
    const first = Math.ceil(low / step - 1e-9)
    const last = Math.floor(high / step + 1e-9)
    if (last - first + 1 <= count)
      return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
    step = niceStep(step * 1.01)
  }
}

/** Decimals of a round number as it is written: 0 for 20, 3 for 0.015. */
export function decimalsOf(value: number): number {
  const text = String(Number(value.toPrecision(10)))
  const exponent = /e-(\d+)$/.exec(text)
  const dot = text.indexOf('.')
  const written = dot < 0 ? 0 : (exponent ? text.indexOf('e') : text.length) - dot - 1
  return written + Number(exponent?.[1] ?? 0)
}

/** Whole epochs: the first, then round ones. */
export function epochTicks(low: number, high: number, count: number): number[] {
  const round = niceTicks(low, high, count).filter((tick) => Number.isInteger(tick))
  const first = Math.ceil(low)
  const gap = (high - low) / (count * 2)
  return [first, ...round.filter((tick) => tick - first > gap)]
}

function logTicksOf(low: number, high: number, factors: readonly number[]): number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(3))
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return ticks
}

/** Powers of ten, with 2 and 5 or with 3 between them where there is room; round values where the range is within one power. */
export function logTicks(low: number, high: number): number[] {
  const fine = logTicksOf(low, high, [1, 2, 5])
  if (fine.length < 3) return niceTicks(low, high, 5)
  if (fine.length <= 6) return fine
  const middle = logTicksOf(low, high, [1, 3])
  return middle.length <= 6 ? middle : logTicksOf(low, high, [1])
}

const second = 1_000
const day = 86_400
/** Lengths of time that people count in, in seconds. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, day]

/** At most `count` round moments inside a range of seconds; `offset` is what lies between 0 and a local midnight. */
export function timeTicks(low: number, high: number, count: number, offset = 0): number[] {
  const span = high - low
  if (!(span > 0) || count < 1) return [low]
  const least = span / count
  const listed = timeSteps.find((step) => step >= least)
  // Days are counted in ones, twos and fives; below a second it is decimals again.
  const step = least < 1 ? niceStep(least) : (listed ?? Math.ceil(niceStep(least / day)) * day)
  const ticks: number[] = []
  for (let index = Math.ceil((low + offset) / step - 1e-9); index * step - offset <= high + span * 1e-9; index += 1) {
    ticks.push(Number((index * step - offset).toPrecision(14)))
    if (ticks.length > count * 2) break
  }
  return ticks
}

/** Seconds by which local time is ahead of UTC at a moment in milliseconds. */
const localOffset = (moment: number): number => new Date(moment).getTimezoneOffset() * -60

/** At most about `count` marks of one kind of x axis, ascending. */
export function xTicks(kind: XKind, low: number, high: number, count: number): number[] {
  switch (kind) {
    case 'epoch':
      // Zoomed in between two epochs there is no whole one to mark.
      return Math.floor(high) - Math.ceil(low) < 1 ? niceTicks(low, high, count) : epochTicks(low, high, count)
    case 'step':
      return high - low < 2 ? niceTicks(low, high, count) : niceTicks(low, high, count).filter(Number.isInteger)
    case 'relative':
      return timeTicks(low, high, count)
    case 'wall':
      return timeTicks(low / second, high / second, count, localOffset(low)).map((tick) => tick * second)
    case 'value':
      return niceTicks(low, high, count)
  }
}

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** 0:12:30; with tenths or finer where `resolution`, in seconds, is below one. */
export function durationText(seconds: number, resolution = 1): string {
  if (!Number.isFinite(seconds)) return String(seconds)
  const decimals = resolution >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(resolution) - 1e-9))
  const whole = Number(Math.abs(seconds).toFixed(decimals))
  const rest = (whole % 60).toFixed(decimals).padStart(decimals === 0 ? 2 : 3 + decimals, '0')
  const minutes = Math.floor(whole / 60)
  return `${seconds < 0 && whole > 0 ? '-' : ''}${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${rest}`
}

/** A length of time in words, two units at most: `1 h 20 min`. @param seconds at least 0. */
export function spanOfTime(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`
  const whole = Math.round(seconds)
  const units = [
    [day, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const
  const first = units.findIndex(([size]) => whole >= size)
  const parts: string[] = []
  let rest = whole
  for (const [size, unit] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    rest -= count * size
  }
  return parts.join(' ')
}

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const clock = (moment: Date, withSeconds: boolean): string =>
  `${twoDigits(moment.getHours())}:${twoDigits(moment.getMinutes())}${withSeconds ? `:${twoDigits(moment.getSeconds())}` : ''}`

/** Whether two moments, in milliseconds, lie on different days of local time. */
const isOverMidnight = (low: number, high: number): boolean =>
  new Date(low).toDateString() !== new Date(high).toDateString()

/**
 * One x as it is read under the crosshair.
 * @param range what is shown: it decides on decimals and on whether a date is said.
 */
export function xText(kind: XKind, x: number, [low, high]: readonly [number, number]): string {
  if (!Number.isFinite(x)) return String(x)
  switch (kind) {
    case 'epoch':
    case 'step':
      return thousands.format(high - low >= 100 ? Math.round(x) : x)
    case 'relative':
      return durationText(x, high - low < 20 ? (high - low) / 200 : 1)
    case 'wall': {
      const moment = new Date(x)
      return `${isOverMidnight(low, high) ? `${date.format(moment)} ` : ''}${clock(moment, true)}`
    }
    case 'value':
      return plainText(x)
  }
}

/** A number of unknown size, four digits of it, thousands apart. */
function plainText(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2)
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value)
}

/** One x as it is written at its mark, with as much as the marks beside it need to differ. */
export function xTickText(kind: XKind, value: number, ticks: readonly number[]): string {
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : Number.POSITIVE_INFINITY
  switch (kind) {
    case 'epoch':
    case 'step':
      return thousands.format(value)
    case 'relative':
      return durationText(value, step)
    case 'wall': {
      const moment = new Date(value)
      const isMidnight = clock(moment, true) === '00:00:00'
      if (isMidnight && ticks.length > 1) return date.format(moment)
      return clock(moment, step < 60 * second)
    }
    case 'value':
      return tickText(value, ticks)
  }
}

/** As many decimals as the ticks need to differ, the same for all. */
export function tickText(value: number, ticks: readonly number[]): string {
  const size = Math.max(...ticks.map(Math.abs))
  if (size !== 0 && (size < 1e-5 || size >= 1e6)) return value === 0 ? '0' : value.toExponential(1)
  const decimals = Math.max(...ticks.map(decimalsOf))
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** On a log axis each mark has the decimals that it needs. */
export function logTickText(value: number): string {
  return value !== 0 && (value < 1e-5 || value >= 1e6)
    ? value.toExponential(0)
    : value.toLocaleString('en', { maximumSignificantDigits: 3 })
}

/** How much of x lies between two limits, in words: `310,000 steps`. */
export function spanText(kind: XKind, span: number): string {
  switch (kind) {
    case 'epoch':
    case 'step': {
      const count = span < 10 ? Number(span.toPrecision(2)) : Math.round(span)
      return `${thousands.format(count)} ${kind}${count === 1 ? '' : 's'}`
    }
    case 'relative':
      return spanOfTime(span)
    case 'wall':
      return spanOfTime(span / second)
    case 'value':
      return plainText(span)
  }
}
