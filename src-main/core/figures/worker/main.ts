/** The thread that draws figures: one request after the other, for as long as it is wanted. */
import { parentPort } from 'node:worker_threads'
import { toWireError } from '../../../contract/errors'
import type { ThreadAnswer, ThreadRequest } from '../../thread'
import type { Check } from '../../../contract/system'
import { checkDrawing } from '../../../platform/check-drawing'
import type { Drawn, DrawingCheck } from '../drawer'
import type { RenderRequest } from './render'

async function answerTo({ id, request }: ThreadRequest<RenderRequest | DrawingCheck>): Promise<void> {
  // What draws is a large part of Plateau: the trial, which a window that opens asks for, does not load it. Where it cannot be loaded the thread dies.
  const renderFigure = request === 'check' ? null : (await import('./render')).renderFigure
  let answer: Drawn | Check
  try {
    answer = renderFigure === null || request === 'check' ? checkDrawing() : { rendered: renderFigure(request) }
  } catch (error) {
    answer = { error: toWireError(error) }
  }
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<Drawn | Check>)
}

parentPort?.on('message', (asked: ThreadRequest<RenderRequest | DrawingCheck>) => void answerTo(asked))
