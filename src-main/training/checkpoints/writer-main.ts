/** The thread that writes checkpoints: what it is told, in order, for as long as the process lives. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../contract/errors'
import { writeCheckpoint } from './write'
import type { WriteAnswer, WriteRequest } from './writer'

parentPort?.on('message', ({ directory, attempt, checkpoints }: WriteRequest) => {
  let answer: WriteAnswer
  try {
    answer = { files: checkpoints.map((contents) => writeCheckpoint(directory, attempt, contents)) }
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage(answer)
})
