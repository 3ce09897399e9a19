/** Files that people bring, read off the core's own thread and within bounds of time and memory, from the core's side. */
import { fromWireError, type WireError } from '../../contract/errors'
import type { Provenance } from '../../contract/figure'
import { entryPath } from '../../platform/spawn-node'
import { createThread } from '../thread'

export type ForeignRequest = { readonly bytes: Uint8Array; readonly fileName: string }
export type ForeignAnswer = { readonly provenance: Provenance } | { readonly error: WireError }

export type ForeignReader = {
  /** @throws PlateauError `no-provenance` for a file that says nothing or takes too much memory, `invalid-input` for one that takes too long. */
  readProvenance(bytes: Uint8Array, fileName: string): Promise<Provenance>
  close(): void
}

/** The largest file that Plateau writes is read within a second. */
const mostSeconds = 10
/** Of objects; the file's own bytes lie beside it. What is parsed takes a tenth: V8 may end the whole process where a parser needs more. */
const mostMegabytes = 256

/** @param script what the thread runs */
export function createForeignReader(script: () => string = () => entryPath('foreign')): ForeignReader {
  const thread = createThread<ForeignRequest, ForeignAnswer>({
    script,
    work: 'Reading this file',
    advice: 'Export the figure again.',
    failure: 'This file cannot be read',
    failureCode: 'no-provenance',
    limitSeconds: mostSeconds,
    limitMegabytes: mostMegabytes,
    // What one file has left behind is no matter of the next.
    isKept: false,
  })
  return {
    async readProvenance(bytes, fileName) {
      const answer = await thread.ask({ bytes, fileName })
      if ('error' in answer) throw fromWireError(answer.error)
      return answer.provenance
    },
    close: () => thread.close(),
  }
}
