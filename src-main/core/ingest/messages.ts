/** What the thread that reads journals and the core tell each other. Whatever has an id is answered before the thread reads on. */
import type { JournalPlace } from '../../protocol/journal/reading'
import type { JournalRecord, JournalRun, JournalWriter } from '../../protocol/journal/records'
import type { MediaRecord } from '../../protocol/journal/media-limits'
import type { JournalCounts, JournalKey, JournalState } from '../../store/journals'

/** A journal as the core knows it. */
export type KnownJournal = {
  readonly run: string
  readonly writer: string
  readonly place: JournalPlace
  readonly keys: readonly JournalKey[]
  readonly attempt: number | null
  readonly begunAt: number | null
  readonly host: string | null
  readonly process: number | null
  readonly state: JournalState
  readonly isClosed: boolean
}

/** Points by key: those of the first key lie before `ends[0]`, of the second before `ends[1]`, and so on; ascending steps within each. */
export type PointColumns = {
  readonly keys: readonly string[]
  readonly ends: readonly number[]
  readonly steps: Float64Array
  /** Milliseconds since 1970. */
  readonly times: Float64Array
  readonly values: Float64Array
}

/** A record that is neither points nor an attempt, no larger than the core can take in one turn. */
export type TakenRecord = Exclude<JournalRecord, { type: 'points' | 'attempt' | MediaRecord['type'] }> | MediaRecord

export type StartedAttempt = {
  readonly attempt: number
  readonly begunAt: number | null
  readonly writer: JournalWriter
}

/** By hash, why contents beside a journal are not those: "their SHA-256 is 0123…". Those that are right, and those that are not there, are not among them. */
export type UnfitContents = ReadonlyMap<string, string>

/** What was read of one journal: one transaction and one turn of the core. */
export type JournalBatch = {
  readonly run: string
  readonly writer: string
  /** Where reading stands behind it. */
  readonly place: JournalPlace
  readonly keys: readonly JournalKey[]
  readonly points: PointColumns
  /** All but points and attempts. */
  readonly records: readonly TakenRecord[]
  readonly attempt: StartedAttempt | null
  /** Of the contents that its records name. */
  readonly unfit: UnfitContents
  /** What to add to the journal's counts. */
  readonly counts: Partial<JournalCounts>
  /** The first of its records that is none: where, and why. */
  readonly firstInvalid: string | null
  /** The first key that none can be, and why. */
  readonly firstBadKey: string | null
  /** What is wrong with the file, in sentences. */
  readonly faults: readonly string[]
  readonly state: JournalState
  readonly isClosed: boolean
  /** Whether anything of it was written since the last batch. */
  readonly isHeard: boolean
}

export type FromReader =
  /** A folder of a run that the thread has not seen. `file`: its run.json; null where there is none that can be read, and `problem` says why. */
  | {
      readonly kind: 'run'
      readonly id: number
      readonly run: string
      readonly file: JournalRun | null
      readonly problem: string | null
      /** What of the file is left out, in sentences. */
      readonly remarks: readonly string[]
    }
  | { readonly kind: 'batch'; readonly id: number; readonly batch: JournalBatch }
  /** Everything has been read that was there when it was last asked to look. */
  | { readonly kind: 'caught-up'; readonly looks: number }
  | { readonly kind: 'failed'; readonly message: string }

export type ToReader =
  /** All journals of all runs that were ever read. */
  | { readonly kind: 'known'; readonly journals: readonly KnownJournal[] }
  /** `taken`: it is in. `later`: it could not be written just now. `dropped`: nobody wants it. */
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  /** Looks for new folders and records at once. */
  | { readonly kind: 'look' }

export type Answer = 'taken' | 'later' | 'dropped'
