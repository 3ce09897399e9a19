/** The metric catalogue: every series key that Plateau itself writes, and how to read it. Those of validation stand in the registry of recipes. */
import type { MetricKind } from '../recipes/metric'
import { byMetric, isMetricKind, metricKinds, metrics } from '../recipes/registry/metrics'
import { taskKinds, usualTask } from '../recipes/registry/tasks'
import type { TaskKind } from '../recipes/task'

import { expressionOfKey } from './expression-keys'
import { directionOfName, isNameOfLoss } from '../protocol/names'

export const metricSections = ['loss', 'metrics', 'system'] as const
export type MetricSection = (typeof metricSections)[number] | (string & {})

export type MetricDescription = {
  /** Flat snake_case name, as stored and as exported. */
  readonly key: string
  readonly section: MetricSection
  readonly label: string
  /** Shown after the value; empty for pure numbers. */
  readonly unit: string
  readonly direction: 'lower' | 'higher' | 'none'
  /** True when values of runs with different losses are on one scale. */
  readonly comparableAcrossLosses: boolean
}

const describe = (
  key: string,
  section: MetricSection,
  label: string,
  unit: string,
  direction: MetricDescription['direction'],
  comparableAcrossLosses: boolean,
): MetricDescription => ({ key, section, label, unit, direction, comparableAcrossLosses })

export const metricCatalogue = {
  train_loss: describe('train_loss', 'loss', 'Training loss', '', 'lower', false),
  validation_loss: describe('validation_loss', 'loss', 'Validation loss', '', 'lower', false),
  ...byMetric(({ key, label, unit, direction }) => describe(key, 'metrics', label, unit, direction, true)),
  batch_loss: describe('batch_loss', 'loss', 'Training loss by batch', '', 'lower', false),
  learning_rate: describe('learning_rate', 'metrics', 'Learning rate', '', 'none', true),
  images_per_second: describe('images_per_second', 'system', 'Training speed', 'images/s', 'higher', true),
  cpu_percent: describe('cpu_percent', 'system', 'CPU, 100 is one core', '%', 'none', true),
  memory_bytes: describe('memory_bytes', 'system', 'Memory', 'bytes', 'lower', true),
  epoch_seconds: describe('epoch_seconds', 'system', 'Epoch time', 's', 'lower', true),
} as const satisfies Record<string, MetricDescription>

export type MetricKey = keyof typeof metricCatalogue

/** The metrics that every run of a task logs whatever loss it trains on: the only fair ground between losses. */
export const commonMetricKeys = metricKinds
export type CommonMetricKey = MetricKind

/**
 * One value an epoch, in the order they are shown and exported. A run that was trained before a metric was there has none of it:
 * who reads a run copes with its absence.
 */
export const epochMetricKeys = ['train_loss', 'validation_loss', ...commonMetricKeys] as const
/** The losses and what a task has besides. */
export const epochMetricsOf = (task: TaskKind): readonly EpochMetricKey[] =>
  epochMetricKeys.filter((key) => !isMetricKind(key) || metrics[key].task === task)

/** The tasks that series are of: those whose metrics are among them; the usual one of losses alone. */
export function tasksWithMetrics(keys: ReadonlySet<string>): readonly TaskKind[] {
  const found = taskKinds.filter((task) => metricKinds.some((key) => metrics[key].task === task && keys.has(key)))
  return found.length > 0 || !epochMetricKeys.some((key) => keys.has(key)) ? found : [usualTask]
}

export type EpochMetricKey = (typeof epochMetricKeys)[number]

/**
 * The catalogue's entry, or for a key it does not know one made from the key itself: its section is what stands before the first slash, its
 * direction what the words of the name say.
 */
export function describeMetric(key: string): MetricDescription {
  if (Object.hasOwn(metricCatalogue, key)) return metricCatalogue[key as MetricKey]
  const known = described.get(key)
  if (known !== undefined) return known
  const made = describeByName(key)
  if (described.size >= mostDescribed) described.clear()
  described.set(key, made)
  return made
}

/** Keys that were described: a list of thousands of them is gone through for every section, sort and column. */
const described = new Map<string, MetricDescription>()
const mostDescribed = 20_000

function describeByName(key: string): MetricDescription {
  // Its words say nothing of an expression: a difference of losses may be best anywhere.
  const expression = expressionOfKey(key)
  if (expression !== null) return describe(key, 'metrics', expression, '', 'none', true)
  const slash = key.indexOf('/')
  const section = slash > 0 ? key.slice(0, slash) : 'metrics'
  return describe(key, section, key, '', directionOfName(key), !isNameOfLoss(key))
}

/** Whether `candidate` is strictly better than `current` in the metric's direction. NaN is never better. */
export function isBetter(key: string, candidate: number, current: number): boolean {
  if (Number.isNaN(candidate)) return false
  if (Number.isNaN(current)) return true
  return describeMetric(key).direction === 'higher' ? candidate > current : candidate < current
}
