/** Columns of the run table: which there are, what stands in them, and by what the store sorts them. */
import { decidingMetricOf } from '@contract/run-data'
import type { RunSummary } from '@contract/run'
import type { ColumnValue, RunKeys } from '@contract/run-query'
import { visibleLine } from '@contract/text'
import { tagsKey, type Quantity, type RunTable } from '@contract/workspace'
import { metricOf } from '@model/digests'
import { unitOfKey } from '@model/units'
import { flatRecord } from '@protocol/config'
import { settingCell, settingLabel } from '../words/config-values'
import { formatBytes, formatCount, formatMetric, formatTime } from '../words/format'
import { stateWord } from '../words/run-look'
import { formatQuantity, numberOf } from '../workspace/quantities'
import { lineageWords, type LineageSource } from './lineage-words'

/** What a run has in a column; empty for nothing. */
export type RunCell = { readonly text: string }
/** What cells are read from beside the run itself. */
export type CellSource = LineageSource & {
  /** A value in a column of the store; undefined where the run has none, or while it is on its way. */
  readonly read: (column: string, run: RunSummary) => ColumnValue | undefined
}
export const metricParts = ['best', 'last', 'min', 'max', 'at', 'point'] as const
export type MetricPart = (typeof metricParts)[number]
/** What a column is of. */
export type ColumnSubject =
  | { readonly kind: 'metric'; readonly part: MetricPart; readonly key: string; readonly step: number }
  | { readonly kind: 'config' | 'summary'; readonly key: string }
  | { readonly kind: 'run'; readonly key: string }

export type RunColumn = {
  /** `config:loss`, `best:val_mse`, `created`. */
  readonly id: string
  readonly subject: ColumnSubject
  readonly label: string
  /** What its values are measured in; empty for nothing. */
  readonly unit: string
  readonly isNumber: boolean
  readonly cell: (run: RunSummary, source: CellSource) => RunCell
}
export type RunSort = Readonly<RunTable['sort']>

/** Columns that stand there until others are chosen; `state`, `curve`, `tags`, `notes` and `lineage` are drawn by the table itself. */
export const usualColumns = [
  ...['state', 'config:architecture', 'config:loss', 'curve', 'best:val_mse', 'at:val_mse', 'last:val_mse'],
  ...['best:val_psnr', 'run:epochs', 'config:learningRate', 'config:seed', 'run:trainingSeconds', 'created'],
  ...['tags', 'notes'],
] as const
/** Newest first. */
export const usualSort: RunSort = { id: 'created', isDescending: true }

/** The word that a column begins with, and the rest. */
function splitId(id: string): readonly [string, string] {
  const colon = id.indexOf(':')
  return [id.slice(0, colon), id.slice(colon + 1)]
}

/** What a column is of; null for a word that is no column. */
export function subjectOf(id: string): ColumnSubject | null {
  if (!id.includes(':'))
    return Object.hasOwn(ownColumns, id) && !quantityNames.has(id) ? { kind: 'run', key: id } : null
  const [kind, key] = splitId(id)
  if (kind === 'config' || kind === 'summary') return { kind, key }
  if (kind === 'point') {
    const [, step, of] = /^(\d{1,15}):(.*)$/s.exec(key) ?? []
    return step === undefined || of === undefined
      ? null
      : { kind: 'metric', part: 'point', key: of, step: Number(step) }
  }
  const part = metricParts.find((one) => one === kind)
  if (part !== undefined) return { kind: 'metric', part, key, step: 0 }
  return kind === 'run' && quantityNames.has(key) ? { kind, key } : null
}

/** The id of a metric's column. @param step of a value at one */
export const metricColumn = (part: MetricPart, key: string, step = 0): string =>
  part === 'point' ? `point:${step}:${key}` : `${part}:${key}`

const textOf = (text: string): RunCell => ({ text })
const ownText = (value: ColumnValue | undefined): RunCell => textOf(typeof value === 'string' ? value : '')
const timeCell = (time: string | null) => textOf(time === null ? '' : formatTime(time))
const numberCell = (value: number | undefined, text: (value: number) => string): RunCell =>
  textOf(value === undefined || Number.isNaN(value) ? '' : text(value))
const quantityCell = (key: Extract<Quantity, { kind: 'run' }>['key']): Own['cell'] => {
  const quantity = { kind: 'run', key } as const
  const valueOf = numberOf(quantity)
  return (run) => numberCell(valueOf(run), (value) => formatQuantity(quantity, value))
}

