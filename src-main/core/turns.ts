/** Long work on the core's own thread, in slices: whoever else waits for the core has a turn in between. */
import { setImmediate } from 'node:timers/promises'

const usualMilliseconds = 8

/** Work that can be left between two steps. What it reads may have changed by the next one. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** All of it now. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

export type Turns = {
  /**
   * Does work until it is done.
   * @param isStill asked after each pause: whether what the work reads is as it was.
   * @returns what it comes to; null where it was let go.
   * @throws the signal's reason once it is aborted.
   */
  readonly take: <Result>(steps: Steps<Result>, isStill: () => boolean) => Promise<Result | null>
}

export type TurnOptions = {
  readonly signal?: AbortSignal | undefined
  /** How long a slice takes at least; 0 leaves a turn after every step. */
  readonly sliceMilliseconds?: number
}

/** Slices that several pieces of work share. */
export function createTurns({ signal, sliceMilliseconds = usualMilliseconds }: TurnOptions = {}): Turns {
  let began = performance.now()
  return {
    async take(steps, isStill) {
      for (;;) {
        const step = steps.next()
        if (step.done === true) return step.value
        if (performance.now() - began < sliceMilliseconds) continue
        await setImmediate()
        signal?.throwIfAborted()
        began = performance.now()
        if (!isStill()) return null
      }
    },
  }
}
