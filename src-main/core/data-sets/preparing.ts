/** Data sets that are being prepared, each by a process that reads its folder; and those of which it failed, until somebody has seen that. */
import type { RequestInput } from '../../contract/api'
import type { PreparingData } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { startReader, type Reader, type ReaderEnd, type SpawnReader } from './reader'

type Preparing = PreparingData & { reader: Reader | null }

/** @param onEnd called when a process has ended; with the hash where its data set is prepared */
export function createPreparing(spawnReader: SpawnReader, onEnd: (name: string, hash: string | null) => void) {
  const preparing = new Map<string, Preparing>()

  function finish(entry: Preparing, end: ReaderEnd): void {
    entry.reader = null
    if ('failure' in end) entry.failure = end.failure
    const hash = 'hash' in end ? end.hash : null
    if (hash !== null) preparing.delete(entry.name)
    onEnd(entry.name, hash)
  }

  return {
    list: (): PreparingData[] => [...preparing.values()].map(({ reader: _, ...one }) => one),
    /** @throws PlateauError `name-taken` where one of this name is being prepared already */
    requireFree(name: string): void {
      if (preparing.get(name)?.reader)
        throw new PlateauError('name-taken', `A data set ${name} is being prepared.`, { field: 'name' })
    },
    /** @param directory where it goes */
    begin({ name, folder, options }: RequestInput<'data-sets.add'>, directory: string): void {
      const entry: Preparing = { name, folder, done: 0, total: 0, failure: null, reader: null }
      preparing.set(name, entry)
      entry.reader = startReader(
        spawnReader,
        { folder, options, directory },
        {
          onProgress: (done, total) => Object.assign(entry, { done, total }),
          onEnd: (end) => finish(entry, end),
        },
      )
    },
    /** Ends the process, or forgets that it failed. */
    cancel(name: string): void {
      const entry = preparing.get(name)
      preparing.delete(name)
      entry?.reader?.stop()
    },
    close(): void {
      for (const { reader } of preparing.values()) reader?.stop()
    },
  }
}
