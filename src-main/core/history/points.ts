/** Points that clients log (`points.append`): checked whole, stored in one transaction, told of now and then. */
import type { z } from 'zod'
import { largestAppend, type appendedSeriesSchema } from '../../contract/lines'
import { PlateauError } from '../../contract/errors'
import { metricCatalogue } from '../../contract/metrics'
import type { StepPoints } from '../../store/step-columns'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { flatRecord } from '../../protocol/config'
import type { EpochPoints } from '../../store/epochs'
import { isTrainedHere, refuseBinned } from './references'

export type AppendedSeries = z.output<typeof appendedSeriesSchema>

/** A series is told of ten times a second at most. */
const tellMilliseconds = 100

/** Later moments have no date of four digits, which every file that has them would need. */
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** In seconds since the run's start: this moment, and the last one that is stored. */
type Clock = { readonly secondsNow: number; readonly largestSeconds: number }

export type PointService = ReturnType<typeof createPointService>

type Options = {
  readonly store: Store
  readonly events: EventBus
  /** Called when a run has a series that it did not have. */
  readonly onNewSeries: (run: string) => void
}

export function createPointService({ store, events, onNewSeries }: Options) {
  const announce = createAnnouncer(events)

  return {
    /**
     * Stores points behind those that each series has: all of them or, when one is refused, none.
     * @returns how many points each series has now, by key.
     * @throws PlateauError `invalid-input` naming the series.
     */
    append(run: StoredRun, series: readonly AppendedSeries[]): Record<string, number> {
      refuseBinned([run])
      const total = series.reduce((sum, { steps }) => sum + steps.length, 0)
      if (total > largestAppend)
        throw new PlateauError('invalid-input', `One request can append at most ${largestAppend} points, not ${total}.`)
      // Date.now() is read once, so that points that came together stand together.
      const start = Date.parse(run.startedAt ?? run.createdAt)
      const clock = { secondsNow: (Date.now() - start) / 1_000, largestSeconds: (lastMoment - start) / 1_000 }
      const fresh = series.filter(({ key, steps }) => steps.length > 0 && store.batches.find(run.id, key) === null)
      const write = isTrainedHere(run) ? appendOne : putOne
      const counts = store.transactionWithoutSync(() => series.map((one) => write(store, run, one, clock)))
      // Of a run by epochs each point changes what lists say of it.
      if (fresh.length > 0 || run.stepsAreEpochs) onNewSeries(run.id)
      const byKey = flatRecord(series.map(({ key }, index) => [key, counts[index] ?? 0]))
      for (const { key, steps } of series) if (steps.length > 0) announce.say(run.id, key, byKey[key] ?? 0)
      return byKey
    },
    /**
     * Stores points of a run that Plateau does not train, within the caller's transaction.
     * @returns how many took the place of earlier ones, and what tells of them once they are stored
     */
    put(run: StoredRun, series: readonly AppendedSeries[]): { readonly replaced: number; readonly tell: () => void } {
      const clock = { secondsNow: 0, largestSeconds: Number.MAX_VALUE }
      const hasFresh = series.some(({ key, steps }) => steps.length > 0 && store.batches.find(run.id, key) === null)
      const stored = series.map((one) => ({ key: one.key, ...putPoints(store, run, one, clock) }))
      return {
        replaced: stored.reduce((sum, { replaced }) => sum + replaced, 0),
        tell() {
          if (hasFresh || (run.stepsAreEpochs && series.length > 0)) onNewSeries(run.id)
          for (const { key, count } of stored) announce.say(run.id, key, count)
        },
      }
    },
    /** The last moment before the core ends: what was still to be told is told. */
    close: (): void => announce.close(),
  }
}

/** Epochs are kept as 32-bit numbers. */
const largestEpoch = 2 ** 31 - 1

/**
 * Points of a run that Plateau does not train: of any key, in any order, by epoch where the run counts so. One at a step that is there takes its place,
 * which the run's log says.
 */
function putOne(store: Store, run: StoredRun, series: AppendedSeries, clock: Clock): number {
  const { count, replaced } = putPoints(store, run, series, clock)
  if (replaced > 0) {
    const points = replaced === 1 ? '1 point' : `${replaced} points`
    store.journal.append(
      run.id,
      new Date().toISOString(),
      'info',
      `${points} of ${series.key} took the place of earlier ones.`,
    )
  }
  return count
}

