/** One journal on the disk: read on from where it stands, a batch at a time. */
import { join } from 'node:path'
import { journalStart, type JournalListener, type JournalPlace } from '../../../protocol/journal/reading'
import type { JournalState } from '../../../store/journals'
import type { JournalBatch, KnownJournal, StartedAttempt } from '../messages'
import { createCollector, type Collector, type JournalMemory } from './collector'
import { readPassage, type Passage } from './passages'
import { createVerdicts, refusal, unreadable, type Verdict } from './verdicts'

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
export function openJournalFile(known: KnownJournal, seen: Set<string>, reading: Reading): JournalFile {
  const { run, writer } = known
  const { budget, patienceMilliseconds, now } = reading
  const path = join(reading.folder, run, writer)
  const judge = createVerdicts({ path, writer, patienceMilliseconds, now })
  const memory: JournalMemory = { keys: new Map(known.keys), seen, firstBadKey: null, fence: Number.POSITIVE_INFINITY }
  let { state, isClosed } = known
  let place: JournalPlace = { ...known.place }
  let facts: WriterFacts = { ...fromName(writer), ...withoutNulls(known) }
  let isRefusalSaid = false

  /** Said once; it is tried again for as long as its writer may live. */
  function refuse(code: string, isGone: boolean): Verdict {
    const faults = isRefusalSaid ? [] : [refusal(writer, place, code)]
    isRefusalSaid = true
    return { place, faults, hasMore: false, isOver: isGone }
  }

  type Read = { readonly verdict: Verdict; readonly collector: Collector }

  /** Reads the next passage. Null: it is damaged here, and may grow behind that. */
  function read(isGone: boolean): Read | null {
    const collector = createCollector(memory, budget)
    if (place.skip === unreadable)
      return isGone ? { verdict: { place, faults: [], hasMore: false, isOver: true }, collector } : null
    const passage = tryToRead(path, place, collector.listener)
    // What was gathered before the refusal is read again, from where reading still stands.
    if (typeof passage === 'string')
      return { verdict: refuse(passage, isGone), collector: createCollector(memory, budget) }
    const verdict = judge(passage, place, isGone)
    if (verdict.hasLongLine === true) collector.count('invalid')
    return { verdict, collector }
  }

  function next(isGone: boolean): Draft | null {
    const found = isClosed ? null : read(isGone)
    if (found === null) return null
    const { verdict, collector } = found
    const { faults, hasMore, isOver } = verdict
    const { isHeard, ...gathered } = collector.take()
    const newState = stateAfter(state, gathered.records, isOver)
    const isNothing =
      verdict.place.offset === place.offset &&
      verdict.place.skip === place.skip &&
      faults.length === 0 &&
      newState === state &&
      isOver === isClosed
    if (isNothing) return null
    return {
      hasMore,
      batch: {
        run,
        writer,
        place: verdict.place,
        ...gathered,
        unfit: new Map(),
        faults,
        state: newState,
        isClosed: isOver,
        isHeard,
      },
      commit() {
        collector.remember()
        place = verdict.place
        state = newState
        isClosed = isOver
        if (gathered.attempt !== null && facts.attempt === null) facts = factsOf(gathered.attempt)
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

/** @returns why the system does not let it be read, as its code, where it does not */
function tryToRead(path: string, place: JournalPlace, listener: JournalListener): Passage | string {
  try {
    return readPassage(path, place, listener)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return code
  }
}

/** What its writer says last holds; where it says nothing to the end, it is gone. */
function stateAfter(before: JournalState, records: JournalBatch['records'], isOver: boolean): JournalState {
  const said = records.findLast(({ type }) => type === 'state')
  if (said?.type === 'state' && (said.state === 'finished' || said.state === 'left')) return said.state
  return isOver && before === 'open' ? 'gone' : before
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

const factsOf = ({ attempt, begunAt, writer: { host, process } }: StartedAttempt): WriterFacts => ({
  attempt,
  begunAt,
  host,
  process,
})

function withoutNulls({ attempt, begunAt, host, process }: WriterFacts): Partial<WriterFacts> {
  return Object.fromEntries(Object.entries({ attempt, begunAt, host, process }).filter(([, value]) => value !== null))
}
