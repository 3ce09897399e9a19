/** Runs that journals begin, resume and end. */
import { annotationSchema } from '../../contract/annotations'
import { PlateauError } from '../../contract/errors'
import { projectNameSchema } from '../../contract/projects'
import type { EndReason } from '../../contract/run'
import { nameSchema, visibleLine } from '../../contract/text'
import type { JsonObject } from '../../protocol/config'
import { flatRecord } from '../../protocol/config'
import type { JournalRecordOf } from '../../protocol/journal/records'
import type { Store } from '../../store/store'
import type { AuthorService } from '../history/authors'
import { isTrainedHere } from '../history/references'
import { log } from '../log'
import type { Answer, FromReader } from './messages'

/** A folder of a run that is new here. */
type FoundRun = Extract<FromReader, { kind: 'run' }>

type Options = { readonly store: Store; readonly authors: AuthorService }

const mostFacts = 200
const longestFact = 10_000

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
  }
}

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
