/** How an x reads under the crosshair, and how lengths of x do. Plain TypeScript: no Svelte, no Chart.js. */
import { showDigits, usualDigits } from '@maths/digits'
import { durationWords } from '@maths/durations'
import type { XKind } from './panel'
import { mostMoment, secondsOfDay } from './time-ticks'

const second = 1_000
const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })
/** Beyond these thousands apart are no easier to read. */
const mostThousands = 1e15
/** As people write it. The formatter takes fifty times as long as a number's own text, for each panel and each move of a pointer. */
const countText = (x: number): string => (Number.isInteger(x) && x > 0 && x < 1_000 ? String(x) : thousands.format(x))
const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** 0:12:30, and 2 d 0:12:30 from a day on; with tenths or finer where `resolution`, in seconds, is below one. */
export function durationText(seconds: number, resolution = 1): string {
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= mostThousands) return showDigits(seconds, usualDigits)
  const decimals = resolution >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(resolution) - 1e-9))
  // Rounded once, as text: 59.96 to tenths is a minute.
  const size = Math.abs(seconds).toFixed(decimals)
  const [whole = '', behind] = size.split('.')
  const count = Number(whole)
  const days = Math.floor(count / secondsOfDay)
  const minutes = Math.floor((count % secondsOfDay) / 60)
  const clock = `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(count % 60)}`
  const sign = seconds < 0 && Number(size) > 0 ? '-' : ''
  return `${sign}${days > 0 ? `${days.toLocaleString('en')} d ` : ''}${clock}${behind === undefined ? '' : `.${behind}`}`
}

/** A length of time in words, two units at most: `1 h 20 min`. @param seconds at least 0. */
export function spanOfTime(seconds: number): string {
  return seconds < 10 ? `${Number(seconds.toPrecision(2))} s` : durationWords(seconds)
}

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

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
      // A step that is one is written whole: of four digits many others have the same.
      if (Math.abs(x) >= mostThousands && !Number.isSafeInteger(x)) return showDigits(x, usualDigits)
      // Beginnings of the first epoch stand apart on a log axis.
      if (x !== 0 && Math.abs(x) < 1 && low > 0) return plainText(x)
      return countText(high - low >= 100 ? Math.round(x) : x)
    case 'relative':
      return durationText(x, high - low < 20 ? (high - low) / 200 : 1)
    case 'wall': {
      if (Math.abs(x) > mostMoment) return `${showDigits(x, usualDigits)} ms`
      const moment = new Date(x)
      const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(twoDigits).join(':')
      return `${isOverMidnight(low, high) ? `${date.format(moment)} ` : ''}${clock}`
    }
    case 'value':
      return plainText(x)
  }
}

/** A number of unknown size, four digits of it, thousands apart. */
function plainText(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return showDigits(value, usualDigits)
  return new Intl.NumberFormat('en', { maximumSignificantDigits: usualDigits }).format(value)
}

/** How much of x lies between two limits, in words: `310,000 steps`. */
export function spanText(kind: XKind, span: number): string {
  switch (kind) {
    case 'epoch':
    case 'step': {
      if (span >= mostThousands) return `${showDigits(span, usualDigits)} ${kind}s`
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
