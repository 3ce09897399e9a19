/**
 * Encoding 2 of a chunk of points: every bit of steps, times and values kept, in 8 to 11 bytes a point where steps and times are regular.
 *
 * Layout, little-endian: uint24 count, uint8 2, uint8 forms, 3 bytes of 0, uint32 CRC-32 of all but itself, uint32 bytes of the steps; then the
 * values (float32 where every one of them is exact in it, else float64), padded to 8 bytes; then the steps, then the times.
 *
 * Steps, whole numbers from 0 on: the first and the differences as varints; or, where all differences are equal, the first and that one.
 * Times in seconds: where all are whole milliseconds or microseconds, the first and the least difference in those as varints, a byte that is a
 * width from 0 to 3, how far each difference is above the least in so many bytes (where it needs more, all their bits, and the rest as a
 * varint behind the last); else float64.
 */
import { crc32 } from 'node:zlib'
import type { StepColumns, StepPoints } from './step-columns'
import { createVarintReader, createVarintWriter, largestVarint } from './varints'

const encoding = 2
const headerBytes = 16
const checksumAt = 8
const evenSteps = 1
const float32Values = 2
/** Ticks in a second of the forms of times; the third is float64. */
const ticksOfForm = [1_000, 1_000_000] as const
const rawTimes = 2
const timeShift = 2

export const isPackedChunk = (bytes: Uint8Array): boolean => bytes.byteLength >= headerBytes && bytes[3] === encoding

/** @throws RangeError when steps do not ascend from 0 on, or are not whole. */
export function encodePackedChunk({ steps, seconds, values }: StepPoints): Uint8Array {
  const count = steps.length
  const places = encodeSteps(steps)
  const times = encodeTimes(seconds, count)
  const isNarrow = areFloat32(values, count)
  const numbers = isNarrow ? Float32Array.from(values) : Float64Array.from(values)
  const valueBytes = Math.ceil(numbers.byteLength / 8) * 8
  const bytes = new Uint8Array(headerBytes + valueBytes + places.bytes.length + times.bytes.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, count + encoding * 2 ** 24, true)
  bytes[4] = (places.isEven ? evenSteps : 0) + (isNarrow ? float32Values : 0) + (times.form << timeShift)
  view.setUint32(12, places.bytes.length, true)
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), headerBytes)
  bytes.set(places.bytes, headerBytes + valueBytes)
  bytes.set(times.bytes, headerBytes + valueBytes + places.bytes.length)
  view.setUint32(checksumAt, checksumOf(bytes), true)
  return bytes
}

const checksumOf = (bytes: Uint8Array): number =>
  crc32(bytes.subarray(checksumAt + 4), crc32(bytes.subarray(0, checksumAt)))

function encodeSteps(steps: ArrayLike<number>): { readonly bytes: Uint8Array; readonly isEven: boolean } {
  const writer = createVarintWriter(steps.length)
  const even = createVarintWriter(2)
  const stride = steps.length < 2 ? 0 : (steps[1] ?? 0) - (steps[0] ?? 0)
  let isEven = true
  let before = -1
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] ?? 0
    if (!(step > before) || !Number.isSafeInteger(step))
      throw new RangeError(`Step ${step} does not follow step ${before}`)
    // A step of -0 is step 0.
    const difference = index === 0 ? step + 0 : step - before
    if (index > 0 && difference !== stride) isEven = false
    writer.write(difference)
    before = step
  }
  even.write((steps[0] ?? 0) + 0)
  even.write(stride)
  return isEven ? { bytes: even.bytes(), isEven } : { bytes: writer.bytes(), isEven }
}

function encodeTimes(seconds: ArrayLike<number>, count: number): { readonly bytes: Uint8Array; readonly form: number } {
  for (const [form, ticks] of ticksOfForm.entries()) {
    const bytes = encodeTicks(seconds, count, ticks)
    if (bytes !== null) return { bytes, form }
  }
  return { bytes: new Uint8Array(Float64Array.from(seconds).buffer), form: rawTimes }
}

/** Null where a time is no whole number of ticks. */
function encodeTicks(seconds: ArrayLike<number>, count: number, ticks: number): Uint8Array | null {
  const whole = new Float64Array(count)
  for (let index = 0; index < count; index += 1) {
    const time = seconds[index] ?? 0
    const tick = Math.round(time * ticks)
    const isWhole = Object.is(tick / ticks, time) && !Object.is(tick, -0)
    if (!isWhole || tick < (whole[index - 1] ?? 0) || tick > largestVarint) return null
    whole[index] = tick
  }
  const gaps = whole.subarray(1).map((tick, index) => tick - (whole[index] ?? 0))
  const least = gaps.reduce((smallest, gap) => Math.min(smallest, gap), Number.POSITIVE_INFINITY)
  const start = createVarintWriter(2)
  start.write(whole[0] ?? 0)
  start.write(Number.isFinite(least) ? least : 0)
  return joinBytes(start.bytes(), packGaps(gaps.map((gap) => gap - least)))
}

