/** Averages over a window of points. Gaps (values that are not finite) stay as they are and take no part. */
import type { Smoothing } from '../contract/smoothing'

/** Beyond four deviations a Gaussian's weight is under 0.04%. */
const gaussianReach = 4
/** Sums of so many of the greatest doubles stay finite once they are scaled by this. */
const tame = 2 ** -40

/** A stretch of a series with what lies around it: gaps are 0. */
export type Padded = {
  readonly values: Float64Array
  /** 1 where a value is there, else 0; null where there is no gap. */
  readonly there: Float64Array | null
}

/** What is looked at around a point of a series, and the mean of it. */
export type Window = {
  /** Points before and behind. */
  readonly before: number
  readonly after: number
  /** Whether the window reaches into the series' mirror image at its ends (d c b a | a b c d | d c b a). */
  readonly isReflected: boolean
  /** @param place of the point among the padded values. @returns NaN where there is nothing in the window. */
  readonly mean: (padded: Padded, place: number) => number
}

/**
 * The window of a method that looks to either side.
 * @param count points of the whole series.
 * @returns null for methods that look back alone.
 */
export function windowOf({ method, amount }: Smoothing, count: number): Window | null {
  if (method === 'gaussian') return gaussianWindow(amount, count)
  return method === 'running-average' ? runningWindow(amount) : null
}

/** A Gaussian kernel over points. @param deviation standard deviation in points, above 0. */
function gaussianWindow(deviation: number, count: number): Window {
  const kernel = gaussianKernel(deviation, count)
  const reach = kernel.length - 1
  let whole = kernel[0] ?? 1
  for (let offset = 1; offset <= reach; offset += 1) whole += 2 * (kernel[offset] ?? 0)
  const mean = ({ values, there }: Padded, place: number) =>
    symmetric(values, kernel, place) / (there === null ? whole : symmetric(there, kernel, place))
  return { before: reach, after: reach, isReflected: true, mean: tamed(reach, reach, mean) }
}

/** An even window has one point more before than after. @param window points, rounded to a whole number. */
function runningWindow(window: number): Window {
  const size = Math.max(1, Math.round(window))
  const after = Math.floor((size - 1) / 2)
  const before = size - 1 - after
  const sumOf = (values: Float64Array, place: number) => {
    let sum = 0
    for (let index = place - before; index <= place + after; index += 1) sum += values[index] ?? 0
    return sum
  }
  const mean = ({ values, there }: Padded, place: number) =>
    sumOf(values, place) / (there === null ? size : sumOf(there, place))
  return { before, after, isReflected: false, mean: tamed(before, after, mean) }
}

/** The mean of a window whose sum is beyond every double is that of smaller ones. */
const tamed =
  (before: number, after: number, mean: Window['mean']): Window['mean'] =>
  (padded, place) => {
    const plain = mean(padded, place)
    if (plain - plain === 0) return plain
    const cut = (column: Float64Array) => column.subarray(place - before, place + after + 1)
    const values = cut(padded.values).map((value) => value * tame)
    const tamer = mean({ values, there: padded.there === null ? null : cut(padded.there) }, before) / tame
    // Rounding must not carry it out of all doubles.
    return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, tamer))
  }

/**
 * Points of a series and what a window needs around them.
 * @param from @param to the points, from 0 to `count`.
 * @param read copies points of the series, which lie within it, to a place of an array.
 */
export function pad(
  { before, after, isReflected }: Pick<Window, 'before' | 'after' | 'isReflected'>,
  count: number,
  [from, to]: readonly [number, number],
  read: (from: number, to: number, into: Float64Array, at: number) => void,
): Padded {
  const values = new Float64Array(to - from + before + after)
  const first = from - before
  const [inFrom, inTo] = [Math.max(0, first), Math.min(count, to + after)]
  read(inFrom, inTo, values, inFrom - first)
  let there: Float64Array | null = null
  const markGap = (place: number) => {
    there ??= new Float64Array(values.length).fill(1)
    there[place] = 0
    values[place] = 0
  }
  for (let place = inFrom - first; place < inTo - first; place += 1) {
    const value = values[place] ?? 0
    if (value - value !== 0) markGap(place)
  }
  const period = 2 * count
  const reflect = (place: number) => {
    if (!isReflected) {
      markGap(place)
      return
    }
    const rest = (((place + first) % period) + period) % period
    const mirrored = (rest < count ? rest : period - 1 - rest) - first
    if (there?.[mirrored] === 0) markGap(place)
    else values[place] = values[mirrored] ?? 0
  }
  for (let place = 0; place < inFrom - first; place += 1) reflect(place)
  for (let place = inTo - first; place < values.length; place += 1) reflect(place)
  return { values, there }
}

