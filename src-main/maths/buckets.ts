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

/**
 * The smallest power of two (also below 1) of which at most `count` cover `span`; what begins within a bucket touches one more.
 * 0 for a span of 0.
 */
export function bucketWidth(span: number, count: number): number {
  return span > 0 ? 2 ** Math.ceil(Math.log2(span / count)) : 0
}

/** @param x ascending. @param width of a bucket, above 0. */
export function reduceToBuckets(x: ArrayLike<number>, y: ArrayLike<number>, width: number): Buckets {
  const size = Math.min(x.length, y.length)
  const places: number[] = []
  const last: number[] = []
  const low: number[] = []
  const high: number[] = []
  let index = 0
  while (index < size) {
    let at = x[index] ?? 0
    const bucket = Math.floor(at / width)
    let value = y[index] ?? Number.NaN
    let least = value
    let most = value
    for (index += 1; index < size; index += 1) {
      const next = x[index] ?? 0
      if (Math.floor(next / width) !== bucket) break
      at = next
      value = y[index] ?? Number.NaN
      // A NaN that stands so far gives way to a number; one that comes changes nothing.
      if (value < least || Number.isNaN(least)) least = value
      if (value > most || Number.isNaN(most)) most = value
    }
    places.push(at)
    last.push(value)
    low.push(least)
    high.push(most)
  }
  return {
    x: Float64Array.from(places),
    last: Float64Array.from(last),
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  }
}
