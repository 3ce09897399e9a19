/** What a program is, as a person types it, and the settings that it comes to. */
import {
  programInputSchema,
  savedProgramSchema,
  type ProgramEnvironment,
  type ProgramSettings,
  type ProgramStopping,
  type ProgramValues,
  type ResultSource,
} from '@contract/programs'
import { readCommand } from '@model/programs/command'
import { keptValues } from '@model/programs/parameters'
import { readPattern } from '@model/programs/line-patterns'
import { readNumber } from '@model/programs/typed-values'
import { draftOfParameter, nextRowId, readParameterDraft, type ParameterDraft } from './parameter-draft'

type Row<Value> = Value & { readonly id: number }

export type StoppingDraft = {
  readonly isOn: boolean
  readonly metric: string
  readonly direction: 'lower' | 'higher' | 'unsaid'
  readonly minDelta: string
  readonly patience: string
}

export type SettingsDraft = {
  readonly name: string
  readonly command: string
  readonly folder: string
  readonly environment: ProgramEnvironment
  readonly variables: readonly Row<{ readonly name: string; readonly value: string }>[]
  readonly parameters: readonly ParameterDraft[]
  /** What new runs begin with; changed by saving those of the form. */
  readonly values: ProgramValues
  readonly source: ResultSource
  readonly patterns: readonly Row<{ readonly text: string }>[]
  /** Of sources that read files. */
  readonly resultsFolder: string
  readonly interruptSeconds: string
  readonly terminateSeconds: string
  readonly stopping: StoppingDraft
}

/** By field (`command`, `variables.ROW`, `parameters.ROW.FIELD`, `patterns.ROW`), a sentence. */
type SettingsIssues = Readonly<Record<string, string>>

const usualStopping: StoppingDraft = { isOn: false, metric: '', direction: 'unsaid', minDelta: '0.001', patience: '5' }

export const draftOfStopping = (stopping: ProgramStopping | null): StoppingDraft =>
  stopping === null
    ? usualStopping
    : {
        isOn: true,
        metric: stopping.metric,
        direction: stopping.direction ?? 'unsaid',
        minDelta: String(stopping.minDelta),
        patience: String(stopping.patience),
      }

/** The fields of a program; the usual ones for null, which is one that is not there yet. */
export function draftOf(program: ProgramSettings | null): SettingsDraft {
  const settings =
    program ?? programInputSchema.parse({ name: 'new', command: 'python train.py {parameters}', folder: '/' })
  return {
    name: program === null ? '' : settings.name,
    command: settings.command,
    folder: program === null ? '' : settings.folder,
    environment: settings.environment,
    variables: Object.entries(settings.variables).map(([name, value]) => ({ id: nextRowId(), name, value })),
    parameters: settings.parameters.map(draftOfParameter),
    values: settings.values,
    source: settings.results.source,
    patterns: settings.results.patterns.map((text) => ({ id: nextRowId(), text })),
    resultsFolder: settings.results.folder ?? '',
    interruptSeconds: String(settings.stop.interruptSeconds),
    terminateSeconds: String(settings.stop.terminateSeconds),
    stopping: draftOfStopping(settings.earlyStopping),
  }
}

type Say = (field: string, sentence: string) => unknown

function readStopping(draft: StoppingDraft, say: Say): ProgramStopping | null {
  if (!draft.isOn) return null
  const [minDelta, patience] = [readNumber(draft.minDelta), readNumber(draft.patience)]
  if (draft.metric.trim() === '') say('earlyStopping.metric', 'Name the metric to watch, such as val/loss.')
  if (minDelta === null || !(minDelta >= 0 && Number.isFinite(minDelta)))
    say('earlyStopping.minDelta', 'Enter a number of 0 or more.')
  if (patience === null || !Number.isInteger(patience) || patience < 1 || patience > 1_000_000)
    say('earlyStopping.patience', 'Enter a whole number of 1 or more.')
  return {
    metric: draft.metric.trim(),
    patience: patience ?? 1,
    minDelta: minDelta ?? 0,
    direction: draft.direction === 'unsaid' ? null : draft.direction,
  }
}

/** What a run is stopped early by; null for nothing, undefined while its fields are wrong. */
export function stoppingOf(draft: StoppingDraft): ProgramStopping | null | undefined {
  const wrong: string[] = []
  const read = readStopping(draft, (field) => wrong.push(field))
  return wrong.length > 0 ? undefined : read
}

/** Whether two rules are the same. */
export const isSameStopping = (left: ProgramStopping | null, right: ProgramStopping | null): boolean =>
  left === null || right === null
    ? left === right
    : left.metric === right.metric &&
      left.patience === right.patience &&
      left.minDelta === right.minDelta &&
      left.direction === right.direction