/** Every point of a series. */
function padWhole(y: Float64Array, window: Window): Padded {
  return pad(window, y.length, [0, y.length], (from, to, into, at) => into.set(y.subarray(from, to), at))
}

/**
 * A Gaussian kernel over points, edges reflected (d c b a | a b c d | d c b a, as scipy's gaussian_filter1d does): the weighted mean
 * of the values that are there.
 * @param deviation standard deviation in points, above 0.
 */
export function gaussianFilter(y: Float64Array, deviation: number): Float64Array {
  const window = gaussianWindow(deviation, y.length)
  if (window.before === 0) return y.slice()
  const padded = padWhole(y, window)
  return y.map((value, index) => (Number.isFinite(value) ? window.mean(padded, index + window.before) : value))
}

/**
 * Weights from the centre outwards. A kernel that reaches beyond the reflection's period (2 `count`) meets the same values again:
 * its weights are folded into one period, so that the work never grows beyond it.
 */
function gaussianKernel(deviation: number, count: number): Float64Array {
  const reach = Math.floor(gaussianReach * deviation + 0.5)
  const weightAt = (offset: number) => Math.exp(-0.5 * (offset / deviation) ** 2)
  if (reach <= count) return Float64Array.from({ length: reach + 1 }, (_, offset) => weightAt(offset))
  const period = 2 * count
  const folded = new Float64Array(count + 1)
  for (let offset = -reach; offset <= reach; offset += 1) {
    const rest = ((offset % period) + period) % period
    const place = Math.min(rest, period - rest)
    // All but the centre and the far end stand on both sides of the kernel, and are met from both.
    const share = place === 0 || place === count ? 1 : 0.5
    folded[place] = (folded[place] ?? 0) + share * weightAt(offset)
  }
  // The far end is met from both sides too, being half a period away either way.
  folded[count] = (folded[count] ?? 0) / 2
  return folded
}

function symmetric(values: Float64Array, kernel: Float64Array, centre: number): number {
  let sum = (kernel[0] ?? 0) * (values[centre] ?? 0)
  for (let offset = 1; offset < kernel.length; offset += 1)
    sum += (kernel[offset] ?? 0) * ((values[centre - offset] ?? 0) + (values[centre + offset] ?? 0))
  return sum
}

/**
 * The mean of a window centred on each point; at the ends of what there is of it. An even window has one point more before than
 * after (pandas: rolling(window, center=True, min_periods=1)).
 * @param window points, rounded to a whole number.
 */
export function runningAverage(y: Float64Array, window: number): Float64Array {
  const running = runningWindow(window)
  const size = running.before + running.after + 1
  if (size === 1) return y.slice()
  const padded = padWhole(y, running)
  const sums = windowSums(padded.values, size)
  const counts = padded.there === null ? null : windowSums(padded.there, size)
  return y.map((value, index) => {
    if (!Number.isFinite(value)) return value
    const mean = (sums[index] ?? 0) / (counts === null ? size : (counts[index] ?? 1))
    return Number.isFinite(mean) ? mean : running.mean(padded, index + running.before)
  })
}

/**
 * Sums of `size` consecutive values from each place on. Blocks of the window's size are summed from either end, and a window is
 * the end of one and the beginning of the next: linear whatever the size, and nothing is subtracted, so that a large value leaves
 * no rounding behind.
 */
function windowSums(values: Float64Array, size: number): Float64Array {
  const fromStart = Float64Array.from(values)
  const fromEnd = Float64Array.from(values)
  for (let index = 0; index < values.length; index += 1)
    if (index % size !== 0) fromStart[index] = (fromStart[index - 1] ?? 0) + (values[index] ?? 0)
  for (let index = values.length - 2; index >= 0; index -= 1)
    if ((index + 1) % size !== 0) fromEnd[index] = (fromEnd[index + 1] ?? 0) + (values[index] ?? 0)
  return Float64Array.from({ length: values.length - size + 1 }, (_, start) =>
    // A window that is a block is both its own beginning and its own end.
    start % size === 0 ? (fromEnd[start] ?? 0) : (fromEnd[start] ?? 0) + (fromStart[start + size - 1] ?? 0),
  )
}
