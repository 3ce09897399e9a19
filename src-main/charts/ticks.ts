/**
 * Where an axis is marked. Plain TypeScript: no Svelte, no Chart.js. Every list is made of exact decimals and ends for every pair of finite
 * doubles; how marks read is tick-text's.
 */
import { multiplesWithin, roundSteps, stepsAbove, stepsBelow, stepsToNumber } from '@maths/decimal'
import type { ValueAxis, XKind } from './panel'
import { logTimeTicks, timeTicks, wallTicks } from './time-ticks'

/** A part of a range's length, which itself may be more than the greatest double. */
const partOf = (low: number, high: number, parts: number): number => high / parts - low / parts

/** At most `count` round values inside a range, one at least. @param isWhole whole ones alone, where the range has any. */
export function niceTicks(low: number, high: number, count: number, isWhole = false): number[] {
  if (!(high > low) || !Number.isFinite(low) || !Number.isFinite(high) || count < 1) return [low]
  // A range holds at most one mark more than it holds steps, and often none more: the finest step that keeps to `count` wins.
  for (const step of roundSteps(partOf(low, high, count + 1), isWhole)) {
    const ticks = multiplesWithin(low, high, step, count)
    // Between 2 and 5 whole steps there are none, and a single whole number may lie between two multiples of either.
    if (ticks !== null) return ticks.length > 0 ? ticks : [isWhole ? Math.ceil(low) : low]
  }
  return [low]
}

/** A range whose ends are moved out to round values, in steps of at least a length. @param least above 0. */
export function roundOut(low: number, high: number, least: number): readonly [low: number, high: number] {
  for (const step of roundSteps(least)) {
    if (stepsToNumber(1n, step) < least * (1 - 1e-9)) continue
    const ends = [stepsToNumber(stepsBelow(low, step), step), stepsToNumber(stepsAbove(high, step), step)] as const
    if (ends.every(Number.isFinite)) return ends
    break
  }
  return [low, high]
}

/** Beyond so many epochs nobody looks for the first one, and its digits would lengthen all others. */
const mostForFirst = 1e6

/** Whole epochs: the first, then round ones. */
export function epochTicks(low: number, high: number, count: number): number[] {
  const round = niceTicks(low, high, count, true)
  const first = Math.ceil(low)
  if (count < 2 || !(Math.abs(first) < mostForFirst) || !(high < mostForFirst)) return round
  const gap = partOf(low, high, count * 2)
  return [first, ...round.filter((tick) => tick - first > gap)]
}

/** Exact multiples of powers of ten within a range, of each `stride`th power. */
function powersWithin(low: number, high: number, factors: readonly number[], stride = 1): number[] {
  const ticks: number[] = []
  const from = Math.floor(Math.log10(low) / stride) * stride
  for (let power = from; power <= Math.ceil(Math.log10(high)); power += stride) {
    for (const factor of factors) {
      const tick = Number(`${factor}e${power}`)
      // Beneath the least double two powers may be one.
      if (tick >= low && tick <= high && tick !== ticks.at(-1)) ticks.push(tick)
    }
  }
  return ticks
}

/** Marks of a log axis between which others stand: from dense to sparse. */
const strides = [1, 2, 3, 6, 9, 12, 24, 48, 96, 192] as const
/** So many marks a log axis has where nobody says how many have room. */
const usualOfLog = 7

/**
 * At most `most` of the powers of ten, with 2 and 5 or with 3 between them where there is room, or each second, third and so on where there
 * is not; round values where the range is within one power. @param low above 0.
 */
export function logTicks(low: number, high: number, most = usualOfLog): number[] {
  if (!(low > 0) || !(high > low) || !Number.isFinite(high)) return [low]
  const fine = powersWithin(low, high, [1, 2, 5])
  if (fine.length < 3) return niceTicks(low, high, Math.min(most, 5))
  const candidates = [fine, powersWithin(low, high, [1, 3]), ...strides.map((by) => powersWithin(low, high, [1], by))]
  const fitting = candidates.find(({ length }) => length > 0 && length <= most)
  return fitting ?? fine.slice(Math.floor(fine.length / 2)).slice(0, 1)
}

/** At most about `count` marks of one kind of x axis, ascending. @param isLog of a log axis; moments have none. */
export function xTicks(kind: XKind, low: number, high: number, count: number, isLog = false): number[] {
  if (isLog && kind !== 'wall') {
    const marks = kind === 'relative' ? logTimeTicks(low, high, count) : null
    return marks ?? logTicks(low, high, count)
  }
  switch (kind) {
    case 'epoch':
      // Zoomed in between two epochs there is no whole one to mark.
      return Math.floor(high) - Math.ceil(low) < 1 ? niceTicks(low, high, count) : epochTicks(low, high, count)
    case 'step':
      return niceTicks(low, high, count, high - low >= 2)
    case 'relative':
      return timeTicks(low, high, count)
    case 'wall':
      return wallTicks(low, high, count)
    case 'value':
      return niceTicks(low, high, count)
  }
}

/** At most `most` marks of an axis of values, ascending. */
export function valueTicks({ isLog, unit }: ValueAxis, low: number, high: number, most: number): number[] {
  if (isLog) return logTicks(low, high, most)
  return unit === 'seconds' ? timeTicks(low, high, most) : niceTicks(low, high, most)
}
