/** The thread that draws figures, from the core's side: started with the first of them, and again after it died. */
import { Worker } from 'node:worker_threads'
import { fromWireError, PlateauError } from '../../contract/errors'
import { entryPath } from '../../platform/spawn-node'
import { log } from '../log'
import type { DrawAnswer, DrawRequest } from './worker/main'
import type { Rendered, RenderRequest } from './worker/render'

export type Drawer = {
  /** @throws PlateauError `drawing-unavailable` when the thread cannot run or dies, and whatever the drawing itself is refused with. */
  draw(request: RenderRequest): Promise<Rendered>
  close(): void
}

type Waiting = { readonly resolve: (rendered: Rendered) => void; readonly reject: (error: PlateauError) => void }

/** @param script what the thread runs. */
export function createDrawer(script: () => string = () => entryPath('figures')): Drawer {
  let worker: Worker | null = null
  let lastId = 0
  const waiting = new Map<number, Waiting>()

  function fail(reason: string, cause?: unknown) {
    worker = null
    for (const { reject } of waiting.values()) reject(new PlateauError('drawing-unavailable', reason, { cause }))
    waiting.clear()
  }

  function start(): Worker {
    const started = new Worker(script())
    // The core ends when nobody needs it, whether or not something was drawn.
    started.unref()
    started.on('message', (answer: DrawAnswer) => {
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
      if ('rendered' in answer) caller?.resolve(answer.rendered)
      else caller?.reject(fromWireError(answer.error))
    })
    started.on('error', (error: unknown) => {
      log.error('The thread that draws figures has died', error)
      const words = error instanceof Error ? error.message : String(error)
      if (worker === started) fail(`Figures cannot be drawn on this machine: ${words}`, error)
    })
    started.on('exit', () => {
      if (worker === started) fail('The thread that draws figures has ended. Try again.')
    })
    return started
  }

  return {
    draw: (request) =>
      new Promise((resolve, reject) => {
        worker ??= start()
        const id = (lastId += 1)
        // Before anything waits for an answer: what cannot be sent gets none.
        worker.postMessage({ id, request } satisfies DrawRequest)
        waiting.set(id, { resolve, reject })
        worker.ref()
      }),
    close() {
      const ended = worker
      if (ended === null) return
      fail('Plateau is ending.')
      void ended.terminate()
    },
  }
}
