/** The series that runs are compared on: any key with a direction. */
import { commonMetricKeys, describeMetric } from '../../contract/metrics'
import type { RunSummary } from '../../contract/run'
import { flatRecord } from '../../protocol/config'
import { directionOf, type Direction, type Directions } from '../directions'
import type { ChosenRoles, Role } from '../roles'
import { unitOfKey, type Units } from '../units'

export type ComparedMetric = {
  readonly key: string
  readonly direction: 'lower' | 'higher'
  /** Empty for pure numbers. */
  readonly unit: string
  /** Whether values of runs with unlike losses are on one scale. */
  readonly isOnOneScale: boolean
  /** Whether a value is strictly better than another. NaN is never better. */
  readonly isBetter: (candidate: number, current: number) => boolean
}

/** @returns null for a key without a direction: nothing of it is better than anything else */
export function findComparedMetric(key: string, directions?: Directions, units?: Units): ComparedMetric | null {
  const direction = directionOf(key, directions)
  if (direction === 'none') return null
  const { comparableAcrossLosses } = describeMetric(key)
  return {
    key,
    direction,
    unit: unitOfKey(key, units),
    isOnOneScale: comparableAcrossLosses,
    isBetter(candidate, current) {
      if (Number.isNaN(candidate)) return false
      if (Number.isNaN(current)) return true
      return direction === 'higher' ? candidate > current : candidate < current
    },
  }
}

/** @throws RangeError for a key without a direction */
export function comparedMetric(key: string, directions?: Directions, units?: Units): ComparedMetric {
  const found = findComparedMetric(key, directions, units)
  if (found === null) throw new RangeError(`Neither lower nor higher values of ${key} are better.`)
  return found
}

/** What a comparison is on that does not say. */
export const usualMetric = comparedMetric('val_mse')

/** What was said of the directions of these runs' metrics; the first run's word where they are of several minds. */
export const directionsOf = (runs: readonly Pick<RunSummary, 'directions'>[]): Directions =>
  flatRecord<Direction>(
    [...new Set(runs.map(({ directions }) => directions))].reverse().flatMap((said) => Object.entries(said)),
  )

/** The same of the roles of settings. */
export const rolesOf = (runs: readonly Pick<RunSummary, 'roles'>[]): ChosenRoles =>
  flatRecord<Role | null>(
    [...new Set(runs.map(({ roles }) => roles))].reverse().flatMap((said) => Object.entries(said)),
  )

/**
 * Series that runs can be compared on: those with a direction that any of them has. The common metrics of what Plateau trains stand first, then those
 * that most runs have; each run's own loss is none of them.
 */
export function comparableKeys(runs: readonly Judged[]): string[] {
  const counts = new Map<string, number>()
  for (const { series } of runs) for (const key of Object.keys(series)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const hidden = [...counts.keys()].filter((key) =>
    runs.every(({ series, hiddenKeys = [] }) => !Object.hasOwn(series, key) || hiddenKeys.includes(key)),
  )
  return comparableOf(
    Array.from(counts, ([key, having]) => ({ key, runs: having })),
    directionsOf(runs),
    hidden,
  )
}

/** The same of series that are counted already. */
export function comparableOf(
  series: readonly { readonly key: string; readonly runs: number }[],
  directions: Directions,
  hidden: readonly string[],
): string[] {
  const isCommon = (key: string) => (commonMetricKeys as readonly string[]).includes(key)
  const isTold = (key: string) =>
    directionOf(key, directions) !== 'none' && !ownSeries.has(key) && !hidden.includes(key)
  const common = commonMetricKeys.filter((key) => series.some((one) => one.key === key))
  const others = series
    .filter(({ key }) => !isCommon(key) && isTold(key))
    .toSorted((left, right) => right.runs - left.runs)
  return [...common, ...others.map(({ key }) => key)]
}

type Judged = Pick<RunSummary, 'series' | 'directions' | 'hiddenKeys'>

/** Of every run that Plateau trains, and never what a comparison begins with. */
const ownSeries: ReadonlySet<string> = new Set([
  'train_loss',
  'validation_loss',
  'batch_loss',
  'learning_rate',
  'images_per_second',
  'epoch_seconds',
  'memory_bytes',
])

/** `val_mse` where any of the runs has it, else what {@link comparableKeys} has first. */
export const usualMetricOf = (runs: readonly Judged[]): string => comparableKeys(runs)[0] ?? usualMetric.key
