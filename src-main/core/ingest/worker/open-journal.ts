/** A journal that is read: its file, the contents that its records name, and whoever writes it. */
import { createContentsCheck, type ContentsCheck } from './contents-check'
import type { JournalFile } from './journal-file'
import type { Questions } from './questions'
import { createWriterLife, type Machine, type WriterLife } from './writer-life'

/** Batches of one journal before the others have their turn. */
const batchesInTurn = 8

export type OpenJournal = {
  readonly file: JournalFile
  readonly contents: ContentsCheck
  readonly writer: WriterLife
}

/** What is left to read: `held` where it is not known yet whether contents are what was logged. */
export type Rest = 'none' | 'more' | 'held'

/** @param folder of its run. @param stir called when contents that had to be waited for are known */
export const openJournal = (file: JournalFile, folder: string, machine: Machine, stir: () => void): OpenJournal => ({
  file,
  contents: createContentsCheck(folder, stir),
  writer: createWriterLife(file, machine),
})

/**
 * Hands a turn's worth of a journal over, each batch once the one before it is in.
 * @returns `dropped` where nobody wants what is read
 */
export async function handOver(
  { file, contents, writer }: OpenJournal,
  { ask }: Questions,
  isClosed: () => boolean,
): Promise<Rest | 'dropped'> {
  for (let turn = 0; turn < batchesInTurn; turn += 1) {
    if (isClosed()) return 'none'
    if (contents.isBusy()) return 'held'
    const draft = file.next(writer.isGone())
    if (draft === null) return 'none'
    const unfit = await contents.check(draft.batch.records)
    if (unfit === null) return 'held'
    const answer = await ask((id) => ({ kind: 'batch', id, batch: { ...draft.batch, unfit } }))
    if (answer !== 'taken') return answer === 'dropped' ? 'dropped' : 'none'
    draft.commit()
    contents.forget()
    if (draft.batch.isHeard) writer.hear()
    if (!draft.hasMore) return 'none'
  }
  return 'more'
}
