/** What the list of runs has behind each name, and is sorted by: a metric, a setting, or what else is known of a run. */
import type { RunSummary } from '@contract/run'
import type { RunKeys } from '@contract/run-query'
import type { Quantity, WorkspaceLayout } from '@contract/workspace'
import { comparableOf } from '@model/comparison/metric'
import type { Direction, Directions } from '@model/directions'
import { mean, standardDeviation } from '@maths/statistics'
import { showDeviation } from '../compare/verdict-words'
import { offeredSettings, settingCell } from '../words/config-values'
import { countOf, formatTime } from '../words/format'
import { seriesOf } from './panels'
import { directionOf, formatQuantity, numberOf, quantityChoices, quantityLabel, quantityOf } from './quantities'

export type ListValue = {
  /** `best:val_mse`, `config:seed`, `created`. */
  readonly id: string
  /** "best val_mse". */
  readonly label: string
  readonly direction: Direction
  /** Whether runs have numbers of it, which groups have a mean of. */
  readonly isNumber: boolean
  /** What stands behind a run's name; empty for nothing. */
  readonly text: (run: RunSummary) => string
  /** NaN where a run has none, or no number that is finite. */
  readonly numberOf: (run: RunSummary) => number
  readonly format: (value: number) => string
}

export type ListOrder = WorkspaceLayout['listOrder']

const createdId = 'created'

type Keys = Pick<RunKeys, 'runs' | 'config' | 'series'>
type Said = { readonly directions: Directions; readonly hiddenKeys: readonly string[] }

/** The best of the metric that runs are compared by; without one that has a direction the last of any, else when a run was made. */
export function usualListValue(keys: Keys, { directions, hiddenKeys }: Said): string {
  const [compared] = comparableOf(keys.series, directions, hiddenKeys)
  if (compared !== undefined) return `best:${compared}`
  const [first] = seriesOf(keys).filter((key) => keys.series.some((series) => series.key === key))
  return first === undefined ? createdId : `last:${first}`
}

/** What the list has as it was chosen, or as is usual for these runs where nothing is chosen. */
export function listValueOf(chosen: string | null, keys: Keys, said: Said): ListValue {
  const id = chosen ?? usualListValue(keys, said)
  const quantity = quantityOf(id)
  if (quantity === null) return createdValue
  const isNumber = quantity.kind !== 'config' || isNumeric(quantity.key, keys)
  const value = numberOf(quantity)
  const finite = (run: RunSummary): number => {
    const number = value(run)
    return Number.isFinite(number) ? number : Number.NaN
  }
  const format = (number: number): string => formatQuantity(quantity, number)
  return {
    id,
    label: quantityLabel(quantity),
    direction: directionOf(quantity, said.directions),
    isNumber,
    text: isNumber ? (run) => numberText(run, quantity, finite(run), format) : (run) => settingCell(run, quantity.key),
    numberOf: isNumber ? finite : () => Number.NaN,
    format,
  }
}

const createdValue: ListValue = {
  id: createdId,
  label: 'created',
  direction: 'none',
  isNumber: false,
  text: ({ createdAt }) => formatTime(createdAt),
  numberOf: () => Number.NaN,
  format: String,
}

/** A run that diverged has the epoch of its first NaN where the others have a value. */
function numberText(run: RunSummary, { kind }: Quantity, value: number, format: (value: number) => string): string {
  if (!Number.isNaN(value)) return format(value)
  return run.endReason === 'diverged' && (kind === 'best' || kind === 'last') ? `NaN at ${run.epochs}` : ''
}

function isNumeric(key: string, { config }: Pick<RunKeys, 'config'>): boolean {
  const info = config.find((one) => one.key === key)
  return info !== undefined && info.numbers === info.runs
}

/** Everything that can be chosen, in groups. */
export function listValueChoices(keys: Keys): { id: string; label: string; group: string }[] {
  return [
    ...quantityChoices(seriesOf(keys), offeredSettings(keys)).map(({ value, label, group }) => ({
      id: value,
      label,
      group,
    })),
    { id: createdId, label: createdValue.label, group: 'Run' },
  ]
}

