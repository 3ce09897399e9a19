/** One event file, read on as it is written: its records, and what is wrong with it, each said once. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { headBytes, mostPayloadBytes, mostRecordBytes, scanRecords } from './framing'

/** Read at a time; more where one record is larger. */
const pieceBytes = 1024 * 1024
/** How long what is no record may still become one, on a file system that shows writes late. */
const patienceMilliseconds = 2_000

export type EventFile = {
  /**
   * Reads a piece on.
   * @param isOver nothing more will be written: what is not whole will never be
   * @returns whether there may be more to read at once
   */
  readOn(isOver: boolean): boolean
}

/**
 * @param name by which people know it
 * @param take gets each payload that is what was written
 * @param say gets a sentence about what is not; each once
 */
export function openEventFile(
  path: string,
  name: string,
  take: (payload: Uint8Array) => void,
  say: (sentence: string) => void,
): EventFile {
  let offset = 0
  /** Bytes from there on that the next record needs. */
  let needs = headBytes
  let isSeeking = false
  let doubtedSince: number | null = null
  const said = new Set<string>()

  function sayOnce(sentence: string) {
    if (!said.has(sentence)) say(sentence)
    said.add(sentence)
  }

  /** @returns null where there is not enough of the file yet */
  function readPiece(isOver: boolean): { readonly bytes: Buffer; readonly size: number } | null {
    const file = openSync(path, 'r')
    try {
      const { size } = fstatSync(file)
      if (size < offset) {
        // Written anew under its name.
        offset = 0
        needs = headBytes
      }
      if (size - offset < needs && !isOver) return null
      // A record that claims more is passed over by its head.
      const wanted = Math.max(pieceBytes, Math.min(needs, mostRecordBytes))
      const bytes = Buffer.allocUnsafe(Math.min(Math.max(0, size - offset), wanted))
      let read = 0
      while (read < bytes.length) {
        const got = readSync(file, bytes, read, bytes.length - read, offset + read)
        if (got === 0) break
        read += got
      }
      return { bytes: bytes.subarray(0, read), size }
    } finally {
      closeSync(file)
    }
  }

  function readOn(isOver: boolean): boolean {
    const piece = readPiece(isOver)
    if (piece === null) return false
    const { bytes, size } = piece
    const wasSeeking = isSeeking
    const { consumed, end, damagedRecords, isSeeking: seeks } = scanRecords(bytes, { isSeeking, isOver }, take)
    offset += consumed
    isSeeking = seeks
    needs = headBytes
    if (consumed > 0) doubtedSince = null
    if (damagedRecords > 0 || (wasSeeking && consumed > 0)) sayOnce(`${name} is damaged: some of it could not be read.`)
    if (end.kind === 'waiting') {
      needs = end.needs
      if (size - offset >= needs) return true
      if (isOver && !isSeeking && size > offset) sayOnce(`${name} ends in the middle of a record, which was left out.`)
      return false
    }
    if (end.kind === 'large') {
      sayOnce(`A record of ${name} is larger than ${mostPayloadBytes / 1024 / 1024} MB, and was left out.`)
      return skipLarge(end.bytes, size)
    }
    doubtedSince ??= performance.now()
    if (!isOver && performance.now() - doubtedSince < patienceMilliseconds) return false
    isSeeking = true
    return true
  }

  /** Past what is not read, as far as it is there; a claim beyond the file's end waits for as many bytes. */
  function skipLarge(bytes: number, size: number): boolean {
    if (size - offset < bytes) {
      needs = bytes
      return false
    }
    offset += bytes
    return true
  }

  return { readOn }
}
