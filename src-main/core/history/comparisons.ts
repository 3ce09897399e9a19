/** The comparison of stored runs, with what it is on where nobody says. */
import type { Comparison } from '../../contract/comparison'
import type { RunSummary } from '../../contract/run'
import { compareRunsInSteps } from '../../model/comparison/compare'
import type { ComparedRun } from '../../model/comparison/groups'
import { usualMetricOf } from '../../model/comparison/metric'
import { usualKeysOf } from '../../model/telling-settings'
import type { Store } from '../../store/store'
import { atOnce, createTurns, type Steps } from '../turns'
import { readCompared, requireMetric } from './compared-runs'

type Choices = {
  readonly metric?: string | undefined
  readonly rows?: string | undefined
  readonly columns?: string | undefined
  readonly includeUnfinished?: boolean | undefined
}

/** @throws PlateauError `invalid-input` for a metric without a direction */
export const compareStored = (store: Store, runs: readonly RunSummary[], choices: Choices): Comparison =>
  atOnce(compareInSteps(store, runs, choices))

/** The same in slices, so that whoever else asks is answered in between. */
export async function compareInTurns(store: Store, runs: readonly RunSummary[], choices: Choices): Promise<Comparison> {
  const found = await createTurns().take(compareInSteps(store, runs, choices), () => true)
  if (found === null) throw new Error('A comparison was let go, which nothing does: what it reads is as it is by then.')
  return found
}

function* compareInSteps(store: Store, runs: readonly RunSummary[], choices: Choices): Steps<Comparison> {
  const { metric = usualMetricOf(runs), rows, columns, includeUnfinished = false } = choices
  requireMetric(runs, metric)
  yield
  const usual = usualKeysOf(runs)
  yield
  const compared: ComparedRun[] = []
  for (const run of runs) {
    compared.push(readCompared(store, run, metric))
    yield
  }
  return yield* compareRunsInSteps(metric, compared, {
    keys: { row: rows ?? usual.row, column: columns ?? usual.column },
    includesUnfinished: includeUnfinished,
  })
}
