/** Runs that programs write: begun, described, logged into and ended by their authors, and never trained by Plateau. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { RequestInput } from '../../contract/api'
import type { dataSetInputSchema } from '../../contract/authors'
import { PlateauError } from '../../contract/errors'
import { mostLevels } from '../../contract/plain-data'
import type { EndReason, LogEntry } from '../../contract/run'
import { visibleText } from '../../contract/text'
import { flatRecord, isJsonObject, type Json, type JsonObject } from '../../protocol/config'
import type { Direction } from '../../protocol/names'
import { limitConfig } from '../../protocol/config-limits'
import { mostGivenBytes, whereLargeBelongs, whyTooLarge } from '../../protocol/given-size'
import { nextSlot } from '../../model/looks'
import type { StoredRun } from '../../store/runs'
import { parseStored } from '../../store/stored-json'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { packTails } from './packing'
import { packEnded } from './digests'
import { createFreeNames } from './free-names'
import { makeRunId, makeRunName, nextRunNumber } from './names'
import type { ProjectService } from './projects/service'
import { isTrainedHere, refuseBinned } from './references'
import type { SummaryCache } from './summaries'

export type AuthorServiceOptions = {
  readonly store: Store
  readonly events: EventBus
  readonly summaries: SummaryCache
  readonly projects: ProjectService
  /** Where files of a run lie. */
  readonly directoryOf: (run: string) => string
}

export type AuthorService = ReturnType<typeof createAuthorService>

/** `createdAt`: where it was begun before it came here. `group`: runs that belong together share it. */
type Begin = RequestInput<'runs.begin'> & { readonly createdAt?: string; readonly group?: string | undefined }
type Describe = Omit<RequestInput<'runs.describe'>, 'metrics'> & {
  readonly metrics?: readonly MetricSaid[] | undefined
}
type MetricSaid = {
  readonly key: string
  readonly direction?: Direction | undefined
  readonly unit?: string | undefined
  readonly step?: string | undefined
  readonly goal?: number | undefined
  readonly hidden?: boolean | undefined
}
type Given = Exclude<Begin['config'], undefined>

const invalid = (field: string, message: string) => new PlateauError('invalid-input', message, { field })

const tooLarge = (field: string, why: string) => invalid(field, `${field} ${why}. ${whereLargeBelongs}`)

/** What was sent as an object or as its text. @throws PlateauError `invalid-input` for anything else, and for what is too large */
function readObject(field: string, given: Given | undefined): JsonObject | undefined {
  if (given === undefined) return undefined
  // A text of spaces and line ends may be longer than what it says.
  if (typeof given === 'string' && given.length > 2 * mostGivenBytes)
    throw tooLarge(field, `has more than ${(2 * mostGivenBytes).toLocaleString('en-US')} characters`)
  const read = typeof given === 'string' ? parseStored(given) : given
  const why = whyTooLarge(read)
  if (why !== null) throw tooLarge(field, why)
  const value = typeof given === 'string' ? read : plain(read)
  if (isJsonObject(value)) return value
  throw invalid(field, `${field} must be a JSON object${typeof given === 'string' ? ', or the text of one' : ''}.`)
}

/** What a message may hold and JSON has no word for becomes text: numbers beyond a double, NaN, bytes, times. */
function plain(value: unknown, level = 0): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === undefined) return null
  if (typeof value !== 'object') return typeof value === 'bigint' ? value.toString() : null
  if (level > mostLevels) return null
  if (Array.isArray(value)) return value.map((entry) => plain(entry, level + 1))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (ArrayBuffer.isView(value))
    return value instanceof DataView ? null : Array.from(value as unknown as ArrayLike<number>, (entry) => plain(entry))
  const entries =
    value instanceof Map ? [...value].map(([key, entry]) => [String(key), entry] as const) : Object.entries(value)
  return flatRecord(entries.map(([key, entry]) => [key, plain(entry, level + 1)]))
}

/** Key by key: what is given takes the place of what is there, objects within objects alike. */
export function mergeConfigs(before: JsonObject, given: JsonObject): JsonObject {
  const merged = new Map(Object.keys(before).map((key) => [key, before[key] ?? null]))
  for (const key of Object.keys(given)) {
    const [old, value] = [merged.get(key), given[key] ?? null]
    merged.set(key, isJsonObject(old) && isJsonObject(value) ? mergeConfigs(old, value) : value)
  }
  return flatRecord(merged)
}

