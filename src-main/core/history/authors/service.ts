/** Runs that programs write: begun, described, logged into and ended by their authors, and never trained by Plateau. */
import type { z } from 'zod'
import type { RequestInput } from '../../../contract/api'
import type { dataSetInputSchema } from '../../../contract/authors'
import { PlateauError } from '../../../contract/errors'
import type { EndReason, LogEntry } from '../../../contract/run'
import { visibleText } from '../../../contract/text'
import { nextSlot } from '../../../model/looks'
import { isJsonObject, type JsonObject } from '../../../protocol/config'
import { whereLargeBelongs, whyTooLarge } from '../../../protocol/given-size'
import type { Direction } from '../../../protocol/names'
import type { StoredRun } from '../../../store/runs'
import { parseStored } from '../../../store/stored-json'
import type { Store } from '../../../store/store'
import type { EventBus } from '../../events'
import { packEnded } from '../digests'
import { createFreeNames } from '../free-names'
import { makeRunId, makeRunName, nextRunNumber } from '../names'
import { packTails } from '../packing'
import type { ProjectService } from '../projects/service'
import { isTrainedHere, refuseBinned } from '../references'
import type { SummaryCache } from '../summaries'
import { invalid, mergeConfigs, readObject, tooLarge } from './given'
import { bounded, createKeptConfigs, type KeptObject } from './kept-objects'
import { createRunNews } from './news'

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
type ObjectsGiven = Readonly<Record<'config' | 'environment' | 'summary', JsonObject | undefined>>
type MetricSaid = {
  readonly key: string
  readonly direction?: Direction | undefined
  readonly unit?: string | undefined
  readonly step?: string | undefined
  readonly goal?: number | undefined
  readonly hidden?: boolean | undefined
}
export function createAuthorService({ store, events, summaries, projects, directoryOf }: AuthorServiceOptions) {
  const configs = createKeptConfigs(directoryOf)
  const { changed, grew } = createRunNews(events, summaries)

  /**
   * A config that has grown, unless it has grown too large.
   * @param isLogged nobody waits for an answer: it is said of the run. @throws PlateauError `invalid-input` where somebody does
   */
  function keepGrown(run: string, config: JsonObject, isLogged: boolean): KeptObject | undefined {
    const why = whyTooLarge(config)
    if (why === null) return configs.keep(run, config)
    if (!isLogged) throw tooLarge('config', `with what is there already ${why}`)
    addProblems(run, [`Its config ${why} by now: what came later was left out. ${whereLargeBelongs}`])
    return undefined
  }

  /** What is given takes its place in what was there. Objects that stay as they were are missing. */
  function keepObjects({ id, problems }: StoredRun, given: ObjectsGiven, isLogged: boolean) {
    const stored = store.records.stored(id)
    const { config, environment, summary } = given
    const settings = config && keepGrown(id, mergedWith(configs.whole(id, stored?.config), config), isLogged)
    const told = environment && bounded('environment', mergedWith(stored?.environment, environment))
    const said = summary && bounded('summary', mergedWith(stored?.summary, summary))
    const isNothing = settings === undefined && told === undefined && said === undefined
    return {
      config: settings?.text,
      environment: told?.text,
      summary: said?.text,
      // What was said of a config that has grown again is said anew.
      ...(isNothing
        ? {}
        : { problems: [...(settings?.problems ?? problems), ...(told?.problems ?? []), ...(said?.problems ?? [])] }),
    }
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

  return {
    note,
    grew,
    changed,
    addProblems,
    end,

    /** @returns the id of the run. @throws PlateauError `invalid-input`, `name-taken`. */
    begin(given: Begin): string {
      const config = readObject('config', given.config) ?? {}
      const environment = readObject('environment', given.environment)
      const id = given.id ?? makeRunId()
      if (store.runs.get(id) !== null)
        throw new PlateauError('name-taken', `Another run has the id ${id} already.`, { field: 'id' })
      const project = projects.forNewRuns(given.project)
      const kept = configs.keep(id, config)
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
      const objects = {
        config: readObject('config', given.config),
        environment: readObject('environment', given.environment),
        summary: readObject('summary', given.summary),
      }
      if (objects.config !== undefined || objects.environment !== undefined || given.data !== undefined)
        requireForeign(run, 'its settings, environment and data are what it was trained with')
      store.transaction(() => {
        const kept = keepObjects(run, objects, isBinnedToo)
        store.records.change(run.id, { ...kept, dataSet: keepData(given.data) })
        for (const said of given.metrics ?? []) {
          const { key, direction = null, unit = null, step = null, goal = null, hidden = null } = said
          store.metricDescriptions.describe(run.number, { key, direction, unit, step, goal, hidden })
        }
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
      end(run.id, endReason, message ?? null, endedAt)
    },
  }
}

const now = (): string => new Date().toISOString()

/** @throws PlateauError `invalid-input` for a run that Plateau trains */
function requireForeign(run: StoredRun, what: string): void {
  refuseBinned([run])
  if (isTrainedHere(run)) throw invalid('run', `${run.name} is trained by Plateau itself: ${what}.`)
}

/** @param stored an object as text; whatever else it is, what is given takes its place */
function mergedWith(stored: unknown, given: JsonObject): JsonObject {
  const before = parseStored(stored)
  return isJsonObject(before) ? mergeConfigs(before, given) : given
}
