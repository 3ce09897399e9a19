/** Stores what a runner says of its run: points, lines, surroundings. All of one slice, and how far it was read, in one transaction. */
import type { RunnerRecord } from '../../../contract/runner-protocol'
import type { StoredRun } from '../../../store/runs'
import type { Store } from '../../../store/store'
import type { AuthorService } from '../../history/authors/service'
import type { Announcer } from '../../history/points'
import type { PointWriter } from '../../ingest/points'
import { createCollector, newMemory } from '../../ingest/worker/collector'
import type { RunFacts } from '../run-facts'
import type { Writer } from './place'

export type FinishedRecord = Extract<RunnerRecord, { state: 'finished' }>

export type IntakeOptions = {
  readonly store: Store
  readonly facts: RunFacts
  readonly points: PointWriter
  readonly announcer: Announcer
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
  { store, facts, points, announcer, authors }: IntakeOptions,
  run: StoredRun,
  state: AttemptState,
  records: readonly RunnerRecord[],
  end: number,
): ReadonlySet<string> {
  const printed = createCollector(newMemory(), Number.POSITIVE_INFINITY)
  const lines: Extract<RunnerRecord, { type: 'log' }>[] = []
  for (const record of records) {
    if (record.type === 'points') printed.add(record)
    else if (record.type === 'log') lines.push(record)
    else if (record.type === 'attempt') state.writer = record.writer
    else if (record.type === 'started') state.leader = record
    else if (record.type === 'environment') authors.describe(run, { environment: JSON.stringify(record.environment) })
    else if (record.type === 'steps' && record.areEpochs) store.programs.setStepsAreEpochs(run.id)
    else if (record.type === 'state' && record.state === 'finished') state.finished = record
  }
  // What its lines count was said before its first points.
  const current = store.runs.get(run.id) ?? run
  const gathered = printed.take()
  try {
    const put = store.transactionWithoutSync(() => {
      store.programs.setTaken(run.id, end)
      for (const { level, lines: texts } of lines) for (const text of texts) facts.note(run.id, level, text)
      return points.put(current, gathered.points)
    })
    state.replaced += put.replaced + (gathered.counts.replaced ?? 0)
    // What lists say of its series is worked out anew when somebody asks.
    if (put.counts.length > 0) facts.stored(run.id)
    if (put.hasNewSeries || (current.stepsAreEpochs && put.counts.length > 0)) facts.changed(run.id)
    for (const [key, count] of put.counts) announcer.say(run.id, key, count)
    return new Set(put.counts.map(([key]) => key))
  } catch (error) {
    points.forget(run.id)
    throw error
  }
}
