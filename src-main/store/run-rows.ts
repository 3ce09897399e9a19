/**
 * A row of `runs` as a run, whatever is in it. What cannot be read has a stand-in and a sentence in `problems`; nothing here throws, so that
 * one row never hides the others.
 */
import { z } from 'zod'
import { layerSpecSchema, type LayerSpec } from '../contract/architecture'
import { attemptKinds, type AttemptKind } from '../contract/checkpoint'
import type { RunConfig } from '../contract/config'
import { lookCount } from '../contract/looks'
import {
  endReasons,
  environmentSchema,
  originSchema,
  runStates,
  type EndReason,
  type RunOrigin,
  type RunState,
  type RunSummary,
} from '../contract/run'
import { readStoredConfig, type StoredConfig } from '../contract/stored-config'
import { visibleLine, visibleText } from '../contract/text'
import { flatRecord, flattenConfig, isJsonObject, noConfig, type FlatConfig } from '../protocol/config'
import { parseStored, readStored, rememberRead, type Read } from './stored-json'

/** A run as it is stored, without what its epochs say. */
export type StoredRun = {
  readonly id: string
  /** A short name for the tables that have a row for each of its settings and series; runs were made in its order. */
  readonly number: number
  /** The id of its project; empty where that cannot be read. */
  readonly project: string
  readonly name: string
  readonly state: RunState
  readonly endReason: EndReason | null
  readonly endMessage: string | null
  readonly origin: RunOrigin
  /** Its settings as they are stored, flattened. */
  readonly config: FlatConfig
  /** Its settings where they are whole and understood, and nothing else that training needs is unreadable; else null. */
  readonly recipe: RunConfig | null
  /** Epochs that it trains at most, and optimizer steps in one; null where nothing says so. */
  readonly plannedEpochs: number | null
  readonly stepsPerEpoch: number | null
  readonly data: RunSummary['data']
  readonly summary: FlatConfig
  /** Since when nothing is heard of a run elsewhere; null while all is well. */
  readonly silentSince: string | null
  /** Its author counts steps in epochs. */
  readonly stepsAreEpochs: boolean
  /** What of it cannot be read, in sentences. */
  readonly problems: readonly string[]
  readonly layers: readonly LayerSpec[]
  readonly parameters: number | null
  readonly colourSlot: number
  readonly launchGroup: string | null
  readonly parentRun: string | null
  readonly environment: FlatConfig | null
  readonly sampleSet: string | null
  /** True: it goes on when the client that launched it leaves. */
  readonly detached: boolean
  /** The run that this one verifies, and how far it trains for that. */
  readonly verifies: string | null
  readonly lastEpoch: number | null
  /** Queued, and not to begin until somebody lets it go. */
  readonly held: boolean
  /** This home starts it, of a program of a person's own. */
  readonly isProgramJob: boolean
  /** Order among the queued; null when it is not queued. */
  readonly queuePosition: number | null
  /** How its next attempt begins. */
  readonly nextAttempt: AttemptKind
  readonly notes: string
  readonly tags: readonly string[]
  readonly isStarred: boolean
  readonly isArchived: boolean
  /** When it went to the bin; null while it is not there. */
  readonly binnedAt: string | null
  readonly createdAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

/** When a run was, whether it goes on, and how its steps and epochs meet: what the places of its points follow from. */
export type RunTimes = Pick<StoredRun, 'id' | 'state' | 'stepsPerEpoch' | 'createdAt' | 'startedAt'>

/** A row as SQLite has it: of any types, as a damaged file or another version may have written it. */
export type RunRow = Readonly<Record<string, unknown>>

const parseConfig = rememberRead((text): StoredConfig => readStoredConfig(parseStored(text)))
const parseObject = rememberRead((text): Read<FlatConfig> => {
  const stored = parseStored(text)
  if (stored === undefined) return { ok: false, reason: 'is not valid JSON' }
  return isJsonObject(stored) ? { ok: true, value: flattenConfig(stored) } : { ok: false, reason: 'is not an object' }
})
const parseOrigin = rememberRead((text): Read<RunOrigin> => readStored(text, originSchema))
const unknownOrigin: RunOrigin = { kind: 'trained', facts: {} }
const parseProblems = rememberRead((text): Read<string[]> => readStored(text, z.array(z.string())))
const parseLayers = rememberRead((text): Read<LayerSpec[]> => readStored(text, z.array(layerSpecSchema)))
/** Of a run that Plateau trained: without its threads it would not go on to the same last digit. */
const parseOwnEnvironment = rememberRead((text): Read<FlatConfig> => {
  const read = readStored(text, environmentSchema)
  return read.ok ? parseObject(text) : read
})
/** A run's tags as they are stored. */
export const parseTags = rememberRead((text): Read<string[]> => readStored(text, z.array(z.string())))

type Check<Value> = (stored: unknown) => stored is Value
const isText: Check<string> = (stored) => typeof stored === 'string'
const isTextOrNull: Check<string | null> = (stored) => stored === null || typeof stored === 'string'
const isTime: Check<string> = (stored): stored is string => isText(stored) && !Number.isNaN(Date.parse(stored))
const isTimeOrNull: Check<string | null> = (stored): stored is string | null => stored === null || isTime(stored)
const isCount: Check<number> = (stored): stored is number => Number.isSafeInteger(stored) && Number(stored) >= 0
const isCountOrNull: Check<number | null> = (stored): stored is number | null => stored === null || isCount(stored)
const isFlag: Check<0 | 1> = (stored): stored is 0 | 1 => stored === 0 || stored === 1
const isSlot: Check<number> = (stored): stored is number => isCount(stored) && stored < lookCount
const oneOf =
  <Value extends string>(values: readonly Value[]): Check<Value> =>
  (stored): stored is Value =>
    (values as readonly unknown[]).includes(stored)
const isState = oneOf(runStates)
const isEndReason = oneOf(endReasons)
const isAttemptKind = oneOf(attemptKinds)

/** A run whose time cannot be read is listed as the oldest. */
const noTime = new Date(0).toISOString()

/** What is stored, in a sentence. */
function showCell(stored: unknown): string {
  if (typeof stored === 'string') return visibleLine(stored).slice(0, 60)
  if (typeof stored === 'number') return String(stored)
  return stored === null || stored === undefined ? 'nothing' : 'a block of bytes'
}

/** Reads a row's columns, and collects what cannot be read. */
function createColumns(row: RunRow) {
  const problems: string[] = []
  let harmsTraining = false

  function note(problem: string, isNeeded: boolean) {
    problems.push(problem)
    harmsTraining ||= isNeeded
  }

  return {
    problems,
    note,
    mayTrain: () => !harmsTraining,
    /** @param what its name in a sentence; @param isNeeded whether the run cannot be trained without it. */
    column<Value, Instead>(
      this: void,
      name: string,
      check: Check<Value>,
      instead: Instead,
      what: string,
      isNeeded = false,
    ) {
      const stored = row[name]
      if (check(stored)) return stored
      note(`Its ${what} cannot be read: ${showCell(stored)} is stored.`, isNeeded)
      return instead
    },
    json<Value, Instead>(
      this: void,
      name: string,
      parse: (text: string) => Read<Value>,
      instead: Instead,
      what: string,
      isNeeded = false,
    ) {
      const stored = row[name]
      const read: Read<Value> = isText(stored) ? parse(stored) : { ok: false, reason: 'is not text' }
      if (read.ok) return read.value
      note(`Its ${what} cannot be read: the stored value ${read.reason}.`, isNeeded)
      return instead
    },
  }
}

/** A state that nobody knows is an end without a reason: nothing is done with such a run. */
function readState(row: RunRow, { note }: ReturnType<typeof createColumns>): Pick<StoredRun, 'state' | 'endReason'> {
  const { state, end_reason: reason } = row
  if (!isState(state)) {
    note(`Its state cannot be read: ${showCell(state)} is stored.`, true)
    return { state: 'ended', endReason: isEndReason(reason) ? reason : null }
  }
  if (state !== 'ended') {
    if (reason !== null) note(`It is ${state} and has an end reason as well.`, true)
    return { state, endReason: null }
  }
  if (isEndReason(reason)) return { state, endReason: reason }
  note(`How it ended cannot be read: ${showCell(reason)} is stored.`, true)
  return { state, endReason: null }
}

/** @returns the run; a row without a readable id has one that says where it lies, and is found by none. */
export function readRunRow(row: RunRow): StoredRun {
  const columns = createColumns(row)
  const { column, json, note, problems } = columns
  const id = column('id', isText, `row-${String(row.row_number)}`, 'id', true)
  const message = column('end_message', isTextOrNull, null, 'end message')
  const origin = json('origin', parseOrigin, unknownOrigin, 'origin', true)
  const isOwn = origin.kind === 'trained'
  for (const problem of json('problems', parseProblems, [], 'list of problems')) note(visibleText(problem), false)
  const environment =
    row.environment === null
      ? null
      : isOwn
        ? json('environment', parseOwnEnvironment, null, 'environment', true)
        : json('environment', parseObject, null, 'environment')
  const run: StoredRun = {
    id,
    number: column('number', isCount, -1, 'number', true),
    project: column('known_project', isText, '', 'project', true),
    // Homes of earlier versions may have names that a terminal would obey.
    name: visibleLine(column('name', isText, id, 'name')),
    ...readState(row, columns),
    endMessage: message === null ? null : visibleText(message),
    origin,
    ...readSettings(row, columns, isOwn),
    data: readData(row, environment),
    summary: json('summary', parseObject, noConfig, 'summary'),
    silentSince: column('silent_since', isTimeOrNull, null, 'time of its last word'),
    stepsAreEpochs: column('steps_are_epochs', isFlag, 0, 'count of steps') === 1,
    layers: json('layers', parseLayers, [], 'list of layers', true),
    parameters: column('parameters', isCountOrNull, null, 'number of parameters'),
    colourSlot: column('colour_slot', isSlot, 0, 'colour'),
    launchGroup: column('launch_group', isTextOrNull, null, 'launch group'),
    parentRun: column('parent_run', isTextOrNull, null, 'parent run'),
    environment,
    sampleSet: column('sample_set', isTextOrNull, null, 'sample set'),
    detached: column('detached', isFlag, 0, 'place in the queue', true) === 1,
    verifies: column('verifies', isTextOrNull, null, 'verified run', true),
    lastEpoch: column('last_epoch', isCountOrNull, null, 'last epoch', true),
    held: column('held', isFlag, 0, 'place in the queue', true) === 1,
    isProgramJob: row.is_job === 1,
    queuePosition: column('queue_position', isCountOrNull, null, 'place in the queue'),
    nextAttempt: column('next_attempt', isAttemptKind, 'start', 'next attempt', true),
    notes: visibleText(column('notes', isText, '', 'notes')),
    tags: json('tags', parseTags, [], 'tags').map(visibleLine),
    isStarred: column('starred', isFlag, 0, 'star') === 1,
    isArchived: column('archived', isFlag, 0, 'place in the archive') === 1,
    binnedAt: column('binned_at', isTimeOrNull, noTime, 'time in the bin'),
    createdAt: column('created_at', isTime, noTime, 'time of creation'),
    startedAt: column('started_at', isTimeOrNull, null, 'time of its start'),
    endedAt: column('ended_at', isTimeOrNull, null, 'time of its end'),
    problems,
  }
  return { ...run, recipe: columns.mayTrain() ? run.recipe : null }
}

/**
 * Of a row without settings, which take most of the time that it takes to read a run.
 * @param stepsPerEpoch follows from the settings: asked for once, where it is needed
 */
export function readRunTimes(row: RunRow, stepsPerEpoch: () => number | null): RunTimes {
  const columns = createColumns(row)
  let steps: number | null | undefined
  return {
    id: columns.column('id', isText, '', 'id'),
    state: readState(row, columns).state,
    createdAt: columns.column('created_at', isTime, noTime, 'time of creation'),
    startedAt: columns.column('started_at', isTimeOrNull, null, 'time of its start'),
    get stepsPerEpoch() {
      if (steps === undefined) steps = stepsPerEpoch()
      return steps
    },
  }
}

/**
 * A run that Plateau can train again has a recipe, from which its settings are read with the defaults that were in force. Those of any other are
 * what its author said.
 */
function readSettings(
  row: RunRow,
  { json, note }: ReturnType<typeof createColumns>,
  isOwn: boolean,
): Pick<StoredRun, 'config' | 'recipe' | 'plannedEpochs' | 'stepsPerEpoch'> {
  // Of what Plateau did not train there is none. That of its own may be lost.
  if (row.recipe === null && !isOwn) {
    const config = json('config', parseObject, noConfig, 'settings')
    return { config, recipe: null, plannedEpochs: null, stepsPerEpoch: row.steps_are_epochs === 1 ? 1 : null }
  }
  const stored = isText(row.recipe) ? parseConfig(row.recipe) : readStoredConfig(undefined)
  for (const issue of stored.issues) note(issue, true)
  const { recipe, plannedEpochs, stepsPerEpoch } = stored
  if (row.config === row.recipe) return { config: stored.config, recipe, plannedEpochs, stepsPerEpoch }
  const written = json('config', parseObject, noConfig, 'settings')
  const config = flatRecord([...Object.entries(stored.config), ...Object.entries(written)])
  return { config, recipe, plannedEpochs, stepsPerEpoch }
}

/** The hash is that of the data set, or what a run says that it has seen of it. */
function readData(row: RunRow, environment: FlatConfig | null): RunSummary['data'] {
  if (!isText(row.data_set)) return null
  const seen = environment?.dataHash
  const hash = isText(row.data_hash) ? row.data_hash : typeof seen === 'string' ? seen : ''
  return { id: row.data_set, name: isText(row.data_name) ? visibleLine(row.data_name) : row.data_set, hash }
}
