/** The objects that `--json` prints (definitions: "JSON and CSV"). Series keys are snake_case, all else camelCase. */
import type { SeriesOfRun } from '@contract/api'
import { epochMetricKeys, type EpochMetricKey } from '@contract/metrics'
import type { Queue } from '@contract/queue'
import { shownState, type RunSummary, type ShownState } from '@contract/run'
import { metricsOf } from '@model/digests'
import type { Verification } from '@contract/verification'

/** A run without what only the window draws with. `state` is the end reason once it has ended. */
export type RunDocument = Omit<RunSummary, 'state' | 'colourSlot' | 'sparkline'> & {
  state: ShownState
  /** Of every series by epoch, in the direction of its key. */
  metrics: ReturnType<typeof metricsOf>
}

/** @param project the name of its project */
export function runDocument(run: RunSummary, project: string): RunDocument {
  const { colourSlot: _colourSlot, sparkline: _sparkline, ...rest } = run
  return { ...rest, project, state: shownState(run), metrics: metricsOf(run) }
}

/** Metrics that a run was not trained with are left out: val_ssim on runs of version 0.1.0. */
export type EpochRecord = Partial<Record<EpochMetricKey, number>> & {
  readonly epoch: number
  /** Seconds of this epoch, validation included. */
  readonly seconds: number
  readonly imagesPerSecond: number | null
}

/** The epochs of a run's series as records, ascending. */
export function epochRecords(series: SeriesOfRun): EpochRecord[] {
  const { values, elapsedSeconds } = series
  return Array.from(series.epochs, (epoch, index) => {
    const metrics = Object.fromEntries(
      epochMetricKeys.flatMap((key) => (values[key] === undefined ? [] : [[key, values[key][index] ?? Number.NaN]])),
    ) as Partial<Record<EpochMetricKey, number>>
    const elapsed = elapsedSeconds[index] ?? Number.NaN
    const before = index === 0 ? 0 : (elapsedSeconds[index - 1] ?? Number.NaN)
    return {
      epoch,
      ...metrics,
      seconds: values.epoch_seconds?.[index] ?? elapsed - before,
      imagesPerSecond: values.images_per_second?.[index] ?? null,
    }
  })
}

type RunIdentity = Pick<RunSummary, 'id' | 'name'>
const identity = ({ id, name }: RunIdentity) => ({ id, name })

/** `epochs` are those that it has already, when it was resumed or continued. */
export function runStartedLine(run: RunSummary) {
  const { config, parameters, startedAt, attempts, epochs } = run
  return {
    type: 'run-started',
    run: identity(run),
    state: shownState(run),
    startedAt,
    attempts,
    epochs,
    parameters,
    config,
  } as const
}

export function epochLine(run: RunIdentity, record: EpochRecord) {
  return { type: 'epoch', run: identity(run), ...record } as const
}

export function runEndedLine(run: RunSummary) {
  const { endMessage, endedAt, epochs, trainingSeconds, imagesPerSecond, environment } = run
  return {
    type: 'run-ended',
    run: identity(run),
    state: shownState(run),
    endMessage,
    endedAt,
    epochs,
    trainingSeconds,
    imagesPerSecond,
    metrics: metricsOf(run),
    environment,
  } as const
}

/** The verdict of `verify`: `run` was trained anew, `of` is the record. */
export function verifiedLine(run: RunIdentity, of: RunIdentity, verification: Verification) {
  return { type: 'verified', ...verification, run: identity(run), of: identity(of) } as const
}

/** The queue with each run by id and name. @param nameOf every run of the queue by id. */
export function queueDocument(queue: Queue, nameOf: ReadonlyMap<string, string>) {
  const named = (id: string) => ({ id, name: nameOf.get(id) ?? id })
  return {
    ...queue,
    running: queue.running.map((entry) => ({ ...entry, run: named(entry.run) })),
    waiting: queue.waiting.map((entry) => ({ ...entry, run: named(entry.run) })),
    held: queue.held.map((run) => ({ run: named(run) })),
  }
}
