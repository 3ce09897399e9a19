/** The order in which the journals of a run are read: older attempts before newer ones, each up to the moment at which a newer one began. */
import { newJournal, openJournalFile, type JournalFile, type Reading } from './journal-file'

type Attempt = { readonly attempt: number; readonly begunAt: number | null }

export type Turn<Journal> = {
  readonly journal: Journal
  /** From this moment on a newer attempt writes: milliseconds since 1970, and never where there is none. */
  readonly fence: number
  /** Whether one of a newer attempt is open. What it says takes the place of this one, which has to be there first. */
  readonly hasNewer: boolean
}

/** @param journals of one run. @returns those that are open */
export function inTurn<Journal extends { readonly file: JournalFile }>(
  journals: Iterable<Journal>,
  reading: Reading,
): Turn<Journal>[] {
  const numbered = Array.from(journals, (journal) => ({
    journal,
    isOpen: !journal.file.isClosed(),
    ...attemptOf(journal.file, reading),
  }))
  return numbered
    .filter(({ isOpen }) => isOpen)
    .sort((left, right) => left.attempt - right.attempt)
    .map(({ journal, attempt }) => {
      const newer = numbered.filter((other) => other.attempt > attempt)
      const fence = Math.min(
        Number.POSITIVE_INFINITY,
        ...newer.map(({ begunAt }) => begunAt ?? Number.POSITIVE_INFINITY),
      )
      return { journal, fence, hasNewer: newer.some(({ isOpen }) => isOpen) }
    })
}

/** Journals that are not begun to be read say it in their first record; where that is missing, it is the first attempt. */
function attemptOf(file: JournalFile, reading: Reading): Attempt {
  const { attempt, begunAt } = file.facts()
  if (attempt !== null) return { attempt, begunAt }
  return (file.isClosed() ? null : peek(file, reading)) ?? { attempt: 1, begunAt: null }
}

function peek({ run, writer }: JournalFile, reading: Reading): Attempt | null {
  // The first record alone.
  const first = openJournalFile(newJournal(run, writer), new Set(), { ...reading, budget: 1 })
  return first.next(false)?.batch.attempt ?? null
}
