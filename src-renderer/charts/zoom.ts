/** What a zoom shows next, as ranges: no pointer, no canvas. */
import type { Range, XKind } from '@charts/panel'

/** On a log axis distances are ratios. */
const scaleOf = (isLog: boolean) => (isLog ? Math.log : (value: number) => value)
const unscaleOf = (isLog: boolean) => (isLog ? Math.exp : (value: number) => value)

/**
 * A range about one of its values, which stays where it is.
 * @param factor below 1 shows less, above 1 more.
 */
export function zoomAbout([low, high]: Range, at: number, factor: number, isLog = false): Range {
  const scale = scaleOf(isLog)
  const unscale = unscaleOf(isLog)
  const middle = scale(at)
  return [unscale(middle - (middle - scale(low)) * factor), unscale(middle + (scale(high) - middle) * factor)]
}

/** A range moved by a part of its length; positive is towards greater values. */
export function pan([low, high]: Range, share: number, isLog = false): Range {
  const scale = scaleOf(isLog)
  const unscale = unscaleOf(isLog)
  const by = (scale(high) - scale(low)) * share
  return [unscale(scale(low) + by), unscale(scale(high) + by)]
}

/** A range within the whole, of the same length where it fits; null when it is all of it. */
export function within([low, high]: Range, [least, most]: Range): Range | null {
  const length = high - low
  if (length >= (most - least) * (1 - 1e-9)) return null
  const start = Math.min(Math.max(low, least), most - length)
  return [start, start + length]
}

/** Nobody zooms closer: two epochs, two steps, a tenth of a second; elsewhere a millionth of the whole. */
export function leastSpan(kind: XKind, [low, high]: Range): number {
  const spans = { epoch: 0.5, step: 0.5, relative: 0.1, wall: 100, value: (high - low) * 1e-6 } as const
  return Math.min(spans[kind], (high - low) / 2)
}

/** A range of at least a length about its middle. */
export function atLeast([low, high]: Range, length: number): Range {
  if (high - low >= length) return [low, high]
  const middle = (low + high) / 2
  return [middle - length / 2, middle + length / 2]
}

/** What was shown until now goes on being shown where data that came since cover less: the axis does not jump while they are read. */
export function union([low, high]: Range, held: Range | null): Range {
  return held ? [Math.min(low, held[0]), Math.max(high, held[1])] : [low, high]
}
