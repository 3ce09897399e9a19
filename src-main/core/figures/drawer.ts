/** The thread that draws figures, from the core's side. */
import { fromWireError, type WireError } from '../../contract/errors'
import type { Check } from '../../contract/system'
import { checkDrawing } from '../../platform/check-drawing'
import { entryPath } from '../../platform/spawn-node'
import { createThread, type ThreadOptions } from '../thread'
import { answered } from '../turns'
import type { Rendered, RenderRequest } from './worker/render'

export type Drawn = { readonly rendered: Rendered } | { readonly error: WireError }
/** Asks the thread whether it can draw at all; its answer is a {@link Check}. */
export type DrawingCheck = 'check'

export type Drawer = {
  /**
   * @param signal takes the thread from a drawing that is cancelled; the next figure gets a new one.
   * @throws PlateauError `drawing-unavailable` when the thread cannot run or dies, `invalid-input` when it takes too long, and whatever the drawing itself is refused with.
   */
  draw(request: RenderRequest, signal?: AbortSignal): Promise<Rendered>
  /** Whether figures can be drawn here. Once they could, it is not tried again. */
  check(): Promise<Check>
  close(): void
}

/** A drawing of a thousand lines of every point takes a few seconds. */
const mostSeconds = 60
/** A core is tried when the first window opens on it, which has other questions: they come first, for so long at most. */
const mostRestMilliseconds = 3_000

/** @param script what the thread runs */
export function createDrawer(script: () => string = () => entryPath('figures')): Drawer {
  const options: ThreadOptions = {
    script,
    work: 'Drawing this figure',
    advice: 'Choose fewer runs or a smaller range.',
    failure: 'Figures cannot be drawn on this machine',
    failureCode: 'drawing-unavailable',
    limitSeconds: mostSeconds,
    isKept: true,
  }
  const thread = createThread<RenderRequest, Drawn>(options)
  // Loading Skia takes a thread tens of milliseconds, so it is not the core's own that tries it; and what was loaded is let go.
  const trial = createThread<DrawingCheck, Check>({ ...options, work: 'Trying to draw', isKept: false })
  let found: Promise<Check> | null = null

  async function tryToDraw(): Promise<Check> {
    await answered(mostRestMilliseconds)
    try {
      return await trial.ask('check')
    } catch (error) {
      return checkDrawing(() => {
        throw error
      })
    }
  }
  return {
    async check() {
      found ??= tryToDraw()
      const check = await found
      if (check.status !== 'ok') found = null
      return check
    },
    async draw(request, signal) {
      const drawn = await thread.ask(request, signal)
      if ('error' in drawn) throw fromWireError(drawn.error)
      return drawn.rendered
    },
    close() {
      thread.close()
      trial.close()
    },
  }
}
