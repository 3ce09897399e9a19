/** Where a rule would have stopped runs, and what that would have saved and lost: arithmetic over recorded series. */
import type { SeriesOfRun } from '@contract/api'
import type { RunConfigInput } from '@contract/config'
import { commonMetricKeys, describeMetric, isBetter, type CommonMetricKey } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { decidingMetricOf } from '@contract/run-data'
import { showApart } from '@maths/digits'
import { replay, type RuleKind } from '@maths/replay'
import { logarithmicSteps } from '@maths/logarithmic-steps'

export type MonitorKey = NonNullable<RunConfigInput['monitor']>
export type Rule = { readonly kind: RuleKind; readonly patience: number; readonly minDelta: number }
export type WatchedRule = Rule & { readonly monitor: MonitorKey }

export type RecordedRun = { readonly run: RunSummary; readonly series: SeriesOfRun }

type Best = { readonly value: number; readonly epoch: number }

export type Outcome = {
  readonly run: RunSummary
  /** Epochs that it trained. */
  readonly ran: number
  readonly stopEpoch: number | null
  /**
   * `ran-out`: the rule would have gone on when the run ended, and nobody knows for how long. `limit`: it trained all epochs that
   * it was given.
   */
  readonly ending: 'stop' | 'ran-out' | 'limit'
  readonly epochsSaved: number
  readonly secondsSaved: number
  /** Of the metric it is judged by; null without a finite value. */
  readonly bestUntilThen: Best | null
  readonly best: Best | null
  /** How much worse the best until then is than the run's best: 0 or more; NaN without either. */
  readonly lost: number
}

/** The metric that a stop is judged by: the monitored one where all runs share its scale, else the one that decides in the task of the first. */
export function judgedBy(monitor: MonitorKey, runs: readonly Pick<RunSummary, 'recipe'>[]): CommonMetricKey {
  return commonMetricKeys.find((key) => key === monitor) ?? decidingMetricOf(runs[0]?.recipe ?? {})
}

/** The same of what a rule made of some runs. */
export const metricOfOutcomes = (
  outcomes: readonly Pick<Outcome, 'run'>[],
  { monitor }: WatchedRule,
): CommonMetricKey =>
  judgedBy(
    monitor,
    outcomes.map(({ run }) => run),
  )

/** So many runs are replayed together: under every rule of the map, whenever a slider moves. */
export const mostReplayed = 60

/** Kept for each series: the map asks for the same rules again whenever a slider moves. */
const stops = new WeakMap<SeriesOfRun, Map<string, number | null>>()

/** The epoch at whose end the rule would have stopped; null when it would have gone on. */
export function stopEpochOf(series: SeriesOfRun, { kind, patience, minDelta, monitor }: WatchedRule): number | null {
  const known = stops.get(series) ?? new Map<string, number | null>()
  stops.set(series, known)
  const key = `${kind} ${patience} ${minDelta} ${monitor}`
  const kept = known.get(key)
  if (kept !== undefined) return kept
  const direction = describeMetric(monitor).direction === 'higher' ? 'higher' : 'lower'
  const values = series.values[monitor]
  // Epochs without a value would all be quiet; here there is nothing to replay.
  const stopEpoch = values ? replay(series.epochs, values, kind, { patience, minDelta }, direction).stopEpoch : null
  known.set(key, stopEpoch)
  return stopEpoch
}

/** The first of the best finite values until an epoch, in the metric's direction. */
function bestUntil({ epochs, values }: SeriesOfRun, metric: string, last: number): Best | null {
  let best: Best | null = null
  epochs.forEach((epoch, index) => {
    const value = values[metric]?.[index] ?? Number.NaN
    if (epoch > last || !Number.isFinite(value)) return
    if (best === null || isBetter(metric, value, best.value)) best = { value, epoch }
  })
  return best
}

/**
 * What a rule would have made of one run. A run whose monitored series was never recorded is not stopped by it.
 * @param metric that its stop is judged by
 */
