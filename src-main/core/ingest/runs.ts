/** Runs that journals begin, resume and end. */
import { annotationSchema } from '../../contract/annotations'
import { PlateauError } from '../../contract/errors'
import { projectNameSchema } from '../../contract/projects'
import type { EndReason } from '../../contract/run'
import { nameSchema, visibleLine } from '../../contract/text'
import type { JsonObject } from '../../protocol/config'
import { flatRecord } from '../../protocol/config'
import type { JournalRecordOf } from '../../protocol/journal/records'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { AuthorService } from '../history/authors/service'
import { isTrainedHere } from '../history/references'
import { log } from '../log'
import type { Answer, FromReader, JournalBatch, TakenRecord } from './messages'
import { timeOf } from './records'

/** A folder of a run that is new here. */
type FoundRun = Extract<FromReader, { kind: 'run' }>

type Options = { readonly store: Store; readonly authors: AuthorService }

const mostFacts = 200
const longestFact = 10_000

export type JournalRuns = ReturnType<typeof createJournalRuns>

export function createJournalRuns({ store, authors }: Options) {
  /** @returns whether what it logs is wanted */
  function begin({ run, file, problem, remarks }: FoundRun): Answer {
    const stored = store.runs.get(run)
    if (stored !== null) {
      if (!isTrainedHere(stored)) return 'taken'
      log.info(`The journals of ${run} are not read: Plateau trains this run itself`)
      return 'dropped'
    }
    if (file === null) {
      log.info(`The journals of ${run} are not read: ${problem ?? 'there is no run.json'}`)
      return 'dropped'
    }
    const said = [...remarks]
    const checked = <Value>(what: string, read: { success: boolean; data?: Value | undefined }): Value | undefined => {
      if (!read.success) said.push(`Its ${what} in run.json could not be kept as it is.`)
      return read.data
    }
    const project =
      file.project === undefined ? undefined : checked('project', projectNameSchema.safeParse(file.project))
    const name = file.name === undefined ? undefined : checked('name', nameSchema(100).safeParse(file.name))
    const notes =
      file.notes === undefined ? undefined : checked('notes', annotationSchema.shape.notes.safeParse(file.notes))
    const tags = file.tags === undefined ? undefined : checked('tags', annotationSchema.shape.tags.safeParse(file.tags))
    store.transaction(() => {
      authors.begin({
        id: run,
        project,
        name,
        origin: { kind: file.origin.kind, facts: factsOf(file.origin.facts ?? {}) },
        config: file.config,
        environment: file.environment,
        stepsAreEpochs: file.stepsAreEpochs,
        startedAt: file.begunAt,
        createdAt: file.begunAt,
        group: file.group === undefined ? undefined : visibleLine(file.group).slice(0, 200),
      })
      if (notes !== undefined || tags !== undefined) store.annotations.change(run, { notes, tags })
      for (const sentence of said) authors.note(run, 'warning', sentence)
    })
    return 'taken'
  }

  function endWhereGone(run: string, attempt: number): void {
    const journals = store.logJournals.ofRun(run).filter((journal) => (journal.attempt ?? 1) === attempt)
    if (journals.some(({ state, isClosed }) => state === 'finished' || (state === 'open' && !isClosed))) return
    const [gone] = journals.filter(({ state }) => state === 'gone')
    const process = gone?.process ?? null
    const who = process === null ? 'Its program' : `Its process ${process}`
    authors.end(run, 'interrupted', `${who} ended without a last word.`, undefined)
  }

  return {
    /** @returns `later` where the history cannot be written just now */
    begin(found: FoundRun): Answer {
      try {
        return begin(found)
      } catch (error) {
        log.error(`The run ${found.run} could not be begun from its run.json`, error)
        return error instanceof PlateauError && error.code === 'invalid-input' ? 'dropped' : 'later'
      }
    },

    /** Another attempt of a run begins with this batch. */
    resume(run: StoredRun, attempt: number, { attempt: started }: JournalBatch): void {
      const where = started === null ? '' : ` on ${started.writer.host}, process ${started.writer.process}`
      authors.note(run.id, 'info', `Attempt ${attempt} has begun${where}.`)
      if (!run.isProgramJob && store.runs.reopen(run.id)) authors.changed(run.id)
    },

    /** Ends a run where a batch does: as the attempt's own process says, or, where it is gone without, by that. */
    endAfter(run: StoredRun, { records, isClosed, state }: JournalBatch, attempt: number): void {
      const finished = records.find(isFinished)
      if (finished === undefined) {
        if (isClosed && state === 'gone') endWhereGone(run.id, attempt)
        return
      }
      const { reason, message } = endingOf(finished)
      const traceback = finished.exception?.traceback
      if (traceback !== undefined) authors.note(run.id, 'error', traceback)
      authors.end(run.id, reason, message, timeOf(finished.time))
    },
  }
}

const isFinished = (record: TakenRecord): record is JournalRecordOf<'state'> =>
  record.type === 'state' && record.state === 'finished'

/** Facts are texts; what is something else is written as JSON. */
function factsOf(facts: JsonObject): Record<string, string> {
  const texts = Object.keys(facts)
    .slice(0, mostFacts)
    .map((key) => {
      const value = facts[key]
      return [
        key.slice(0, 200),
        (typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, longestFact),
      ] as const
    })
  return { ...flatRecord(texts) }
}

export type JournalEnding = { readonly reason: EndReason; readonly message: string | null }

/** How a run ended, after its writer's last record. */
export function endingOf({ exitCode = 0, exception, reason, stoppedEarly }: JournalRecordOf<'state'>): JournalEnding {
  if (reason === 'stopped' && stoppedEarly !== undefined)
    return { reason: 'early-stopped', message: stoppedEarly.slice(0, 2_000) }
  const isInterrupt = exception?.type === 'KeyboardInterrupt'
  if (exception !== undefined && !isInterrupt)
    return {
      reason: reason === 'stopped' ? 'stopped' : 'failed',
      message: `${exception.type}: ${exception.message}`.slice(0, 2_000),
    }
  if (isInterrupt || reason === 'stopped') return { reason: 'stopped', message: null }
  if (reason === 'failed' || (reason === undefined && exitCode !== 0))
    return { reason: 'failed', message: exitCode === 0 ? null : `It ended with exit code ${exitCode}.` }
  return { reason: 'completed', message: null }
}
