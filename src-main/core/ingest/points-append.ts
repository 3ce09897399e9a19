/**
 * `points.append` (docs/points-append.md): checked whole, and then taken in as the records of a journal are. What it promises beyond those is refused here:
 * all of a request is stored or nothing, and what Plateau trains itself only grows at its end.
 */
import { PlateauError } from '../../contract/errors'
import { largestAppend, type appendedSeriesSchema } from '../../contract/lines'
import { metricCatalogue } from '../../contract/metrics'
import { flatRecord } from '../../protocol/config'
import type { StoredRun } from '../../store/runs'
import { isAscending } from '../../store/step-columns'
import type { Store } from '../../store/store'
import { isTrainedHere, refuseBinned } from '../history/references'
import type { z } from 'zod'
import type { Gathered, Intake } from './intake'
import type { PointColumns } from './messages'
import { largestEpoch, lastMoment } from './points'
import { createCollector, newMemory } from './worker/collector'

export type AppendedSeries = z.output<typeof appendedSeriesSchema>

/** Milliseconds since 1970: the run's start, and this moment. */
type Clock = { readonly start: number; readonly now: number }

export function createPointsAppend(store: Store, intake: Pick<Intake, 'takeGathered'>) {
  /**
   * Stores points of one run: all of them or, when one is refused, none.
   * @returns how many points each series has now, by key
   * @throws PlateauError `invalid-input` naming the series
   */
  return (run: StoredRun, series: readonly AppendedSeries[]): Record<string, number> => {
    refuseBinned([run])
    const total = series.reduce((sum, { steps }) => sum + steps.length, 0)
    if (total > largestAppend)
      throw new PlateauError('invalid-input', `One request can append at most ${largestAppend} points, not ${total}.`)
    // Read once, so that points that came together stand together.
    const clock = { start: Date.parse(run.startedAt ?? run.createdAt), now: Date.now() }
    for (const one of series) check(store, run, one, clock)
    const gathered = gather(series, (one) => timesOf(store, run, one, clock))
    const stored = new Map(intake.takeGathered(run, gathered, { isWhole: true }).put.counts)
    const countNow = (key: string): number => stored.get(key) ?? store.batches.endOf(run.id, key)?.pointCount ?? 0
    return flatRecord(series.map(({ key }) => [key, countNow(key)]))
  }
}

type TimesOf = (series: AppendedSeries) => (index: number) => number

/** As what is read of a journal. Columns of ascending steps are that already; others are sorted as a journal's are. */
function gather(series: readonly AppendedSeries[], timesOf: TimesOf): Gathered {
  const memory = newMemory()
  const collector = createCollector(memory, Number.POSITIVE_INFINITY)
  const written = series.filter(({ steps }) => steps.length > 0)
  const isSorted =
    new Set(written.map(({ key }) => key)).size === written.length && written.every(({ steps }) => isAscending(steps))
  if (isSorted) return { ...collector.take(), points: columnsOf(written, timesOf) }
  written.forEach((one, number) => {
    memory.keys.set(number, one.key)
    const timeOf = timesOf(one)
    for (let index = 0; index < one.steps.length; index += 1)
      collector.listener.value(number, one.steps[index] ?? 0, timeOf(index), one.values[index] ?? Number.NaN)
  })
  return collector.take()
}

function columnsOf(series: readonly AppendedSeries[], timesOf: TimesOf): PointColumns {
  const size = series.reduce((sum, { steps }) => sum + steps.length, 0)
  const columns = { steps: new Float64Array(size), times: new Float64Array(size), values: new Float64Array(size) }
  let end = 0
  const ends = series.map((one) => {
    columns.steps.set(one.steps, end)
    columns.values.set(one.values, end)
    const timeOf = timesOf(one)
    for (let index = 0; index < one.steps.length; index += 1) columns.times[end + index] = timeOf(index)
    return (end += one.steps.length)
  })
  return { keys: series.map(({ key }) => key), ends, ...columns }
}

/** Of each point the milliseconds since 1970. What has no time of its own is no earlier than what is stored, whatever its client counted from. */
function timesOf(
  store: Store,
  run: StoredRun,
  { key, seconds }: AppendedSeries,
  { start, now }: Clock,
): (index: number) => number {
  if (seconds !== undefined) return (index) => start + (seconds[index] ?? 0) * 1_000
  const last = run.stepsAreEpochs ? undefined : store.batches.endOf(run.id, key)?.lastSeconds
  const time = Math.max(now, start, start + (last ?? 0) * 1_000)
  return () => time
}

/** @throws PlateauError `invalid-input` naming the series */
function check(store: Store, run: StoredRun, series: AppendedSeries, { start }: Clock): void {
  const { key, steps, values, seconds } = series
  const refuse = (message: string): never => {
    throw new PlateauError('invalid-input', `${key}: ${message}`, { field: key })
  }
  if (values.length !== steps.length) refuse(`There are ${steps.length} steps and ${values.length} values.`)
  if (seconds !== undefined && seconds.length !== steps.length)
    refuse(`There are ${steps.length} steps and ${seconds.length} times.`)
  for (const step of steps) {
    if (!Number.isSafeInteger(step) || step < 0) refuse(`Step ${step} is not a whole number of 0 or more.`)
    if (run.stepsAreEpochs && step > largestEpoch) refuse(`Epoch ${step} is larger than ${largestEpoch}.`)
  }
  const largestSeconds = (lastMoment - start) / 1_000
  for (const time of seconds ?? [])
    if (time > largestSeconds) refuse(`Second ${time} after the run's start is later than the year 9999.`)
    else if (!(time >= 0)) refuse(`Second ${time} is not between the run's start and the year 9999.`)
  if (isTrainedHere(run)) checkGrowth(store, run.id, series, refuse)
}

/** Of a run that Plateau trains: no series of its own, and points behind those that are stored. */
function checkGrowth(
  store: Store,
  run: string,
  { key, steps, seconds }: AppendedSeries,
  refuse: (message: string) => never,
): void {
  if (Object.hasOwn(metricCatalogue, key)) refuse('Plateau writes this series itself. Choose another key.')
  const end = store.batches.endOf(run, key)
  let before = end?.lastStep ?? -1
  for (const step of steps) {
    if (step <= before) refuse(`Steps must increase: step ${step} comes after step ${before}.`)
    before = step
  }
  let earlier = end?.lastSeconds ?? 0
  for (const time of seconds ?? []) {
    if (time < earlier) refuse(`Times must not decrease: second ${time} comes after second ${earlier}.`)
    earlier = time
  }
}
