/** Whether values of a metric can be told from each other at all: a run's own loss is on the scale of that loss. */
import { describeMetric } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { lossOf } from '@model/grouping'

/** The loss is what the setting with that role says, by its name or as it was chosen. */
export const scalesDiffer = (metric: string, runs: readonly Pick<RunSummary, 'config' | 'roles'>[]): boolean =>
  !describeMetric(metric).comparableAcrossLosses &&
  new Set(runs.map(({ config, roles }) => lossOf(config, roles))).size > 1
