/** What a panel shows of its data: ranges that fit it, and how much they leave out. One pass over the points, none of them copied. */
import { quantile } from '@maths/statistics'
import type { PanelSeries, PanelSpec, Range } from './panel'
import { soundRange, withMargin, withRatio } from './place'
import { roundOut } from './ticks'

const ascending = new WeakMap<object, boolean>()

/** Whether x never falls. Remembered for each array: arrays of points are not changed in place. */
export function isAscending(x: ArrayLike<number>): boolean {
  const known = ascending.get(x)
  if (known !== undefined) return known
  let isSorted = true
  for (let index = 1; index < x.length && isSorted; index += 1) isSorted = !((x[index] ?? 0) < (x[index - 1] ?? 0))
  ascending.set(x, isSorted)
  return isSorted
}

/** The first index whose x is at least `at`. x ascends. */
export function lowerBound(x: ArrayLike<number>, at: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** First index and the one behind the last of those points that lie within a range; all of them where x does not ascend. */
export function indicesWithin(x: ArrayLike<number>, [from, to]: Range): readonly [start: number, end: number] {
  if (!isAscending(x)) return [0, x.length]
  const start = lowerBound(x, from)
  let end = lowerBound(x, to)
  while (end < x.length && (x[end] ?? 0) <= to) end += 1
  return [start, end]
}

/** The x range that shows everything: two finite ends, apart from each other. */
export function fitX(spec: PanelSpec): Range {
  if (spec.xRange && (spec.logX !== true || spec.xRange[0] > 0)) return soundRange(spec.xRange, spec.logX)
  const fitted = fitAllX(spec)
  if (!spec.xRange) return fitted
  // A log axis has no place for 0: an end that is not above it is fitted.
  const high = spec.xRange[1] > 0 ? spec.xRange[1] : fitted[1]
  return soundRange([Math.min(fitted[0], high), high], true)
}

/** Least and greatest x of all series and bars; on a log axis of those above 0. */
function extentX(spec: PanelSpec): Range {
  const floor = spec.logX === true ? 0 : Number.NEGATIVE_INFINITY
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const take = (at: number) => {
    if (!(at > floor)) return
    if (at < low) low = at
    if (at > high) high = at
  }
  for (const { x } of spec.series) {
    if (isAscending(x)) {
      if (x.length === 0) continue
      take(x[floor === 0 ? lowerBound(x, Number.MIN_VALUE) : 0] ?? Number.NaN)
      take(x[x.length - 1] ?? Number.NaN)
      continue
    }
    for (let index = 0, size = x.length; index < size; index += 1) take(x[index] ?? Number.NaN)
  }
  for (const { x } of spec.bars ?? []) take(x)
  return [low, high]
}

function fitAllX(spec: PanelSpec): Range {
  const [low, high] = extentX(spec)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [1, 2]
  if (spec.xKind === 'wall') return momentsApart(low, high)
  if (low < high) return soundRange([low, high], spec.logX)
  // Beyond 2^53 the next whole number is the same one.
  return soundRange([low, low + 1], spec.logX)
}

/** In milliseconds: what is shown of time around a single moment, and at least of time around several. */
const [aroundMoment, leastTime] = [60_000, 1_000]

function momentsApart(low: number, high: number): Range {
  if (high - low >= leastTime) return [low, high]
  const half = (high > low ? leastTime : aroundMoment) / 2
  const middle = low / 2 + high / 2
  return soundRange([middle - half, middle + half])
}

/** Least and greatest finite value within `xRange`, above 0 alone on a log axis; null without one. */
export function extent(spec: PanelSpec, xRange: Range): Range | null {
  const floor = spec.logY === true ? 0 : Number.NEGATIVE_INFINITY
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const take = (values: ArrayLike<number>, x: ArrayLike<number>) => {
    const [start, end] = indicesWithin(x, xRange)
    const isSorted = isAscending(x)
    for (let index = start; index < end; index += 1) {
      const value = values[index] ?? Number.NaN
      if (!(value > floor) || value === Number.POSITIVE_INFINITY) continue
      const at = x[index] ?? Number.NaN
      if (!isSorted && !(at >= xRange[0] && at <= xRange[1])) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  for (const { x, y, band, isUndrawn } of spec.series) {
    if (isUndrawn) continue
    take(y, x)
    if (!band) continue
    take(band.low, x)
    take(band.high, x)
  }
  for (const { y } of spec.bars ?? []) {
    if (!(y > floor) || !Number.isFinite(y)) continue
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  return low <= high ? [low, high] : null
}

/** The y range that shows every finite value within `xRange`, with a margin; bars include 0. */
export function fitY(spec: PanelSpec, xRange: Range): Range {
  // A log axis has no place for 0: a range that begins there is fitted.
  if (spec.yRange && !(spec.logY === true && spec.yRange[0] <= 0)) return soundRange(spec.yRange, spec.logY)
  const fitted = extent(spec, xRange)
  const hasBars = (spec.bars?.length ?? 0) > 0
  if (!fitted) return spec.logY === true ? [0.1, 1] : [0, 1]
  const [low, high] = [hasBars && spec.logY !== true ? 0 : fitted[0], fitted[1]]
  if (spec.logY) return withRatio(low, high, 1.1)
  const [from, to] = withMargin(low, high, 0.05)
  return [hasBars ? 0 : from, to]
}

/**
 * The x range of runs under way: a little ahead of the epochs there are, in steps, so that the axis does not move with each
 * new one; never beyond `planned`.
 */
export function aheadOf(count: number, planned: number): Range {
  const steps = [5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000]
  const ahead = steps.find((step) => step >= count * 1.15 + 1) ?? planned
  return [1, Math.max(2, Math.min(planned, ahead))]
}

/** So few epochs have no tail to be read. */
const handful = 8

/**
 * The range a curve is read in: the first epochs are far above the rest and would flatten it, so the top is where the curves
 * are after a twelfth of their epochs; where no curve has more than a handful, all of them are shown whole. What lies above leaves the plot at its top; nothing is hidden by a number alone, and
 * {@link countOutside} says how much it is.
 */
export function fitToTail(spec: PanelSpec, direction: 'lower' | 'higher'): Range {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let settledLow = Number.POSITIVE_INFINITY
  let settledHigh = Number.NEGATIVE_INFINITY
  for (const { y } of spec.series) {
    for (let index = 0, size = y.length; index < size; index += 1) {
      const value = y[index] ?? Number.NaN
      if (!Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
    const settled = y[y.length < handful ? 0 : Math.ceil(y.length / 12)]
    if (settled === undefined || !Number.isFinite(settled)) continue
    settledLow = Math.min(settledLow, settled)
    settledHigh = Math.max(settledHigh, settled)
  }
  if (low > high) return fitY(spec, fitX(spec))
  const isHandful = spec.series.every(({ y }) => y.length < handful)
  if (!isHandful && settledLow <= settledHigh) {
    if (direction === 'lower') high = Math.min(high, settledHigh)
    else low = Math.max(low, settledLow)
  }
  const [from, to] = withMargin(low, high, 0.06)
  // In steps of about a thirtieth, so that the axis stands still while a best value improves a little.
  return soundRange(notPastZero(roundOut(from, to, to / 30 - from / 30), [low, high]))
}

/** A range around values without what it has beyond 0 where none of them lies there: a strip in which nothing can ever stand. */
export const notPastZero = ([from, to]: Range, [low, high]: Range): Range => [
  low >= 0 ? Math.max(0, from) : from,
  high <= 0 ? Math.min(0, to) : to,
]

const isCounted = ({ isBackground, isUndrawn }: PanelSeries): boolean => isBackground !== true && isUndrawn !== true

/** Drawn points within the x range that its y range leaves out: said below the plot. */
export function countOutside(spec: PanelSpec, view: { readonly x: Range; readonly y: Range }): number {
  const [low, high] = view.y
  let count = 0
  for (const series of spec.series) {
    if (!isCounted(series)) continue
    const { x, y } = series
    const [start, end] = indicesWithin(x, view.x)
    for (let index = start; index < end; index += 1) {
      const value = y[index] ?? Number.NaN
      const at = x[index] ?? view.x[0]
      // What a log axis cannot show, and what no axis can, is counted by itself.
      if (!Number.isFinite(value)) continue
      if ((value < low || value > high) && at >= view.x[0] && at <= view.x[1] && !(spec.logY === true && value <= 0))
        count += 1
    }
  }
  return count
}

/** Points that log axes cannot show, by x or by y, each once; what no axis can is counted by itself. */
export function countNotPositive({ series, logX, logY }: PanelSpec): number {
  let count = 0
  for (const line of series) {
    if (!isCounted(line)) continue
    const { x, y } = line
    // Along an ascending x they are the first ones.
    const first = logX !== true ? 0 : isAscending(x) ? lowerBound(x, Number.MIN_VALUE) : y.length
    const size = logY === true ? y.length : first
    for (let index = 0; index < size; index += 1) {
      const value = y[index] ?? Number.NaN
      if (value - value !== 0) continue
      if ((logY === true && value <= 0) || (logX === true && (x[index] ?? Number.NaN) <= 0)) count += 1
    }
  }
  return count
}

/**
 * The y range that leaves out `percent` of the drawn points at each side, with the usual margin, and how many points it leaves out.
 * Points that no axis shows (not finite; on a log axis not positive) count for nothing.
 * @param percent at each side, from 0 to below 50. @throws RangeError outside of that.
 */
export function clipOutliers(spec: PanelSpec, percent: number): { readonly yRange: Range; readonly outside: number } {
  if (!(percent >= 0 && percent < 50)) throw new RangeError(`Cannot clip ${percent} percent on each side.`)
  const xRange = fitX(spec)
  const { yRange: _given, ...free } = spec
  const floor = spec.logY === true ? 0 : Number.NEGATIVE_INFINITY
  const counted = spec.series.filter(isCounted)
  const values = new Float64Array(counted.reduce((sum, { y }) => sum + y.length, 0))
  let count = 0
  for (const { x, y } of counted) {
    const [start, end] = indicesWithin(x, xRange)
    for (let index = start; index < end; index += 1) {
      const value = y[index] ?? Number.NaN
      if (value > floor && value !== Number.POSITIVE_INFINITY) values[count++] = value
    }
  }
  if (count === 0) return { yRange: fitY(free, xRange), outside: 0 }
  const kept = values.subarray(0, count)
  const low = quantile(kept, percent / 100)
  const high = quantile(kept, 1 - percent / 100)
  const yRange = spec.logY === true ? withRatio(low, high, 1.1) : withMargin(low, high, 0.05)
  return { yRange, outside: countOutside(spec, { x: xRange, y: yRange }) }
}
