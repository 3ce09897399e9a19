/** A run with what a comparison needs of its history. */
import { PlateauError } from '../../contract/errors'
import type { RunSummary } from '../../contract/run'
import type { ComparedRun } from '../../model/comparison/groups'
import { directionsOf, findComparedMetric, type ComparedMetric } from '../../model/comparison/metric'
import type { ComparedSeries } from '../../model/comparison/overtaking'
import type { StepColumns } from '../../store/step-columns'
import type { Store } from '../../store/store'

/** @throws PlateauError `invalid-input` for a key of which nobody has said which way it gets better */
export function requireMetric(runs: readonly RunSummary[], key: string): ComparedMetric {
  const metric = findComparedMetric(key, directionsOf(runs))
  if (metric !== null) return metric
  throw new PlateauError(
    'invalid-input',
    `Nothing says whether lower or higher values of ${key} are better. Choose a direction for it, or compare on another metric.`,
    { field: 'metric' },
  )
}

/** Training time counts the committed epochs alone, so that a run which was paused overnight is not slower for it. */
export function readCompared(store: Store, run: RunSummary, key: string): ComparedRun {
  const metric = findComparedMetric(key, run.directions)
  const series = run.series[key]?.by === 'step' && metric !== null ? readSteps(store, run.id, metric) : null
  return { run, series: series ?? readEpochs(store, run.id, key) }
}

function readEpochs(store: Store, run: string, key: string): ComparedSeries {
  const seconds = new Map<number, number>()
  let sum = 0
  for (const row of store.epochs.list(run)) {
    sum += row.seconds
    seconds.set(row.epoch, sum)
  }
  return { run, by: 'epoch', points: store.epochs.values(run).get(key) ?? [], seconds }
}

/**
 * Of a series by step those points that are better than all before: whatever its length, few. A chunk whose summary has none is not decoded.
 * Times are seconds since the run's start.
 */
function readSteps(store: Store, run: string, metric: ComparedMetric): ComparedSeries | null {
  const series = store.batches.find(run, metric.key)
  if (series === null) return null
  const points: [step: number, value: number][] = []
  const seconds = new Map<number, number>()
  let best = Number.NaN
  let hasInfinite = false
  let end: { last: number; lastStep: number } | null = null

  function take({ steps, seconds: times, values }: StepColumns) {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? Number.NaN
      const step = steps[index] ?? 0
      if (Number.isFinite(value) ? !metric.isBetter(value, best) : hasInfinite || !metric.isBetter(value, best))
        continue
      // An infinite value may be past every mark and is never the best.
      if (Number.isFinite(value)) best = value
      else hasInfinite = true
      points.push([step, value])
      seconds.set(step, times[index] ?? 0)
    }
    const last = values.length - 1
    if (last >= 0) end = { last: values[last] ?? Number.NaN, lastStep: steps[last] ?? 0 }
  }

  for (const chunk of store.batches.summaries(series)) {
    const extreme = metric.direction === 'higher' ? chunk.high : chunk.low
    if (metric.isBetter(extreme, best)) take(store.batches.chunk(series, chunk.firstStep))
    end = { last: chunk.last, lastStep: chunk.lastStep }
  }
  take(store.batches.tail(series))
  return { run, by: 'step', points, seconds, ...(end === null ? {} : { whole: end }) }
}
