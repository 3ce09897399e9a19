/** One journal on the disk: read on from where it stands, a batch at a time. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { frameHeadBytes, mostPayloadBytes } from '../../../protocol/journal/frames'
import {
  journalStart,
  readBinary,
  readLines,
  type JournalEnd,
  type JournalPlace,
} from '../../../protocol/journal/reading'
import type { JournalState } from '../../../store/journals'
import type { JournalBatch, KnownJournal } from '../messages'
import { createCollector, type JournalMemory } from './collector'

/** Read at a time; more where one record is larger. */
const pieceBytes = 1024 * 1024

export type WriterFacts = {
  readonly attempt: number | null
  readonly begunAt: number | null
  readonly host: string | null
  readonly process: number | null
}

export type JournalFile = {
  readonly run: string
  readonly writer: string
  readonly facts: () => WriterFacts
  readonly state: () => JournalState
  readonly isClosed: () => boolean
  /** Until the next {@link fenceFrom}: nothing that was written from this moment on is taken in. */
  fenceFrom(time: number): void
  /**
   * What comes next. `null`: nothing has, as far as anybody can tell.
   * @param isGone nobody writes there any more: what is not whole will never be
   */
  next(isGone: boolean): Draft | null
}

/** A batch, and what is to be done once it is in. */
export type Draft = {
  readonly batch: JournalBatch
  /** Whether there is more to read at once. */
  readonly hasMore: boolean
  commit(): void
}

/** How journals are read. */
export type Reading = {
  /** HOME/journals. */
  readonly folder: string
  /** What one batch costs the core at most, in microseconds. */
  readonly budget: number
  /** How long a record that is not what was written may still become it, on a file system that shows writes late. */
  readonly patienceMilliseconds: number
  readonly now: () => number
}

/**
 * @param known what the core knows of it: it is read on from there
 * @param seen keys that any journal of its run has had
 */