function putPoints(
  store: Store,
  run: StoredRun,
  { key, steps, values, seconds }: AppendedSeries,
  { secondsNow, largestSeconds }: Clock,
): { readonly count: number; readonly replaced: number } {
  const refuse = refuseOf(key)
  if (values.length !== steps.length) refuse(`There are ${steps.length} steps and ${values.length} values.`)
  if (seconds !== undefined && seconds.length !== steps.length)
    refuse(`There are ${steps.length} steps and ${seconds.length} times.`)
  for (const step of steps) {
    if (!Number.isSafeInteger(step) || step < 0) refuse(`Step ${step} is not a whole number of 0 or more.`)
    if (run.stepsAreEpochs && step > largestEpoch) refuse(`Epoch ${step} is larger than ${largestEpoch}.`)
  }
  for (const time of seconds ?? [])
    if (!(time >= 0 && time <= largestSeconds))
      refuse(`Second ${time} is not between the run's start and the year 9999.`)
  const times = seconds ?? new Float64Array(steps.length).fill(Math.max(0, secondsNow))
  return run.stepsAreEpochs
    ? putEpochs(store, run.id, key, { epochs: steps, seconds: times, values })
    : store.batches.put(run.id, key, { steps, seconds: times, values })
}

function putEpochs(store: Store, run: string, key: string, points: EpochPoints): { count: number; replaced: number } {
  const replaced = store.epochs.append(run, key, points)
  return { count: store.epochs.column(run, key)?.epochs.length ?? 0, replaced }
}

const refuseOf =
  (key: string) =>
  (message: string): never => {
    throw new PlateauError('invalid-input', `${key}: ${message}`, { field: key })
  }

function appendOne(store: Store, { id: run }: StoredRun, series: AppendedSeries, clock: Clock): number {
  const { key, steps, values } = series
  const refuse = refuseOf(key)
  if (Object.hasOwn(metricCatalogue, key)) refuse('Plateau writes this series itself. Choose another key.')
  if (values.length !== steps.length) refuse(`There are ${steps.length} steps and ${values.length} values.`)
  const end = store.batches.endOf(run, key)
  let before = end?.lastStep ?? -1
  for (const step of steps) {
    if (!Number.isSafeInteger(step) || step < 0) refuse(`Step ${step} is not a whole number of 0 or more.`)
    if (step <= before) refuse(`Steps must increase: step ${step} comes after step ${before}.`)
    before = step
  }
  return store.batches.append(run, key, {
    steps,
    values,
    seconds: readSeconds(series, end?.lastSeconds, clock, refuse),
  })
}

/** As they came, or now; now is no earlier than what is stored, whatever its client counted from. */
function readSeconds(
  { steps, seconds }: AppendedSeries,
  lastSeconds = 0,
  { secondsNow, largestSeconds }: Clock,
  refuse: (message: string) => never,
): StepPoints['seconds'] {
  if (seconds === undefined) return new Float64Array(steps.length).fill(Math.max(lastSeconds, secondsNow))
  if (seconds.length !== steps.length) refuse(`There are ${steps.length} steps and ${seconds.length} times.`)
  let before = lastSeconds
  for (const time of seconds) {
    if (!Number.isFinite(time) || time < before)
      refuse(`Times must not decrease: second ${time} comes after second ${before}.`)
    if (time > largestSeconds) refuse(`Second ${time} after the run's start is later than the year 9999.`)
    before = time
  }
  return seconds
}

export type Announcer = ReturnType<typeof createAnnouncer>

/** Tells of each series at once, and then no sooner than {@link tellMilliseconds} later with what it has by then. */
export function createAnnouncer(events: EventBus) {
  const waiting = new Map<string, { readonly timer: NodeJS.Timeout; latest: (() => void) | null }>()

  function rest(id: string) {
    const timer = setTimeout(() => {
      const latest = waiting.get(id)?.latest
      waiting.delete(id)
      if (!latest) return
      latest()
      rest(id)
    }, tellMilliseconds)
    waiting.set(id, { timer, latest: null })
  }

  return {
    say(run: string, key: string, count: number): void {
      const id = `${run} ${key}`
      const tell = () => events.publish('points-appended', { run, key, count })
      const entry = waiting.get(id)
      if (entry) {
        entry.latest = tell
        return
      }
      tell()
      rest(id)
    },
    close(): void {
      for (const { timer, latest } of waiting.values()) {
        clearTimeout(timer)
        latest?.()
      }
      waiting.clear()
    },
  }
}
