/**
 * Checkpoints written beside the training, in a thread of their own.
 *
 * Measured on 52 MB: writing and syncing takes 80 to 220 ms, hashing 40 ms, handing the bytes to Node's own thread pool for
 * hashing 45 to 70 ms on the calling thread, as it copies them. A worker over shared memory stalls nobody, and its result
 * needs one turn of the event loop, where each file system call would need one: a batch on wasm takes a second.
 */
import { Worker } from 'node:worker_threads'
import type { CheckpointFile } from '../../contract/checkpoint'
import { fromWireError, type WireError } from '../../contract/errors'
import type { CheckpointContents } from './write'

/** What the thread is asked to write. */
export type WriteRequest = {
  readonly directory: string
  readonly attempt: number
  readonly checkpoints: readonly CheckpointContents[]
}
export type WriteAnswer = { readonly files: CheckpointFile[] } | { readonly error: WireError }

export type CheckpointWriter = {
  /**
   * Writes checkpoints one after the other. One call at a time; what they are made of stays as it is until it is settled.
   * @returns their files, once they are on the disk.
   * @throws PlateauError `disk-full` or `home-unwritable`
   */
  write(checkpoints: readonly CheckpointContents[]): Promise<CheckpointFile[]>
}

/** @param script the built `writer-main`: a file of its own, so that the thread loads nothing of the training. */
export function createCheckpointWriter(script: string, directory: string, attempt: number): CheckpointWriter {
  const worker = new Worker(script)
  // The channel to the core keeps the process alive, or what it waits for here.
  worker.unref()
  let gone: Error | null = null
  const failure = () => gone ?? new Error('The thread that writes checkpoints has ended.')
  worker.once('error', (error) => {
    gone = error instanceof Error ? error : new Error(String(error))
  })
  return {
    write: (checkpoints) =>
      new Promise((resolve, reject) => {
        if (gone) {
          reject(gone)
          return
        }
        const settle = (act: () => void) => {
          worker.off('message', onMessage).off('exit', onExit)
          worker.unref()
          act()
        }
        const onMessage = (answer: WriteAnswer) =>
          settle(() => ('files' in answer ? resolve(answer.files) : reject(fromWireError(answer.error))))
        const onExit = () => settle(() => reject(failure()))
        worker.on('message', onMessage).on('exit', onExit)
        worker.ref()
        worker.postMessage({ directory, attempt, checkpoints } satisfies WriteRequest)
      }),
  }
}