function readVariables(rows: SettingsDraft['variables'], say: Say): Record<string, string> {
  const given = rows.filter(({ name, value }) => name !== '' || value !== '')
  for (const { id, name } of given)
    if (given.find((other) => other.name === name)?.id !== id) say(`variables.${id}`, `${name} appears twice.`)
  return Object.fromEntries(given.map(({ name, value }) => [name, value]))
}

function readWait(text: string, field: string, say: Say): number {
  const seconds = readNumber(text)
  if (seconds === null || !(seconds >= 0 && seconds <= 86_400)) say(field, 'Enter seconds, 0 to 86,400.')
  return seconds ?? 0
}

function readParameters(drafts: SettingsDraft['parameters'], say: Say) {
  return drafts.map((draft) => {
    const { parameter, issues } = readParameterDraft(draft)
    for (const [field, sentence] of Object.entries(issues)) say(`parameters.${draft.id}.${field}`, sentence)
    if (drafts.find(({ name }) => name.trim() === draft.name.trim())?.id !== draft.id)
      say(`parameters.${draft.id}.name`, 'Another parameter has this name.')
    return parameter
  })
}

/** Where a problem of the contract stands in the form. */
function fieldOf(path: readonly PropertyKey[], draft: SettingsDraft): string {
  const [first, second] = path.map(String)
  if (first === 'variables') {
    // Of a key that is too long the path has the beginning.
    const named = draft.variables.find(({ name }) => name === second || name.slice(0, 40) === second)
    return `variables.${named?.id ?? ''}`
  }
  if (first === 'parameters') {
    const field = path[2] === 'default' ? 'usual' : String(path[2] ?? 'name')
    return `parameters.${draft.parameters[Number(second)]?.id ?? ''}.${field}`
  }
  if (first === 'environment') return first
  if (first === 'results' && second === 'patterns') {
    const given = draft.patterns.filter(({ text }) => text.trim() !== '')
    return `patterns.${given[Number(path[2])]?.id ?? ''}`
  }
  return path.map(String).join('.')
}

type SettingsReading = { readonly settings: ProgramSettings | null; readonly issues: SettingsIssues }

/** The settings, or what is wrong with the fields. */
export function readSettings(draft: SettingsDraft): SettingsReading {
  const issues: Record<string, string> = {}
  const say: Say = (field, sentence) => (issues[field] ??= sentence)
  if (draft.name.trim() === '') say('name', 'Give the program a name.')
  if (draft.folder.trim() === '') say('folder', 'Say where it is started: the path of a folder.')
  const command = readCommand(draft.command)
  if (!command.ok) say('command', command.message)
  else if (draft.parameters.length > 0 && !command.words.some(({ isPlace }) => isPlace))
    say('command', 'Values need a place: write {parameters} where they belong.')
  const patterns = draft.patterns.filter(({ text }) => text.trim() !== '')
  if (draft.source === 'lines')
    for (const { id, text } of patterns) {
      const read = readPattern(text)
      if (!read.ok) say(`patterns.${id}`, read.message)
    }
  const folder = draft.resultsFolder.trim()
  const parameters = readParameters(draft.parameters, say)
  const parsed = savedProgramSchema.safeParse({
    name: draft.name,
    command: draft.command,
    folder: draft.folder.trim(),
    environment: draft.environment,
    variables: readVariables(draft.variables, say),
    parameters,
    values: keptValues(parameters, draft.values),
    results: {
      source: draft.source,
      patterns: patterns.map(({ text }) => text),
      ...(folder === '' ? {} : { folder }),
    },
    stop: {
      interruptSeconds: readWait(draft.interruptSeconds, 'stop.interruptSeconds', say),
      terminateSeconds: readWait(draft.terminateSeconds, 'stop.terminateSeconds', say),
    },
    earlyStopping: readStopping(draft.stopping, say),
  })
  if (!parsed.success && Object.keys(issues).length === 0)
    for (const issue of parsed.error.issues) {
      say(fieldOf(issue.path, draft), `It ${issue.message}.`)
    }
  return { settings: parsed.success && Object.keys(issues).length === 0 ? parsed.data : null, issues }
}

const partWords: readonly (readonly [keyof ProgramSettings, string])[] = [
  ['name', 'name'],
  ['command', 'command'],
  ['folder', 'folder'],
  ['environment', 'environment'],
  ['variables', 'variables'],
  ['parameters', 'parameters'],
  ['results', 'results'],
  ['stop', 'stop waits'],
]

/** What of a program would be changed by saving, in words; early stopping aside, which a launch says itself. */
export const changedParts = (before: ProgramSettings, after: ProgramSettings): string[] =>
  partWords.flatMap(([part, words]) => (JSON.stringify(before[part]) === JSON.stringify(after[part]) ? [] : [words]))
