/** What a zoom shows next, as ranges: no pointer, no canvas. */
import type { Range, XKind } from '@charts/panel'
import { shareOf, valueAt } from '@charts/place'

/**
 * A range about one of its values, which stays where it is.
 * @param factor below 1 shows less, above 1 more.
 */
export function zoomAbout(range: Range, at: number, factor: number, isLog = false): Range {
  const middle = shareOf(at, range, isLog)
  return [valueAt(middle * (1 - factor), range, isLog), valueAt(middle + (1 - middle) * factor, range, isLog)]
}

/** A range moved by a part of its length; positive is towards greater values. */
export function pan(range: Range, share: number, isLog = false): Range {
  return [valueAt(share, range, isLog), valueAt(1 + share, range, isLog)]
}

/** A range within the whole, of the same length where it fits; null when it is all of it. @param isLog lengths are ratios */
export function within(range: Range, whole: Range, isLog = false): Range | null {
  if (!isLog) return withinLengths(range, whole)
  const kept = withinLengths(inLogs(range), inLogs(whole))
  return kept && [Math.max(whole[0], Math.exp(kept[0])), Math.min(whole[1], Math.exp(kept[1]))]
}

const inLogs = ([low, high]: Range): Range => [Math.log(Math.max(Number.MIN_VALUE, low)), Math.log(high)]

function withinLengths([low, high]: Range, [least, most]: Range): Range | null {
  // In halves: a length may be more than the greatest double.
  const half = high / 2 - low / 2
  if (half >= (most / 2 - least / 2) * (1 - 1e-9)) return null
  const start = Math.min(Math.max(low, least), most - half - half)
  return [start, start + half + half]
}

/** Nobody zooms closer: two epochs, two steps, a tenth of a second; elsewhere a millionth of the whole. */
export function leastSpan(kind: XKind, [low, high]: Range): number {
  const half = high / 2 - low / 2
  // Nearer to each other than this doubles themselves are steps.
  const finest = Math.max(Math.abs(low), Math.abs(high)) * 1e-14
  const spans = { epoch: 0.5, step: 0.5, relative: 0.1, wall: 100, value: half * 2e-6 } as const
  return Math.min(Math.max(spans[kind], finest), half)
}

/** A range of at least a length about its middle; of a log axis it stays above 0, on the side where it lay. */
export function atLeast([low, high]: Range, length: number, isLog = false): Range {
  if (high - low >= length) return [low, high]
  if (isLog && low / 2 + high / 2 <= length / 2) return [low, low + length]
  const middle = low / 2 + high / 2
  return [middle - length / 2, middle + length / 2]
}

/** What was shown until now goes on being shown where data that came since cover less: the axis does not jump while they are read. */
export function union([low, high]: Range, held: Range | null): Range {
  return held ? [Math.min(low, held[0]), Math.max(high, held[1])] : [low, high]
}
