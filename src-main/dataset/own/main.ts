/** Reads a folder of pictures in a process of its own, over Node's IPC channel: a file that breaks the decoder breaks this process alone. */
import { setPriority } from 'node:os'
import { toWireError } from '../../contract/errors'
import { homeFailure } from '../../platform/home-failure'
import { lookAt } from './look'
import { prepareOwn } from './prepare'
import { readerCommandSchema, type ReaderMessage } from './protocol'

/** Below training, which it must not slow down. */
const priority = 10
const messageMilliseconds = 100

async function prepare(message: unknown): Promise<ReaderMessage> {
  try {
    const { folder, options, directory, looksOnly = false } = readerCommandSchema.parse(message)
    if (looksOnly) return { kind: 'found', found: await lookAt(folder, options) }
    let told = 0
    const onProgress = (done: number, total: number) => {
      if (performance.now() - told < messageMilliseconds) return
      told = performance.now()
      process.send?.({ kind: 'progress', done, total } satisfies ReaderMessage)
    }
    try {
      return { kind: 'ready', hash: await prepareOwn({ folder, options, directory, now: new Date(), onProgress }) }
    } catch (error) {
      throw homeFailure(directory, error)
    }
  } catch (error) {
    return { kind: 'failed', message: toWireError(error).message }
  }
}

// The core ends a reader by closing the channel: it never outlives its core.
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => undefined)
process.once('message', (message) => {
  setPriority(priority)
  void prepare(message).then((end) => process.send?.(end, undefined, undefined, () => process.exit(0)))
})
