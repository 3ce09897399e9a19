/**
 * Decimation: minimum, maximum and last of each bucket of x. Bucket widths are powers of two from 0 on, so that earlier buckets
 * stay as they are while points arrive; every point counts, none is sampled.
 */

export type Buckets = {
  /** x of the last point of each bucket, ascending. */
  readonly x: Float64Array
  /** The index of that point. */
  readonly at: Float64Array
  readonly last: Float64Array
  /** Over the values that are numbers; NaN where there is none. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * The smallest power of two (also below 1) of which at most `count` cover `span`; what begins within a bucket touches one more.
 * 0 for a span of 0.
 */
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
  const indices: number[] = []
  const last: number[] = []
  const low: number[] = []
  const high: number[] = []
  let index = 0
  while (index < size) {
    let at = x[index] ?? 0
    const bucket = Math.floor(at / width)
    let value = y[index] ?? Number.NaN
    let least = lows[index] ?? value
    let most = highs[index] ?? value
    for (index += 1; index < size; index += 1) {
      const next = x[index] ?? 0
      if (Math.floor(next / width) !== bucket) break
      at = next
      value = y[index] ?? Number.NaN
      const smallest = lows[index] ?? value
      const greatest = highs[index] ?? value
      // A NaN that stands so far gives way to a number; one that comes changes nothing.
      if (smallest < least || Number.isNaN(least)) least = smallest
      if (greatest > most || Number.isNaN(most)) most = greatest
    }
    places.push(at)
    indices.push(index - 1)
    last.push(value)
    low.push(least)
    high.push(most)
  }
  return {
    x: Float64Array.from(places),
    at: Float64Array.from(indices),
    last: Float64Array.from(last),
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  }
}
