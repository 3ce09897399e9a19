/** A stored run and its epochs as the summary that clients see. */
import { isBetter } from '../../contract/metrics'
import type { MetricSummary, RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { findResumption } from './resumption'

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

/**
 * Reads what a run's epochs say and adds it to the run.
 * @param queuePosition its place among the waiting ones, 1-based; null when it does not wait.
 */
export function summarizeRun(store: Store, run: StoredRun, queuePosition: number | null): RunSummary {
  const epochs = store.epochs.list(run.id)
  const checkpoints = store.checkpoints.list(run.id)
  const values = store.epochs.values(run.id)
  const metrics: Record<string, MetricSummary> = {}
  for (const [key, points] of values) {
    const summary = summarizeMetric(key, points)
    if (summary) metrics[key] = summary
  }
  const speeds = epochs.map(({ imagesPerSecond }) => imagesPerSecond).filter(Number.isFinite)
  return {
    id: run.id,
    name: run.name,
    project: run.project,
    state: run.state,
    endReason: run.endReason,
    endMessage: run.endMessage,
    config: run.config,
    parameters: run.parameters,
    colourSlot: run.colourSlot,
    notes: run.notes,
    tags: [...run.tags],
    isStarred: run.isStarred,
    isArchived: run.isArchived,
    binnedAt: run.binnedAt,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    epochs: epochs.length,
    trainingSeconds: epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    imagesPerSecond: speeds.length > 0 ? speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length : null,
    metrics,
    stepSeries: store.batches.keys(run.id),
    sparkline: pickEvenly(
      (values.get('val_mse') ?? []).map(([, value]) => value),
      sparklineValues,
    ),
    launchGroup: run.launchGroup,
    parentRun: run.parentRun,
    verifies: run.verifies,
    held: run.held,
    queuePosition,
    attempts: store.attempts.count(run.id),
    resumableFrom: findResumption(run, epochs.length, checkpoints)?.fromEpoch ?? null,
    checkpointBytes: checkpoints.reduce((sum, { bytes }) => sum + bytes, 0),
    environment: run.environment,
  }
}

/** Summaries by run, worked out again only after the run was touched: a list of a thousand ended runs costs no queries. */
export function createSummaryCache(store: Store) {
  const cache = new Map<string, RunSummary>()
  let positions: Map<string, number> | null = null

  function positionOf(run: StoredRun): number | null {
    if (run.state !== 'queued' || run.held) return null
    positions ??= new Map(store.runs.listWaiting().map(({ id }, index) => [id, index + 1]))
    return positions.get(run.id) ?? null
  }

  return {
    of(run: StoredRun): RunSummary {
      const known = cache.get(run.id)
      if (known) return known
      const summary = summarizeRun(store, run, positionOf(run))
      cache.set(run.id, summary)
      return summary
    },
    /** To be called after every write to a run. */
    forget: (run: string): void => void cache.delete(run),
    /** To be called when the order of the waiting runs has changed. */
    forgetWaiting(): void {
      positions = null
      for (const [run, { state }] of cache) if (state === 'queued') cache.delete(run)
    },
  }
}

export type SummaryCache = ReturnType<typeof createSummaryCache>
