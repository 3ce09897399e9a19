/** The thread that reads files that people bring: one after the other, each of which may be made to do harm. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../contract/errors'
import type { ThreadAnswer, ThreadRequest } from '../thread'
import { readProvenance } from './provenance'
import type { ForeignAnswer, ForeignRequest } from './reader'
import { readTfjsModel } from './tfjs-model'

parentPort?.on('message', ({ id, request }: ThreadRequest<ForeignRequest>) => {
  let answer: ForeignAnswer
  try {
    const { as, bytes, fileName } = request
    answer =
      as === 'tfjs-model' ? { model: readTfjsModel(bytes, fileName) } : { provenance: readProvenance(bytes, fileName) }
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<ForeignAnswer>)
})
