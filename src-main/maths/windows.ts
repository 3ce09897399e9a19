/** Averages over a window of points. Gaps (values that are not finite) stay as they are and take no part. */

/** Beyond four deviations a Gaussian's weight is under 0.04%. */
const gaussianReach = 4

/**
 * A Gaussian kernel over points, edges reflected (d c b a | a b c d | d c b a, as scipy's gaussian_filter1d does): the weighted mean
 * of the values that are there.
 * @param deviation standard deviation in points, above 0.
 */
export function gaussianFilter(y: ArrayLike<number>, deviation: number): Float64Array {
  const count = y.length
  const smoothed = Float64Array.from(y)
  const kernel = gaussianKernel(deviation, count)
  const reach = kernel.length - 1
  if (reach === 0) return smoothed
  const { values, there, gaps } = reflected(y, reach)
  let whole = kernel[0] ?? 1
  for (let offset = 1; offset <= reach; offset += 1) whole += 2 * (kernel[offset] ?? 0)
  for (let index = 0; index < count; index += 1) {
    if (!Number.isFinite(y[index])) continue
    const sum = symmetric(values, kernel, index + reach)
    smoothed[index] = sum / (gaps === 0 ? whole : symmetric(there, kernel, index + reach))
  }
  return smoothed
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

/** The series with `reach` reflected values on each side, gaps as 0; and 1 where a value is there. */
function reflected(y: ArrayLike<number>, reach: number) {
  const count = y.length
  const period = 2 * count
  const values = new Float64Array(count + 2 * reach)
  const there = new Float64Array(values.length)
  let gaps = 0
  for (let place = 0; place < values.length; place += 1) {
    const rest = (((place - reach) % period) + period) % period
    const value = y[rest < count ? rest : period - 1 - rest] ?? Number.NaN
    if (Number.isFinite(value)) {
      values[place] = value
      there[place] = 1
    } else gaps += 1
  }
  return { values, there, gaps }
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
export function runningAverage(y: ArrayLike<number>, window: number): Float64Array {
  const smoothed = Float64Array.from(y)
  const size = Math.max(1, Math.round(window))
  const after = Math.floor((size - 1) / 2)
  const before = size - 1 - after
  if (size === 1) return smoothed
  const padded = new Float64Array(y.length + size - 1)
  const there = new Float64Array(padded.length)
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    padded[index + before] = value
    there[index + before] = 1
  }
  const sums = windowSums(padded, size)
  const counts = windowSums(there, size)
  for (let index = 0; index < y.length; index += 1)
    if (Number.isFinite(y[index])) smoothed[index] = (sums[index] ?? 0) / (counts[index] ?? 1)
  return smoothed
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
