/** The programs that run now: from their start to the end that is stored, also over the death of a core. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunnerJob } from '../../../contract/runner-protocol'
import type { EndReason } from '../../../contract/run'
import { homeFailure } from '../../../platform/home-failure'
import { translateSqliteError } from '../../../store/open'
import type { StoredRun } from '../../../store/runs'
import type { Store } from '../../../store/store'
import { packEnded } from '../../history/digests'
import { packTails } from '../../history/packing'
import type { AuthorService } from '../../history/authors/service'
import type { Announcer } from '../../history/points'
import type { PointWriter } from '../../ingest/points'
import { log } from '../../log'
import type { RunFacts } from '../run-facts'
import type { Place } from './place'
import { createStopping, type Stopping } from './stopping'
import { newAttemptState, takeRecords, type AttemptState } from './record-intake'
import { createRecordReader, type RecordReader } from './record-reader'

export type RunningProgramsOptions = {
  readonly store: Store
  readonly facts: RunFacts
  readonly points: PointWriter
  readonly announcer: Announcer
  readonly authors: AuthorService
  readonly place: Place
  readonly home: string
  /** Where files of a run lie. */
  readonly directoryOf: (run: string) => string
  /** Ends a run, wherever it is. */
  readonly end: (run: string, reason: EndReason, message: string | null) => void
  /** A program ended, and its run with it: there is a place for the next. */
  readonly onFree: () => void
}

export type RunningPrograms = ReturnType<typeof createRunningPrograms>

type Intention = { readonly reason: EndReason; readonly message: string | null }
type Running = {
  readonly reader: RecordReader
  readonly state: AttemptState
  readonly stopFile: string
  readonly stopping: Stopping | null
  intended: Intention | null
}

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const unwatched = 'The process that watched over it was ended, and it with that.'

