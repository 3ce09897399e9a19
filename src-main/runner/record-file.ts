/** Records as JSON lines at the end of a file. What cannot be written is tried again, within bounds; it never ends the program. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { appVersion } from '../platform/app-version'
import type { RunnerRecord } from '../contract/runner-protocol'
import type { JournalRecordInput } from '../protocol/journal/records'
import { processStart } from '../platform/processes'

export type RecordSink = {
  write(record: RunnerRecord | JournalRecordInput): void
  /** Everything that was written is in the file now, as far as the disk takes it. */
  flush(): void
  close(): void
}

const flushMilliseconds = 100
/** Waiting for a disk that is full; what comes beyond is counted and said. */
const mostWaitingCharacters = 8_000_000

/** @param path made where it is missing; its folder has to be there. @throws what the system says where it cannot be opened */
export function openRecordFile(path: string): RecordSink {
  const descriptor = openSync(path, 'a', 0o600)
  let waiting: string[] = []
  let characters = 0
  let dropped = 0
  /** What a write cut short of the first waiting text. */
  let rest: Buffer | null = null
  let timer: NodeJS.Timeout | undefined

  function flush() {
    clearTimeout(timer)
    timer = undefined
    try {
      if (rest !== null) writeAll(rest)
      rest = null
      if (dropped > 0) {
        const lines = [`The disk was full: ${dropped} records of this run could not be kept.`]
        writeAll(Buffer.from(`${JSON.stringify({ type: 'log', time: Date.now(), level: 'warning', lines })}\n`))
        dropped = 0
      }
      if (waiting.length === 0) return
      const bytes = Buffer.from(waiting.join(''))
      waiting = []
      characters = 0
      writeAll(bytes)
    } catch {
      // A full disk: tried again until there is room, and said then.
      timer = setTimeout(flush, 1_000)
    }
  }

  function writeAll(bytes: Buffer) {
    let from = 0
    try {
      while (from < bytes.length) from += writeSync(descriptor, bytes, from)
    } catch (error) {
      rest = bytes.subarray(from)
      throw error
    }
  }

  return {
    write(record) {
      const line = `${JSON.stringify(record)}\n`
      if (characters + line.length > mostWaitingCharacters) {
        flush()
        if (rest !== null) {
          dropped += 1
          return
        }
      }
      waiting.push(line)
      characters += line.length
      timer ??= setTimeout(flush, flushMilliseconds)
    },
    flush,
    close() {
      flush()
      clearTimeout(timer)
      closeSync(descriptor)
    },
  }
}

/** The first record of a runner's file. */
export const attemptRecord = (attempt: number): RunnerRecord => ({
  type: 'attempt',
  time: Date.now(),
  attempt,
  protocol: 1,
  writer: {
    client: 'program',
    version: appVersion,
    host: hostname(),
    process: process.pid,
    startedAt: processStart(process.pid),
  },
})