export function openJournalFile(
  known: KnownJournal,
  seen: Set<string>,
  { folder, budget, patienceMilliseconds, now }: Reading,
): JournalFile {
  const { run, writer } = known
  const path = join(folder, run, writer)
  const isBinary = writer.endsWith('.plj')
  const memory: JournalMemory = { keys: new Map(known.keys), seen, firstBadKey: null, fence: Number.POSITIVE_INFINITY }
  let place: JournalPlace = { ...known.place }
  let state = known.state
  let isClosed = known.isClosed
  let facts: WriterFacts = { ...fromName(writer), ...withoutNulls(known) }
  /** Where reading met something that no writer writes, and since when. */
  let doubt: { readonly offset: number; readonly since: number } | null = null
  let isRefusalSaid = false

  /** @returns the bytes from the place on: at least `needs`, if there are so many */
  function readFrom(offset: number, needs: number): { readonly bytes: Buffer; readonly size: number } {
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

  type Read = { readonly end: JournalEnd; readonly at: JournalPlace; readonly size: number; readonly atHand: number }

  function read(collector: ReturnType<typeof createCollector>): Read {
    const at = { ...place }
    let needs = 0
    for (;;) {
      const { bytes, size } = readFrom(at.offset, needs)
      if (size < at.offset)
        return { end: { kind: 'damaged', reason: 'it has become shorter', end: size }, at, size, atHand: 0 }
      if (at.skip === withinLine) {
        const lineEnd = bytes.indexOf(0x0a)
        if (lineEnd === -1) {
          at.offset += bytes.length
          return { end: { kind: bytes.length === 0 ? 'waiting' : 'full', needs: 0 }, at, size, atHand: bytes.length }
        }
        at.offset += lineEnd + 1
        at.skip = 0
        continue
      }
      const before = at.offset
      const end = (isBinary ? readBinary : readLines)(bytes, at, collector.listener, crc32)
      const atHand = bytes.length - (at.offset - before)
      const wanted = end.kind === 'waiting' ? Math.min(Math.max(end.needs, frameHeadBytes), longest) : 0
      // What is not whole in these bytes may be in the file.
      if (end.kind === 'waiting' && end.needs > 0 && atHand < wanted && at.offset + atHand < size) {
        needs = isBinary ? wanted : Math.min(Math.max(2 * atHand, pieceBytes), longest)
        continue
      }
      return { end, at, size, atHand }
    }
  }

  /** @returns why the system does not let it be read, as its code, where it does not */
  function tryToRead(collector: ReturnType<typeof createCollector>): Read | string {
    try {
      return read(collector)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      return code
    }
  }

  /** Said once; it is tried again for as long as its writer may live. */
  function refused(code: string, isGone: boolean): Draft | null {
    const faults = isRefusalSaid
      ? []
      : [`The journal ${writer} cannot be read from byte ${count(place.offset)} on (${code}).`]
    isRefusalSaid = true
    return draft(createCollector(memory, budget), { ...place }, { faults, hasMore: false, isOver: isGone, isGone })
  }

  function next(isGone: boolean): Draft | null {
    if (isClosed) return null
    const collector = createCollector(memory, budget)
    if (place.skip === unreadable)
      return isGone ? draft(collector, place, { faults: [], hasMore: false, isOver: true, isGone: true }) : null
    const found = tryToRead(collector)
    if (typeof found === 'string') return refused(found, isGone)
    const { end, at, size, atHand } = found
    const faults: string[] = []
    let isOver = false
    const isLongLine = end.kind === 'damaged' && !isBinary && end.reason !== shorter
    if (isLongLine) {
      // A line that is too long is passed over.
      collector.count('invalid')
      faults.push(`A line of more than 16 MB in ${writer} was left out.`)
      at.offset = end.end
      at.skip = readFrom(end.end - 1, 1).bytes[0] === 0x0a ? 0 : withinLine
    } else if (end.kind === 'damaged') {
      if (isCertain(at.offset, end.end, size, isGone)) {
        const unread = size - at.offset
        faults.push(
          `The journal ${writer} is damaged at byte ${count(at.offset)}: ${end.reason}. What stands before it was taken in, the ${bytesOf(unread)} behind it were not.`,
        )
        at.skip = unreadable
      }
    } else doubt = null
    const isFurther = at.offset > place.offset || at.skip !== place.skip
    const hasMore =
      end.kind === 'full' ||
      isLongLine ||
      // All that was at hand is read, and there is more in the file.
      (end.kind === 'waiting' && end.needs === 0 && isFurther && at.offset + atHand < size)
    if (isGone && !hasMore) {
      const unread = end.kind === 'waiting' ? writtenBytes(at.offset, size) : 0
      if (unread > 0)
        faults.push(
          `The last record of ${writer} was cut off when its program ended: ${bytesOf(unread)} were left out.`,
        )
      isOver = true
    }
    return draft(collector, at, { faults, hasMore, isOver, isGone: isGone && isOver })
  }

  /** Whether what was found is damage, and no write that is under way. */
  function isCertain(offset: number, end: number, size: number, isGone: boolean): boolean {
    if (isGone) return true
    doubt = doubt?.offset === offset ? doubt : { offset, since: now() }
    const isLasting = now() - doubt.since >= patienceMilliseconds
    return isLasting && writtenBytes(end, size) > 0
  }

  /** Bytes up to the last one that is not 0, which writers extend their files with; of a long rest its first piece decides. */
  function writtenBytes(offset: number, size: number): number {
    if (offset >= size) return 0
    const { bytes } = readFrom(offset, 0)
    let end = bytes.length
    while (end > 0 && bytes[end - 1] === 0) end -= 1
    return end === 0 ? 0 : end === bytes.length ? size - offset : end
  }

  type Verdict = {
    readonly faults: string[]
    readonly hasMore: boolean
    readonly isOver: boolean
    readonly isGone: boolean
  }

  function draft(collector: ReturnType<typeof createCollector>, at: JournalPlace, verdict: Verdict): Draft | null {
    const { isHeard, ...gathered } = collector.take()
    const { faults, hasMore, isOver, isGone } = verdict
    const said = gathered.records.findLast(({ type }) => type === 'state')
    const saidState = said?.type === 'state' && (said.state === 'finished' || said.state === 'left') ? said.state : null
    const newState = saidState ?? (isGone && state === 'open' ? 'gone' : state)
    const isNothing =
      at.offset === place.offset &&
      at.skip === place.skip &&
      faults.length === 0 &&
      newState === state &&
      isOver === isClosed
    if (isNothing) return null
    return {
      hasMore,
      batch: {
        run,
        writer,
        place: at,
        ...gathered,
        unfit: new Map(),
        faults,
        state: newState,
        isClosed: isOver,
        isHeard,
      },
      commit() {
        collector.remember()
        place = at
        state = newState
        isClosed = isOver
        const { attempt } = gathered
        if (attempt !== null && facts.attempt === null)
          facts = {
            attempt: attempt.attempt,
            begunAt: attempt.begunAt,
            host: attempt.writer.host,
            process: attempt.writer.process,
          }
      },
    }
  }

  return {
    run,
    writer,
    facts: () => facts,
    state: () => state,
    isClosed: () => isClosed,
    fenceFrom: (time) => void (memory.fence = time),
    next,
  }
}

/** One of which nothing was ever read. */
export const newJournal = (run: string, writer: string): KnownJournal => ({
  run,
  writer,
  place: journalStart(),
  keys: [],
  attempt: null,
  begunAt: null,
  host: null,
  process: null,
  state: 'open',
  isClosed: false,
})

/** `skip` within a line that is too long, and of a journal that is damaged here: it is read no further. */
const withinLine = -1
const unreadable = -2
const longest = mostPayloadBytes + frameHeadBytes + 2
const shorter = 'it has become shorter'

const count = (number: number): string => number.toLocaleString('en-US')
const bytesOf = (number: number): string => (number === 1 ? '1 byte' : `${count(number)} bytes`)

/** Host and process as a file's name has them: a journal whose first record is not there yet. */
function fromName(writer: string): WriterFacts {
  const match = /^(.+)-(\d{1,10})(?:-j.*-r[^-]*)?-[0-9a-z]{8}\.(?:plj|jsonl)$/.exec(writer)
  return {
    attempt: null,
    begunAt: null,
    host: match?.[1] ?? null,
    process: match === null ? null : Number(match[2]),
  }
}

function withoutNulls({ attempt, begunAt, host, process }: WriterFacts): Partial<WriterFacts> {
  return Object.fromEntries(Object.entries({ attempt, begunAt, host, process }).filter(([, value]) => value !== null))
}