/** Lists are told of more points this often. */
const tellMilliseconds = 1_000

export function createAuthorService({ store, events, summaries, projects, directoryOf }: AuthorServiceOptions) {
  const now = () => new Date().toISOString()

  function changed(run: string) {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }

  /** Runs of which lists were told a moment ago, and whether there is news since. */
  const told = new Map<string, { readonly timer: NodeJS.Timeout; hasNews: boolean }>()

  /** A run has more points: who asks gets them, and lists are told once a second. */
  function grew(run: string): void {
    summaries.forget(run)
    const resting = told.get(run)
    if (resting !== undefined) {
      resting.hasNews = true
      return
    }
    events.publish('run-changed', { run })
    const timer = setTimeout(() => {
      const hasNews = told.get(run)?.hasNews === true
      told.delete(run)
      if (hasNews) grew(run)
    }, tellMilliseconds).unref()
    told.set(run, { timer, hasNews: false })
  }

  /** What fits, and the whole in a file where that is not all. */
  function keepConfig(
    run: string,
    config: JsonObject,
  ): { readonly text: string; readonly problems: readonly string[] } {
    const limited = limitConfig(config, 'config.json')
    if (limited.problems.length > 0) {
      mkdirSync(directoryOf(run), { recursive: true })
      writeFileSync(join(directoryOf(run), 'config.json'), `${JSON.stringify(config)}\n`)
    }
    return { text: JSON.stringify(limited.config), problems: limited.problems }
  }

  /**
   * A config that has grown, unless it has grown too large.
   * @param isLogged nobody waits for an answer: it is said of the run. @throws PlateauError `invalid-input` where somebody does
   */
  function keepGrown(run: StoredRun, config: JsonObject, isLogged: boolean): ReturnType<typeof keepConfig> | undefined {
    const why = whyTooLarge(config)
    if (why === null) return keepConfig(run.id, config)
    if (!isLogged) throw tooLarge('config', `with what is there already ${why}`)
    addProblems(run.id, [`Its config ${why} by now: what came later was left out. ${whereLargeBelongs}`])
    return undefined
  }

  /** Environment and summary are bounded alike, and have no file: what is left out is said. */
  function bounded(what: string, object: JsonObject): { readonly text: string; readonly problems: readonly string[] } {
    const limited = limitConfig(object, '')
    const problems =
      limited.problems.length === 0 ? [] : [`Its ${what} is too large, and only the beginning of it was kept.`]
    return { text: JSON.stringify(limited.config), problems }
  }

  const keepData = (data: z.output<typeof dataSetInputSchema> | undefined): string | undefined =>
    data === undefined
      ? undefined
      : store.records.keepDataSet({
          id: data.id ?? data.name,
          name: data.name,
          hash: data.hash ?? null,
          task: data.task ?? null,
        })

  function note(run: string, level: LogEntry['level'], message: string, time = now()): LogEntry {
    const entry = store.journal.append(run, time, level, message)
    events.publish('run-logged', { run, entry })
    return entry
  }

  /** @throws PlateauError `invalid-input` for a run that Plateau trains */
  function requireForeign(run: StoredRun, what: string): void {
    refuseBinned([run])
    if (isTrainedHere(run)) throw invalid('run', `${run.name} is trained by Plateau itself: ${what}.`)
  }

  return {
    /** @returns the id of the run. @throws PlateauError `invalid-input`, `name-taken`. */
    begin(given: Begin): string {
      const config = readObject('config', given.config) ?? {}
      const environment = readObject('environment', given.environment)
      const id = given.id ?? makeRunId()
      if (store.runs.get(id) !== null)
        throw new PlateauError('name-taken', `Another run has the id ${id} already.`, { field: 'id' })
      const project = projects.forNewRuns(given.project)
      const kept = keepConfig(id, config)
      const told = environment === undefined ? null : bounded('environment', environment)
      store.transaction(() => {
        const taken = new Set(store.runs.namesIn(project))
        const wanted = given.name ?? makeRunName(nextRunNumber([...taken]))
        const name = createFreeNames((candidate) => taken.has(candidate))(wanted, id)
        store.records.insert({
          id,
          project,
          name,
          origin: { kind: given.origin.kind, facts: given.origin.facts ?? {} },
          config: kept.text,
          environment: told?.text ?? null,
          problems: [...kept.problems, ...(told?.problems ?? [])],
          dataSet: keepData(given.data) ?? null,
          stepsAreEpochs: given.stepsAreEpochs === true,
          colourSlot: nextSlot(store.runs.newestSlots(project)),
          launchGroup: given.group ?? null,
          createdAt: given.createdAt ?? now(),
          startedAt: given.startedAt === undefined ? now() : new Date(given.startedAt).toISOString(),
        })
        if (name !== wanted) note(id, 'info', `It was to be called ${wanted}, which another run has.`)
      })
      changed(id)
      return id
    },

    /** @param options `isBinnedToo`: what comes by itself is kept for runs in the bin, too. @throws PlateauError `invalid-input`. */
    describe(run: StoredRun, given: Omit<Describe, 'run'>, { isBinnedToo = false } = {}): void {
      if (!isBinnedToo) refuseBinned([run])
      const config = readObject('config', given.config)
      const environment = readObject('environment', given.environment)
      const summary = readObject('summary', given.summary)
      if (config !== undefined || environment !== undefined || given.data !== undefined)
        requireForeign(run, 'its settings, environment and data are what it was trained with')
      store.transaction(() => {
        const stored = store.records.stored(run.id)
        const mergedWith = (text: unknown, more: JsonObject): JsonObject => {
          const before = parseStored(text)
          return isJsonObject(before) ? mergeConfigs(before, more) : more
        }
        const kept =
          config === undefined
            ? undefined
            : keepGrown(run, mergedWith(wholeConfig(run, stored?.config), config), isBinnedToo)
        const told =
          environment === undefined ? undefined : bounded('environment', mergedWith(stored?.environment, environment))
        const said = summary === undefined ? undefined : bounded('summary', mergedWith(stored?.summary, summary))
        store.records.change(run.id, {
          config: kept?.text,
          environment: told?.text,
          summary: said?.text,
          dataSet: keepData(given.data),
          // What was said of a config that has grown again is said anew.
          ...(kept === undefined && told === undefined && said === undefined
            ? {}
            : {
                problems: [...(kept?.problems ?? run.problems), ...(told?.problems ?? []), ...(said?.problems ?? [])],
              }),
        })
        for (const { key, direction = null, unit = null, step = null, goal = null, hidden = null } of given.metrics ??
          [])
          store.metricDescriptions.describe(run.number, { key, direction, unit, step, goal, hidden })
      })
      changed(run.id)
    },

    /** @returns the lines as they are stored. */
    logLines(run: StoredRun, lines: RequestInput<'runs.log-lines'>['lines']): LogEntry[] {
      refuseBinned([run])
      return store.transaction(() =>
        lines.map(({ message, level = 'info', time }) =>
          note(run.id, level, message, time === undefined ? now() : new Date(time).toISOString()),
        ),
      )
    },

    note,
    grew,
    /** Lists and pages of a run say something else now. */
    changed,
    addProblems,
    end,

    /** Ends a run, once: the first reason stays. @throws PlateauError `invalid-input` for a run that Plateau trains. */
    finish(run: StoredRun, { endReason, message, endedAt }: Omit<RequestInput<'runs.finish'>, 'run'>): void {
      requireForeign(run, 'it ends when its training does')
      end(run.id, endReason, message ?? null, endedAt)
    },
  }

  /** What of a run was not taken in, beside what is said of it already. */
  function addProblems(run: string, sentences: readonly string[]): void {
    const before = store.runs.get(run)?.problems ?? []
    const added = sentences.filter((sentence) => !before.includes(sentence))
    if (added.length > 0) store.records.change(run, { problems: [...before, ...added] })
  }

  /** @param at now unless given */
  function end(run: string, reason: EndReason, message: string | null, at?: string): void {
    const time = at === undefined ? now() : new Date(at).toISOString()
    const isFirst = store.transaction(() =>
      store.runs.markEnded(run, reason, message === null ? null : visibleText(message), time),
    )
    if (isFirst) {
      packTails(store, run)
      packEnded(store, [{ id: run, state: 'ended' }])
    }
    changed(run)
  }

  /** What its author has sent so far, as text: the part that is not shown too. */
  function wholeConfig(run: StoredRun, stored: unknown): unknown {
    const file = join(directoryOf(run.id), 'config.json')
    return existsSync(file) ? readFileSync(file, 'utf8') : stored
  }
}
