/** The thread that draws figures: one request after the other, for as long as it is wanted. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../../contract/errors'
import type { ThreadAnswer, ThreadRequest } from '../../thread'
import type { Drawn } from '../drawer'
import { renderFigure, type RenderRequest } from './render'

parentPort?.on('message', ({ id, request }: ThreadRequest<RenderRequest>) => {
  let answer: Drawn
  try {
    answer = { rendered: renderFigure(request) }
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<Drawn>)
})
