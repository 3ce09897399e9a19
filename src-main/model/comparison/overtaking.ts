/** "Epochs to the other's best" (definitions.md), as pure functions over epoch series. */
import type { ComparedMetric } from './metric'
import type { Overtaking } from '../../contract/comparison'

/** One run's series of the common metric. Epochs ascend. */
export type ComparedSeries = {
  readonly run: string
  /** What its values are counted in; epochs unless given. */
  readonly by?: 'epoch' | 'step'
  /**
   * All of them, or of a long series those at which it became better than ever before: whether and when it is at or past a mark is the same.
   */
  readonly points: readonly (readonly [epoch: number, value: number])[]
  /** Of a series whose points are not all there. */
  readonly whole?: { readonly last: number; readonly lastStep: number }
  /** By epoch: seconds of training and validation from the run's beginning to that epoch's end. */
  readonly seconds?: ReadonlyMap<number, number>
}

/** A series' last value; null where it has none. */
export const lastOf = ({ points, whole }: ComparedSeries): number | null => whole?.last ?? points.at(-1)?.[1] ?? null

/** How far it goes: its number of epochs, or its last step. */
export const extentOf = ({ points, whole }: ComparedSeries): number => whole?.lastStep ?? points.length

/** How far a run got, in what its series is counted in: epochs that it finished, or its last step. */
export const lengthOf = (run: { readonly epochs: number }, series: ComparedSeries): number =>
  series.by === 'step' ? extentOf(series) : run.epochs

export type Best = { readonly value: number; readonly epoch: number }

/** The best finite value and the first epoch that has it; null when there is none. */
export function findBest(metric: ComparedMetric, points: ComparedSeries['points']): Best | null {
  let best: Best | null = null
  for (const [epoch, value] of points) {
    if (!Number.isFinite(value)) continue
    if (best === null || metric.isBetter(value, best.value)) best = { value, epoch }
  }
  return best
}

/** The first epoch at which the series is at or past `target` in the metric's direction; null when it never is. */
export function firstEpochAtOrPast(
  metric: ComparedMetric,
  points: ComparedSeries['points'],
  target: number,
): number | null {
  const higher = metric.direction === 'higher'
  for (const [epoch, value] of points) if (higher ? value >= target : value <= target) return epoch
  return null
}

/** Whether and when `follower` is at or past `leader`'s best. Null when the leader has no finite value. */
export function findOvertaking(
  metric: ComparedMetric,
  leader: ComparedSeries,
  follower: ComparedSeries,
  best: Best | null = findBest(metric, leader.points),
): Overtaking | null {
  const by = leader.by ?? 'epoch'
  // Epochs and steps are not counted against each other.
  if (best === null || by !== (follower.by ?? 'epoch')) return null
  const reachedEpoch = firstEpochAtOrPast(metric, follower.points, best.value)
  const targetSeconds = leader.seconds?.get(best.epoch) ?? null
  const reachedSeconds = reachedEpoch === null ? null : (follower.seconds?.get(reachedEpoch) ?? null)
  return {
    leader: leader.run,
    follower: follower.run,
    metric: metric.key,
    by,
    target: best.value,
    targetEpoch: best.epoch,
    reachedEpoch,
    epochsLater: reachedEpoch === null ? null : reachedEpoch - best.epoch,
    targetSeconds,
    reachedSeconds,
    secondsLater: targetSeconds === null || reachedSeconds === null ? null : reachedSeconds - targetSeconds,
  }
}
