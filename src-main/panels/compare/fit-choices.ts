/** How a comparison of any runs stands: as chosen where that says something of them, and as is usual for them where it does not. */
import type { RunSummary } from '@contract/run'
import { comparableKeys, directionsOf, usualMetricOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { tellingKeys } from '@model/telling-settings'
import type { ComparedMetric } from './grid'

type Chosen = {
  readonly rows: string
  readonly columns: string
  readonly scale: 'common' | 'own'
  readonly common: ComparedMetric
}

/** Series in the groups that a choice of metrics has. */
export type MetricChoices = {
  /** Those with a direction that a comparison may begin with. */
  readonly compared: readonly ComparedMetric[]
  /** Others with a direction: of training itself, or each run's own loss. */
  readonly others: readonly ComparedMetric[]
  /** Drawn, and compared once somebody has said which way they get better. */
  readonly withoutDirection: readonly ComparedMetric[]
}

/** Every series that any of the runs has, once. */
export function metricChoices(runs: readonly RunSummary[]): MetricChoices {
  const directions = directionsOf(runs)
  const compared = comparableKeys(runs)
  const known = new Set(compared)
  const rest = [...new Set(runs.flatMap(({ series }) => Object.keys(series)))].filter((key) => !known.has(key))
  const hasDirection = (key: string) => directionOf(key, directions) !== 'none'
  return {
    compared,
    others: rest.filter(hasDirection),
    withoutDirection: rest.filter((key) => !hasDirection(key)),
  }
}

const hasSeries = (runs: readonly RunSummary[], key: string): boolean =>
  runs.some(({ series }) => (series[key]?.count ?? 0) > 0)
const hasSetting = (runs: readonly RunSummary[], key: string): boolean =>
  runs.some(({ config }) => config[key] !== undefined)

/** Whether runs have a loss of their own beside what they share. */
export const haveOwnLoss = (runs: readonly RunSummary[]): boolean => hasSeries(runs, 'validation_loss')

/**
 * The choices with what these runs lack replaced: settings by those that tell the runs apart, the metric by the first that they can be compared on, or
 * without one by the first they have at all. While no run has any point, all stays as chosen.
 */
export function fitChoices<Choices extends Chosen>(runs: readonly RunSummary[], choices: Choices): Choices {
  const { common, scale } = choices
  const usual = (): ComparedMetric => {
    const { compared, others, withoutDirection } = metricChoices(runs)
    return compared.length > 0 ? usualMetricOf(runs) : (others[0] ?? withoutDirection[0] ?? common)
  }
  return {
    ...choices,
    ...fitKeys(runs, choices),
    common: hasSeries(runs, common) ? common : usual(),
    scale: haveOwnLoss(runs) || runs.every(({ series }) => Object.keys(series).length === 0) ? scale : 'common',
  }
}

function fitKeys(runs: readonly RunSummary[], { rows, columns }: Chosen): { rows: string; columns: string } {
  const [hasRows, hasColumns] = [hasSetting(runs, rows), hasSetting(runs, columns)]
  if (hasRows && hasColumns) return { rows, columns }
  const telling = tellingKeys(runs)
  if (!hasRows && !hasColumns) return { rows: telling.row, columns: telling.column }
  const kept = hasRows ? rows : columns
  const other = telling.row === kept ? telling.column : telling.row
  return hasRows ? { rows, columns: other } : { rows: other, columns }
}
