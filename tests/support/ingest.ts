/** Journals on a disk and a history that takes them in, in one process: the reader's code without its thread. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createEventBus } from '../../src-main/core/events'
import { createAuthorService } from '../../src-main/core/history/authors/service'
import { createMediaService, type MediaService } from '../../src-main/core/history/media'
import { createAnnouncer } from '../../src-main/core/history/points'
import { createProjectService } from '../../src-main/core/history/projects/service'
import { createSummaryCache } from '../../src-main/core/history/summaries'
import type { FromReader } from '../../src-main/core/ingest/messages'
import { createPointWriter } from '../../src-main/core/ingest/points'
import { createIngestService, type IngestService } from '../../src-main/core/ingest/service'
import { createJournalReader, type ReaderOptions } from '../../src-main/core/ingest/worker/reader'
import type { RunSummary } from '../../src-main/contract/run'
import type { JournalRecordInput } from '../../src-main/protocol/journal/records'
import { createBinaryEncoder, createLinesEncoder, type JournalPoints } from '../../src-main/protocol/journal/writing'
import type { Store } from '../../src-main/store/store'

export type TestedIngest = {
  readonly service: IngestService
  readonly media: MediaService
  /** Everything that is on the disk now is read. */
  readonly readOn: () => Promise<void>
  readonly summary: (run: string) => RunSummary
  readonly points: (run: string, key: string) => { steps: number[]; seconds: number[]; values: number[] }
  readonly log: (run: string) => [level: string, message: string][]
  /** All that the reader has said. */
  readonly heard: FromReader[]
  readonly close: () => void
}

export type IngestClock = { now: number }

/** @param options of the reader; the clock stands still unless it is moved */
export function startIngest(
  home: string,
  store: Store,
  { clock = { now: Date.now() }, ...options }: Partial<ReaderOptions> & { clock?: IngestClock } = {},
): TestedIngest {
  const events = createEventBus()
  const summaries = createSummaryCache(store)
  const projects = createProjectService({ store, summaries, events })
  const authors = createAuthorService({
    store,
    events,
    summaries,
    projects,
    directoryOf: (run) => join(home, 'runs', run),
  })
  const announcer = createAnnouncer(events)
  const media = createMediaService({ home, store })
  const heard: FromReader[] = []
  const service = createIngestService(
    { home, store, authors, announcer, media, points: createPointWriter(store), now: () => clock.now },
    (folder, hear) => {
      const reader = createJournalReader({
        folder,
        patienceMilliseconds: 0,
        now: () => clock.now,
        isAlive: () => true,
        ...options,
        // As from a thread: each message is a turn of its own.
        send: (message) =>
          void setImmediate(() => {
            heard.push(message)
            hear(message)
          }),
      })
      return { tell: (message) => void setImmediate(() => reader.hear(message)), close: () => reader.close() }
    },
  )
  service.begin()
  return {
    service,
    media,
    readOn: () => service.caughtUp(),
    summary: (run) => summaries.of(store.runs.get(run)!),
    points(run, key) {
      const { steps, seconds, values } = store.batches.read(store.batches.find(run, key)!)
      return { steps: [...steps], seconds: [...seconds], values: [...values] }
    },
    log: (run) => store.journal.after(run).map(({ level, message }) => [level, message]),
    heard,
    close() {
      service.close()
      announcer.close()
    },
  }
}

export const begunAt = Date.parse('2026-11-29T13:30:00.000Z')

export type TestJournal = {
  readonly path: string
  readonly name: string
  record(record: JournalRecordInput): TestJournal
  points(step: number, values: Record<string, number>, time?: number): TestJournal
  raw(bytes: Uint8Array | string): TestJournal
}

/** A run's folder with its run.json, as a client makes it. */
export function beginRun(home: string, run: string, more: Record<string, unknown> = {}): string {
  const folder = join(home, 'journals', run)
  mkdirSync(folder, { recursive: true })
  const file = {
    protocol: 1,
    id: run,
    origin: { kind: 'logged', facts: { client: 'test', process: 7 } },
    begunAt: new Date(begunAt).toISOString(),
    ...more,
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(file))
  return folder
}

/** A journal in it, with its first record. */
export function beginJournal(
  folder: string,
  {
    attempt = 1,
    host = hostname(),
    process: id = process.pid,
    time = begunAt,
    ending = 'plj',
    random = '00000001',
  } = {},
): TestJournal {
  const name = `${host}-${id}-${random}.${ending}`
  const path = join(folder, name)
  const encoder = ending === 'plj' ? createBinaryEncoder() : createLinesEncoder()
  const write = (bytes: Uint8Array | string) => {
    appendFileSync(path, bytes)
    return journal
  }
  const journal: TestJournal = {
    path,
    name,
    record: (record) => write(encoder.record(record)),
    points: (step, values, at = begunAt + step * 10) =>
      write(encoder.points({ step, time: at, values: Object.entries(values) } satisfies JournalPoints)),
    raw: write,
  }
  return journal.record({
    type: 'attempt',
    attempt,
    protocol: 1,
    time,
    writer: { client: 'test', version: '1', host, process: id },
  })
}
