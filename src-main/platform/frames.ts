/** Frames on a byte stream: a 4-byte big-endian length, then msgpack. Typed arrays, NaN, the infinities, -0 and every key survive. */
import { addExtension, Packr, Unpackr } from 'msgpackr'
import { PlateauError } from '../contract/errors'
import { unpackKeys } from '../contract/message-keys'
import { keepMinusZero, minusZeroExtension } from '../contract/minus-zero'
import { packing } from '../contract/transport'
import { checkFrame } from './frame-check'

/** Above any real answer (a million points of two series are 16 MB), below what would hurt. */
export const largestFrameBytes = 256 * 1024 * 1024

addExtension(minusZeroExtension)
const packr = new Packr(packing)
const maps = new Unpackr({ ...packing, mapsAsObjects: false })
const unpack = unpackKeys(
  (bytes) => packr.unpack(bytes),
  (bytes) => maps.unpack(bytes),
)

export function packFrame(frame: unknown): Uint8Array {
  return packr.pack(keepMinusZero(frame))
}

/** Binary data comes back as typed arrays of their own, never as views of a shared buffer. @throws RangeError as {@link checkFrame} */
export function unpackFrame(bytes: Uint8Array): unknown {
  checkFrame(bytes)
  return unpack(bytes)
}

/** A frame with its length in front, ready for a socket. */
export function encodeFrame(frame: unknown): Buffer {
  const packed = packFrame(frame)
  const bytes = Buffer.allocUnsafe(4 + packed.byteLength)
  bytes.writeUInt32BE(packed.byteLength, 0)
  bytes.set(packed, 4)
  return bytes
}

/** Entries of a list that one step packs: whole summaries of runs take some 50 µs each. */
const entriesAtOnce = 25
/** A list of up to so many is packed at once with all that is around it. */
const mostEntries = 100
/** Objects around the lists of an answer: the frame, its reply, the answer. */
const answerDepth = 3

const isLongList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length > mostEntries && typeof value[0] === 'object'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
const hasLongList = (value: unknown, depth: number): boolean =>
  isLongList(value) ||
  (depth > 0 && isObject(value) && Object.values(value).some((part) => hasLongList(part, depth - 1)))

/** Whether a frame has a list that takes long to pack: {@link encodeInSteps} then leaves room for others. */
export const isLongFrame = (frame: unknown): boolean => hasLongList(frame, answerDepth)

/** What `encodeFrame` makes, one piece behind the other; a step for every few entries of a long list. */
export function* encodeInSteps(frame: unknown): Generator<undefined, Uint8Array[], undefined> {
  const packed: Uint8Array[] = []
  yield* packParts(frame, answerDepth, packed)
  const length = Buffer.allocUnsafe(4)
  length.writeUInt32BE(
    packed.reduce((sum, { byteLength }) => sum + byteLength, 0),
    0,
  )
  return [length, ...packed]
}

function* packParts(value: unknown, depth: number, packed: Uint8Array[]): Generator<undefined, void, undefined> {
  if (isLongList(value)) {
    packed.push(headOf(value.length, { few: 0x90, short: 0xdc }))
    for (let from = 0; from < value.length; from += entriesAtOnce) {
      packed.push(Buffer.concat(value.slice(from, from + entriesAtOnce).map(packFrame)))
      yield
    }
  } else if (isObject(value) && hasLongList(value, depth)) {
    const entries = Object.entries(value)
    packed.push(headOf(entries.length, { few: 0x80, short: 0xde }))
    for (const [key, part] of entries) {
      packed.push(packFrame(key))
      yield* packParts(part, depth - 1, packed)
    }
  } else packed.push(packFrame(value))
}

/** The head of a list or a map, as msgpack has it. @param few of up to 15 entries. @param short of up to 65,535; one more is that of all others */
function headOf(count: number, { few, short }: { few: number; short: number }): Uint8Array {
  if (count < 16) return Uint8Array.of(few | count)
  const head = Buffer.alloc(count < 65_536 ? 3 : 5)
  head[0] = count < 65_536 ? short : short + 1
  if (count < 65_536) head.writeUInt16BE(count, 1)
  else head.writeUInt32BE(count, 1)
  return head
}

/**
 * Puts frames together again however the stream was cut.
 * @returns a function that takes bytes as they come and hands each whole frame to `onFrame`.
 * It throws a PlateauError `contract-mismatch` for a length that no client of ours would send.
 */
export function createFrameReader(onFrame: (frame: unknown) => void): (bytes: Buffer) => void {
  let pieces: Buffer[] = []
  let held = 0
  return (bytes) => {
    pieces.push(bytes)
    held += bytes.length
    while (held >= 4) {
      if ((pieces[0]?.length ?? 0) < 4) pieces = [Buffer.concat(pieces)]
      const length = pieces[0]?.readUInt32BE(0) ?? 0
      if (length > largestFrameBytes)
        throw new PlateauError('contract-mismatch', 'A message is larger than Plateau allows.')
      if (held < 4 + length) return
      const whole = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
      pieces = whole.length > 4 + length ? [whole.subarray(4 + length)] : []
      held -= 4 + length
      onFrame(unpackFrame(whole.subarray(4, 4 + length)))
    }
  }
}
