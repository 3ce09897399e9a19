/** What a batch means for its journal and for whoever looks: decided from the batch alone. */
import { noCounts, type JournalCounts, type StoredJournal } from '../../store/journals'
import type { JournalBatch } from './messages'

/** A journal with a batch behind what is in already. @param attempt that it belongs to. @param now milliseconds since 1970 */
export function withBatch(
  journal: StoredJournal,
  batch: JournalBatch,
  { attempt, counts, now }: { readonly attempt: number; readonly counts: JournalCounts; readonly now: number },
): StoredJournal {
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
    heardAt: batch.isHeard ? now : journal.heardAt,
    counts,
  }
}

export function addCounts(before: JournalCounts, ...added: readonly Readonly<Partial<JournalCounts>>[]): JournalCounts {
  const sum = { ...before }
  for (const key of Object.keys(noCounts) as (keyof JournalCounts)[]) for (const one of added) sum[key] += one[key] ?? 0
  return sum
}

/** Whether lists and pages of the run say something else now. */
export const isTelling = ({ records, isClosed, faults }: JournalBatch): boolean =>
  isClosed ||
  faults.length > 0 ||
  records.some(({ type, ...record }) => type !== 'log' && !('state' in record && record.state === 'alive'))

/** Whether it says how a run goes, which is on the disk when it is told; points are with the next other write. */
export const isWeighty = ({ records, isClosed }: JournalBatch): boolean =>
  isClosed || records.some(({ type }) => type === 'state' || type === 'config' || type === 'summary')