type Own = Pick<RunColumn, 'isNumber' | 'cell'> & { readonly label: string; readonly sortBy: string | null }
/** Those that charts have too, by `run:KEY`. */
export const quantityNames: ReadonlySet<string> = new Set([
  'epochs',
  'trainingSeconds',
  'parameters',
  'imagesPerSecond',
])

const word = (label: string, cell: Own['cell'], sortBy: string | null): Own => ({
  label,
  isNumber: false,
  cell,
  sortBy,
})
const number = (label: string, cell: Own['cell'], sortBy: string): Own => ({ label, isNumber: true, cell, sortBy })

type Trained = Pick<RunSummary, 'epochs' | 'plannedEpochs' | 'state' | 'endReason'>

/** While a run trains, and where it waits to be resumed, of how many: "23 / 100". Of any other a number alone. */
function epochsText({ epochs, plannedEpochs, state, endReason }: Trained): string {
  const done = formatCount(epochs)
  const isOver = state === 'ended' && endReason !== 'interrupted'
  return plannedEpochs === null || isOver ? done : `${done} / ${formatCount(plannedEpochs)}`
}

/** What the run itself has, by the names of their columns. */
export const ownColumns: Readonly<Record<string, Own>> = {
  name: word('Name', ({ name }) => textOf(name), 'run:name'),
  state: word('State', (run) => textOf(stateWord(run)), 'run:state'),
  curve: word(
    // Of the metric that decides in a run's task: runs of several tasks stand below each other.
    'Curve',
    ({ sparkline, recipe }) =>
      numberCell(sparkline.at(-1) ?? Number.NaN, (value) => formatMetric(decidingMetricOf(recipe ?? {}), value)),
    'last:val_mse',
  ),
  epochs: number('Epochs', (run) => textOf(epochsText(run)), 'run:epochs'),
  trainingSeconds: number('Training time', quantityCell('trainingSeconds'), 'run:trainingSeconds'),
  parameters: number('Parameters', quantityCell('parameters'), 'run:parameters'),
  imagesPerSecond: number('Images/s', quantityCell('imagesPerSecond'), 'run:imagesPerSecond'),
  created: word('Created', ({ createdAt }) => timeCell(createdAt), 'run:createdAt'),
  started: word('Started', ({ startedAt }) => timeCell(startedAt), 'run:startedAt'),
  ended: word('Ended', ({ endedAt }) => timeCell(endedAt), 'run:endedAt'),
  origin: word('Origin', (run, { read }) => ownText(read('run:origin', run)), 'run:origin'),
  data: word('Data set', (run, { read }) => ownText(read('run:data', run)), 'run:data'),
  attempts: number('Stretches of training', ({ attempts }) => textOf(formatCount(attempts)), 'run:attempts'),
  checkpoints: number(
    'Checkpoints',
    ({ checkpointBytes }) => textOf(checkpointBytes === 0 ? '' : formatBytes(checkpointBytes)),
    'run:checkpointBytes',
  ),
  lineage: word('Lineage', (run, source) => textOf(lineageWords(run, source)), 'run:parentRun'),
  tags: word('Tags', ({ tags }) => textOf(tags.join(', ')), 'run:tags'),
  notes: word('Notes', ({ notes }) => textOf(notes), 'run:notes'),
  id: word('Id', ({ id }) => textOf(id), 'run:id'),
}

/** What is known of the project's keys. */
export type ColumnKeys = Pick<RunKeys, 'config'> & Partial<Pick<RunKeys, 'said' | 'summary' | 'series'>>

/** The column with that id; null when there is none. Of a setting: numbers where it is one on every run that has it. */
export function runColumn(id: string, keys: ColumnKeys): RunColumn | null {
  const subject = subjectOf(id)
  if (subject === null) return null
  switch (subject.kind) {
    case 'run': {
      const own = ownColumns[subject.key]
      return own === undefined ? null : { id, subject, unit: '', ...own }
    }
    case 'metric':
      return metricRunColumn(id, subject, keys)
    case 'config':
      return valueColumn(id, subject, isNumeric(subject.key, keys.config))
    case 'summary':
      return valueColumn(id, subject, isNumeric(subject.key, keys.summary ?? []))
  }
}

type MetricSubject = Extract<ColumnSubject, { kind: 'metric' }>

