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
