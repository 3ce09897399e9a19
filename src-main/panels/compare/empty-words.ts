/** Why nothing is drawn of some compared runs, in a sentence. */
import type { RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import { isMetricKind, metrics } from '@recipes/registry/metrics'
import { tasks } from '@recipes/registry/tasks'
import { countOf } from '../words/format'
import type { StepUnit } from './axis'
import type { Baseline } from './curves'
import type { ComparedMetric } from './grid'

type Empty = {
  readonly runs: readonly RunSummary[]
  readonly metric: ComparedMetric
  readonly unit: StepUnit
  readonly baseline: Baseline
  /** Whether a run's values have come, if it has any. */
  readonly isRead: (run: string) => boolean
  /** Why they have not. */
  readonly error: string | null
}

/** @returns a sentence for runs of which nothing can be seen; what is shown of it is nothing where something is drawn */
export function emptyWords({ runs, metric, unit, baseline, isRead, error }: Empty): string {
  const having = runs.filter(({ series }) => (series[metric]?.count ?? 0) > 0)
  if (having.some(({ id }) => !isRead(id))) return error ?? `Loading ${countOf(having.length, 'run')}`
  const other = unit === 'step' ? 'epoch' : 'step'
  if (having.length > 0 && having.every(({ series }) => series[metric]?.by === other))
    return `${metric} is by ${other} here: choose ${other}s along x to see it.`
  if (having.length > 0 && baseline !== null) return `No ${unit} in common with ${baseline.name}.`
  if (having.length > 0) return `No value of ${metric} is a number.`
  const trained = runs.find(({ epochs, recipe }) => epochs > 0 && recipe !== null)
  if (trained !== undefined) return whyNever(trained, metric)
  if (runs.some(({ series }) => Object.keys(series).length > 0)) return `No ${metric} was logged.`
  if (runs.every(({ state }) => state === 'queued')) return 'Waiting in the queue.'
  const isTrained = runs.some(({ recipe }) => recipe !== null)
  if (runs.some(({ state }) => state !== 'ended'))
    return isTrained ? 'The first epoch is training.' : 'Nothing is logged yet.'
  return isTrained ? 'No epoch finished.' : 'Nothing was logged.'
}

/** Why a run that Plateau has trained has no value of a metric. */
function whyNever({ recipe }: RunSummary, metric: string): string {
  const { kind, name } = tasks[taskOf(recipe ?? {})]
  return isMetricKind(metric) && metrics[metric].task !== kind
    ? `Runs of ${name} do not record ${metric}.`
    : `Trained before ${metric} was recorded.`
}