export function outcomeOf(
  { run, series }: RecordedRun,
  rule: WatchedRule,
  metric: CommonMetricKey = judgedBy(rule.monitor, [run]),
): Outcome {
  const ran = series.epochs.length
  const stopEpoch = stopEpochOf(series, rule)
  const stopIndex = stopEpoch === null ? ran - 1 : series.epochs.indexOf(stopEpoch)
  const bestUntilThen = bestUntil(series, metric, stopEpoch ?? Number.POSITIVE_INFINITY)
  const best = bestUntil(series, metric, Number.POSITIVE_INFINITY)
  const secondsAt = (index: number) => series.elapsedSeconds[index] ?? 0
  return {
    run,
    ran,
    stopEpoch,
    ending: stopEpoch !== null ? 'stop' : ran >= (run.plannedEpochs ?? Number.POSITIVE_INFINITY) ? 'limit' : 'ran-out',
    epochsSaved: ran - 1 - stopIndex,
    secondsSaved: ran === 0 ? 0 : secondsAt(ran - 1) - secondsAt(stopIndex),
    bestUntilThen,
    best,
    lost: best === null || bestUntilThen === null ? Number.NaN : Math.abs(best.value - bestUntilThen.value),
  }
}

/** The same of several runs, all judged by one metric. */
export function outcomesOf(recorded: readonly RecordedRun[], rule: WatchedRule): Outcome[] {
  const metric = metricOfOutcomes(recorded, rule)
  return recorded.map((entry) => outcomeOf(entry, rule, metric))
}

/** How the bests of outcomes are written: a best that was missed never reads like the one that was had. */
export function bestTexts(outcomes: readonly Outcome[]): (value: number) => string {
  return showApart(
    outcomes.flatMap(({ best, bestUntilThen }) => [best?.value ?? [], bestUntilThen?.value ?? []].flat()),
  )
}

export type Total = {
  readonly epochsRan: number
  readonly epochsSaved: number
  readonly secondsSaved: number
  /** Mean over the runs that have a metric; NaN without any. */
  readonly meanLost: number
}

export function totalOf(outcomes: readonly Outcome[]): Total {
  const sum = (pick: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + pick(outcome), 0)
  const measured = outcomes.filter(({ lost }) => !Number.isNaN(lost))
  return {
    epochsRan: sum(({ ran }) => ran),
    epochsSaved: sum(({ epochsSaved }) => epochsSaved),
    secondsSaved: sum(({ secondsSaved }) => secondsSaved),
    meanLost: measured.reduce((total, { lost }) => total + lost, 0) / measured.length,
  }
}

export type MapCell = Total & { readonly patience: number; readonly minDelta: number }

/** The totals of a rule at each patience (rows) and minDelta (columns). */
export function mapOf(
  recorded: readonly RecordedRun[],
  rule: WatchedRule,
  patiences: readonly number[],
  minDeltas: readonly number[],
): MapCell[][] {
  return patiences.map((patience) =>
    minDeltas.map((minDelta) => ({
      patience,
      minDelta,
      ...totalOf(outcomesOf(recorded, { ...rule, patience, minDelta })),
    })),
  )
}

export const patienceSteps = [2, 3, 4, 5, 6, 8, 10, 12] as const
const minDeltaColumns = 7

/** 1, 2 and 5 times powers of ten, by index: 0 is 1, 1 is 2, 2 is 5, 3 is 10. */
const ladder = (index: number): number => {
  const power = Math.floor(index / 3)
  return Number(`${[1, 2, 5][index - 3 * power] ?? 1}e${power}`)
}

/** Where the map begins when nothing is known of the changes: the usual minDelta of 1e-5 is its first column. */
const usualFirst = -15

/** Seven values of minDelta around the changes that the runs made in their later two thirds, so that each says something. */
export function minDeltaSteps(recorded: readonly RecordedRun[], monitor: MonitorKey): number[] {
  return minDeltaStepsOf(recorded.map(({ series }) => series.values[monitor] ?? new Float64Array()))
}

