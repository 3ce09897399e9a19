/** Where axes of time are marked: at lengths that people count in, and at moments that clocks and calendars have. */
import { multiplesWithin, roundSteps, stepsAbove, stepsToNumber, type Step } from '@maths/decimal'

export const secondsOfDay = 86_400
/** Seconds beyond these are not whole numbers that a double can tell apart: 285 million years. */
export const mostCountedSeconds = Number.MAX_SAFE_INTEGER
/** Lengths of time that people count in, in seconds. */
const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200]

/** From seconds, and parts of them where they are counted, to days. @param least that is of use. */
function* timeSteps(least: number, isCounted: boolean): Generator<Step> {
  for (const step of roundSteps(least)) {
    if (isCounted && step.exponent >= 0) break
    yield step
  }
  for (const length of lengths) yield { factor: BigInt(length), exponent: 0 }
  for (const { factor, exponent } of roundSteps(least / secondsOfDay, true))
    yield { factor: factor * BigInt(secondsOfDay), exponent }
}

/** At most `count` round times inside a range of seconds. */
export function timeTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || !Number.isFinite(low) || !Number.isFinite(high) || count < 1) return [low]
  const least = high / (count + 1) - low / (count + 1)
  const isCounted = Math.max(Math.abs(low), Math.abs(high)) <= mostCountedSeconds
  let finer: Step | null = null
  for (const step of timeSteps(least, isCounted)) {
    const ticks = multiplesWithin(low, high, step, count)
    if (ticks !== null && ticks.length > 0) return ticks
    // A range may lie between two multiples of 5 seconds, and hold two of 2: it is marked by the first of those.
    if (ticks !== null && finer !== null) return [stepsToNumber(stepsAbove(low, finer), finer)]
    finer = step
  }
  return [low]
}

/** Lengths that a log axis of time is marked at, in seconds: from dense to sparse, each at round counts of its unit. */
const logLengths = ([factors, days]: readonly [readonly number[], readonly number[]]): number[] => [
  ...[1, 60].flatMap((unit) => factors.filter((factor) => factor < 60).map((factor) => factor * unit)),
  ...factors.filter((factor) => factor < 24).map((factor) => factor * 3_600),
  ...days.map((count) => count * secondsOfDay),
]
const decades = [1, 10, 100, 1_000, 10_000]
const logTimes = (
  [
    [
      [1, 2, 5, 10, 20, 30],
      [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000],
    ],
    [[1, 10], decades],
    [[1], decades],
  ] as const
).map(logLengths)

/**
 * At most `count` lengths of time of a log axis: seconds, minutes, hours and days. Null where they are not what to mark it with: below a second,
 * within one such length, or further apart than all of them. @param low above 0.
 */
export function logTimeTicks(low: number, high: number, count: number): number[] | null {
  if (!(low >= 0.5) || !(high > low) || high > mostCountedSeconds) return null
  const inside = logTimes.map((lengths) => lengths.filter((length) => length >= low && length <= high))
  if ((inside[0]?.length ?? 0) < 3) return timeTicks(low, high, Math.min(count, 5))
  return inside.find(({ length }) => length > 0 && length <= count) ?? null
}

const second = 1_000
const day = secondsOfDay * second
/** Moments that calendars have lie between these, in milliseconds: the limits of ECMAScript's Date, and a year inside of them. */
export const mostMoment = 8.64e15 - 366 * day

/** Local time at a moment as if it were UTC, to milliseconds. A local day begins where this is a multiple of one. */
function localOf(moment: number): number {
  const at = new Date(Math.floor(moment))
  const local = new Date(0)
  local.setUTCFullYear(at.getFullYear(), at.getMonth(), at.getDate())
  return local.setUTCHours(at.getHours(), at.getMinutes(), at.getSeconds(), at.getMilliseconds())
}

/** A local date; years below 100 are themselves. */
function localDate(year: number, month: number, date = 1, hours = 0): number {
  const moment = new Date(2000, 0, 1, hours)
  moment.setFullYear(year, month, date)
  return moment.getTime()
}

type MomentStep = {
  /** The marks from the last one before a moment on, as many as may be asked for. */
  readonly from: (low: number) => (index: number) => number
  /** About how long it is, in milliseconds. */
  readonly length: number
}

/** Within an hour clocks run evenly. */
const evenly = (length: number): MomentStep => ({
  length,
  from: (low) => {
    const ahead = localOf(low) - Math.floor(low)
    const first = Math.floor((low + ahead) / length)
    return (index) => (first + index) * length - ahead
  },
})

/** Hours of each day, which begins anew at each midnight: a day that clocks are changed on has 23 or 25 of them. */
const hourly = (hours: number): MomentStep => ({
  length: hours * 3_600 * second,
  from: (low) => {
    const start = new Date(low)
    const perDay = 24 / hours
    return (index) =>
      localDate(
        start.getFullYear(),
        start.getMonth(),
        start.getDate() + Math.floor(index / perDay),
        (index % perDay) * hours,
      )
  },
})

const daily = (days: number): MomentStep => ({
  length: days * day,
  from: (low) => {
    const first = Math.floor(localOf(low) / day / days)
    return (index) => localDate(1970, 0, 1 + (first + index) * days)
  },
})

const monthly = (months: number): MomentStep => ({
  length: months * 30 * day,
  from: (low) => {
    const start = new Date(low)
    const first = Math.floor((start.getFullYear() * 12 + start.getMonth()) / months)
    return (index) => localDate(0, (first + index) * months)
  },
})

const secondsAndMinutes = [...lengths.filter((length) => length < 3_600), 3_600].map((length) => length * second)
const momentSteps: readonly MomentStep[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, ...secondsAndMinutes].map(evenly),
  ...[2, 3, 6, 12].map(hourly),
  ...[1, 2, 5, 10].map(daily),
  ...[1, 2, 3, 6].map(monthly),
  ...[1, 2, 5].flatMap((years) => [1, 10, 100, 1_000, 10_000, 100_000].map((power) => monthly(years * power * 12))),
].sort((left, right) => left.length - right.length)

/** At most `count` moments inside a range of milliseconds since 1970, as local clocks and calendars have them. */
export function wallTicks(low: number, high: number, count: number): number[] {
  if (!(high > low) || !Number.isFinite(low) || !Number.isFinite(high) || count < 1) return [low]
  const least = high / (count + 1) - low / (count + 1)
  const isDated = Math.max(Math.abs(low), Math.abs(high)) <= mostMoment
  // Beyond calendars, and within a millisecond, they are numbers.
  for (const step of roundSteps(least)) {
    if (isDated && step.exponent >= 0) break
    const ticks = multiplesWithin(low, high, step, count)
    if (ticks !== null) return ticks
  }
  let finer = low
  for (const { from, length } of momentSteps) {
    if (length < least * 0.9) continue
    const ticks = momentsWithin(from(low), low, high, count + 1)
    if (ticks.length > 0 && ticks.length <= count) return ticks
    finer = ticks[0] ?? finer
  }
  return [finer]
}

/** The first marks within a range. Where clocks are put back an hour reads twice, and is marked once. */
function momentsWithin(at: (index: number) => number, low: number, high: number, most: number): number[] {
  const ticks = new Map<number, number>()
  // A few before the range, and those that are dropped.
  for (let index = 0; index < 4 * most + 48 && ticks.size < most; index += 1) {
    const moment = at(index)
    if (!(moment <= high)) break
    const local = localOf(moment)
    if (moment >= low && !ticks.has(local)) ticks.set(local, moment)
  }
  return [...ticks.values()]
}
