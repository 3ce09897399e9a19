/** Passages of a journal on the disk: bytes from a place on, as many as are needed, read as the records that they are. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { frameHeadBytes, mostPayloadBytes } from '../../../protocol/journal/frames'
import {
  readBinary,
  readLines,
  type JournalEnd,
  type JournalListener,
  type JournalPlace,
} from '../../../protocol/journal/reading'

/** Read at a time; more where one record is larger. */
const pieceBytes = 1024 * 1024
const longestRecord = mostPayloadBytes + frameHeadBytes + 2
const lineFeed = 0x0a

/** `skip` within a line that is too long, of which the rest is passed over. */
const withinLine = -1

export type Passage = {
  /** Why it has ended. */
  readonly end: JournalEnd
  /** Where reading stands behind it. */
  readonly place: JournalPlace
  /** Bytes that the file has, and those behind the place that were looked at. */
  readonly size: number
  readonly atHand: number
}

/** @param from where to begin, which stays as it is. @throws an error of the system that has a code where the file cannot be read */
export function readPassage(path: string, from: JournalPlace, listener: JournalListener): Passage {
  const isBinary = path.endsWith('.plj')
  const place = { ...from }
  let needs = 0
  for (;;) {
    const { bytes, size } = readBytes(path, place.offset, needs)
    if (size < place.offset)
      return { end: { kind: 'damaged', reason: 'it has become shorter', end: size }, place, size, atHand: 0 }
    if (place.skip === withinLine) {
      if (leaveLine(bytes, place)) continue
      return { end: { kind: bytes.length === 0 ? 'waiting' : 'full', needs: 0 }, place, size, atHand: bytes.length }
    }
    const before = place.offset
    const end = (isBinary ? readBinary : readLines)(bytes, place, listener, crc32)
    const atHand = bytes.length - (place.offset - before)
    const wanted = end.kind === 'waiting' ? Math.min(Math.max(end.needs, frameHeadBytes), longestRecord) : 0
    // What is not whole in these bytes may be in the file.
    if (end.kind === 'waiting' && end.needs > 0 && atHand < wanted && place.offset + atHand < size) {
      needs = isBinary ? wanted : Math.min(Math.max(2 * atHand, pieceBytes), longestRecord)
      continue
    }
    return { end, place, size, atHand }
  }
}

/** Moves on behind a line that is too long, as far as these bytes go. @returns whether it ends in them */
function leaveLine(bytes: Uint8Array, place: JournalPlace): boolean {
  const lineEnd = bytes.indexOf(lineFeed)
  place.offset += lineEnd === -1 ? bytes.length : lineEnd + 1
  if (lineEnd !== -1) place.skip = 0
  return lineEnd !== -1
}

/** The place to read on from where a line is too long. @param end behind what is known of it: the line may go on there */
export function passOverLine(path: string, place: JournalPlace, end: number): JournalPlace {
  const isWhole = readBytes(path, end - 1, 1).bytes[0] === lineFeed
  return { ...place, offset: end, skip: isWhole ? 0 : withinLine }
}

/** Bytes up to the last one that is not 0, which writers extend their files with; of a long rest its first piece decides. */
export function writtenBytes(path: string, offset: number, size: number): number {
  if (offset >= size) return 0
  const { bytes } = readBytes(path, offset, 0)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end === 0 ? 0 : end === bytes.length ? size - offset : end
}

/** @returns the bytes from `offset` on: at least `needs`, if there are so many */
function readBytes(path: string, offset: number, needs: number): { readonly bytes: Buffer; readonly size: number } {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const length = Math.max(0, Math.min(size - offset, Math.max(pieceBytes, needs)))
    const bytes = Buffer.allocUnsafe(length)
    let read = 0
    while (read < length) {
      const got = readSync(file, bytes, read, length - read, offset + read)
      if (got === 0) break
      read += got
    }
    return { bytes: bytes.subarray(0, read), size }
  } finally {
    closeSync(file)
  }
}
