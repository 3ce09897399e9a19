/** The thread that draws figures: one request after the other, for as long as it is wanted. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../../contract/errors'
import type { ThreadAnswer, ThreadRequest } from '../../thread'
import type { Check } from '../../../contract/system'
import { checkDrawing } from '../../../platform/check-drawing'
import type { Drawn, DrawingCheck } from '../drawer'
import { renderFigure, type RenderRequest } from './render'

parentPort?.on('message', ({ id, request }: ThreadRequest<RenderRequest | DrawingCheck>) => {
  let answer: Drawn | Check
  try {
    answer = request === 'check' ? checkDrawing() : { rendered: renderFigure(request) }
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<Drawn | Check>)
})
