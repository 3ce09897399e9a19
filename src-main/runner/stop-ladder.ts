/** How a program is asked to stop: SIGINT, so that it can save, then SIGTERM, then SIGKILL, with waits between. */
import type { StopWaits } from '../contract/programs'

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL'

export type StopLadder = {
  /** Begins; asking again goes on to the next signal at once. */
  next(): void
  /** It has ended: nothing more is sent. */
  done(): void
  isAsked(): boolean
}

/** @param send signals the program. @param onStep told of each signal before it is sent */
export function createStopLadder(
  waits: StopWaits,
  send: (signal: StopSignal) => void,
  onStep: (signal: StopSignal, waitedSeconds: number) => void,
): StopLadder {
  const steps: readonly { readonly signal: StopSignal; readonly wait: number }[] = [
    { signal: 'SIGINT', wait: waits.interruptSeconds },
    { signal: 'SIGTERM', wait: waits.terminateSeconds },
    { signal: 'SIGKILL', wait: 0 },
  ]
  let at = 0
  let isDone = false
  let timer: NodeJS.Timeout | undefined

  function next() {
    clearTimeout(timer)
    const step = steps[at]
    if (isDone || step === undefined) return
    const before = steps[at - 1]
    at += 1
    onStep(step.signal, before?.wait ?? 0)
    send(step.signal)
    if (step.signal !== 'SIGKILL') timer = setTimeout(next, step.wait * 1_000)
  }

  return {
    next,
    done() {
      isDone = true
      clearTimeout(timer)
    },
    isAsked: () => at > 0,
  }
}
