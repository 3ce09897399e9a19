/**
 * Long work on the core's own thread, in slices: whoever else waits for the core has a turn in between. All such work shares one row: in each pass of
 * the event loop one slice is done, however many clients ask at once.
 */

import { setTimeout as delay } from 'node:timers/promises'

const usualMilliseconds = 8
/** How often it is looked whether somebody is still being answered. */
const lookMilliseconds = 30

/** Work that can be left between two steps. What it reads may have changed by the next one. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** All of it now. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Who waits for a pass, in the order in which they came. */
const row: ((pass: symbol) => void)[] = []
/** The pass that somebody works in; null while nobody does. */
let taken: symbol | null = null
/** Pieces of work that are under way, in this pass or between two. */
let underWay = 0

/** When the last piece was done, in the process' time. */
let lastDone = Number.NEGATIVE_INFINITY

/** A window that opens asks for one thing after the other: between two of its questions nobody waits, and yet it is not done. */
const restMilliseconds = 150

/** Whether somebody waits for what is being worked out in slices. */
export const isAnswering = (): boolean => underWay > 0

/**
 * Waits until nobody is being answered, nor has just been and may ask for the next: for what is of use to no one who waits, and would take the processors from them.
 * @param mostMilliseconds how long at most: one who always asks does not keep it from ever coming
 */
export async function answered(mostMilliseconds: number): Promise<void> {
  const until = performance.now() + mostMilliseconds
  const isAsked = () => isAnswering() || performance.now() - lastDone < restMilliseconds
  while (isAsked() && performance.now() < until) await delay(lookMilliseconds, undefined, { ref: false })
}

function takePass(): symbol {
  const pass = Symbol('pass')
  taken = pass
  // What is set in one pass is run in the next: what clients have sent is read in between.
  setImmediate(() => {
    if (taken === pass) taken = null
    row.shift()?.(takePass())
  })
  return pass
}

/** A pass that comes, once those who wait already have had theirs. */
const waitForPass = (): Promise<symbol> => new Promise((resolve) => void row.push(resolve))

export type Turns = {
  /**
   * Does work until it is done.
   * @param isStill asked after each pause, which may be before the first step: whether what the work reads is as it was.
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
  let own: symbol | null = null
  let began = 0
  /** @returns whether there was a pause */
  async function begin(): Promise<boolean> {
    const isFree = taken === null
    own = isFree ? takePass() : await waitForPass()
    began = performance.now()
    if (!isFree) signal?.throwIfAborted()
    return !isFree
  }
  return {
    async take(steps, isStill) {
      underWay += 1
      try {
        if ((own === null || own !== taken) && (await begin()) && !isStill()) return null
        for (;;) {
          const step = steps.next()
          if (step.done === true) return step.value
          if (performance.now() - began < sliceMilliseconds) continue
          if ((await begin()) && !isStill()) return null
        }
      } finally {
        underWay -= 1
        lastDone = performance.now()
      }
    },
  }
}

/** Work that is done one piece after the other, each in slices. */
export function createLine() {
  const left = new Set<Steps<unknown>>()
  let before: Promise<unknown> = Promise.resolve()
  let isOver = false
  return {
    /** @returns what it comes to, once those that came before are done */
    async take<Result>(steps: Steps<Result>): Promise<Result> {
      left.add(steps)
      const own = before.then(() => createTurns({ sliceMilliseconds: 0 }).take(steps, () => true))
      before = own.catch(() => undefined).then(() => left.delete(steps))
      const result = await own
      // Nobody waits any more, and what would follow has nothing left to work on.
      return isOver ? new Promise<never>(() => undefined) : (result as Result)
    },
    /** Does what is left at once: those who asked have gone. @param onFailure told of what a piece throws */
    finish(onFailure: (error: unknown) => void): void {
      isOver = true
      for (const steps of left)
        try {
          atOnce(steps)
        } catch (error) {
          onFailure(error)
        }
    },
  }
}

/** When this pass began to take short pieces; null before the first. */
let began: number | null = null

/** Milliseconds since this pass began to take short pieces, of whichever client. */
function sinceFirst(): number {
  if (began === null) {
    began = performance.now()
    setImmediate(() => (began = null))
  }
  return performance.now() - began
}

/**
 * Short pieces of work in the order in which they came: done as they come, and where many come together not all in one pass.
 * @param onFailure told of what a piece throws; those behind it are done all the same
 */
export function createInbox(onFailure: (error: unknown) => void) {
  const pieces: (() => void)[] = []
  let isWaiting = false

  function work(): void {
    while (pieces.length > 0) {
      if (sinceFirst() >= usualMilliseconds) {
        isWaiting = true
        setImmediate(() => {
          isWaiting = false
          work()
        })
        return
      }
      try {
        pieces.shift()?.()
      } catch (error) {
        onFailure(error)
      }
    }
  }
  return {
    add(piece: () => void): void {
      pieces.push(piece)
      if (!isWaiting) work()
    },
  }
}
