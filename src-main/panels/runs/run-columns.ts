/** Columns of the run table: which there are, what stands in them, and runs in their order. */
import { describeMetric } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { metricOf } from '@model/digests'
import type { Quantity, RunTable } from '@contract/workspace'
import { compareValues, configLabel, noValue, settingLabel } from '../words/config-values'
import { formatMetric, formatTime } from '../words/format'
import { formatQuantity, quantityChoices, quantityLabel, quantityOf, scaleOf } from '../workspace/quantities'

/** What a run has in a column; `order` is a number or a text to sort by, NaN and '' for nothing. */
export type RunCell = { readonly text: string; readonly order: number | string }
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
  value === undefined || Number.isNaN(value) ? { text: '', order: Number.NaN } : { text: text(value), order: value }

const ownColumns: Readonly<Record<string, Omit<RunColumn, 'id'>>> = {
  name: { label: 'Name', isNumber: false, cell: ({ name }) => ({ text: name, order: name }) },
  state: { label: 'State', isNumber: false, cell: ({ state }) => ({ text: state, order: state }) },
  curve: {
    label: 'val_mse',
    isNumber: false,
    cell: ({ sparkline }) => numberCell(sparkline.at(-1) ?? Number.NaN, (value) => formatMetric('val_mse', value)),
  },
  created: {
    label: 'Created',
    isNumber: false,
    cell: ({ createdAt }) => ({ text: formatTime(createdAt), order: Date.parse(createdAt) }),
  },
  'run:epochs': {
    label: 'Epochs',
    isNumber: true,
    cell: ({ epochs, plannedEpochs }) => ({
      text: plannedEpochs === null ? String(epochs) : `${epochs} / ${plannedEpochs}`,
      order: epochs,
    }),
  },
  tags: { label: 'Tags', isNumber: false, cell: ({ tags }) => ({ text: tags.join(', '), order: tags.join(', ') }) },
  notes: { label: 'Notes', isNumber: false, cell: ({ notes }) => ({ text: notes, order: notes }) },
}

/** As the form and the table's other heads have it; metrics by their key. */
function wordsOf(quantity: Quantity): string {
  if (quantity.kind === 'config') return settingLabel(quantity.key)
  const label = quantityLabel(quantity)
  return quantity.kind === 'run' ? `${label.charAt(0).toUpperCase()}${label.slice(1)}` : label
}

/** The column with that id; null when there is none. Of a setting: numbers where it is one on every run. */
export function runColumn(id: string, runs: readonly RunSummary[]): RunColumn | null {
  const own = Object.hasOwn(ownColumns, id) ? ownColumns[id] : undefined
  if (own) return { id, ...own }
  if (id.startsWith('at:')) {
    const key = id.slice('at:'.length)
    const cell = (run: RunSummary) => numberCell(metricOf(run, key)?.bestEpoch, String)
    return { id, label: `best ${key} epoch`, isNumber: true, cell }
  }
  const quantity = quantityOf(id)
  if (quantity === null) return null
  const { valueOf, choices } = scaleOf(quantity, runs)
  const unit = quantity.kind === 'best' || quantity.kind === 'last' ? describeMetric(quantity.key).unit : ''
  const label = `${wordsOf(quantity)}${unit === '' ? '' : `, ${unit}`}`
  if (quantity.kind === 'config' && choices !== null) {
    const cell = (run: RunSummary) => {
      const text = configLabel(run, quantity.key)
      return text === noValue ? { text: '', order: '' } : { text, order: text }
    }
    return { id, label, isNumber: false, cell }
  }
  const cell = (run: RunSummary) => numberCell(valueOf(run), (value) => formatQuantity(quantity, value))
  return { id, label, isNumber: true, cell }
}

/** Every column that can be chosen, in groups. */
export function columnChoices(metricKeys: readonly string[]): { value: string; label: string; group: string }[] {
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
  const quantities = quantityChoices(metricKeys).map((choice) => {
    const quantity = quantityOf(choice.value)
    return quantity === null ? choice : { ...choice, label: wordsOf(quantity) }
  })
  return [...own, ...quantities, ...epochs]
}

const isNothing = (order: RunCell['order']): boolean => order === '' || Number.isNaN(order)

/** Runs by a column; those that have nothing there come last either way, and equal ones stay in their order. */
export function sortRuns(runs: readonly RunSummary[], { id, isDescending }: RunSort): readonly RunSummary[] {
  const column = runColumn(id, runs)
  if (column === null) return runs
  const orders = new Map(runs.map((run) => [run.id, column.cell(run).order]))
  return [...runs].sort((left, right) => {
    const [a = '', b = ''] = [orders.get(left.id), orders.get(right.id)]
    if (isNothing(a) || isNothing(b)) return Number(isNothing(a)) - Number(isNothing(b))
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareValues(String(a), String(b))
    return isDescending ? -order : order
  })
}
