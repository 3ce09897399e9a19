/** The epoch whose weights a run keeps as its best. */
import { decidingMetricOf } from '../../contract/run-data'
import { comparedMetric } from '../../model/comparison/metric'
import { findBest } from '../../model/comparison/overtaking'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

/** By the metric that decides in the run's task; null before there is a finite value of it. */
export function bestEpochOf(
  store: Pick<Store, 'epochs'>,
  { id, recipe }: Pick<StoredRun, 'id' | 'recipe'>,
): number | null {
  const key = decidingMetricOf(recipe ?? {})
  return findBest(comparedMetric(key), store.epochs.values(id).get(key) ?? [])?.epoch ?? null
}
