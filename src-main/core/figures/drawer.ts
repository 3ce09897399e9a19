/** The thread that draws figures, from the core's side. */
import { fromWireError, type WireError } from '../../contract/errors'
import { entryPath } from '../../platform/spawn-node'
import { createThread } from '../thread'
import type { Rendered, RenderRequest } from './worker/render'

export type Drawn = { readonly rendered: Rendered } | { readonly error: WireError }

export type Drawer = {
  /**
   * @param signal takes the thread from a drawing that is cancelled; the next figure gets a new one.
   * @throws PlateauError `drawing-unavailable` when the thread cannot run or dies, `invalid-input` when it takes too long, and whatever the drawing itself is refused with.
   */
  draw(request: RenderRequest, signal?: AbortSignal): Promise<Rendered>
  close(): void
}

/** A drawing of a thousand lines of every point takes a few seconds. */
const mostSeconds = 60

/** @param script what the thread runs */
export function createDrawer(script: () => string = () => entryPath('figures')): Drawer {
  const thread = createThread<RenderRequest, Drawn>({
    script,
    work: 'Drawing this figure',
    advice: 'Choose fewer runs or a smaller range.',
    failure: 'Figures cannot be drawn on this machine',
    failureCode: 'drawing-unavailable',
    limitSeconds: mostSeconds,
    isKept: true,
  })
  return {
    async draw(request, signal) {
      const drawn = await thread.ask(request, signal)
      if ('error' in drawn) throw fromWireError(drawn.error)
      return drawn.rendered
    },
    close: () => thread.close(),
  }
}
