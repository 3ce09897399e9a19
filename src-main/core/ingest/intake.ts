/** Takes in what was read of journals: a batch is one transaction with how far its journal was read, so that nothing is in twice or lost. */
import { join } from 'node:path'
import { annotationSchema } from '../../contract/annotations'
import type { MediaRecord } from '../../protocol/journal/media-limits'
import type { JsonObject } from '../../protocol/config'
import { noCounts, type JournalCounts, type StoredJournal } from '../../store/journals'
import type { StoredRun } from '../../store/runs'
import { PlateauError } from '../../contract/errors'
import { journalStart } from '../../protocol/journal/reading'
import { findRun, isTrainedHere, refuseBinned } from '../history/references'
import { createCollector, newMemory, type Collector } from './worker/collector'
import type { Store } from '../../store/store'
import { mergeConfigs, type AuthorService } from '../history/authors'
import type { MediaService } from '../history/media'
import type { Announcer } from '../history/points'
import { log } from '../log'
import { mostSeries, newFaults } from './faults'
import { contentsOf, findUnfit } from './contents'
import type { Answer, JournalBatch, UnfitContents } from './messages'
import type { PointWriter } from './points'
import { endingOf } from './runs'

export type IntakeOptions = {
  readonly store: Store
  readonly authors: AuthorService
  readonly announcer: Announcer
  readonly media: MediaService
  readonly points: PointWriter
  /** HOME/journals. */
  readonly folder: string
  readonly now: () => number
  /** Called with each batch that is in. */
  readonly onTaken?: (batch: JournalBatch) => void
}

type RecordOf<Type extends JournalBatch['records'][number]['type']> = Extract<
  JournalBatch['records'][number],
  { type: Type }
>

export type Gathered = ReturnType<Collector['take']>

export type Intake = ReturnType<typeof createIntake>

