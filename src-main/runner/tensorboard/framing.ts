/** TFRecord, the framing of TensorBoard's event files: length, its checksum, payload, its checksum; all numbers little-endian. */
import { buf as crc32c } from 'crc-32/crc32c.js'

/** Length of the payload, and the checksum of that. */
export const headBytes = 12
const tailBytes = 4
/** A larger payload is passed over: no picture or graph of such a size is shown. */
export const mostPayloadBytes = 64 * 1024 * 1024
export const mostRecordBytes = headBytes + mostPayloadBytes + tailBytes

/** As the format has it: a checksum of bytes that hold checksums would be weak. */
export function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes) >>> 0
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0
}

export type Scan = {
  /** Bytes that are done with. */
  readonly consumed: number
  /**
   * `waiting`: the next record is not whole, and needs so many bytes. `damaged`: what comes next is no record. `large`: it is one of so many bytes, head and
   * tail included, that is not read.
   */
  readonly end:
    | { readonly kind: 'waiting'; readonly needs: number }
    | { readonly kind: 'damaged' }
    | { readonly kind: 'large'; readonly bytes: number }
  /** Records whose head is whole and whose payload is not what was written. */
  readonly damagedRecords: number
  /** Nothing that is a record was found since the last damage. */
  readonly isSeeking: boolean
}

/**
 * Reads records one after the other. Only payloads that are what was written are handed on.
 * @param isSeeking what comes next was found to be no record: the next one is looked for byte by byte
 * @param isOver nothing more will be written
 */
export function scanRecords(
  bytes: Uint8Array,
  { isSeeking, isOver }: { readonly isSeeking: boolean; readonly isOver: boolean },
  take: (payload: Uint8Array) => void,
): Scan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let seeking = isSeeking
  let damagedRecords = 0
  const end = (kind: Scan['end']): Scan => ({ consumed: at, end: kind, damagedRecords, isSeeking: seeking })
  for (;;) {
    const left = bytes.length - at
    if (left < headBytes) return end({ kind: 'waiting', needs: headBytes })
    if (maskedChecksum(bytes.subarray(at, at + 8)) !== view.getUint32(at + 8, true)) {
      if (!seeking) return end({ kind: 'damaged' })
      at += 1
      continue
    }
    const length = Number(view.getBigUint64(at, true))
    const whole = headBytes + length + tailBytes
    if (length > mostPayloadBytes) return end({ kind: 'large', bytes: whole })
    if (left < whole) {
      // Found by chance in what is no record, and never to be whole.
      if (!(seeking && isOver)) return end({ kind: 'waiting', needs: whole })
      at += 1
      continue
    }
    const payload = bytes.subarray(at + headBytes, at + headBytes + length)
    if (maskedChecksum(payload) === view.getUint32(at + headBytes + length, true)) take(payload)
    else damagedRecords += 1
    seeking = false
    at += whole
  }
}
