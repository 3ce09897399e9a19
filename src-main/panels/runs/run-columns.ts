/** Columns of the run table: which there are, what stands in them, and runs in their order. */
import type { RunSummary } from '@contract/run'
import type { RunKeys } from '@contract/run-query'
import { visibleLine } from '@contract/text'
import { metricOf } from '@model/digests'
import { unitOfKey } from '@model/units'
import { flatRecord } from '@protocol/config'
import type { Quantity, RunTable } from '@contract/workspace'
import { configLabel, noValue, settingLabel } from '../words/config-values'
import { formatMetric, formatTime } from '../words/format'
import { formatQuantity, numberOf, quantityChoices, quantityLabel, quantityOf } from '../workspace/quantities'

/** What a run has in a column; empty for nothing. */
export type RunCell = { readonly text: string }
export type RunColumn = {
  /** `config:loss`, `best:val_mse`, `created`. */
  readonly id: string
  readonly label: string
  readonly isNumber: boolean
  readonly cell: (run: RunSummary) => RunCell
}
export type RunSort = Readonly<RunTable['sort']>

/** Columns that stand there until others are chosen; `state` and `curve` are drawn by the table itself. */
export const usualColumns = [
  ...['state', 'config:architecture', 'config:loss', 'curve', 'best:val_mse', 'at:val_mse', 'last:val_mse'],
  ...['best:val_psnr', 'run:epochs', 'config:learningRate', 'config:seed', 'run:trainingSeconds', 'created'],
] as const
/** Newest first. */
export const usualSort: RunSort = { id: 'created', isDescending: true }

const numberCell = (value: number | undefined, text: (value: number) => string): RunCell =>
  value === undefined || Number.isNaN(value) ? { text: '' } : { text: text(value) }

const ownColumns: Readonly<Record<string, Omit<RunColumn, 'id'>>> = {
  name: { label: 'Name', isNumber: false, cell: ({ name }) => ({ text: name }) },
  state: { label: 'State', isNumber: false, cell: ({ state }) => ({ text: state }) },
  curve: {
    label: 'val_mse',
    isNumber: false,
    cell: ({ sparkline }) => numberCell(sparkline.at(-1) ?? Number.NaN, (value) => formatMetric('val_mse', value)),
  },
  created: {
    label: 'Created',
    isNumber: false,
    cell: ({ createdAt }) => ({ text: formatTime(createdAt) }),
  },
  'run:epochs': {
    label: 'Epochs',
    isNumber: true,
    cell: ({ epochs, plannedEpochs }) => ({
      text: plannedEpochs === null ? String(epochs) : `${epochs} / ${plannedEpochs}`,
    }),
  },
  tags: { label: 'Tags', isNumber: false, cell: ({ tags }) => ({ text: tags.join(', ') }) },
  notes: { label: 'Notes', isNumber: false, cell: ({ notes }) => ({ text: notes }) },
}

/** As the form and the table's other heads have it; metrics by their key. */
function wordsOf(quantity: Quantity): string {
  if (quantity.kind === 'config') return settingLabel(quantity.key)
  const label = quantityLabel(quantity)
  return quantity.kind === 'run' ? `${label.charAt(0).toUpperCase()}${label.slice(1)}` : label
}

/** What is known of the project's keys. */
export type ColumnKeys = Pick<RunKeys, 'config'> & Partial<Pick<RunKeys, 'said'>>

/** The column with that id; null when there is none. Of a setting: numbers where it is one on every run that has it. */
export function runColumn(id: string, keys: ColumnKeys): RunColumn | null {
  const own = Object.hasOwn(ownColumns, id) ? ownColumns[id] : undefined
  if (own) return { id, ...own }
  if (id.startsWith('at:')) {
    const key = id.slice('at:'.length)
    const cell = (run: RunSummary) => numberCell(metricOf(run, key)?.bestEpoch, String)
    return { id, label: `best ${key} epoch`, isNumber: true, cell }
  }
  const quantity = quantityOf(id)
  if (quantity === null) return null
  const units = flatRecord<string>(keys.said?.units ?? [])
  const unit = quantity.kind === 'best' || quantity.kind === 'last' ? visibleLine(unitOfKey(quantity.key, units)) : ''
  const label = `${wordsOf(quantity)}${unit === '' ? '' : `, ${unit}`}`
  if (quantity.kind === 'config' && !isNumeric(quantity.key, keys)) {
    const cell = (run: RunSummary) => {
      const text = configLabel(run, quantity.key)
      return { text: text === noValue ? '' : text }
    }
    return { id, label, isNumber: false, cell }
  }
  const valueOf = numberOf(quantity)
  const cell = (run: RunSummary) => numberCell(valueOf(run), (value) => formatQuantity(quantity, value))
  return { id, label, isNumber: true, cell }
}

function isNumeric(key: string, { config }: Pick<RunKeys, 'config'>): boolean {
  const info = config.find((one) => one.key === key)
  return info !== undefined && info.numbers === info.runs
}

/** Every column that can be chosen, in groups. */
export function columnChoices(
  metricKeys: readonly string[],
  configKeys?: readonly string[],
): { value: string; label: string; group: string }[] {
  const own = ['state', 'curve', 'created'].map((value) => ({
    value,
    label: value === 'curve' ? 'val_mse curve' : (ownColumns[value]?.label ?? value),
    group: 'Run',
  }))
  const epochs = metricKeys.map((key) => ({
    value: `at:${key}`,
    label: `best ${key} epoch`,
    group: 'Best epoch',
  }))
  const quantities = quantityChoices(metricKeys, configKeys).map((choice) => {
    const quantity = quantityOf(choice.value)
    return quantity === null ? choice : { ...choice, label: wordsOf(quantity) }
  })
  return [...own, ...quantities, ...epochs]
}

/** The store's column that a column of the table is sorted by. */
export function sortColumn(id: string): string {
  if (id === 'created') return 'run:createdAt'
  if (id === 'curve') return 'last:val_mse'
  if (id === 'name' || id === 'state' || id === 'tags' || id === 'notes') return `run:${id}`
  return id.startsWith('at:') ? `bestStep:${id.slice('at:'.length)}` : id
}
