/** One program that runs: what it says is stored as it comes, and decides with what was intended how its run ends. */
import type { EndReason } from '../../../contract/run'
import { translateSqliteError } from '../../../store/open'
import type { StoredRun } from '../../../store/runs'
import { log } from '../../log'
import type { AttemptFiles } from './attempt-files'
import type { Place } from './place'
import { newAttemptState, takeRecords, type AttemptState, type IntakeOptions } from './record-intake'
import { createRecordReader } from './record-reader'
import { createStopping } from './stopping'

export type RunningProgramOptions = IntakeOptions & { readonly place: Place }

/** How a run is to end. */
export type Intention = { readonly reason: EndReason; readonly message: string | null }

export type RunningProgram = {
  readonly files: AttemptFiles
  /** What it has said of itself so far. */
  readonly said: Readonly<AttemptState>
  /** Reads on by itself from now on. */
  follow(): void
  /** Reads all that an earlier core had not taken in, and who writes, which was said long ago. */
  catchUp(): void
  /** It has new points: where its rule says so, it is asked to stop. */
  hear(keys: ReadonlySet<string>): void
  /** Asks it to stop. The first reason wins. */
  stop(reason: EndReason, message: string | null): void
  /** It is to end so, whatever was intended before. */
  intend(intention: Intention): void
  /** Whoever ran it is gone: what it said last decides. @returns how its run ends */
  settle(): Intention
  /** Ends what runs of it, at once. */
  end(): void
  /** Reads no further. */
  close(): void
}

const unwatched = 'The process that watched over it was ended, and it with that.'

/** Begins where the last core had come to. */
export function attend(options: RunningProgramOptions, run: StoredRun, files: AttemptFiles): RunningProgram {
  const { store, facts, place } = options
  const said = newAttemptState()
  const stopping = createStopping(store, run.id)
  let intended: Intention | null = null
  const reader = createRecordReader(
    files.records,
    store.programs.jobOf(run.id)?.taken ?? 0,
    (read, position) => hear(takeRecords(options, run, said, read, position)),
    fail,
  )
  const end = (): void => place.end(run.id, said.leader)

  function hear(keys: ReadonlySet<string>): void {
    if (stopping === null || intended !== null || said.finished !== null) return
    const sentence = stopping.judge(keys)
    if (sentence !== null) stop('early-stopped', sentence)
  }

  function stop(reason: EndReason, message: string | null): void {
    intended ??= { reason, message }
    try {
      place.stop(run.id, files.stopFile)
      store.runs.markStopping(run.id)
    } catch (error) {
      log.error(`That run ${run.id} stops could not be stored`, error)
      end()
    }
    facts.changed(run.id)
  }

  /** What it says cannot be stored, most likely for want of room: it ends with the sentence, and what was stored stays. */
  function fail(caught: unknown): void {
    const error = translateSqliteError(caught)
    log.error(`What the program of run ${run.id} says could not be stored`, error)
    intended ??= { reason: 'failed', message: sentenceOf(error) }
    end()
  }

  /** Its last words. */
  function drain(): void {
    try {
      reader.drain()
    } catch (error) {
      log.error(`The last of run ${run.id} could not be stored`, error)
      intended ??= { reason: 'failed', message: sentenceOf(translateSqliteError(error)) }
    }
    reader.close()
  }

  return {
    files,
    said,
    follow: () => reader.follow(),
    catchUp() {
      try {
        readWriter(files.records, said)
        reader.drain()
      } catch (error) {
        fail(error)
      }
    },
    hear,
    stop,
    intend: (intention) => void (intended = intention),
    settle() {
      drain()
      // Nobody has said how it ended: what is left of it must not run on unseen.
      if (said.finished === null) end()
      const own = said.finished ?? { reason: 'failed', message: unwatched }
      return own.reason === 'completed' || intended === null ? own : intended
    },
    end,
    close: () => reader.close(),
  }
}

/** Who writes stands first, in what was taken in long ago. */
function readWriter(records: string, state: AttemptState): void {
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

export const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
