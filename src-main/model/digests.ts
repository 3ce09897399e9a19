/** What a series says in one line, and which of its values is the best. */
import type { RunSummary, SeriesDigest } from '../contract/run'
import { decidingMetricOf } from '../contract/run-data'
import type { EpochMetricKey } from '../contract/metrics'
import { flatRecord } from '../protocol/config'
import { directionOf, type Directions } from './directions'

export const emptyDigest = (by: SeriesDigest['by']): SeriesDigest => ({
  by,
  count: 0,
  firstStep: null,
  lastStep: null,
  last: null,
  minimum: null,
  minimumStep: null,
  maximum: null,
  maximumStep: null,
  nan: 0,
  infinite: 0,
  positiveInfinityStep: null,
  negativeInfinityStep: null,
})

/**
 * A digest with points behind it. An extreme keeps the step where it was first reached; 0 and -0 are one value.
 * @param steps ascending, as many as values
 */
export function extendDigest(digest: SeriesDigest, steps: ArrayLike<number>, values: ArrayLike<number>): SeriesDigest {
  const added = steps.length
  if (added === 0) return digest
  const next = { ...digest, count: digest.count + added }
  next.firstStep ??= steps[0] ?? 0
  next.lastStep = steps[added - 1] ?? 0
  next.last = values[added - 1] ?? Number.NaN
  for (let index = 0; index < added; index += 1) {
    const value = values[index] ?? Number.NaN
    const step = steps[index] ?? 0
    if (Number.isFinite(value)) {
      if (next.minimum === null || value < next.minimum) [next.minimum, next.minimumStep] = [value, step]
      if (next.maximum === null || value > next.maximum) [next.maximum, next.maximumStep] = [value, step]
    } else if (Number.isNaN(value)) next.nan += 1
    else {
      next.infinite += 1
      if (value > 0) next.positiveInfinityStep ??= step
      else next.negativeInfinityStep ??= step
    }
  }
  return next
}

/** A series' best value and the step (of a series by epoch: the epoch) at which it first was. */
export type BestValue = { readonly value: number; readonly step: number }

/**
 * The best value of a series in the direction of its key. An infinite value is better than a finite one on its better side, and worse on the other;
 * NaN is the best only where there is nothing else.
 * @returns null without points, and for a key without a direction: it has no best
 */
export function bestOf({ series, directions }: Digested, key: string): BestValue | null {
  const digest = series[key]
  return digest === undefined ? null : bestOfDigest(digest, directionOf(key, directions))
}

/** {@link bestOf} of a run without an object and, of a run that knows it by itself, without its digest: for lists that ask it of thousands of runs. */
export function bestValueOf(run: Digested & KnowsBest, key: string): number | null {
  const known = run.knownBest?.(key)
  if (known !== undefined) return known
  const digest = run.series[key]
  return digest === undefined ? null : bestValueOfDigest(digest, directionOf(key, run.directions))
}

/** A run that may know best values without digests. */
export type KnowsBest = {
  /** Null where there is none; undefined where its digest has to say. */
  readonly knownBest?: (key: string) => number | null | undefined
}

/** A run's series, and what was said of their directions. */
export type Digested = {
  readonly series: Readonly<Record<string, SeriesDigest>>
  readonly directions?: Directions
}

export function bestOfDigest(digest: SeriesDigest, direction: 'lower' | 'higher' | 'none'): BestValue | null {
  const value = bestValueOfDigest(digest, direction)
  if (value === null) return null
  return { value, step: stepOfBest(digest, value, direction) ?? 0 }
}

/**
 * The value of {@link bestOfDigest} alone, without an object: a list asks for that of thousands of runs at once. It is the best that is finite, as
 * charts and comparisons have it, and an infinity only where there is nothing else.
 */
export function bestValueOfDigest(digest: SeriesDigest, direction: 'lower' | 'higher' | 'none'): number | null {
  if (direction === 'none' || digest.count === 0) return null
  const { positiveInfinityStep: above, negativeInfinityStep: below } = digest
  if (direction === 'lower') {
    if (digest.minimum !== null && digest.minimumStep !== null) return digest.minimum
    if (below !== null) return Number.NEGATIVE_INFINITY
    if (above !== null) return Number.POSITIVE_INFINITY
  } else {
    if (digest.maximum !== null && digest.maximumStep !== null) return digest.maximum
    if (above !== null) return Number.POSITIVE_INFINITY
    if (below !== null) return Number.NEGATIVE_INFINITY
  }
  return digest.firstStep === null ? null : Number.NaN
}

function stepOfBest(digest: SeriesDigest, value: number, direction: 'lower' | 'higher' | 'none'): number | null {
  if (value === Number.NEGATIVE_INFINITY) return digest.negativeInfinityStep
  if (value === Number.POSITIVE_INFINITY) return digest.positiveInfinityStep
  if (Number.isNaN(value)) return digest.firstStep
  return direction === 'lower' ? digest.minimumStep : digest.maximumStep
}

/** A series' last and best value, as tables have them. NaN is the best of a key without a direction. */
export type MetricSummary = { readonly last: number; readonly best: number; readonly bestEpoch: number }

/** The metric that decides on a run's best epoch, with what is known of it; undefined before its first. */
export function decidingMetric(run: Digested & Pick<RunSummary, 'recipe'>): {
  readonly key: EpochMetricKey
  readonly metric: MetricSummary | undefined
} {
  const key = decidingMetricOf(run.recipe ?? {})
  return { key, metric: metricOf(run, key) }
}

/** Undefined where the run has no point of it. */
export function metricOf(run: Digested, key: string): MetricSummary | undefined {
  const digest = run.series[key]
  if (digest === undefined || digest.count === 0) return undefined
  const best = bestOf(run, key)
  return {
    last: digest.last ?? Number.NaN,
    best: best?.value ?? Number.NaN,
    bestEpoch: best?.step ?? digest.lastStep ?? 0,
  }
}

/** Of every series by epoch, by its key. */
export function metricsOf(run: Digested): Readonly<Record<string, MetricSummary>> {
  return flatRecord(
    Object.keys(run.series).flatMap((key) => {
      const metric = run.series[key]?.by === 'epoch' ? metricOf(run, key) : undefined
      return metric === undefined ? [] : [[key, metric] as const]
    }),
  )
}
