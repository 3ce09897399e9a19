/**
 * Journals read from wherever one stopped, as far as there are whole records and as far as whoever reads has room: both forms, told to the same
 * listener.
 */
import type { Crc32 } from './crc32'
import { journalMagic, mostPayloadBytes, payloadTypes, readFrame } from './frames'

/** Where reading stands: all that has to be kept to read on later, beside the keys that were declared. */
export type JournalPlace = {
  /** Bytes that were read. */
  offset: number
  /** Values of the record at `offset` that were taken already. */
  skip: number
  /** Of the last points record, which the next one counts from; 0 before the first. */
  step: number
  time: number
}

export const journalStart = (): JournalPlace => ({ offset: 0, skip: 0, step: 0, time: 0 })

export type JournalListener = {
  /** Whether one more record or value fits; asked before each. */
  hasRoom(): boolean
  /** A number for a key, which is UTF-8. */
  key(number: number, name: Uint8Array): void
  /** @param time milliseconds since 1970 */
  value(key: number, step: number, time: number, value: number): void
  /**
   * A record in JSON.
   * @param skip values of it that were taken before
   * @returns how many of its values are taken by now, where it was left for lack of room; null when all of it was
   */
  json(text: Uint8Array, skip: number): number | null
  /** A payload of a type that this version does not know. */
  unknown(type: number): void
}

/** Why reading has ended; the place says where. */
export type JournalEnd =
  | { readonly kind: 'full' }
  /** Nothing more is written, or a line or frame is not whole yet. `needs`: bytes from the place on that have to be there to read on, where known. */
  | { readonly kind: 'waiting'; readonly needs: number }
  /** Not what a writer writes; more may still come where the writer is at it. `end`: where the next record would begin. */
  | { readonly kind: 'damaged'; readonly reason: string; readonly end: number }

/**
 * Reads a binary journal.
 * @param bytes the journal from `place.offset` on, or as much of it as is at hand
 * @param place moved on behind each record
 */
export function readBinary(
  bytes: Uint8Array,
  place: JournalPlace,
  listener: JournalListener,
  checksum?: Crc32,
): JournalEnd {
  let at = 0
  const moveTo = (end: number) => {
    place.offset += end - at
    place.skip = 0
    at = end
  }
  if (place.offset === 0) {
    const length = journalMagic.length
    const isSame = bytes.subarray(0, length).every((byte, index) => byte === journalMagic[index])
    if (!isSame && bytes.subarray(0, length).some((byte) => byte !== 0))
      return { kind: 'damaged', reason: 'it does not begin as a journal of this protocol does', end: length }
    if (bytes.length < length || !isSame) return { kind: 'waiting', needs: length }
    moveTo(length)
  }
  for (;;) {
    if (!listener.hasRoom()) return { kind: 'full' }
    const frame = readFrame(bytes, at, checksum)
    if (frame.kind === 'nothing') return { kind: 'waiting', needs: 0 }
    if (frame.kind === 'cut') return { kind: 'waiting', needs: frame.bytes }
    if (frame.kind === 'wrong')
      return {
        kind: 'damaged',
        reason: frame.reason === 'length' ? 'a record has an impossible length' : 'a record is not what was written',
        end: place.offset + frame.end - at,
      }
    const read = readPayload(frame.payload, place, listener)
    if (read === 'full') return { kind: 'full' }
    if (read !== null) return { kind: 'damaged', reason: read, end: place.offset + frame.end - at }
    moveTo(frame.end)
  }
}

/** @returns null when all of it was read; `full` where there was no room for the rest; else what is wrong with it */
function readPayload(payload: Uint8Array, place: JournalPlace, listener: JournalListener): string | null {
  const type = payload[0] ?? 0
  if (type === payloadTypes.json) {
    const taken = listener.json(payload.subarray(1), place.skip)
    if (taken === null) return null
    place.skip = taken
    return 'full'
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length)
  if (type === payloadTypes.key) {
    if (payload.length < 5) return tooShort
    listener.key(view.getUint32(1, true), payload.subarray(5))
    return null
  }
  if (type === payloadTypes.points) return readPoints(view, place, listener, narrow)
  if (type === payloadTypes.widePoints) return readPoints(view, place, listener, wide)
  listener.unknown(type)
  return null
}

const tooShort = 'a record is shorter than it says'

type PointsForm = {
  readonly headBytes: number
  readonly valueBytes: number
  readonly count: (view: DataView) => number
  readonly differencesAt: number
  /** A number and the difference at a place, exactly. */
  readonly add: (number: number, view: DataView, at: number) => number
  readonly differenceBytes: number
  readonly key: (view: DataView, at: number) => number
  readonly keyBytes: number
}

const narrow: PointsForm = {
  headBytes: 10,
  valueBytes: 10,
  count: (view) => view.getUint8(1),
  differencesAt: 2,
  add: (number, view, at) => number + view.getInt32(at, true),
  differenceBytes: 4,
  key: (view, at) => view.getUint16(at, true),
  keyBytes: 2,
}
const wide: PointsForm = {
  headBytes: 21,
  valueBytes: 12,
  count: (view) => view.getUint32(1, true),
  differencesAt: 5,
  add: (number, view, at) => Number(BigInt(number) + view.getBigInt64(at, true)),
  differenceBytes: 8,
  key: (view, at) => view.getUint32(at, true),
  keyBytes: 4,
}

function readPoints(view: DataView, place: JournalPlace, listener: JournalListener, form: PointsForm): string | null {
  if (view.byteLength < form.headBytes) return tooShort
  const count = form.count(view)
  if (view.byteLength !== form.headBytes + count * form.valueBytes) return tooShort
  const step = form.add(place.step, view, form.differencesAt)
  const time = form.add(place.time, view, form.differencesAt + form.differenceBytes)
  if (!Number.isSafeInteger(step) || !Number.isSafeInteger(time))
    return 'steps or times leave the range of whole numbers'
  for (let index = place.skip; index < count; index += 1) {
    // Few values are never left in their middle.
    if (form === wide && !listener.hasRoom()) {
      place.skip = index
      return 'full'
    }
    const at = form.headBytes + index * form.valueBytes
    listener.value(form.key(view, at), step, time, view.getFloat64(at + form.keyBytes, true))
  }
  place.step = step
  place.time = time
  return null
}

/**
 * Reads a journal of JSON lines.
 * @param bytes as for {@link readBinary}. Of a line that is longer than any may be, so much has to be at hand.
 * @returns `damaged` for a line that is too long: `end` is where its bytes at hand end, and reading goes on behind its line end
 */
export function readLines(bytes: Uint8Array, place: JournalPlace, listener: JournalListener): JournalEnd {
  let at = 0
  for (;;) {
    if (!listener.hasRoom()) return { kind: 'full' }
    const end = bytes.indexOf(lineEnd, at)
    if ((end === -1 ? bytes.length : end) - at > mostPayloadBytes)
      return {
        kind: 'damaged',
        reason: 'a line is longer than 16 MB',
        end: place.offset + (end === -1 ? bytes.length : end + 1) - at,
      }
    if (end === -1) return { kind: 'waiting', needs: at < bytes.length ? bytes.length - at + 1 : 0 }
    const line = bytes.subarray(at, bytes[end - 1] === carriageReturn && end > at ? end - 1 : end)
    const taken = line.length === 0 ? null : listener.json(line, place.skip)
    if (taken !== null) {
      place.skip = taken
      return { kind: 'full' }
    }
    place.offset += end + 1 - at
    place.skip = 0
    at = end + 1
  }
}
const lineEnd = 0x0a
const carriageReturn = 0x0d
