/** What every run has beside its settings and metrics, by the names that the query language has for it. */
import type { RunField } from '../../contract/run-query'

/**
 * How a field is compared. `log`, `search`: by words that it has. `text`: `:` finds it anywhere in it. `tags`: any of them. `state`, `flag`: by their words. `moment`: by date. `duration`:
 * in seconds, minutes, hours.
 */
export type OwnKind = 'search' | 'log' | 'text' | 'word' | 'tags' | 'state' | 'flag' | 'moment' | 'duration' | 'number'

export type OwnField = {
  readonly name: OwnName
  readonly kind: OwnKind
  /** Other words for it. */
  readonly also: readonly string[]
  /** What it is, for the completion and the documentation. */
  readonly words: string
  /** The column that runs are ordered by; null where they are not. */
  readonly column: RunField | null
  readonly example: string
}

export const ownNames = [
  'name',
  'tag',
  'note',
  'state',
  'is',
  'project',
  'origin',
  'host',
  'data',
  'id',
  'created',
  'started',
  'ended',
  'time',
  'parameters',
  'log',
  'text',
] as const
export type OwnName = (typeof ownNames)[number]

export const ownFields: readonly OwnField[] = [
  { name: 'name', kind: 'text', also: [], words: 'name of the run', column: 'name', example: 'name ~ "^quiet"' },
  { name: 'tag', kind: 'tags', also: ['tags'], words: 'one of its tags', column: null, example: 'tag:final' },
  { name: 'note', kind: 'text', also: ['notes'], words: 'its notes', column: null, example: 'note ~ "lr"' },
  {
    name: 'state',
    kind: 'state',
    also: [],
    words: 'how it goes, or how it ended',
    column: 'shownState',
    example: 'state = failed',
  },
  { name: 'is', kind: 'flag', also: [], words: 'starred or archived', column: null, example: 'is:starred' },
  { name: 'project', kind: 'word', also: [], words: 'name of its project', column: null, example: 'project = cifar10' },
  {
    name: 'origin',
    kind: 'word',
    also: [],
    words: 'trained, program, logged or imported',
    column: 'origin',
    example: 'origin = logged',
  },
  {
    name: 'host',
    kind: 'word',
    also: [],
    words: 'machine that it ran on, where its author said so',
    column: null,
    example: 'host = gpu-box-2',
  },
  { name: 'data', kind: 'word', also: [], words: 'data set', column: 'data', example: 'data = cifar10-flip-grey' },
  { name: 'id', kind: 'word', also: [], words: 'id of the run', column: 'id', example: 'id = 3fa1c9e2' },
  {
    name: 'created',
    kind: 'moment',
    also: [],
    words: 'when it was made',
    column: 'createdAt',
    example: 'created > 2026-01-01',
  },
  { name: 'started', kind: 'moment', also: [], words: 'when it began', column: 'startedAt', example: 'started > 7d' },
  { name: 'ended', kind: 'moment', also: [], words: 'when it ended', column: 'endedAt', example: 'ended = today' },
  {
    name: 'time',
    kind: 'duration',
    also: [],
    words: 'how long it trained',
    column: 'trainingSeconds',
    example: 'time > 30min',
  },
  {
    name: 'parameters',
    kind: 'number',
    also: [],
    words: 'number of trained parameters',
    column: 'parameters',
    example: 'parameters < 1e6',
  },
  {
    name: 'log',
    kind: 'log',
    also: [],
    words: 'words of its log, each from its beginning on',
    column: null,
    example: 'log:"out of memory"',
  },
  {
    name: 'text',
    kind: 'search',
    also: [],
    words: 'words of its name, notes, tags, settings or log',
    column: null,
    example: 'text:overfit',
  },
]

const byName = new Map(ownFields.flatMap((field) => [field.name, ...field.also].map((name) => [name, field] as const)))

/** `name`, or `run.name` where a setting has the same name. */
export const ownField = (name: string): OwnField | null => {
  const lower = name.toLowerCase()
  return byName.get(lower) ?? (lower.startsWith('run.') ? byName.get(lower.slice('run.'.length)) : undefined) ?? null
}

/** What a setting, a metric or a value of another kind may be asked by, whatever else has the same name. */
export const prefixes = {
  config: 'config.',
  summary: 'summary.',
  environment: 'environment.',
  series: 'metric.',
} as const
