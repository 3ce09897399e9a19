/** What patience would have made of a run, on any metric with a direction: arithmetic over its recorded points, and the sentence about it. */
import { directionOf, type Directions } from '@model/directions'
import { showApart } from '@maths/digits'
import type { EarlyStoppingRule } from '@contract/early-stopping'
import { replay, type Replay } from '@maths/replay'
import { formatCount, formatDuration } from '../words/format'

/** A series whole, in the order of its steps. */
export type MetricPoints = {
  readonly steps: ArrayLike<number>
  readonly values: ArrayLike<number>
  /** Seconds since the start at each point; null where they are not known. */
  readonly seconds: ArrayLike<number> | null
}

export type PatienceOutcome = {
  /** The step at which it would have stopped; null where it would not have. */
  readonly stopStep: number | null
  /** Share of the time that would have been saved, 0 to 1, and seconds; null where times are not known. */
  readonly share: number | null
  readonly seconds: number | null
  /** Of the judging metric: until the stop, and of all points; null without a finite value. */
  readonly bestUntilThen: number | null
  readonly best: number | null
}

/** Metrics that patience can watch: those of the run that have a direction, in its order. */
export const watchableKeys = (keys: readonly string[], directions?: Directions): string[] =>
  keys.filter((key) => directionOf(key, directions) !== 'none')

/**
 * The metric that a stop is judged by: another one of the same section whose direction is the other one (an accuracy beside a loss), since the watched
 * one is close to its best by the rule itself; else the watched one.
 */
export function judgingKey(watched: string, watchable: readonly string[], directions?: Directions): string {
  const section = watched.slice(0, watched.indexOf('/') + 1)
  const direction = directionOf(watched, directions)
  return (
    watchable.find(
      (key) => key.slice(0, key.indexOf('/') + 1) === section && directionOf(key, directions) !== direction,
    ) ?? watched
  )
}

/**
 * Keras' rule with `minDelta` 0: stops once `patience` points in a row have not beaten the best so far.
 * @param judged the points of the judging metric: those of `watched` itself, where it judges.
 * @throws RangeError for a patience that is no whole number of at least 1.
 */
export function outcomeOfPatience(
  watched: MetricPoints & { readonly key: string },
  judged: MetricPoints & { readonly key: string },
  patience: number,
  directions?: Directions,
): PatienceOutcome {
  const direction = directionOf(watched.key, directions) === 'higher' ? 'higher' : 'lower'
  const { stopEpoch: stopStep } = replay(
    watched.steps,
    watched.values,
    'best-so-far',
    { patience, minDelta: 0 },
    direction,
  )
  const way = directionOf(judged.key, directions) === 'higher' ? 'higher' : 'lower'
  const times = timesOf(watched, stopStep)
  return {
    stopStep,
    ...times,
    bestUntilThen: bestUntil(judged, way, stopStep ?? Number.POSITIVE_INFINITY),
    best: bestUntil(judged, way, Number.POSITIVE_INFINITY),
  }
}

/** What another rule would have made of a run: where it would have stopped it, and of its metric the best until then and of all points. */
export type OtherOutcome = {
  readonly stop: number | null
  readonly share: number | null
  readonly bestUntilThen: number | null
  readonly best: number | null
}

/** The report's rule over a series: stops once it moved by at most `minDelta` so often in a row. */
export function outcomeOfRule(
  watched: MetricPoints & { readonly key: string },
  rule: EarlyStoppingRule,
  directions?: Directions,
): OtherOutcome & { readonly track: Replay } {
  const track = replay(watched.steps, watched.values, 'previous-epoch', rule)
  const direction = directionOf(watched.key, directions)
  const bestAt = (last: number) => (direction === 'none' ? null : bestUntil(watched, direction, last))
  return {
    track,
    stop: track.stopEpoch,
    share: timesOf(watched, track.stopEpoch).share,
    bestUntilThen: bestAt(track.stopEpoch ?? Number.POSITIVE_INFINITY),
    best: bestAt(Number.POSITIVE_INFINITY),
  }
}

function timesOf(
  { steps, seconds }: MetricPoints,
  stopStep: number | null,
): Pick<PatienceOutcome, 'share' | 'seconds'> {
  const total = seconds?.[seconds.length - 1] ?? Number.NaN
  if (stopStep === null || seconds === null || !(total > 0)) return { share: null, seconds: null }
  let at = 0
  while (at < steps.length - 1 && (steps[at] ?? 0) < stopStep) at += 1
  const saved = Math.max(0, total - (seconds[at] ?? Number.NaN))
  return Number.isFinite(saved) ? { share: saved / total, seconds: saved } : { share: null, seconds: null }
}

function bestUntil({ steps, values }: MetricPoints, direction: 'lower' | 'higher', last: number): number | null {
  let best: number | null = null
  for (let index = 0; index < values.length && (steps[index] ?? 0) <= last; index += 1) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (best === null || (direction === 'higher' ? value > best : value < best)) best = value
  }
  return best
}

export type PatienceSentence = { readonly result: string; readonly rest: string }

/**
 * "Patience 5 would have saved 41 % of the time, 42 min; best val/acc would be 0.9405 in place of 0.9448".
 * @param judging the key of the judging metric. @param hasEnded a run that goes on may stop later.
 */
export function describePatience(
  patience: number,
  judging: string,
  { stopStep, share, seconds, bestUntilThen, best }: PatienceOutcome,
  hasEnded: boolean,
): PatienceSentence {
  if (stopStep === null)
    return {
      result: `Patience ${patience} would not ${hasEnded ? 'have stopped this run' : 'have stopped this run yet'}`,
      rest: '',
    }
  const result =
    share === null
      ? `Patience ${patience} would have stopped at step ${formatCount(stopStep)}`
      : share < smallestShare
        ? `Patience ${patience} would have saved no time`
        : `Patience ${patience} would have saved ${percent(share)} of the time`
  const parts: string[] = []
  if (seconds !== null && share !== null && share >= smallestShare) parts.push(`, ${formatDuration(seconds)}`)
  if (best !== null && bestUntilThen !== null) {
    const show = showApart([best, bestUntilThen])
    parts.push(
      best === bestUntilThen
        ? `; best ${judging} would be the same, ${show(best)}`
        : `; best ${judging} would be ${show(bestUntilThen)} in place of ${show(best)}`,
    )
  }
  return { result, rest: parts.join('') }
}

/** Less than this reads as 0 %. */
const smallestShare = 0.005
/** Never 100 %: something was trained until the stop. */
export const percent = (share: number): string => `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`
