/** Reads one run: looks what is new in its folder, and hands its journals over in the order of their attempts. */
import type { Answer } from '../messages'
import { inTurn } from './attempts'
import { openJournalFile, type Reading } from './journal-file'
import { handOver, openJournal, type Rest } from './open-journal'
import type { Questions } from './questions'
import type { Rounds } from './rounds'
import { readRunFile } from './run-file'
import { changeOf, journalsIn, type RunFolder, type RunFolders } from './run-folders'
import type { Machine } from './writer-life'

export type RunReadingOptions = {
  readonly folders: RunFolders
  readonly rounds: Rounds
  readonly questions: Questions
  readonly reading: Reading
  readonly machine: Machine
}

export function createRunReading({ folders, rounds, questions, reading, machine }: RunReadingOptions) {
  /** A folder that is new or has new files. */
  async function lookAt(run: RunFolder): Promise<Answer> {
    const names = journalsIn(run.path)
    if (names.length === 0 && !run.isKnown) return 'dropped'
    if (!run.isKnown) {
      const read = readRunFile(run.path, run.id)
      const answer = await questions.ask((id) => ({ kind: 'run', id, run: run.id, ...read }))
      if (answer !== 'taken') return answer
      run.isKnown = true
    }
    for (const writer of names) {
      if (run.journals.has(writer)) continue
      const file = openJournalFile(folders.journal(run.id, writer), run.seen, reading)
      run.journals.set(writer, openJournal(file, run.path, machine, rounds.stir))
    }
    return 'taken'
  }

  async function readJournals(run: RunFolder): Promise<Rest> {
    const rests = new Set<Rest>()
    for (const { journal, fence, hasNewer } of inTurn(run.journals.values(), reading)) {
      journal.file.fenceFrom(fence)
      const left = await handOver(journal, questions, rounds.isClosed)
      if (left === 'dropped') run.journals.delete(journal.file.writer)
      const rest = left === 'dropped' ? 'none' : left
      rests.add(rest)
      if (rest !== 'none' && hasNewer) break
    }
    return rests.has('more') ? 'more' : rests.has('held') ? 'held' : 'none'
  }

  const hasOpen = (run: RunFolder): boolean => [...run.journals.values()].some(({ file }) => !file.isClosed())

  return {
    /** Hands over what is new of a run, a turn's worth of each journal. */
    async read(run: RunFolder): Promise<Rest> {
      const changedAt = changeOf(run.path)
      if (changedAt === null) {
        folders.forget(run)
        return 'none'
      }
      const hasChanged = changedAt !== run.changedAt
      if (!hasChanged && (run.isRefused || !hasOpen(run))) return 'none'
      if (hasChanged) {
        const answer = await lookAt(run)
        if (answer === 'later') return 'none'
        run.changedAt = changedAt
        run.isRefused = answer === 'dropped'
        if (run.isRefused) return 'none'
      }
      folders.watch(run, hasOpen(run))
      return await readJournals(run)
    },
  }
}
