/** Takes in what was read of journals: a batch is one transaction with how far its journal was read, so that nothing is in twice or lost. */
import { PlateauError } from '../../contract/errors'
import { journalStart } from '../../protocol/journal/reading'
import { noCounts, type JournalCounts } from '../../store/journals'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { AuthorService } from '../history/authors/service'
import type { Announcer } from '../history/points'
import { log } from '../log'
import { addCounts, isTelling, isWeighty, withBatch } from './batches'
import { mostSeries, newFaults } from './faults'
import type { Answer, JournalBatch, UnfitContents } from './messages'
import type { PointWriter, PutPoints } from './points'
import type { RecordWriter } from './records'
import type { JournalRuns } from './runs'
import type { Collector } from './worker/collector'

export type IntakeOptions = {
  readonly store: Store
  readonly authors: AuthorService
  readonly announcer: Announcer
  readonly points: PointWriter
  readonly records: RecordWriter
  readonly runs: JournalRuns
  readonly now: () => number
}

export type Gathered = ReturnType<Collector['take']>

export type Intake = ReturnType<typeof createIntake>

export function createIntake({ store, authors, announcer, points, records, runs, now }: IntakeOptions) {
  const inTransaction = <Result>(batch: JournalBatch, write: () => Result): Result =>
    isWeighty(batch) ? store.transaction(write) : store.transactionWithoutSync(write)

  /** A batch is not in: nothing of it is remembered either. */
  function forget(run: string): void {
    points.forget(run)
    records.forget(run)
  }

  /** Lists hear at once of what says something else of the run, and of more points now and then. */
  function tell(run: string, batch: JournalBatch, isOther: boolean): void {
    if (isOther || isTelling(batch)) authors.changed(run)
    else if (batch.points.steps.length > 0) authors.grew(run)
  }

  function noteFaults(run: string, before: JournalCounts, after: JournalCounts, batch: JournalBatch): void {
    for (const { level, message } of newFaults(before, after, batch)) authors.note(run, level, message)
  }

  /** @throws RangeError where there is no such run any more */
  function takeBatch(batch: JournalBatch): void {
    const run = store.runs.get(batch.run)
    if (run === null) throw new RangeError(`There is no run ${batch.run}`)
    const journal = store.logJournals.findOrMake(batch.run, batch.writer, now())
    const newest = store.logJournals.newestAttempt(batch.run)
    const attempt = journal.attempt ?? batch.attempt?.attempt ?? 1
    const isLate = attempt < newest
    if (attempt > newest && newest > 0) runs.resume(run, attempt, batch)
    const put = isLate ? null : points.put(run, batch.points)
    const added = put ?? { fenced: batch.points.steps.length + batch.records.length }
    const counts = addCounts(journal.counts, batch.counts, added)
    store.logJournals.keep(withBatch(journal, batch, { attempt, counts, now: now() }))
    store.logJournals.addKeys(journal.id, batch.keys)
    if (!isLate) records.putAll(run, batch)
    noteFaults(run.id, journal.counts, counts, batch)
    if (batch.faults.length > 0) authors.addProblems(run.id, batch.faults)
    const isHeardAgain = batch.isHeard && store.runs.setSilent(run.id, null)
    // Of a program that Plateau runs, its place says when it ends.
    if (!isLate && !run.isProgramJob) runs.endAfter(run, batch, attempt)
    // In a turn of its own a batch has few keys.
    for (const [key, count] of put?.counts ?? []) announcer.say(run.id, key, count)
    tell(run.id, batch, isHeardAgain || put?.hasNewSeries === true)
  }

  return {
    take(batch: JournalBatch): Answer {
      try {
        inTransaction(batch, () => takeBatch(batch))
        return 'taken'
      } catch (error) {
        forget(batch.run)
        if (store.runs.get(batch.run) === null) return 'dropped'
        log.error(`A part of ${batch.writer} could not be stored; it is tried again`, error)
        return 'later'
      }
    },

    /**
     * What came without a journal.
     * @param how `isWhole`: all of it is stored, or nothing
     * @throws PlateauError `invalid-input` where that cannot be
     */
    takeGathered(
      run: StoredRun,
      gathered: Gathered,
      { isWhole, unfit = new Map() }: { readonly isWhole: boolean; readonly unfit?: UnfitContents },
    ): { readonly put: PutPoints; readonly counts: JournalCounts } {
      const batch = withoutJournal(run.id, gathered, unfit)
      try {
        const taken = inTransaction(batch, () => {
          const put = points.put(run, batch.points)
          if (isWhole && put.tooManyKeys > 0)
            throw new PlateauError('invalid-input', `A run has at most ${mostSeries.toLocaleString('en-US')} series.`)
          records.putAll(run, batch)
          const counts = addCounts(noCounts, batch.counts, put)
          noteFaults(run.id, noCounts, counts, batch)
          if (!run.isProgramJob) runs.endAfter(run, batch, 1)
          return { put, counts }
        })
        for (const [key, count] of taken.put.counts) announcer.say(run.id, key, count)
        tell(run.id, batch, taken.put.hasNewSeries)
        return taken
      } catch (error) {
        forget(run.id)
        throw error
      }
    },
  }
}

function withoutJournal(run: string, gathered: Gathered, unfit: UnfitContents): JournalBatch {
  const { isHeard: _, attempt: __, ...rest } = gathered
  return {
    ...rest,
    run,
    writer: 'the socket',
    place: journalStart(),
    attempt: null,
    unfit,
    faults: [],
    state: 'open',
    isClosed: false,
    isHeard: true,
  }
}
