/** "Epochs to the other's best" (definitions.md), as pure functions over epoch series. */
import type { Overtaking } from '../../contract/comparison'
import { describeMetric, isBetter, type CommonMetricKey } from '../../contract/metrics'

/** One run's series of the common metric. Epochs ascend. */
export type ComparedSeries = {
  readonly run: string
  readonly points: readonly (readonly [epoch: number, value: number])[]
  /** By epoch: seconds of training and validation from the run's beginning to that epoch's end. */
  readonly seconds?: ReadonlyMap<number, number>
}

export type Best = { readonly value: number; readonly epoch: number }

/** The best finite value and the first epoch that has it; null when there is none. */
export function findBest(metric: CommonMetricKey, points: ComparedSeries['points']): Best | null {
  let best: Best | null = null
  for (const [epoch, value] of points) {
    if (!Number.isFinite(value)) continue
    if (best === null || isBetter(metric, value, best.value)) best = { value, epoch }
  }
  return best
}

/** The first epoch at which the series is at or past `target` in the metric's direction; null when it never is. */
export function firstEpochAtOrPast(
  metric: CommonMetricKey,
  points: ComparedSeries['points'],
  target: number,
): number | null {
  const higher = describeMetric(metric).direction === 'higher'
  for (const [epoch, value] of points) if (higher ? value >= target : value <= target) return epoch
  return null
}

/** Whether and when `follower` is at or past `leader`'s best. Null when the leader has no finite value. */
export function findOvertaking(
  metric: CommonMetricKey,
  leader: ComparedSeries,
  follower: ComparedSeries,
  best: Best | null = findBest(metric, leader.points),
): Overtaking | null {
  if (best === null) return null
  const reachedEpoch = firstEpochAtOrPast(metric, follower.points, best.value)
  const targetSeconds = leader.seconds?.get(best.epoch) ?? null
  const reachedSeconds = reachedEpoch === null ? null : (follower.seconds?.get(reachedEpoch) ?? null)
  return {
    leader: leader.run,
    follower: follower.run,
    metric,
    target: best.value,
    targetEpoch: best.epoch,
    reachedEpoch,
    epochsLater: reachedEpoch === null ? null : reachedEpoch - best.epoch,
    targetSeconds,
    reachedSeconds,
    secondsLater: targetSeconds === null || reachedSeconds === null ? null : reachedSeconds - targetSeconds,
  }
}
