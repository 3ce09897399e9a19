/**
 * The compact form of a per-batch series: 1,024 points as one blob.
 *
 * Layout, little-endian: uint32 count; then count times the step's difference from the point before as uint32 (the first
 * from 0), count times the time in seconds as float32 difference from the point before, count float64 values.
 * Values keep every bit; times are for a relative axis, where a float32 difference of batches is exact to microseconds.
 */

export const chunkPoints = 1_024

export type BatchPoint = { readonly step: number; readonly elapsedSeconds: number; readonly value: number }

const bytesPerPoint = 4 + 4 + 8

/** @throws RangeError when steps do not ascend. */
export function encodeChunk(points: readonly BatchPoint[]): Uint8Array {
  const bytes = new Uint8Array(4 + points.length * bytesPerPoint)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, points.length, true)
  const timesAt = 4 + points.length * 4
  const valuesAt = timesAt + points.length * 4
  let step = 0
  // Differences are taken from what a reader will have summed up, so that rounding does not add up.
  let seconds = 0
  points.forEach((point, index) => {
    if (point.step <= step) throw new RangeError(`Step ${point.step} does not follow step ${step}`)
    view.setUint32(4 + index * 4, point.step - step, true)
    const difference = Math.fround(point.elapsedSeconds - seconds)
    view.setFloat32(timesAt + index * 4, difference, true)
    view.setFloat64(valuesAt + index * 8, point.value, true)
    step = point.step
    seconds += difference
  })
  return bytes
}

/** The inverse of {@link encodeChunk}. @throws RangeError when the blob's length does not fit its count. */
export function decodeChunk(bytes: Uint8Array): BatchPoint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.byteLength < 4 ? -1 : view.getUint32(0, true)
  if (bytes.byteLength !== 4 + count * bytesPerPoint) throw new RangeError('A chunk of points is cut')
  const timesAt = 4 + count * 4
  const valuesAt = timesAt + count * 4
  let step = 0
  let elapsedSeconds = 0
  return Array.from({ length: count }, (_, index) => {
    step += view.getUint32(4 + index * 4, true)
    elapsedSeconds += view.getFloat32(timesAt + index * 4, true)
    return { step, elapsedSeconds, value: view.getFloat64(valuesAt + index * 8, true) }
  })
}
