/**
 * A row of `runs` as a run, whatever is in it. What cannot be read has a stand-in and a sentence in `problems`; nothing here throws, so that
 * one row never hides the others.
 */
import { z } from 'zod'
import { layerSpecSchema, type LayerSpec } from '../contract/architecture'
import { attemptKinds, type AttemptKind } from '../contract/checkpoint'
import type { KnownConfig, RunConfig } from '../contract/config'
import {
  endReasons,
  environmentSchema,
  runStates,
  type EndReason,
  type RunEnvironment,
  type RunState,
} from '../contract/run'
import { readStoredConfig, type StoredConfig } from '../contract/stored-config'
import { visibleLine, visibleText } from '../contract/text'
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
  /** Its settings as they are stored, of any keys; empty where they cannot be read. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What this version reads of its recipe. */
  readonly config: KnownConfig
  /** What else is stored as its settings, by key, as JSON text. */
  readonly otherSettings: Readonly<Record<string, string>>
  /** Its settings where they are whole and understood, and nothing else that training needs is unreadable; else null. */
  readonly recipe: RunConfig | null
  /** What of it cannot be read, in sentences. */
  readonly problems: readonly string[]
  readonly layers: readonly LayerSpec[]
  readonly parameters: number
  readonly colourSlot: number
  readonly launchGroup: string | null
  readonly parentRun: string | null
  readonly environment: RunEnvironment | null
  readonly sampleSet: string | null
  /** True: it goes on when the client that launched it leaves. */
  readonly detached: boolean
  /** The run that this one verifies, and how far it trains for that. */
  readonly verifies: string | null
  readonly lastEpoch: number | null
  /** Queued, and not to begin until somebody lets it go. */
  readonly held: boolean
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

/** A row as SQLite has it: of any types, as a damaged file or another version may have written it. */
export type RunRow = Readonly<Record<string, unknown>>

const parseConfig = rememberRead((text): StoredConfig => readStoredConfig(parseStored(text)))
const parseObject = rememberRead((text): Read<Record<string, unknown>> =>
  readStored(text, z.record(z.string(), z.unknown())),
)
const parseLayers = rememberRead((text): Read<LayerSpec[]> => readStored(text, z.array(layerSpecSchema)))
const parseEnvironment = rememberRead((text): Read<RunEnvironment> => readStored(text, environmentSchema))
const parseTags = rememberRead((text): Read<string[]> => readStored(text, z.array(z.string())))

type Check<Value> = (stored: unknown) => stored is Value
const isText: Check<string> = (stored) => typeof stored === 'string'
const isTextOrNull: Check<string | null> = (stored) => stored === null || typeof stored === 'string'
const isTime: Check<string> = (stored): stored is string => isText(stored) && !Number.isNaN(Date.parse(stored))
const isTimeOrNull: Check<string | null> = (stored): stored is string | null => stored === null || isTime(stored)
const isCount: Check<number> = (stored): stored is number => Number.isSafeInteger(stored) && Number(stored) >= 0
const isCountOrNull: Check<number | null> = (stored): stored is number | null => stored === null || isCount(stored)
const isFlag: Check<0 | 1> = (stored): stored is 0 | 1 => stored === 0 || stored === 1
const isSlot: Check<number> = (stored): stored is number => isCount(stored) && stored < 8
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
  const config = isText(row.recipe) ? parseConfig(row.recipe) : readStoredConfig(undefined)
  for (const issue of config.issues) note(issue, true)
  const message = column('end_message', isTextOrNull, null, 'end message')
  return {
    id,
    number: column('number', isCount, -1, 'number', true),
    project: column('known_project', isText, '', 'project', true),
    // Homes of earlier versions may have names that a terminal would obey.
    name: visibleLine(column('name', isText, id, 'name')),
    ...readState(row, columns),
    endMessage: message === null ? null : visibleText(message),
    // What is not said of the recipe is said of them.
    settings: json('config', parseObject, {}, 'settings'),
    config: config.known,
    otherSettings: config.others,
    layers: json('layers', parseLayers, [], 'list of layers', true),
    parameters: column('parameters', isCount, 0, 'number of parameters'),
    colourSlot: column('colour_slot', isSlot, 0, 'colour'),
    launchGroup: column('launch_group', isTextOrNull, null, 'launch group'),
    parentRun: column('parent_run', isTextOrNull, null, 'parent run'),
    // Without its threads a run would not go on to the same last digit.
    environment: row.environment === null ? null : json('environment', parseEnvironment, null, 'environment', true),
    sampleSet: column('sample_set', isTextOrNull, null, 'sample set'),
    detached: column('detached', isFlag, 0, 'place in the queue', true) === 1,
    verifies: column('verifies', isTextOrNull, null, 'verified run', true),
    lastEpoch: column('last_epoch', isCountOrNull, null, 'last epoch', true),
    held: column('held', isFlag, 0, 'place in the queue', true) === 1,
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
    recipe: columns.mayTrain() ? config.recipe : null,
  }
}