export function createRunningPrograms(options: RunningProgramsOptions) {
  const { store, facts, place, end } = options
  const running = new Map<string, Running>()
  const filesOf = (run: string) => {
    const directory = options.directoryOf(run)
    return {
      directory,
      records: join(directory, 'records.jsonl'),
      stopFile: join(directory, 'stop'),
      output: join(directory, 'output.log'),
    }
  }

  /** Reads its records from where the last core had come to, and stores them. */
  function attend(run: StoredRun): Running {
    const { records, stopFile } = filesOf(run.id)
    const state = newAttemptState()
    const taken = store.programs.jobOf(run.id)?.taken ?? 0
    const reader = createRecordReader(
      records,
      taken,
      (read, position) => hear(run.id, takeRecords(options, run, state, read, position)),
      (error) => fail(run.id, error),
    )
    const entry: Running = { reader, state, stopFile, stopping: createStopping(store, run.id), intended: null }
    running.set(run.id, entry)
    return entry
  }

  /** It has new points: where its rule says so, it is asked to stop. */
  function hear(id: string, keys: ReadonlySet<string>) {
    const entry = running.get(id)
    if (entry === undefined || entry.stopping === null || entry.intended !== null || entry.state.finished !== null)
      return
    const sentence = entry.stopping.judge(keys)
    if (sentence !== null) stop(id, 'early-stopped', sentence)
  }

  /** The first reason wins. @returns false where it does not run. */
  function stop(run: string, reason: EndReason, message: string | null): boolean {
    const entry = running.get(run)
    if (entry === undefined) return false
    entry.intended ??= { reason, message }
    try {
      place.stop(run, entry.stopFile)
      store.runs.markStopping(run)
    } catch (error) {
      log.error(`That run ${run} stops could not be stored`, error)
      place.end(run, entry.state.leader)
    }
    facts.changed(run)
    return true
  }

  /** What it says cannot be stored, most likely for want of room: it ends with the sentence, and what was stored stays. */
  function fail(id: string, caught: unknown) {
    const error = translateSqliteError(caught)
    log.error(`What the program of run ${id} says could not be stored`, error)
    const entry = running.get(id)
    if (entry === undefined) return
    entry.intended ??= { reason: 'failed', message: sentenceOf(error) }
    place.end(id, entry.state.leader)
  }

  /** Whoever ran it is gone: what it said last decides. */
  function settle(id: string) {
    const entry = running.get(id)
    if (entry === undefined) return
    try {
      entry.reader.drain()
    } catch (error) {
      log.error(`The last of run ${id} could not be stored`, error)
      entry.intended ??= { reason: 'failed', message: sentenceOf(translateSqliteError(error)) }
    }
    entry.reader.close()
    const { finished, leader, replaced } = entry.state
    // Nobody has said how it ended: what is left of it must not run on unseen.
    if (finished === null) place.end(id, leader)
    running.delete(id)
    if (replaced > 0)
      facts.note(
        id,
        'info',
        `${replaced === 1 ? '1 point' : `${replaced} points`} took the place of earlier ones at the same step.`,
      )
    const own = finished ?? { reason: 'failed' as const, message: unwatched }
    const { reason, message } = own.reason === 'completed' || entry.intended === null ? own : entry.intended
    end(id, reason, message)
    tidy(id)
    options.onFree()
  }

  /** What it was run by is in the history now. */
  function tidy(id: string) {
    try {
      const { records, stopFile } = filesOf(id)
      for (const file of [records, stopFile]) rmSync(file, { force: true })
      const run = store.runs.get(id)
      if (run !== null) packEnded(store, [run])
      packTails(store, id)
      facts.stored(id)
    } catch (error) {
      log.error(`Files of run ${id} could not be let go`, error)
    }
  }

  function jobOf(run: StoredRun): RunnerJob {
    const job = store.programs.jobOf(run.id)?.job ?? null
    if (job === null) throw new Error('What it was to start cannot be read.')
    const { directory, records, stopFile, output } = filesOf(run.id)
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Before the runner comes: it may be asked for by a core that finds neither.
    writeFileSync(records, '', { mode: 0o600 })
    rmSync(stopFile, { force: true })
    const project = store.projects.get(run.project)?.name ?? run.project
    return { ...job, run: run.id, project, home: options.home, attempt: 1, records, stopFile, output }
  }

  return {
    count: (): number => running.size,
    has: (run: string): boolean => running.has(run),
    /** In the order in which they began. */
    ids: (): string[] => [...running.keys()],

    start(run: StoredRun): void {
      try {
        const job = jobOf(run)
        const startedAt = new Date().toISOString()
        store.transaction(() => {
          store.runs.markStarted(run.id, startedAt)
          store.attempts.begin(run.id, 'start', startedAt)
        })
        place.begin(job, () => settle(run.id))
        attend({ ...run, startedAt }).reader.follow()
        facts.changed(run.id)
      } catch (caught) {
        running.delete(run.id)
        end(run.id, 'failed', sentenceOf(translateSqliteError(homeFailure(filesOf(run.id).directory, caught))))
      }
    },

    /**
     * Takes over what an earlier core began: what still runs is followed, and what has ended meanwhile has the end that it said.
     */
    recover(run: StoredRun): void {
      const { records, stopFile } = filesOf(run.id)
      const entry = attend(run)
      const isThere = existsSync(records)
      try {
        // Who writes stands first, in what was taken in long ago.
        if (isThere) readWriter(records, entry.state)
        entry.reader.drain()
      } catch (error) {
        fail(run.id, error)
      }
      const { writer, finished } = entry.state
      if (finished === null && writer !== null && place.adopt({ run: run.id, writer }, () => settle(run.id))) {
        if (run.state === 'stopping') place.stop(run.id, stopFile)
        entry.reader.follow()
        return
      }
      // One that was about to begin must not, now that its run has ended.
      if (isThere && writer === null) writeFileSync(stopFile, '')
      entry.intended = {
        reason: 'interrupted',
        message: 'Plateau quit, and its program ended with it or without being watched.',
      }
      settle(run.id)
    },

    stop,
    /** Points of a run were stored, by whoever wrote them: a client of the program's own as well. */
    hear: (run: string, key: string): void => hear(run, new Set([key])),

    /** Nothing can be stored any more: what runs is ended. */
    abandon(): void {
      for (const [run, { state, reader }] of running) {
        reader.close()
        place.end(run, state.leader)
      }
    },

    /** The core ends: what runs still is the next one's. */
    close(): void {
      for (const { reader } of running.values()) reader.close()
      place.release()
    },
  }

  function readWriter(records: string, state: AttemptState) {
    const reader = createRecordReader(
      records,
      0,
      (read) => {
        for (const record of read) {
          if (record.type === 'attempt') state.writer = record.writer
          if (record.type === 'started') state.leader = record
        }
      },
      () => undefined,
    )
    reader.drain()
    reader.close()
  }
}