/** The same for the values of any series. */
export function minDeltaStepsOf(all: readonly ArrayLike<number>[]): number[] {
  const changes = all
    .flatMap((values) => {
      return Array.from(values, (value, index) => Math.abs(value - (values[index - 1] ?? Number.NaN))).slice(
        Math.ceil(values.length / 3),
      )
    })
    .filter((change) => Number.isFinite(change) && change > 0)
    .sort((left, right) => left - right)
  const middle = changes[Math.floor(changes.length / 2)]
  const first = middle === undefined ? usualFirst : Math.round(3 * Math.log10(middle)) - Math.floor(minDeltaColumns / 2)
  return Array.from({ length: minDeltaColumns }, (_, column) => ladder(first + column))
}

/** An axis of the map with the values that must be on it: each takes the place of the nearest step, if it is none itself. */
export function axisWith(steps: readonly number[], wanted: readonly number[]): number[] {
  const scale = (value: number) => Math.log(Math.max(value, 1e-12))
  const axis = [...steps]
  const taken = new Set<number>()
  for (const value of wanted) {
    let nearest = axis.indexOf(value)
    if (nearest < 0)
      axis.forEach((step, index) => {
        if (taken.has(index)) return
        const isCloser = Math.abs(scale(step) - scale(value)) < Math.abs(scale(axis[nearest] ?? 0) - scale(value))
        if (nearest < 0 || isCloser) nearest = index
      })
    if (nearest < 0) continue
    axis[nearest] = value
    taken.add(nearest)
  }
  return axis.sort((left, right) => left - right)
}

/** What the slider of minDelta stops at: ten values a decade, from a decade below the map to a decade above. */
export function minDeltaSliderSteps(columns: readonly number[]): number[] {
  const low = Math.floor(Math.log10(columns[0] ?? 1e-5)) - 1
  const high = Math.min(0, Math.ceil(Math.log10(columns.at(-1) ?? 1e-3)) + 1)
  return logarithmicSteps(low, high)
}
export const patienceSliderSteps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100] as const

/** The rule that a run trained under; null when it had none. */
export function ownRule({ recipe }: Pick<RunSummary, 'recipe'>): WatchedRule | null {
  const { earlyStopping, monitor, patience, minDelta } = recipe ?? {}
  if (earlyStopping !== true || monitor === undefined || patience === undefined || minDelta === undefined) return null
  return { kind: 'previous-epoch', monitor, patience, minDelta }
}

/** The rule that most of the runs trained under, and whether all did. Without any: the usual one on the metric that decides in their task. */
export function commonRule(runs: readonly RunSummary[]): { readonly rule: WatchedRule; readonly isShared: boolean } {
  const counts = new Map<string, { readonly rule: WatchedRule; count: number }>()
  for (const run of runs) {
    const rule = ownRule(run)
    if (rule === null) continue
    const key = `${rule.monitor} ${rule.patience} ${rule.minDelta}`
    const entry = counts.get(key) ?? { rule, count: 0 }
    entry.count += 1
    counts.set(key, entry)
  }
  const [most] = [...counts.values()].sort((left, right) => right.count - left.count)
  if (!most)
    return {
      rule: {
        kind: 'previous-epoch',
        monitor: decidingMetricOf(runs[0]?.recipe ?? {}),
        patience: 5,
        minDelta: 1e-5,
      },
      isShared: false,
    }
  return { rule: most.rule, isShared: most.count === runs.length }
}

/** What the form of the next run is given; null for a rule that a run cannot train under. */
export function changesFor({ kind, monitor, patience, minDelta }: WatchedRule): RunConfigInput | null {
  if (kind === 'none') return { earlyStopping: false }
  return kind === 'best-so-far' ? null : { earlyStopping: true, monitor, patience, minDelta }
}
