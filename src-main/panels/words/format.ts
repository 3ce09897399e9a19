/** Numbers, durations and times as people read them. */
import { describeMetric } from '@contract/metrics'
import { showBytes, showDigits, showScaled, usualDigits } from '@maths/digits'
import { durationWords } from '@maths/durations'

/** Four significant digits, in powers of ten below 1e-6 and from 1e6 on alone; NaN and the infinities by name. */
export const formatValue = (value: number, digits = usualDigits): string => showDigits(value, digits)

/** A setting's number in its shortest form: 0.001, 5e-5. */
export function showNumber(value: number): string {
  const power = value.toExponential()
  return value !== 0 && Math.abs(value) < 1e-4 && power.length < String(value).length ? power : String(value)
}

/** Whole numbers with thin groups: 1,118. */
export function formatCount(value: number): string {
  const whole = Math.round(value)
  // What knows all languages takes 30 ms to be set up, and is at hand for what few numbers need it.
  if (!Number.isSafeInteger(whole) || Object.is(whole, -0)) return whole.toLocaleString('en-US')
  return String(whole).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** 4.30 M, 448. */
export const formatParameters = showScaled

/** From here on a number of decibels is no shorter for its decimals. */
const mostDecibels = 1e6

/** A series' value with the digits that its unit deserves: 0.01256, and 18.92 for decibels. The unit itself stands beside it. */
export function formatMetric(key: string, value: number): string {
  const hasDecimals = describeMetric(key).unit === 'dB' && Math.abs(value) < mostDecibels
  // + 0: what rounds to 0 has no sign.
  return hasDecimals ? (Number(value.toFixed(2)) + 0).toFixed(2) : formatValue(value)
}

/** What was measured: "8 s", "1 min 12 s", "14 min", "1 h 34 min", "2 d 3 h": the two largest units that matter. */
export const formatDuration = (seconds: number): string =>
  Number.isFinite(seconds) ? durationWords(seconds) : 'unknown'

/** What is expected, with no more digits than an estimate has: "40 s", "5 min", "1 h 15 min", "14 h". */
export function formatEstimate(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown'
  const step = seconds < 20 ? 1 : seconds < 59 ? 5 : seconds < 3_600 ? 60 : seconds < 36_000 ? 300 : 3_600
  return formatDuration(Math.max(1, Math.round(seconds / step)) * step)
}

/** 84 KB, 11 MB, 1.30 GB: powers of ten, as disks are sold. */
export const formatBytes = showBytes

/** By hand, like the clock: asked of what knows all languages, a table's column of times takes longer than all else in it. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'] as const
/** 14 Nov. */
export const formatDay = (time: Date): string => `${time.getDate()} ${months[time.getMonth()] ?? ''}`

/** 14:02 today, else 14 Nov 14:02. */
export function formatTime(iso: string, now: Date = new Date()): string {
  const time = new Date(iso)
  const clock = formatClock(iso).slice(0, 5)
  if (time.toDateString() === now.toDateString()) return `today ${clock}`
  return `${formatDay(time)} ${clock}`
}

/** 14:02:37. */
export function formatClock(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return 'Invalid Date'
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** A count with its noun: "1 run", "4 runs". */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** A moment to come, as a clock says it: 15:40, and with its day when that is another: "tomorrow 02:10", "Thu 02:10". */
export function formatMoment(time: Date, now: Date = new Date()): string {
  const clock = formatClock(time.toISOString()).slice(0, 5)
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  const days = Math.floor((time.getTime() - midnight.getTime()) / 86_400_000)
  if (days <= 0) return clock
  if (days === 1) return `tomorrow ${clock}`
  return days < 7 ? `${time.toLocaleString('en-GB', { weekday: 'short' })} ${clock}` : `${formatDay(time)} ${clock}`
}
