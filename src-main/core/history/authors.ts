/** Runs that programs write: begun, described, logged into and ended by their authors, and never trained by Plateau. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { RequestInput } from '../../contract/api'
import type { dataSetInputSchema } from '../../contract/authors'
import { PlateauError } from '../../contract/errors'
import { mostLevels } from '../../contract/plain-data'
import type { LogEntry } from '../../contract/run'
import { visibleText } from '../../contract/text'
import { flatRecord, isJsonObject, type Json, type JsonObject } from '../../protocol/config'
import { limitConfig } from '../../protocol/config-limits'
import type { StoredRun } from '../../store/runs'
import { parseStored } from '../../store/stored-json'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { nextColourSlot } from './colours'
import { packEnded } from './digests'
import { createFreeNames } from './free-names'
import { makeRunId, makeRunName, nextRunNumber } from './names'
import type { ProjectService } from './projects'
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

type Begin = RequestInput<'runs.begin'>
type Describe = RequestInput<'runs.describe'>
type Given = Exclude<Begin['config'], undefined>

const invalid = (field: string, message: string) => new PlateauError('invalid-input', message, { field })

/** What was sent as an object or as its text. @throws PlateauError `invalid-input` for anything else */
function readObject(field: string, given: Given | undefined): JsonObject | undefined {
  if (given === undefined) return undefined
  const value = typeof given === 'string' ? parseStored(given) : plain(given)
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
function merge(before: JsonObject, given: JsonObject): JsonObject {
  const merged = new Map(Object.keys(before).map((key) => [key, before[key] ?? null]))
  for (const key of Object.keys(given)) {
    const [old, value] = [merged.get(key), given[key] ?? null]
    merged.set(key, isJsonObject(old) && isJsonObject(value) ? merge(old, value) : value)
  }
  return flatRecord(merged)
}

export function createAuthorService({ store, events, summaries, projects, directoryOf }: AuthorServiceOptions) {
  const now = () => new Date().toISOString()

  function changed(run: string) {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }

  /** What fits, and the whole in a file where that is not all. */
  function keepConfig(
    run: string,
    config: JsonObject,
  ): { readonly text: string; readonly problems: readonly string[] } {
    const limited = limitConfig(config, 'config.json')
    if (limited.problems.length > 0) {
      mkdirSync(directoryOf(run), { recursive: true })
      writeFileSync(join(directoryOf(run), 'config.json'), `${JSON.stringify(config, null, 2)}\n`)
    }
    return { text: JSON.stringify(limited.config), problems: limited.problems }
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
          colourSlot: nextColourSlot(store.runs.coloursIn(project), ''),
          createdAt: now(),
          startedAt: given.startedAt === undefined ? now() : new Date(given.startedAt).toISOString(),
        })
        if (name !== wanted) note(id, 'info', `It was to be called ${wanted}, which another run has.`)
      })
      changed(id)
      return id
    },

    /** @throws PlateauError `invalid-input`. */
    describe(run: StoredRun, given: Omit<Describe, 'run'>): void {
      refuseBinned([run])
      const config = readObject('config', given.config)
      const environment = readObject('environment', given.environment)
      const summary = readObject('summary', given.summary)
      if (config !== undefined || environment !== undefined || given.data !== undefined)
        requireForeign(run, 'its settings, environment and data are what it was trained with')
      store.transaction(() => {
        const stored = store.records.stored(run.id)
        const mergedWith = (text: unknown, more: JsonObject): JsonObject => {
          const before = parseStored(text)
          return isJsonObject(before) ? merge(before, more) : more
        }
        const kept =
          config === undefined ? undefined : keepConfig(run.id, mergedWith(wholeConfig(run, stored?.config), config))
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
        for (const { key, direction = null, unit = null } of given.metrics ?? [])
          store.metricDescriptions.describe(run.number, { key, direction, unit })
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

    /** Ends a run, once: the first reason stays. @throws PlateauError `invalid-input` for a run that Plateau trains. */
    finish(run: StoredRun, { endReason, message, endedAt }: Omit<RequestInput<'runs.finish'>, 'run'>): void {
      requireForeign(run, 'it ends when its training does')
      const time = endedAt === undefined ? now() : new Date(endedAt).toISOString()
      const isFirst = store.transaction(() =>
        store.runs.markEnded(run.id, endReason, message === undefined ? null : visibleText(message), time),
      )
      if (isFirst) packEnded(store, [{ id: run.id, state: 'ended' }])
      changed(run.id)
    },
  }

  /** What its author has sent so far, as text: the part that is not shown too. */
  function wholeConfig(run: StoredRun, stored: unknown): unknown {
    const file = join(directoryOf(run.id), 'config.json')
    return existsSync(file) ? readFileSync(file, 'utf8') : stored
  }
}