/** How the list is asked for in its order; null for newest first. What has no direction has its smallest value first. */
export function sortOfList(
  { id, direction }: Pick<ListValue, 'id' | 'direction'>,
  order: ListOrder,
): { readonly column: string; readonly descending: boolean } | null {
  if (order === 'newest') return null
  const descending = direction === 'higher' ? order === 'best' : order === 'worst'
  return { column: id === createdId ? 'run:createdAt' : id, descending }
}

/** What a press on the head of the values makes of the order: best first, and turned the next time. */
export const nextOrder = (order: ListOrder): ListOrder => (order === 'best' ? 'worst' : 'best')

/** "best first", "largest first": how the list is sorted by its value; empty while it is not. */
export function orderWords(
  { direction, isNumber }: Pick<ListValue, 'direction' | 'isNumber'>,
  order: ListOrder,
): string {
  if (order === 'newest') return ''
  if (direction !== 'none') return `${order} first`
  const isForward = order === 'best'
  if (isNumber) return isForward ? 'smallest first' : 'largest first'
  return isForward ? 'first to last' : 'last to first'
}

export type GroupValue = {
  /** "0.01244 ± 0.00020", "0.01244" of one run or of equal ones, "3 values" of what is no number; empty for nothing. */
  readonly text: string
  /** The same in a sentence. */
  readonly words: string
  /** NaN where there is none. */
  readonly mean: number
}

const noGroupValue: GroupValue = { text: '', words: '', mean: Number.NaN }

/** What a group has where its runs have a value: mean and standard deviation, written out. @param unfinished tells runs that did not come to their end */
export function groupValueOf(
  runs: readonly RunSummary[],
  value: ListValue,
  isUnfinished: (run: RunSummary) => boolean,
): GroupValue {
  if (!value.isNumber) {
    const texts = new Set(runs.map(value.text).filter((text) => text !== ''))
    const [only = ''] = texts
    return texts.size > 1
      ? {
          ...noGroupValue,
          text: `${texts.size} values`,
          words: `${value.label}: ${[...texts].slice(0, 20).join(', ')}`,
        }
      : { ...noGroupValue, text: only, words: only === '' ? '' : `${value.label} ${only}` }
  }
  // One pass over what may be thousands of runs.
  const numbers: number[] = []
  let unfinished = 0
  for (const run of runs) {
    const number = value.numberOf(run)
    if (Number.isNaN(number)) continue
    numbers.push(number)
    if (isUnfinished(run)) unfinished += 1
  }
  if (numbers.length === 0) return noGroupValue
  const middle = mean(numbers)
  const text = value.format(middle)
  const deviation = numbers.length < 2 ? 0 : standardDeviation(numbers)
  const of = `${countOf(numbers.length, 'run')} shown${unfinished === 0 ? '' : `, ${unfinished} unfinished`}`
  return deviation === 0
    ? { text, words: `Mean ${value.label} of the ${of}`, mean: middle }
    : {
        text: `${text} ± ${showDeviation(text, deviation)}`,
        words: `Mean and standard deviation of ${value.label} over the ${of}`,
        mean: middle,
      }
}

/** Groups with the best mean first, or the worst; those without one come last. They stay as they are where the list is not sorted. */
export function sortGroups<Group>(
  groups: readonly Group[],
  meanOf: (group: Group) => number,
  value: Pick<ListValue, 'id' | 'direction' | 'isNumber'>,
  order: ListOrder,
): readonly Group[] {
  const sort = value.isNumber ? sortOfList(value, order) : null
  if (sort === null) return groups
  const means = new Map(groups.map((group) => [group, meanOf(group)]))
  const sign = sort.descending ? -1 : 1
  return groups.toSorted((left, right) => {
    const [a, b] = [means.get(left) ?? Number.NaN, means.get(right) ?? Number.NaN]
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return sign * (a - b)
  })
}
