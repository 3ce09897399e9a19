/** How exports write files: each whole or not at all, with progress, until somebody cancels. */
import type { RequestOutput } from '../../contract/api'
import type { PlateauError } from '../../contract/errors'
import { openAtomically, type AtomicFile } from '../../platform/atomic-file'

/** What an export tells while it goes on, and how it hears that it shall not. */
export type ExportProgress = {
  readonly signal: AbortSignal
  readonly tell: (done: number, total: number) => void
}

export type Output = Omit<RequestOutput<'exports.write'>, 'path'>

/** Runs to the end what cannot be stopped, but waits for it no longer than until the signal. */
export async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let stop: () => void = () => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as PlateauError)
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** @param fill writes the contents. @returns what it wrote, once it is in its place */
export async function toFile(
  path: string,
  replace: boolean,
  { signal }: ExportProgress,
  fill: (file: AtomicFile, remarks: string[]) => Promise<number | null>,
): Promise<Output> {
  const file = await openAtomically(path, { replace })
  try {
    const remarks: string[] = []
    const rows = await fill(file, remarks)
    signal.throwIfAborted()
    await file.commit()
    return { bytes: file.bytes, rows, remarks }
  } finally {
    await file.discard()
  }
}
