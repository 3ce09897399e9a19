/** The thread that draws figures: one request after the other, for as long as it is wanted. */
import { parentPort } from 'node:worker_threads'
import { toWireError, type WireError } from '../../../contract/errors'
import { renderFigure, type Rendered, type RenderRequest } from './render'

export type DrawRequest = { readonly id: number; readonly request: RenderRequest }
export type DrawAnswer = { readonly id: number } & ({ readonly rendered: Rendered } | { readonly error: WireError })

parentPort?.on('message', ({ id, request }: DrawRequest) => {
  let answer: DrawAnswer
  try {
    answer = { id, rendered: renderFigure(request) }
  } catch (error) {
    answer = { id, error: toWireError(error) }
  }
  parentPort?.postMessage(answer)
})
