/** Whether anybody still writes to a journal: its last words say it, and where they are missing the system, on the machine of the writer. */
import type { JournalFile } from './journal-file'
import type { isAlive } from './processes'

/** A process is asked after this often. */
const aliveMilliseconds = 1_000
/** A journal whose process has ended its attempt or left is read for so long after its last record. */
const lastWordsMilliseconds = 10_000

/** The machine that reads. */
export type Machine = {
  readonly host: string
  readonly now: () => number
  readonly isAlive: typeof isAlive
}

export type WriterLife = {
  /** Something new was read. */
  hear(): void
  /** Whether nobody writes there any more; once gone, for good. */
  isGone(): boolean
}

export function createWriterLife(file: JournalFile, { host, now, isAlive }: Machine): WriterLife {
  let heardAt = now()
  let askedAt = Number.NEGATIVE_INFINITY
  let isGone = false

  /** A file's name has no more than 60 characters of the host. */
  const isHere = (writerHost: string): boolean =>
    writerHost === host || writerHost === host.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 60)

  function look(): boolean {
    const state = file.state()
    const isQuiet = now() - heardAt >= lastWordsMilliseconds
    if ((state === 'finished' || state === 'left') && isQuiet) return true
    const { host: writerHost, process, begunAt } = file.facts()
    if (writerHost === null || process === null || !isHere(writerHost)) return false
    if (now() - askedAt < aliveMilliseconds) return false
    askedAt = now()
    return !isAlive(process, begunAt)
  }

  return {
    hear: () => void (heardAt = now()),
    isGone: () => (isGone ||= look()),
  }
}
