/**
 * Decimation: minimum, maximum and last of each bucket of x. Bucket widths are powers of two from 0 on, so that earlier buckets
 * stay as they are while points arrive; every point counts, none is sampled.
 */

export type Buckets = {
  /** x of the last point of each bucket, ascending. */
  readonly x: Float64Array
  readonly last: Float64Array
  /** Over the values that are numbers; NaN where there is none. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** The smallest power of two (also below 1) with at most `count` buckets over `span`. 0 for a span of 0. */
export function bucketWidth(span: number, count: number): number {
  return span > 0 ? 2 ** Math.ceil(Math.log2(span / count)) : 0
}

/**
 * @param x ascending.
 * @param width of a bucket, above 0.
 * @param lows @param highs of what each y is the last of, where it has been reduced before.
 */
export function reduceToBuckets(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  width: number,
  lows: ArrayLike<number> = y,
  highs: ArrayLike<number> = y,
): Buckets {
  const size = Math.min(x.length, y.length)
  const places: number[] = []
  const last: number[] = []
  const low: number[] = []
  const high: number[] = []
  let current = Number.NaN
  for (let index = 0; index < size; index += 1) {
    const at = x[index] ?? 0
    const value = y[index] ?? Number.NaN
    const bucket = Math.floor(at / width)
    const end = places.length - 1
    if (bucket !== current) {
      current = bucket
      places.push(at)
      last.push(value)
      low.push(lows[index] ?? value)
      high.push(highs[index] ?? value)
      continue
    }
    places[end] = at
    last[end] = value
    low[end] = lesser(low[end] ?? value, lows[index] ?? value)
    high[end] = -lesser(-(high[end] ?? value), -(highs[index] ?? value))
  }
  return {
    x: Float64Array.from(places),
    last: Float64Array.from(last),
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  }
}

/** The smaller of two; a NaN gives way to a number. */
function lesser(left: number, right: number): number {
  if (Number.isNaN(left)) return right
  return Number.isNaN(right) ? left : Math.min(left, right)
}
