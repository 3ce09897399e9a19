/** The comparison of stored runs, with what it is on where nobody says. */
import type { Comparison } from '../../contract/comparison'
import type { RunSummary } from '../../contract/run'
import { compareRuns } from '../../model/comparison/compare'
import { usualMetricOf } from '../../model/comparison/metric'
import { usualKeysOf } from '../../model/telling-settings'
import type { Store } from '../../store/store'
import { readCompared, requireMetric } from './compared-runs'

type Choices = {
  readonly metric?: string | undefined
  readonly rows?: string | undefined
  readonly columns?: string | undefined
  readonly includeUnfinished?: boolean | undefined
}

/** @throws PlateauError `invalid-input` for a metric without a direction */
export function compareStored(store: Store, runs: readonly RunSummary[], choices: Choices): Comparison {
  const { metric = usualMetricOf(runs), rows, columns, includeUnfinished = false } = choices
  requireMetric(runs, metric)
  const usual = usualKeysOf(runs)
  return compareRuns(
    metric,
    runs.map((run) => readCompared(store, run, metric)),
    { keys: { row: rows ?? usual.row, column: columns ?? usual.column }, includesUnfinished: includeUnfinished },
  )
}
