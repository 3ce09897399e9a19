/** A run with what a comparison needs of its history. */
import type { CommonMetricKey } from '../../contract/metrics'
import type { RunSummary } from '../../contract/run'
import type { Store } from '../../store/store'
import type { ComparedRun } from '../../model/comparison/groups'

/** Training time counts the committed epochs alone, so that a run which was paused overnight is not slower for it. */
export function readCompared(store: Store, run: RunSummary, metric: CommonMetricKey): ComparedRun {
  const seconds = new Map<number, number>()
  let sum = 0
  for (const row of store.epochs.list(run.id)) {
    sum += row.seconds
    seconds.set(row.epoch, sum)
  }
  return { run, series: { run: run.id, points: store.epochs.values(run.id).get(metric) ?? [], seconds } }
}
