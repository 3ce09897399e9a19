/** Looks into folders before anything is prepared: what would be understood of them. */
import type { RequestInput } from '../../contract/api'
import type { FoundData } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { startReader, type Reader, type SpawnReader } from './reader'

/** A folder on a disk that sleeps, or far away, has time to answer. */
const longestLookSeconds = 60

export function createLooks(spawnReader: SpawnReader, directory: string) {
  let looking: Reader | null = null

  return {
    /**
     * One look at a time: the one before, which nobody waits for any longer, is ended.
     * @param folder an absolute path
     * @throws PlateauError `invalid-input` with what is wrong with it
     */
    look({ folder, options }: RequestInput<'data-sets.look'>): Promise<FoundData> {
      looking?.stop()
      return new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new PlateauError('invalid-input', why, { field: 'folder' }))
        const reader = startReader(
          spawnReader,
          { folder, options, directory, looksOnly: true },
          {
            onProgress: () => undefined,
            onEnd: (end) => {
              clearTimeout(limit)
              if (looking === reader) looking = null
              if ('found' in end) resolve(end.found)
              else fail('failure' in end ? end.failure : 'It could not be read.')
            },
          },
        )
        const limit = setTimeout(() => {
          fail(`Looking through ${folder} takes longer than ${longestLookSeconds} seconds. It can be prepared unseen.`)
          reader.stop()
        }, longestLookSeconds * 1_000)
        looking = reader
      })
    },
    close: (): void => looking?.stop(),
  }
}
