/**
 * The compact forms of a series by step: up to 1,024 points as one blob. New ones have encoding 2 (`packed-chunk`); those of versions before
 * schema 9 are read for ever.
 */
import { decodePackedChunk, encodePackedChunk, isPackedChunk } from './packed-chunk'
import type { StepColumns } from './step-columns'

export const chunkPoints = 1_024

const wideSteps = 0x8000_0000

/** @throws RangeError when steps do not ascend from 0 on. */
export const encodeChunk = encodePackedChunk

/** Points of a blob of any encoding. @throws RangeError when it is not what was written, as far as its encoding tells. */
export const decodeChunk = (bytes: Uint8Array): StepColumns =>
  isPackedChunk(bytes) ? decodePackedChunk(bytes) : decodeOldChunk(bytes)

/**
 * Encoding 1, little-endian: uint32 count; then count steps, count times, count float64 values. A step is its difference from the point
 * before as uint32 (the first from 0), a time in seconds its float32 difference from the point before. Where a step lies further from
 * the one before than a uint32 holds, the count has its highest bit set, and every step is a float64 of its own.
 */
function decodeOldChunk(bytes: Uint8Array): StepColumns {
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

/** Bytes of the largest old chunk behind a gap, by which its values lie as a typed array wants them; and columns of any. */
const scratch = new ArrayBuffer(8 + 16 * chunkPoints)
const scratchBytes = new Uint8Array(scratch)
const scratchSteps = new Float64Array(chunkPoints)
const scratchSeconds = new Float64Array(chunkPoints)
const scratchValues = new Float64Array(chunkPoints)

/**
 * What {@link decodeChunk} gives, in memory that is used again: good until the next call.
 * @returns null where the blob has not these ends, or is not of the usual form: {@link decodeChunk} should look at it.
 */
export function glanceAtChunk(bytes: Uint8Array, ends: ChunkEnds): StepColumns | null {
  return isPackedChunk(bytes) ? glanceAtPacked(bytes, ends) : glanceAtOld(bytes, ends)
}

function glanceAtPacked(bytes: Uint8Array, { firstStep, lastStep, count }: ChunkEnds): StepColumns | null {
  if (count > chunkPoints) return null
  try {
    const points = decodePackedChunk(bytes, (found) => {
      if (found !== count) throw new RangeError('A chunk has another number of points than its row')
      return {
        steps: scratchSteps.subarray(0, count),
        seconds: scratchSeconds.subarray(0, count),
        values: scratchValues.subarray(0, count),
      }
    })
    return points.steps[0] === firstStep && points.steps[count - 1] === lastStep ? points : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

function glanceAtOld(bytes: Uint8Array, { firstStep, lastStep, count }: ChunkEnds): StepColumns | null {
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