/** Most of what is above the least gap takes so many bytes, the few that need more stand behind. */
const widths = [0, 1, 2, 3] as const

function packGaps(gaps: Float64Array): Uint8Array {
  const all = widths.map((width) => packGapsIn(gaps, width))
  return all.reduce((smallest, bytes) => (bytes.length < smallest.length ? bytes : smallest))
}

/** The largest number of a width stands for one that follows behind. */
const escapeOf = (width: number): number => 2 ** (8 * width) - 1

function packGapsIn(gaps: Float64Array, width: number): Uint8Array {
  const escape = escapeOf(width)
  const bytes = new Uint8Array(1 + width * gaps.length)
  const large = createVarintWriter(gaps.length)
  bytes[0] = width
  gaps.forEach((gap, index) => {
    // Of no width are gaps that are all the least.
    if (gap >= escape && (width > 0 || gap > 0)) large.write(gap - escape)
    let rest = Math.min(gap, escape)
    for (let place = 0; place < width; place += 1) {
      bytes[1 + index * width + place] = rest % 256
      rest = Math.floor(rest / 256)
    }
  })
  const behind = large.bytes()
  // Where one has no width, all of them have to be the least.
  if (width === 0 && behind.length > 0) return packGapsIn(gaps, 1)
  return joinBytes(bytes, behind)
}

function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function areFloat32(values: ArrayLike<number>, count: number): boolean {
  for (let index = 0; index < count; index += 1) {
    const value = values[index] ?? Number.NaN
    // The bits of a NaN may say something.
    if (Math.fround(value) !== value) return false
  }
  return true
}

/** Where a chunk is read into. */
type Room = { readonly steps: Float64Array; readonly seconds: Float64Array; readonly values: Float64Array }

/**
 * The inverse of {@link encodePackedChunk}.
 * @param room for how many points there are: by default made for them
 * @throws RangeError where a bit is not what was written
 */
export function decodePackedChunk(
  bytes: Uint8Array,
  room: (count: number) => Room = (count) => ({
    steps: new Float64Array(count),
    seconds: new Float64Array(count),
    values: new Float64Array(count),
  }),
): StepColumns {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const damaged = () => new RangeError('A chunk of points is damaged')
  if (!isPackedChunk(bytes) || view.getUint32(checksumAt, true) !== checksumOf(bytes)) throw damaged()
  const count = view.getUint32(0, true) % 2 ** 24
  const forms = bytes[4] ?? 0
  const isNarrow = (forms & float32Values) !== 0
  const valueBytes = Math.ceil((count * (isNarrow ? 4 : 8)) / 8) * 8
  const stepsAt = headerBytes + valueBytes
  const timesAt = stepsAt + view.getUint32(12, true)
  if (timesAt > bytes.byteLength) throw damaged()
  const into = room(count)
  readValues(bytes.subarray(headerBytes, stepsAt), isNarrow, into.values)
  readSteps(bytes.subarray(stepsAt, timesAt), (forms & evenSteps) !== 0, into.steps)
  readTimes(bytes.subarray(timesAt), forms >> timeShift, into.seconds)
  return into
}

/** A blob may lie at any address: its bytes are copied to where a typed array wants them. */
function readValues(bytes: Uint8Array, isNarrow: boolean, into: Float64Array): void {
  if (isNarrow) into.set(new Float32Array(new Uint8Array(bytes).buffer).subarray(0, into.length))
  else new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes.subarray(0, into.byteLength))
}

function readSteps(bytes: Uint8Array, isEven: boolean, into: Float64Array): void {
  const reader = createVarintReader(bytes)
  let step = reader.read()
  const stride = isEven ? reader.read() : 0
  for (let index = 0; index < into.length; index += 1) {
    into[index] = step
    if (index + 1 < into.length) step += isEven ? stride : reader.read()
  }
}

function readTimes(bytes: Uint8Array, form: number, into: Float64Array): void {
  const ticks = ticksOfForm[form]
  if (ticks === undefined) {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes.subarray(0, into.byteLength))
    return
  }
  const start = createVarintReader(bytes)
  let time = start.read()
  const least = start.read()
  const gapsAt = start.place()
  const width = bytes[gapsAt] ?? 0
  const escape = escapeOf(width)
  const large = createVarintReader(bytes.subarray(gapsAt + 1 + width * Math.max(0, into.length - 1)))
  for (let index = 0; index < into.length; index += 1) {
    if (index > 0) {
      let gap = 0
      for (let place = width; place > 0; place -= 1)
        gap = gap * 256 + (bytes[gapsAt + (index - 1) * width + place] ?? 0)
      time += least + (width > 0 && gap === escape ? escape + large.read() : gap)
    }
    into[index] = time / ticks
  }
}
