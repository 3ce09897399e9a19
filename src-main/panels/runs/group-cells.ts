/** What stands in the row of a group: a mean with its deviation and its best, values that all runs share or how many there are, and hours. */
import { columnValue, type Measured } from '@contract/run-query'
import { directionOf, type Directions } from '@model/directions'
import { roleOf, type ChosenRoles } from '@model/roles'
import { showDeviation } from '../compare/verdict-words'
import { configLabel } from '../words/config-values'
import { formatCount, formatDuration, formatMetric, formatParameters } from '../words/format'
import type { RunColumn, RunSort } from './run-columns'

/** Of a metric: mean, deviation ("± 0.00010") and best, each empty where there is none. */
export type GroupCell = {
  readonly text: string
  readonly deviation: string
  readonly best: string
}
const noCell: GroupCell = { text: '', deviation: '', best: '' }
const cell = (text: string): GroupCell => ({ ...noCell, text })

export const isMetricValue = ({ subject }: Pick<RunColumn, 'subject'>): boolean =>
  subject.kind === 'metric' && subject.part !== 'at'

/** The metric whose deviation and best are said: that which the table is sorted by first, else its first. */
export function primaryColumn(columns: readonly RunColumn[], sorts: readonly RunSort[]): RunColumn | null {
  const metrics = columns.filter(isMetricValue)
  for (const { id } of sorts) {
    const found = metrics.find((column) => column.id === id)
    if (found) return found
  }
  return metrics[0] ?? null
}

/** The column of the store that a group sums up; null for those of which it says nothing. */
export function measureOf(column: RunColumn, roles: ChosenRoles): string | null {
  const { subject, id } = column
  switch (subject.kind) {
    case 'metric':
      return subject.part === 'at' ? null : id
    case 'config':
      // Seeds are what runs of a group differ in.
      return roleOf(subject.key, roles) === 'seed' ? null : id
    case 'summary':
      return id
    case 'run':
      return summedUp.has(subject.key) ? id : null
  }
}
const summedUp: ReadonlySet<string> = new Set(['trainingSeconds', 'parameters'])

/** What a group has in a column. @param measured null while that is on its way */
export function groupCell(
  column: RunColumn,
  measured: Measured | null,
  place: number,
  directions: Directions,
): GroupCell {
  if (measured === null) return noCell
  const { subject } = column
  const at = (values: Float64Array) => values[place] ?? Number.NaN
  if (subject.kind === 'metric') {
    if (at(measured.counts) === 0) return noCell
    const text = (value: number) => (Number.isNaN(value) ? '' : formatMetric(subject.key, value))
    const direction = directionOf(subject.key, directions)
    const middle = text(at(measured.mean))
    const deviation = at(measured.deviation)
    return {
      text: middle,
      deviation: Number.isNaN(deviation) ? '' : `± ${showDeviation(middle, deviation)}`,
      best: direction === 'none' ? '' : text(at(direction === 'lower' ? measured.least : measured.greatest)),
    }
  }
  if (subject.kind === 'run') {
    if (subject.key === 'trainingSeconds') return cell(at(measured.counts) === 0 ? '' : hours(at(measured.sum)))
    const same = columnValue(measured.same, place)
    return cell(typeof same === 'number' ? formatParameters(same) : several(at(measured.distinct)))
  }
  const distinct = at(measured.distinct)
  if (distinct !== 1) return cell(several(distinct))
  const same = columnValue(measured.same, place)
  return cell(same === undefined ? '' : configLabel({ config: { [subject.key]: same } }, subject.key))
}

const several = (count: number): string => (count > 1 ? `${formatCount(count)} values` : '')

/** "98 h"; of less than ten hours as durations are written. */
const hours = (seconds: number): string =>
  seconds >= 36_000 ? `${formatCount(seconds / 3_600)} h` : formatDuration(seconds)
