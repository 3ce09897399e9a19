/**
 * The compact form of a series by step: 1,024 points as one blob.
 *
 * Layout, little-endian: uint32 count; then count steps, count times, count float64 values. A step is its difference from the point
 * before as uint32 (the first from 0), a time in seconds its float32 difference from the point before. Where a step lies further from
 * the one before than a uint32 holds, the count has its highest bit set, and every step is a float64 of its own.
 * Steps and values keep every bit; times are for a relative axis, where a float32 difference of batches is exact to microseconds.
 */

export const chunkPoints = 1_024

/** Points of a series, as columns of one length: whole ascending steps, seconds that do not descend, any values. */
export type StepPoints = {
  readonly steps: ArrayLike<number>
  readonly seconds: ArrayLike<number>
  readonly values: ArrayLike<number>
}
/** Points as they are read. */
export type StepColumns = {
  readonly steps: Float64Array
  readonly seconds: Float64Array
  readonly values: Float64Array
}

const wideSteps = 0x8000_0000
const largestDifference = 0xffff_ffff

/** @throws RangeError when steps do not ascend from 0 on. */
export function encodeChunk({ steps, seconds, values }: StepPoints): Uint8Array {
  const count = steps.length
  const isWide = hasWideSteps(steps)
  // The three kinds of numbers lie as their typed arrays want them, and are put together as bytes.
  const places = isWide ? new Float64Array(count) : new Uint32Array(count)
  const times = new Float32Array(count)
  const numbers = new Float64Array(count)
  let step = 0
  // Differences are taken from what a reader will have summed up, so that rounding does not add up.
  let elapsed = 0
  for (let index = 0; index < count; index += 1) {
    const at = steps[index] ?? 0
    // A step of -0 is step 0.
    places[index] = isWide ? at + 0 : at - step
    // Never below 0, or rounding would let time go back.
    times[index] = Math.max(0, (seconds[index] ?? 0) - elapsed)
    numbers[index] = values[index] ?? Number.NaN
    step = at
    elapsed += times[index] ?? 0
  }
  const header = Uint32Array.of(isWide ? count + wideSteps : count)
  const bytes = new Uint8Array(4 + places.byteLength + times.byteLength + numbers.byteLength)
  let at = 0
  for (const { buffer } of [header, places, times, numbers]) {
    bytes.set(new Uint8Array(buffer), at)
    at += buffer.byteLength
  }
  return bytes
}

/** @throws RangeError when steps do not ascend from 0 on. */
function hasWideSteps(steps: ArrayLike<number>): boolean {
  let isWide = false
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] ?? 0
    const before = index === 0 ? -1 : (steps[index - 1] ?? 0)
    if (!(step > before)) throw new RangeError(`Step ${step} does not follow step ${before}`)
    if (step - Math.max(0, before) > largestDifference) isWide = true
  }
  return isWide
}

/** The inverse of {@link encodeChunk}. @throws RangeError when the blob's length does not fit its count. */
export function decodeChunk(bytes: Uint8Array): StepColumns {
  // The three kinds of numbers start wherever the count lets them: a copy of each lies as its typed array wants it.
  const header = bytes.byteLength < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const isWide = header >= wideSteps
  const count = isWide ? header - wideSteps : header
  const stepBytes = isWide ? 8 : 4
  if (bytes.byteLength !== 4 + count * (stepBytes + 4 + 8)) throw new RangeError('A chunk of points is truncated')
  const timesAt = 4 + count * stepBytes
  const valuesAt = timesAt + count * 4
  const part = (from: number, to: number): ArrayBuffer => new Uint8Array(bytes.subarray(from, to)).buffer
  const times = new Float32Array(part(timesAt, valuesAt))
  const seconds = new Float64Array(count)
  let elapsed = 0
  for (let index = 0; index < count; index += 1) {
    elapsed += times[index] ?? 0
    seconds[index] = elapsed
  }
  const steps = isWide ? new Float64Array(part(4, timesAt)) : sumUp(new Uint32Array(part(4, timesAt)))
  return { steps, seconds, values: new Float64Array(part(valuesAt, bytes.byteLength)) }
}

/** Where a chunk begins and ends. */
export type ChunkEnds = { readonly firstStep: number; readonly lastStep: number; readonly count: number }

/** Bytes of the largest usual chunk behind a gap, by which its values lie as a typed array wants them; and its steps and times summed up. */
const scratch = new ArrayBuffer(8 + 16 * chunkPoints)
const scratchBytes = new Uint8Array(scratch)
const scratchSteps = new Float64Array(chunkPoints)
const scratchSeconds = new Float64Array(chunkPoints)

/**
 * What {@link decodeChunk} gives, in memory that is used again: good until the next call.
 * @returns null where the blob has not these ends, or is not of the usual form: {@link decodeChunk} should look at it.
 */
export function glanceAtChunk(bytes: Uint8Array, { firstStep, lastStep, count }: ChunkEnds): StepColumns | null {
  if (bytes.byteLength !== 4 + count * 16 || 4 + bytes.byteLength > scratch.byteLength) return null
  scratchBytes.set(bytes, 4)
  const [header] = new Uint32Array(scratch, 4, 1)
  if (header !== count) return null
  const differences = new Uint32Array(scratch, 8, count)
  const times = new Float32Array(scratch, 8 + 4 * count, count)
  let step = 0
  let elapsed = 0
  for (let index = 0; index < count; index += 1) {
    const difference = differences[index] ?? 0
    if (difference === 0 && index > 0) return null
    step += difference
    elapsed += times[index] ?? 0
    scratchSteps[index] = step
    scratchSeconds[index] = elapsed
  }
  if (scratchSteps[0] !== firstStep || step !== lastStep || !Number.isFinite(elapsed)) return null
  return {
    steps: scratchSteps.subarray(0, count),
    seconds: scratchSeconds.subarray(0, count),
    values: new Float64Array(scratch, 8 + 8 * count, count),
  }
}

function sumUp(differences: Uint32Array): Float64Array {
  const sums = new Float64Array(differences.length)
  let sum = 0
  for (let index = 0; index < differences.length; index += 1) {
    sum += differences[index] ?? 0
    sums[index] = sum
  }
  return sums
}
