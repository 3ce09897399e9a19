/** Owns one process that reads a folder of pictures: from its start to its one end. */
import type { ChildProcess } from 'node:child_process'
import type { FoundData } from '../../contract/data-requests'
import { readerMessageSchema, type ReaderCommand } from '../../dataset/own/protocol'

export type ReaderEnd = { readonly hash: string } | { readonly found: FoundData } | { readonly failure: string }

export type Reader = { stop(): void }

/** Makes the process that reads a folder, with an IPC channel. */
export type SpawnReader = () => ChildProcess

/** @param onEnd told exactly once, when the process is gone */
export function startReader(
  spawn: SpawnReader,
  command: ReaderCommand,
  { onProgress, onEnd }: { onProgress: (done: number, total: number) => void; onEnd: (end: ReaderEnd) => void },
): Reader {
  const child = spawn()
  let end: ReaderEnd | null = null
  let last = 0
  child.on('message', (untyped) => {
    const message = readerMessageSchema.safeParse(untyped).data
    if (message?.kind === 'progress') {
      last = message.done
      onProgress(message.done, message.total)
    } else if (message?.kind === 'ready') end = { hash: message.hash }
    else if (message?.kind === 'found') end = { found: message.found }
    else if (message !== undefined) end = { failure: message.message }
  })
  const finish = (failure: string) => {
    end ??= { failure }
    onEnd(end)
  }
  child.once('error', (error) => finish(`The folder could not be read: ${error.message}.`))
  child.once('exit', () =>
    finish(`Reading ended unexpectedly after ${last.toLocaleString('en')} files, at one of the next two.`),
  )
  // Whether it arrives is seen by what follows.
  child.send(command, () => undefined)
  return {
    stop() {
      end ??= { failure: 'Stopped before the end.' }
      child.kill('SIGKILL')
    },
  }
}
