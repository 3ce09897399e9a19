/** Reads what a runner appends to its file, from where the last core had come to. A line that is not whole yet is read when it is. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { runnerRecordSchema, type RunnerRecord } from '../../../contract/runner-protocol'

/** What is read in one go: as much as is stored within some milliseconds. */
const sliceBytes = 262_144
const pollMilliseconds = 100

export type RecordReader = {
  /** Reads on by itself from now on. */
  follow(): void
  /** Reads all that is there. */
  drain(): void
  close(): void
}

/**
 * @param take stores records of one slice, and that the file was read up to `end`. What it throws ends the following
 * @param onError told of that
 */
export function createRecordReader(
  path: string,
  from: number,
  take: (records: readonly RunnerRecord[], end: number) => void,
  onError: (error: unknown) => void,
): RecordReader {
  let position = from
  let descriptor: number | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const buffer = Buffer.alloc(sliceBytes)
  /** Longer than a slice: collected until its end comes. */
  let long: Buffer[] = []

  /** @returns whether there may be more. */
  function readSlice(): boolean {
    descriptor ??= open(path)
    if (descriptor === null) return false
    const collected = long.reduce((sum, piece) => sum + piece.length, 0)
    const size = readSync(descriptor, buffer, 0, sliceBytes, position + collected)
    if (size === 0) return false
    const read = buffer.subarray(0, size)
    const last = read.lastIndexOf(0x0a)
    if (last === -1) {
      // Kept only while nothing but this line is waited for: what a slice has not ended is read again otherwise.
      if (size < sliceBytes) return false
      long.push(Buffer.from(read))
      return true
    }
    const whole = Buffer.concat([...long, read.subarray(0, last + 1)])
    long = []
    take(parse(whole), position + whole.length)
    position += whole.length
    return fstatSync(descriptor).size > position
  }

  function turn() {
    if (isClosed) return
    try {
      const isMore = readSlice()
      timer = isMore ? setTimeout(turn, 0) : setTimeout(turn, pollMilliseconds)
    } catch (error) {
      onError(error)
    }
  }

  return {
    follow: turn,
    drain() {
      while (!isClosed && readSlice()) continue
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      if (descriptor !== null) closeSync(descriptor)
      descriptor = null
    },
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    // The runner makes it when it begins.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Records of whole lines. What is none was cut by a disk that was full: it is passed over. */
function parse(lines: Buffer): RunnerRecord[] {
  return lines
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      if (line === '') return []
      let read: unknown
      try {
        read = JSON.parse(line)
      } catch {
        return []
      }
      const record = runnerRecordSchema.safeParse(read)
      return record.success ? [record.data] : []
    })
}
