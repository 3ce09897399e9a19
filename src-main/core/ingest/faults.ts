/** What of a journal was not taken in as it was written: a sentence on its run when it first happens, and each time ten times as much has. */
import type { LogEntry } from '../../contract/run'
import { visibleLine } from '../../contract/text'
import type { JournalCounts } from '../../store/journals'
import type { JournalBatch } from './messages'

type Sentence = { readonly level: LogEntry['level']; readonly message: string }

const number = (count: number): string => count.toLocaleString('en-US')
const points = (count: number): string => (count === 1 ? '1 point' : `${number(count)} points`)
const records = (count: number): string => (count === 1 ? '1 record' : `${number(count)} records`)

/** Series that a run may have; the rest is counted. */
export const mostSeries = 10_000

const words: Readonly<
  Partial<
    Record<
      keyof JournalCounts,
      (count: number, batch: Pick<JournalBatch, 'writer' | 'firstInvalid' | 'firstBadKey'>) => string
    >
  >
> = {
  replaced: (count) => `${points(count)} took the place of earlier ones at their steps.`,
  fenced: (count, { writer }) =>
    `${count === 1 ? '1 record or point' : `${number(count)} records and points`} of ${writer} came after a newer attempt had begun, and were kept apart.`,
  unknown: (count, { writer }) =>
    `${records(count)} of ${writer} are of a kind that this version of Plateau does not know, and were passed over.`,
  invalid: (count, { writer, firstInvalid }) =>
    `${count === 1 ? '1 record or value' : `${number(count)} records and values`} of ${writer} could not be taken in, and were left out${firstInvalid === null ? '' : `: ${firstInvalid}`}.`,
  badKeys: (count, { firstBadKey }) =>
    `${points(count)} were left out: keys have 1 to 200 printable characters${firstBadKey === null ? '' : `. ${firstBadKey}`}.`,
  tooManyKeys: (count) => `${points(count)} were left out: a run has at most ${number(mostSeries)} series.`,
  badSteps: (count) => `${points(count)} were left out: steps are whole numbers from 0 to 2^53 - 1.`,
  clock: (count) =>
    `The clock of its program went back: ${points(count)} were given the time of the point before them.`,
}

/** @returns what is to be said now that these are the counts, and those were the counts before */
export function newFaults(before: JournalCounts, after: JournalCounts, batch: JournalBatch): Sentence[] {
  const counted = (Object.keys(words) as (keyof JournalCounts)[]).flatMap((what): Sentence[] => {
    const [old, now] = [before[what], after[what]]
    if (now === 0 || digits(old) === digits(now)) return []
    return [{ level: what === 'replaced' ? 'info' : 'warning', message: words[what]?.(now, batch) ?? '' }]
  })
  const files = batch.faults.map((message): Sentence => ({ level: 'warning', message }))
  return [...files, ...counted].map(({ level, message }) => ({ level, message: visibleLine(message) }))
}

const digits = (count: number): number => (count === 0 ? 0 : Math.floor(Math.log10(count)) + 1)
