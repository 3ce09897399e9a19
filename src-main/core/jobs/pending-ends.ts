/**
 * Ends of runs that the history could not take, as its disk is full: kept in a file whose room was taken when the core began, and
 * that is written over in place. A core that ends before there is room again thus tells the next one how its runs ended.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { endReasons } from '../../contract/run'
import { log } from '../log'

const pendingEndSchema = z.object({
  reason: z.enum(endReasons),
  message: z.string().nullable(),
  endedAt: z.string(),
})
export type PendingEnd = z.infer<typeof pendingEndSchema>

/** Some hundred ends with their sentences. */
const roomBytes = 65_536
const longestMessage = 400

export type PendingEnds = {
  /** What the last core could not store. */
  read(): Map<string, PendingEnd>
  /** Keeps these and no others. Where even that fails the log says so. */
  keep(ends: ReadonlyMap<string, PendingEnd>): void
  close(): void
}

/** @param path of the file, made where it is missing; without room for it nothing is kept. */
export function openPendingEnds(path: string): PendingEnds {
  let descriptor: number | null = null
  try {
    descriptor = openSync(path, 'a+', 0o600)
    closeSync(descriptor)
    // Opened to append it could not be written over.
    descriptor = openSync(path, 'r+')
    const size = fstatSync(descriptor).size
    if (size < roomBytes) {
      writeSync(descriptor, Buffer.alloc(roomBytes - size, ' '), 0, roomBytes - size, size)
      fsyncSync(descriptor)
    }
  } catch (error) {
    log.error(
      `No room could be set aside in ${path}: ends of runs that a full disk refuses are lost with this core`,
      error,
    )
  }

  return {
    read() {
      if (descriptor === null) return new Map()
      const bytes = Buffer.alloc(roomBytes)
      const length = readSync(descriptor, bytes, 0, roomBytes, 0)
      const text = bytes.toString('utf8', 0, length).trim()
      if (text === '') return new Map()
      try {
        return new Map(Object.entries(z.record(z.string(), pendingEndSchema).parse(JSON.parse(text))))
      } catch (error) {
        log.error(`${path} could not be read`, error)
        return new Map()
      }
    },
    keep(ends) {
      if (descriptor === null) return
      const kept = [...ends].map(
        ([run, { reason, message, endedAt }]) =>
          [run, { reason, message: message?.slice(0, longestMessage) ?? null, endedAt }] as const,
      )
      let text = ''
      // The first ones are dropped where all do not fit.
      for (let first = 0; first <= kept.length; first += 1) {
        text = first === kept.length ? '' : JSON.stringify(Object.fromEntries(kept.slice(first)))
        if (Buffer.byteLength(text) <= roomBytes) break
      }
      try {
        const bytes = Buffer.alloc(roomBytes, ' ')
        bytes.write(text)
        writeSync(descriptor, bytes, 0, roomBytes, 0)
        fsyncSync(descriptor)
      } catch (error) {
        log.error(`${path} could not be written`, error)
      }
    },
    close() {
      if (descriptor !== null) closeSync(descriptor)
      descriptor = null
    },
  }
}
