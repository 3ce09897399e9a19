/** How a comparison of any runs stands: as chosen where that says something of them, and as is usual for them where it does not. */
import type { RunSummary } from '@contract/run'
import { comparableKeys, directionsOf, usualMetricOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { tellingKeys } from '@model/telling-settings'
import { identityOf } from '@model/values'
import type { ComparedMetric } from './grid'

/** What was chosen; null leaves it to the runs. */
type Chosen = {
  readonly rows: string | null
  readonly columns: string | null
  /** The settings were chosen of these runs, and stay although the runs may be equal in them. */
  readonly keepsKeys: boolean
  readonly scale: 'common' | 'own'
  readonly common: ComparedMetric | null
}
/** Choices that say something of the runs. */
export type Fitted<Choices extends Chosen> = Omit<Choices, 'rows' | 'columns' | 'common'> & {
  readonly rows: string
  readonly columns: string
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
 * The choices with what was left to the runs, or says nothing of them, filled in: settings by those that tell the runs apart, the metric by the first
 * that most of them can be compared on, or without one by the first they have at all.
 */
export function fitChoices<Choices extends Chosen>(runs: readonly RunSummary[], choices: Choices): Fitted<Choices> {
  const { common, scale } = choices
  const hasPoints = runs.some(({ series }) => Object.keys(series).length > 0)
  return {
    ...choices,
    ...fitKeys(runs, choices),
    common: common !== null && (hasSeries(runs, common) || !hasPoints) ? common : usualOf(runs),
    scale: haveOwnLoss(runs) || !hasPoints ? scale : 'common',
  }
}

/** Of runs of several kinds the metric of most of them; where several are, the first that a comparison begins with. */
function usualOf(runs: readonly RunSummary[]): ComparedMetric {
  const { compared, others, withoutDirection } = metricChoices(runs)
  const countOf = (key: string) => runs.filter((run) => hasSeries([run], key)).length
  const most = Math.max(0, ...compared.map(countOf))
  return compared.find((key) => countOf(key) === most) ?? others[0] ?? withoutDirection[0] ?? usualMetricOf(runs)
}

/** What was chosen stays while the runs have it and differ in it, or while it was chosen of them. */
function fitKeys(runs: readonly RunSummary[], { rows, columns, keepsKeys }: Chosen): { rows: string; columns: string } {
  const stays = (key: string | null): key is string =>
    key !== null &&
    hasSetting(runs, key) &&
    (keepsKeys || new Set(runs.map(({ config }) => identityOf(config[key]))).size > 1)
  if (stays(rows) && stays(columns)) return { rows, columns }
  const telling = tellingKeys(runs)
  if (stays(rows)) return { rows, columns: telling.row === rows ? telling.column : telling.row }
  if (stays(columns)) return { rows: telling.row === columns ? telling.column : telling.row, columns }
  return { rows: telling.row, columns: telling.column }
}