/** In what a series counts: where no run has epochs for it, in steps. */
function unitOfSteps(key: string, { series = [] }: Pick<ColumnKeys, 'series'>): 'epoch' | 'step' {
  const info = series.find((one) => one.key === key)
  return info !== undefined && info.byEpoch === 0 ? 'step' : 'epoch'
}

/** "val_mse.best", as the query language has it; the epoch of the best in words. */
function metricLabel({ part, key, step }: MetricSubject, keys: ColumnKeys): string {
  const name = visibleLine(key)
  if (part === 'at') return `${name} best ${unitOfSteps(key, keys)}`
  return part === 'point' ? `${name}.at(${step})` : `${name}.${part}`
}

function metricRunColumn(id: string, subject: MetricSubject, keys: ColumnKeys): RunColumn {
  const { part, key } = subject
  const { said } = keys
  const unit = part === 'at' ? '' : visibleLine(unitOfKey(key, flatRecord<string>(said?.units ?? [])))
  const text = part === 'at' ? String : (value: number) => formatMetric(key, value)
  return {
    id,
    subject,
    label: metricLabel(subject, keys),
    unit,
    isNumber: true,
    cell: (run, { read }) => {
      if (part === 'point') {
        const value = read(id, run)
        return numberCell(typeof value === 'number' ? value : undefined, text)
      }
      if (part === 'min' || part === 'max') {
        const digest = run.series[key]
        return numberCell((part === 'min' ? digest?.minimum : digest?.maximum) ?? undefined, text)
      }
      return numberCell(metricOf(run, key)?.[part === 'at' ? 'bestEpoch' : part], text)
    },
  }
}

function valueColumn(
  id: string,
  subject: Extract<ColumnSubject, { kind: 'config' | 'summary' }>,
  isNumber: boolean,
): RunColumn {
  const { kind, key } = subject
  const label = kind === 'config' ? settingLabel(key) : visibleLine(key)
  const quantity = { kind: 'config', key } as const
  const cell = (run: RunSummary): RunCell => {
    const values = kind === 'config' ? run.config : run.summary
    const value = values[key]
    if (isNumber)
      return numberCell(typeof value === 'number' ? value : undefined, (one) => formatQuantity(quantity, one))
    return textOf(settingCell(kind === 'config' ? run : { config: run.summary }, key))
  }
  return { id, subject, label, unit: '', isNumber, cell }
}

function isNumeric(key: string, infos: RunKeys['config']): boolean {
  const info = infos.find((one) => one.key === key)
  return info !== undefined && info.numbers === info.runs
}

/** The columns with these ids in their order; an epoch right behind its metric needs no name. */
export function tableColumns(ids: readonly string[], keys: ColumnKeys): RunColumn[] {
  const columns = ids.flatMap((id) => runColumn(id, keys) ?? [])
  return columns.map((column, at) => {
    const before = columns[at - 1]?.subject
    const { subject } = column
    const isBehind =
      subject.kind === 'metric' && subject.part === 'at' && before?.kind === 'metric' && before.key === subject.key
    return isBehind ? { ...column, label: `at ${unitOfSteps(subject.key, keys)}` } : column
  })
}

/** The store's column that a column of the table is sorted by. */
export function sortColumn(id: string): string {
  const subject = subjectOf(id)
  if (subject?.kind === 'run') return ownColumns[subject.key]?.sortBy ?? id
  return subject?.kind === 'metric' && subject.part === 'at' ? `bestStep:${subject.key}` : id
}

/** What runs are grouped by where a column says so: the key of its setting, or their tags; null for what makes no groups. */
export function groupKeyOf({ subject }: Pick<RunColumn, 'subject'>): string | null {
  if (subject.kind === 'config') return subject.key
  return subject.kind === 'run' && subject.key === 'tags' ? tagsKey : null
}

/** Columns of the store that a cell of a run that is not in sight is read of. */
export function columnsRead(id: string): string[] {
  const subject = subjectOf(id)
  if (subject === null) return []
  if (subject.kind === 'metric' && subject.part !== 'point')
    return digestColumns.map((part) => `${part}:${subject.key}`)
  if (subject.kind !== 'run') return [id]
  if (subject.key === 'lineage') return ['run:continued']
  if (subject.key === 'state') return ['run:shownState', 'run:held']
  const column = sortColumn(id)
  return column.startsWith('run:') ? [column] : []
}

const digestColumns = [
  ...['isByStep', 'count', 'firstStep', 'lastStep', 'last', 'min', 'minStep', 'max', 'maxStep'],
  ...['nan', 'infinite', 'infinityStep', 'minusInfinityStep'],
]