export function createIntake({
  folder,
  store,
  authors,
  announcer,
  media,
  points,
  now,
  onTaken = () => undefined,
}: IntakeOptions) {
  /** @throws RangeError where there is no such run any more */
  function take(batch: JournalBatch): void {
    const run = store.runs.get(batch.run)
    if (run === null) throw new RangeError(`There is no run ${batch.run}`)
    const journal = store.logJournals.findOrMake(batch.run, batch.writer, now())
    const newest = store.logJournals.newestAttempt(batch.run)
    const attempt = journal.attempt ?? batch.attempt?.attempt ?? 1
    const isLate = attempt < newest
    if (attempt > newest && newest > 0) beginAttempt(run, attempt, batch)
    const put = isLate ? null : points.put(run, batch.points)
    const counts = addCounts(
      journal.counts,
      batch.counts,
      put ?? { fenced: batch.points.steps.length + batch.records.length },
    )
    store.logJournals.keep(moved(journal, batch, attempt, counts))
    store.logJournals.addKeys(journal.id, batch.keys)
    if (!isLate) takeRecords(run, batch)
    for (const { level, message } of newFaults(journal.counts, counts, batch)) authors.note(run.id, level, message)
    if (batch.faults.length > 0) authors.addProblems(run.id, batch.faults)
    const isHeardAgain = batch.isHeard && store.runs.setSilent(run.id, null)
    // Of a program that Plateau runs, its place says when it ends.
    if (!isLate && !run.isProgramJob) endOf(run, batch, attempt)
    // In a turn of its own a batch has few keys.
    for (const [key, count] of put?.counts ?? []) announcer.say(run.id, key, count)
    tellOf(run.id, batch, isHeardAgain || put?.hasNewSeries === true)
  }

  const moved = (
    journal: StoredJournal,
    batch: JournalBatch,
    attempt: number,
    counts: JournalCounts,
  ): StoredJournal => {
    const begun = journal.attempt === null ? batch.attempt : null
    return {
      ...journal,
      place: batch.place,
      attempt: batch.attempt === null && journal.attempt === null && batch.place.offset === 0 ? null : attempt,
      begunAt: begun === null ? journal.begunAt : begun.begunAt,
      host: begun?.writer.host ?? journal.host,
      process: begun?.writer.process ?? journal.process,
      state: batch.state,
      isClosed: batch.isClosed,
      heardAt: batch.isHeard ? now() : journal.heardAt,
      counts,
    }
  }

  /** Whether lists and pages of the run say something else now. */
  const isTelling = ({ records, isClosed, faults }: JournalBatch): boolean =>
    isClosed ||
    faults.length > 0 ||
    records.some(({ type, ...record }) => type !== 'log' && !('state' in record && record.state === 'alive'))

  function beginAttempt(run: StoredRun, attempt: number, batch: JournalBatch): void {
    const where =
      batch.attempt === null ? '' : ` on ${batch.attempt.writer.host}, process ${batch.attempt.writer.process}`
    authors.note(run.id, 'info', `Attempt ${attempt} has begun${where}.`)
    if (!run.isProgramJob && store.runs.reopen(run.id)) authors.changed(run.id)
  }

  function takeRecords(run: StoredRun, { records, unfit }: JournalBatch): void {
    const described = { config: [] as JsonObject[], summary: [] as JsonObject[], metrics: [] as RecordOf<'metric'>[] }
    for (const record of records) {
      if (record.type === 'config') described.config.push(record.config)
      else if (record.type === 'summary') described.summary.push(record.summary)
      else if (record.type === 'metric') described.metrics.push(record)
      else if (record.type === 'run') takeWishes(run, record)
      else if (record.type === 'log') addLines(run.id, record)
      else if (record.type === 'alert')
        authors.note(
          run.id,
          record.level,
          record.text === '' ? record.title : `${record.title}: ${record.text}`,
          timeOf(record.time),
        )
      else if (record.type === 'state') {
        if (record.state === 'stopping') store.runs.markStopping(run.id)
      } else keepMedium(run, record, unfit)
    }
    const merged = (parts: readonly JsonObject[]) => (parts.length === 0 ? undefined : parts.reduce(mergeConfigs))
    if (described.config.length + described.summary.length + described.metrics.length > 0)
      authors.describe(
        run,
        {
          config: merged(described.config),
          summary: merged(described.summary),
          metrics: described.metrics.map(({ key, direction, unit, step, goal, hidden }) => ({
            key,
            direction,
            unit,
            step,
            goal,
            hidden,
          })),
        },
        { isBinnedToo: true },
      )
  }

  const isTaken = (run: string, name: string): boolean =>
    store.annotations.isNameTaken(run, name) || (store.runs.get(name)?.id ?? run) !== run

  /** Name, tags and notes that a program gives its run after the beginning. What cannot be is said, and changes nothing. */
  function takeWishes(run: StoredRun, { name, tags, notes }: RecordOf<'run'>): void {
    const wished = { name, tags, notes }
    for (const what of ['name', 'tags', 'notes'] as const) {
      if (wished[what] === undefined) continue
      const read = annotationSchema.safeParse({ [what]: wished[what] })
      if (!read.success)
        authors.note(
          run.id,
          'warning',
          `Its ${what} could not be changed: ${read.error.issues[0]?.message ?? 'not valid'}.`,
        )
      else if (read.data.name !== undefined && isTaken(run.id, read.data.name))
        authors.note(run.id, 'info', `Another run is already called ${read.data.name}: it keeps its own name.`)
      else store.annotations.change(run.id, read.data)
    }
  }

  function keepMedium(run: StoredRun, record: MediaRecord, unfit: UnfitContents): void {
    const problem = media.keep(run, record, { folder: join(folder, run.id), unfit, now: now() })
    if (problem !== null) authors.note(run.id, 'warning', problem)
  }

  const timeOf = (time: number | undefined): string | undefined =>
    time === undefined || !(Math.abs(time) < 8.64e15) ? undefined : new Date(time).toISOString()

  function addLines(run: string, { level, lines, time }: RecordOf<'log'>): void {
    for (const line of lines) authors.note(run, level, line, timeOf(time))
  }

  /** The end that the attempt's own process says; or, where it is gone without, that. */
  function endOf(run: StoredRun, batch: JournalBatch, attempt: number): void {
    const finished = batch.records.find(
      (record): record is RecordOf<'state'> => record.type === 'state' && record.state === 'finished',
    )
    if (finished !== undefined) {
      const { reason, message } = endingOf(finished)
      if (finished.exception?.traceback !== undefined)
        addLines(run.id, { type: 'log', level: 'error', lines: [finished.exception.traceback] })
      authors.end(run.id, reason, message, timeOf(finished.time))
      return
    }
    if (batch.isClosed && batch.state === 'gone') endWhereGone(run.id, attempt)
  }

  function endWhereGone(run: string, attempt: number): void {
    const journals = store.logJournals.ofRun(run).filter((journal) => (journal.attempt ?? 1) === attempt)
    if (journals.some(({ state, isClosed }) => state === 'finished' || (state === 'open' && !isClosed))) return
    const [gone] = journals.filter(({ state }) => state === 'gone')
    const process = gone?.process ?? null
    const who = process === null ? 'Its program' : `Its process ${process}`
    authors.end(run, 'interrupted', `${who} ended without a last word.`, undefined)
  }

  /** What came without a journal. @param isWhole all of it is stored, or nothing. @throws PlateauError `invalid-input` where that cannot be */
  function storeGathered(
    run: StoredRun,
    gathered: Gathered,
    { isWhole, unfit = new Map() }: { readonly isWhole: boolean; readonly unfit?: UnfitContents },
  ) {
    const { isHeard: _, attempt: __, ...rest } = gathered
    const batch: JournalBatch = {
      ...rest,
      run: run.id,
      writer: 'the socket',
      place: journalStart(),
      attempt: null,
      unfit,
      faults: [],
      state: 'open',
      isClosed: false,
      isHeard: true,
    }
    try {
      const { put, counts } = inTransaction(batch, () => {
        const put = points.put(run, batch.points)
        if (isWhole && put.tooManyKeys > 0)
          throw new PlateauError('invalid-input', `A run has at most ${mostSeries.toLocaleString('en-US')} series.`)
        takeRecords(run, batch)
        const counts = addCounts(noCounts, batch.counts, put)
        for (const { level, message } of newFaults(noCounts, counts, batch)) authors.note(run.id, level, message)
        if (!run.isProgramJob) endOf(run, batch, 1)
        return { put, counts }
      })
      for (const [key, count] of put.counts) announcer.say(run.id, key, count)
      tellOf(run.id, batch, put.hasNewSeries)
      return { put, counts }
    } catch (error) {
      points.forget(run.id)
      media.forget(run.id)
      throw error
    }
  }

  /** @returns how many points each of its series has now */
  const takeGathered = (run: StoredRun, gathered: Gathered, how: { readonly isWhole: boolean }): Map<string, number> =>
    new Map(storeGathered(run, gathered, how).put.counts)

  /** Lists hear at once of what says something else of the run, and of more points now and then. */
  function tellOf(run: string, batch: JournalBatch, isOther: boolean): void {
    if (isOther || isTelling(batch)) authors.changed(run)
    else if (batch.points.steps.length > 0) authors.grew(run)
  }

  /** What says how a run goes is on the disk when it is told; points are with the next other write. */
  function inTransaction<Result>(batch: JournalBatch, write: () => Result): Result {
    const isWeighty =
      batch.isClosed || batch.records.some(({ type }) => type === 'state' || type === 'config' || type === 'summary')
    return isWeighty ? store.transaction(write) : store.transactionWithoutSync(write)
  }

  return {
    take(batch: JournalBatch): Answer {
      try {
        inTransaction(batch, () => take(batch))
      } catch (error) {
        points.forget(batch.run)
        media.forget(batch.run)
        if (store.runs.get(batch.run) === null) return 'dropped'
        log.error(`A part of ${batch.writer} could not be stored; it is tried again`, error)
        return 'later'
      }
      onTaken(batch)
      return 'taken'
    },

    takeGathered,

    /**
     * Records that came over the socket: one transaction, and no journal.
     * @param reference of the run
     * @throws PlateauError `run-not-found`, `invalid-input` for a run that Plateau trains
     */
    async append(
      reference: string,
      records: readonly unknown[],
    ): Promise<{ points: number; leftOut: number; problem: string | null }> {
      const collector = createCollector(newMemory(), Number.POSITIVE_INFINITY)
      for (const record of records) collector.add(record)
      const gathered = collector.take()
      const hashes = contentsOf(gathered.records)
      const unfit =
        hashes.length === 0
          ? new Map<string, string>()
          : await findUnfit(join(folder, findRun(store, reference).id), hashes)
      // As it is by now.
      const run = findRun(store, reference)
      refuseBinned([run])
      if (isTrainedHere(run))
        throw new PlateauError(
          'invalid-input',
          `${run.name} is trained by Plateau itself: append points to it instead.`,
        )
      const { counts } = storeGathered(run, gathered, { isWhole: false, unfit })
      const { points: kept, invalid, unknown, badKeys, badSteps, tooManyKeys } = counts
      return {
        points: kept,
        leftOut: invalid + unknown + badKeys + badSteps + tooManyKeys,
        problem:
          gathered.firstInvalid ?? gathered.firstBadKey ?? (badSteps > 0 ? 'steps are whole numbers from 0 on' : null),
      }
    },

    /** Says of runs elsewhere that they are silent, when nothing has come for so long. */
    findSilent(isHere: (host: string | null) => boolean, milliseconds: number): void {
      const open = Map.groupBy(store.logJournals.open(), ({ run }) => run)
      for (const [run, journals] of open) {
        const newest = store.logJournals.newestAttempt(run)
        const writing = journals.filter(({ attempt, state }) => (attempt ?? 1) >= newest && state === 'open')
        if (writing.length === 0 || writing.some(({ host }) => isHere(host))) continue
        const heardAt = Math.max(...writing.map((journal) => journal.heardAt))
        if (now() - heardAt < milliseconds) continue
        if (store.runs.setSilent(run, new Date(heardAt).toISOString())) authors.changed(run)
      }
    },
  }
}

function addCounts(before: JournalCounts, ...added: readonly Readonly<Partial<JournalCounts>>[]): JournalCounts {
  const sum = { ...before }
  for (const key of Object.keys(noCounts) as (keyof JournalCounts)[]) for (const one of added) sum[key] += one[key] ?? 0
  return sum
}
