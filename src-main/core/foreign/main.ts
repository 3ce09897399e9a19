/** The thread that reads files that people bring: one after the other, each of which may be made to do harm. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../contract/errors'
import type { ThreadAnswer, ThreadRequest } from '../thread'
import { readArchitectureFile } from './architecture'
import { readProvenance } from './provenance'
import type { ForeignAnswer, ForeignRequest } from './reader'
import { readTfjsModel } from './tfjs-model'

const readers = {
  provenance: (bytes, fileName) => ({ provenance: readProvenance(bytes, fileName) }),
  'tfjs-model': (bytes, fileName) => ({ model: readTfjsModel(bytes, fileName) }),
  architecture: (bytes, fileName) => ({ opened: readArchitectureFile(bytes, fileName) }),
} as const satisfies Record<ForeignRequest['as'], (bytes: Uint8Array, fileName: string) => ForeignAnswer>

parentPort?.on('message', ({ id, request }: ThreadRequest<ForeignRequest>) => {
  let answer: ForeignAnswer
  try {
    const { as, bytes, fileName } = request
    answer = readers[as](bytes, fileName)
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<ForeignAnswer>)
})
