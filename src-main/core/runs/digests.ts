/** What a summary says of a run's epochs: worked out once a run has ended, and kept beside its packed columns. */
import { fromJsonNumber, stringifyJson, type JsonNumber } from '../../contract/numbers'
import { isBetter } from '../../contract/metrics'
import type { MetricSummary, RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { overallRate } from '../../maths/rates'
import { log } from '../log'

export type EpochDigest = Pick<RunSummary, 'epochs' | 'trainingSeconds' | 'imagesPerSecond' | 'metrics' | 'sparkline'>

const sparklineValues = 40

/** Last and best value of a series in the metric's direction. Null without points; NaN is best only where nothing else is. */
export function summarizeMetric(
  key: string,
  points: readonly (readonly [epoch: number, value: number])[],
): MetricSummary | null {
  const last = points.at(-1)
  if (last === undefined) return null
  let best = points[0] ?? last
  for (const point of points) if (isBetter(key, point[1], best[1])) best = point
  return { last: last[1], best: best[1], bestEpoch: best[0] }
}

/** At most `count` of the finite values, evenly picked, the first and the last among them. */
export function pickEvenly(values: readonly number[], count: number): number[] {
  const finite = values.filter(Number.isFinite)
  if (finite.length <= count) return finite
  return Array.from(
    { length: count },
    (_, index) => finite[Math.round((index * (finite.length - 1)) / (count - 1))] ?? 0,
  )
}

function digestEpochs(store: Store, run: string): EpochDigest {
  const epochs = store.epochs.list(run)
  const values = store.epochs.values(run)
  const metrics: Record<string, MetricSummary> = {}
  for (const [key, points] of values) {
    const summary = summarizeMetric(key, points)
    if (summary) metrics[key] = summary
  }
  return {
    epochs: epochs.length,
    trainingSeconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    // Every epoch has the same images.
    imagesPerSecond: overallRate(epochs.map(({ imagesPerSecond }) => ({ amount: 1, rate: imagesPerSecond }))),
    metrics,
    sparkline: pickEvenly(
      (values.get('val_mse') ?? []).map(([, value]) => value),
      sparklineValues,
    ),
  }
}

type WrittenMetric = { last: JsonNumber; best: JsonNumber; bestEpoch: number }

/** Counted up when a digest says something else of the same epochs. 2: `imagesPerSecond` is images over seconds. */
const digestVersion = 2

/**
 * As {@link packEnded} has written it: JSON, in which NaN and the infinities stand by name.
 * @returns null for one of an earlier version
 */
function parseDigest(text: string): EpochDigest | null {
  const { version, ...written } = JSON.parse(text) as Omit<EpochDigest, 'metrics'> & {
    version?: number
    metrics: Record<string, WrittenMetric>
  }
  if (version !== digestVersion) return null
  const number = (value: JsonNumber) => fromJsonNumber(value) ?? Number.NaN
  const metrics = Object.fromEntries(
    Object.entries(written.metrics).map(([key, { last, best, bestEpoch }]) => [
      key,
      { last: number(last), best: number(best), bestEpoch },
    ]),
  )
  return { ...written, metrics }
}

/** From what was kept, else from the epochs themselves. */
export function readDigest(store: Store, run: string): EpochDigest {
  const kept = store.epochs.digest(run)
  return (kept === null ? null : parseDigest(kept)) ?? digestEpochs(store, run)
}

/** Packs those of the runs that have ended and are not packed, or were by an earlier version. What cannot be written is read from its rows, as before. */
export function packEnded(store: Store, runs: readonly Pick<StoredRun, 'id' | 'state'>[]): void {
  const isCurrent = (id: string): boolean => {
    const kept = store.epochs.digest(id)
    return kept !== null && parseDigest(kept) !== null
  }
  const loose = runs.filter(({ id, state }) => state === 'ended' && !isCurrent(id))
  if (loose.length === 0) return
  try {
    store.transaction(() => {
      for (const { id } of loose)
        store.epochs.pack(id, stringifyJson({ version: digestVersion, ...digestEpochs(store, id) }))
    })
  } catch (error) {
    log.error(`Epochs of ${loose.length} ended runs could not be packed`, error)
  }
}
