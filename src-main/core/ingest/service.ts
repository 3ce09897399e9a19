/** Journals of other programs, from the core's side: a thread reads them, and what it finds is taken in one batch a turn. */
import { readdirSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { makeFolder } from '../../platform/make-folder.mjs'
import { entryPath } from '../../platform/spawn-node'
import type { Store } from '../../store/store'
import type { AuthorService } from '../history/authors/service'
import type { MediaService } from '../history/media'
import type { Announcer } from '../history/points'
import { log } from '../log'
import { answered, createTurns } from '../turns'
import { createIntake } from './intake'
import type { FromReader, KnownJournal, ToReader } from './messages'
import { removeOldJournals } from './old-journals'
import type { PointWriter } from './points'
import { createPointsAppend } from './points-append'
import { createRecordWriter } from './records'
import { createRecordsAppend } from './records-append'
import { createJournalRuns } from './runs'
import { findSilent } from './silence'

export type IngestOptions = {
  readonly home: string
  readonly store: Store
  readonly authors: AuthorService
  readonly announcer: Announcer
  readonly media: MediaService
  readonly points: PointWriter
  readonly now?: () => number
}

/** What reads: a thread, or in tests whatever takes its place. */
export type ReaderThread = { tell(message: ToReader): void; close(): void }
export type StartReader = (folder: string, hear: (message: FromReader) => void) => ReaderThread

const lookForSilenceMilliseconds = 5_000
const sweepMilliseconds = 60 * 60 * 1_000
/** A thread that dies is started again, and not at once: what killed it may do so again. */
const restartMilliseconds = 2_000
/** How long a core is for its first clients alone, where no journal waits to be read: so long, and while they are being answered. */
const startMilliseconds = 1_000
const mostStartMilliseconds = 10_000

export type IngestService = ReturnType<typeof createIngestService>

export function createIngestService(
  { home, store, authors, announcer, media, points, now = Date.now }: IngestOptions,
  startReader: StartReader = startThread,
) {
  const folder = join(home, 'journals')
  const runs = createJournalRuns({ store, authors })
  const records = createRecordWriter({ folder, store, authors, media, now })
  const intake = createIntake({ store, authors, announcer, points, records, runs, now })
  const caughtUp = new Map<number, () => void>()
  let looks = 0
  let reader: ReaderThread | null = null
  let isClosed = false

  const known = (): KnownJournal[] =>
    store.logJournals.list().map((journal) => ({
      ...journal,
      place: { ...journal.place },
      keys: journal.isClosed ? [] : store.logJournals.keys(journal.id),
    }))

  function hear(message: FromReader): void {
    if (message.kind === 'run') reader?.tell({ kind: 'answer', id: message.id, answer: runs.begin(message) })
    else if (message.kind === 'batch') {
      const answer = intake.take(message.batch)
      // Whoever else waits for the core has a turn before the next batch.
      setImmediate(() => reader?.tell({ kind: 'answer', id: message.id, answer }))
    } else if (message.kind === 'failed') log.error('Journals could not be read', new Error(message.message))
    else {
      for (const [look, done] of caughtUp)
        if (look <= message.looks) {
          caughtUp.delete(look)
          done()
        }
    }
  }

  const isHere = (host: string | null): boolean => host === hostname()
  const lookForSilence = (): void => findSilent({ store, authors }, isHere, now())
  const silence = setInterval(lookForSilence, lookForSilenceMilliseconds).unref()
  const sweeping = setInterval(() => void sweep(), sweepMilliseconds).unref()

  /** Removes old journals: of thousands of runs, in slices. */
  async function sweep(): Promise<void> {
    try {
      await createTurns().take(removeOldJournals(folder, store, now()), () => !isClosed)
    } catch (error) {
      log.error('Old journals could not be removed', error)
    }
  }

  return {
    begin(): void {
      makeFolder(folder)
      void sweep()
      reader = startReader(folder, hear)
      reader.tell({ kind: 'known', journals: known() })
    },
    /** Whether there are runs that the history does not know yet, or journals that were being written. */
    hasUnread(): boolean {
      const journals = store.logJournals.list()
      const runs = new Set(journals.map(({ run }) => run))
      return journals.some(({ isClosed }) => !isClosed) || readdirSync(folder).some((id) => !runs.has(id))
    },
    append: createRecordsAppend(store, intake, folder),
    appendPoints: createPointsAppend(store, intake),
    /** Leaves a word for programs that look for one. */
    askToStop(runs: readonly string[]): void {
      for (const run of runs) writeFileSync(join(folder, run, 'stop'), '')
    },
    findSilent: lookForSilence,
    /** Resolves once everything that is there now has been read. */
    caughtUp: (): Promise<void> =>
      new Promise((resolve) => {
        looks += 1
        caughtUp.set(looks, resolve)
        reader?.tell({ kind: 'look' })
      }),
    sweep,
    /** Journals of runs that are deleted for good. */
    remove(this: void, ids: readonly string[]): void {
      for (const id of ids) rmSync(join(folder, id), { recursive: true, force: true })
    },
    close(): void {
      isClosed = true
      clearInterval(silence)
      clearInterval(sweeping)
      reader?.close()
      reader = null
    },
  }
}

/**
 * The thread itself, from when it is first asked for something, a program begins a journal, or a moment after the core has begun: starting it takes as
 * long as a window's first answers do, which come first. A core that lives for one command has none.
 */
const startThread: StartReader = (folder, hear) => {
  let worker: Worker | null = null
  let isClosed = false
  let known: ToReader | null = null
  const first = setTimeout(() => void answered(mostStartMilliseconds).then(begin), startMilliseconds).unref()
  const watcher = watchFolder(folder, begin)

  function begin(): void {
    if (worker === null && !isClosed) start()
  }
  function start(): Worker {
    clearTimeout(first)
    watcher?.close()
    const started = new Worker(entryPath('ingest'), { workerData: { folder } })
    worker = started
    started.unref()
    started.on('message', hear)
    started.on('error', (error: unknown) => log.error('The thread that reads journals has died', error))
    started.on('exit', () => {
      if (!isClosed) setTimeout(again, restartMilliseconds).unref()
    })
    if (known !== null) started.postMessage(known)
    return started
  }
  function again(): void {
    if (!isClosed) start()
  }

  return {
    tell(message) {
      if (message.kind !== 'known') {
        ;(worker ?? start()).postMessage(message)
        return
      }
      known = message
      worker?.postMessage(message)
    },
    close() {
      isClosed = true
      clearTimeout(first)
      watcher?.close()
      void worker?.terminate()
    },
  }
}

/** Tells of the first change. Null where the system has no more watches: the thread then begins by itself, a moment later. */
function watchFolder(folder: string, tell: () => void): FSWatcher | null {
  try {
    return watch(folder, { persistent: false }, tell).on('error', tell)
  } catch {
    return null
  }
}
