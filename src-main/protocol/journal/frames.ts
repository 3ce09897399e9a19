/**
 * Frames of a binary journal (docs/log-protocol.md): length of the payload, its CRC-32, and the payload itself; whole numbers little-endian. A
 * length of 0 says that nothing is written there yet, because writers extend their files with zeros.
 */
import { crc32, type Crc32 } from './crc32'

/** The first eight bytes of a binary journal of protocol 1. */
export const journalMagic = new TextEncoder().encode('PLTJRN1\n')
/** Bytes of a payload, and of a line of a journal in JSON lines, at most. */
export const mostPayloadBytes = 16 * 1024 * 1024
/** Length and CRC. */
export const frameHeadBytes = 8

/** What a payload is: its first byte. */
export const payloadTypes = { json: 1, key: 2, points: 3, widePoints: 4 } as const

/** What lies at a place of a journal. */
export type Frame =
  | { readonly kind: 'whole'; readonly payload: Uint8Array; readonly end: number }
  /** Nothing yet: length 0, or the bytes end here. */
  | { readonly kind: 'nothing' }
  /** The bytes end within the frame, which has this many. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** A length that no frame has, or another checksum than that of the payload. */
  | { readonly kind: 'wrong'; readonly reason: 'length' | 'checksum'; readonly end: number }

/**
 * The frame at a place of some bytes.
 * @param checksum a faster CRC-32, where the platform has one
 */
export function readFrame(bytes: Uint8Array, at: number, checksum: Crc32 = crc32): Frame {
  const left = bytes.length - at
  if (left < 4) return { kind: 'nothing' }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, left)
  const length = view.getUint32(0, true)
  if (length === 0) return { kind: 'nothing' }
  if (length > mostPayloadBytes) return { kind: 'wrong', reason: 'length', end: at + frameHeadBytes }
  const end = at + frameHeadBytes + length
  if (end > bytes.length) return { kind: 'cut', bytes: frameHeadBytes + length }
  const payload = bytes.subarray(at + frameHeadBytes, end)
  return checksum(payload) === view.getUint32(4, true)
    ? { kind: 'whole', payload, end }
    : { kind: 'wrong', reason: 'checksum', end }
}

/** @throws RangeError for a payload that no frame may have. */
export function makeFrame(payload: Uint8Array): Uint8Array {
  if (payload.length === 0 || payload.length > mostPayloadBytes)
    throw new RangeError(`A payload has 1 to ${mostPayloadBytes} bytes, not ${payload.length}.`)
  const frame = new Uint8Array(frameHeadBytes + payload.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, payload.length, true)
  view.setUint32(4, crc32(payload), true)
  frame.set(payload, frameHeadBytes)
  return frame
}
