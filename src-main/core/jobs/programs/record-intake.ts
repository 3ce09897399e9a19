/** Stores what a runner says of its run: points, lines, surroundings. All of one slice, and how far it was read, in one transaction. */
import type { RunnerRecord } from '../../../contract/runner-protocol'
import { whyNoSeriesKey } from '../../../contract/text'
import type { StoredRun } from '../../../store/runs'
import type { Store } from '../../../store/store'
import type { AuthorService } from '../../history/authors'
import type { PointService } from '../../history/points'
import type { RunFacts } from '../run-facts'
import type { Writer } from './place'

type PointsRecord = Extract<RunnerRecord, { type: 'points' }>
export type FinishedRecord = Extract<RunnerRecord, { state: 'finished' }>

export type IntakeOptions = {
  readonly store: Store
  readonly facts: RunFacts
  readonly points: PointService
  readonly authors: AuthorService
}

/** What is known of an attempt by its records. */
export type AttemptState = {
  writer: Writer | null
  leader: Writer | null
  finished: FinishedRecord | null
  /** Points that took the place of earlier ones. */
  replaced: number
}

export const newAttemptState = (): AttemptState => ({ writer: null, leader: null, finished: null, replaced: 0 })

/** @returns the keys that have new points */
export function takeRecords(
  { store, facts, points, authors }: IntakeOptions,
  run: StoredRun,
  state: AttemptState,
  records: readonly RunnerRecord[],
  end: number,
): ReadonlySet<string> {
  const printed: PointsRecord[] = []
  const lines: Extract<RunnerRecord, { type: 'log' }>[] = []
  for (const record of records) {
    if (record.type === 'points') printed.push(record)
    else if (record.type === 'log') lines.push(record)
    else if (record.type === 'attempt') state.writer = record.writer
    else if (record.type === 'started') state.leader = record
    else if (record.type === 'environment') authors.describe(run, { environment: JSON.stringify(record.environment) })
    else if (record.type === 'steps' && record.areEpochs) store.programs.setStepsAreEpochs(run.id)
    else if (record.type === 'state' && record.state === 'finished') state.finished = record
  }
  // What its lines count was said before its first points.
  const current = store.runs.get(run.id) ?? run
  const series = seriesOf(current, printed)
  const { tell, replaced } = store.transactionWithoutSync(() => {
    store.programs.setTaken(run.id, end)
    for (const { level, lines: texts } of lines) for (const text of texts) facts.note(run.id, level, text)
    return points.put(current, series)
  })
  state.replaced += replaced
  // What lists say of its series is worked out anew when somebody asks.
  if (series.length > 0) facts.stored(run.id)
  tell()
  return new Set(series.map(({ key }) => key))
}

/** Points by key, in the order in which they came. */
function seriesOf(run: StoredRun, records: readonly PointsRecord[]) {
  const start = Date.parse(run.startedAt ?? run.createdAt)
  const columns = new Map<string, { steps: number[]; values: number[]; seconds: number[] }>()
  for (const { step, time, values } of records) {
    // Epochs are kept as 32-bit numbers.
    if (run.stepsAreEpochs && step > 2 ** 31 - 1) continue
    for (const [key, value] of Object.entries(values)) {
      if (whyNoSeriesKey(key) !== null) continue
      const column = columns.get(key) ?? { steps: [], values: [], seconds: [] }
      column.steps.push(step)
      column.values.push(Number(value))
      column.seconds.push(Math.max(0, (time - start) / 1_000))
      columns.set(key, column)
    }
  }
  return [...columns].map(([key, { steps, values, seconds }]) => ({
    key,
    steps: Float64Array.from(steps),
    values: Float64Array.from(values),
    seconds: Float64Array.from(seconds),
  }))
}
