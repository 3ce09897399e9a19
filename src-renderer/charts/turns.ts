/** Work for the window that is done a little at a time: clicks, keys, scrolling and frames have their turn in between. */
import { flushSync } from 'svelte'

/** Of a turn, of things that are each short. */
const turnMilliseconds = 8
/** After so long no other piece is begun in a turn: it may take as long as two of these by itself. */
const beginMilliseconds = 4

/** Work that waits for its turn, in the order in which it came. */
const waiting = new Set<() => void>()
let isDue = false
/** Tells of the next turn: a message waits for nothing but what the browser has to do first, and a frame would come half as often as there is time. */
let channel: MessageChannel | undefined

function turnSoon(): void {
  if (isDue) return
  isDue = true
  if (channel === undefined) {
    channel = new MessageChannel()
    channel.port1.onmessage = takeTurn
  }
  channel.port2.postMessage(null)
}

/**
 * Does work, and what in the page follows from it, in one of the next turns: as many pieces as one turn has time for, at least one.
 * @returns lets go of it, where it has not been done yet.
 */
export function inTurn(work: () => void): () => void {
  // The same work may wait twice.
  const own = () => {
    flushSync(work)
  }
  waiting.add(own)
  turnSoon()
  return () => waiting.delete(own)
}

/**
 * Works something out in steps, some in each turn.
 * @param done is given the result, in a turn
 * @returns lets go of it, where it is not done yet.
 */
export function stepsInTurns<Result>(
  steps: Generator<undefined, Result, undefined>,
  done: (result: Result) => void,
): () => void {
  let letGo: () => void = () => undefined
  const goOn = () => {
    const began = performance.now()
    do {
      const step = steps.next()
      if (step.done === true) {
        done(step.value)
        return
      }
    } while (performance.now() - began < beginMilliseconds)
    letGo = inTurn(goOn)
  }
  letGo = inTurn(goOn)
  return () => letGo()
}

/**
 * Goes through many things, as many in one turn as it has time for: few are done at once, and of ten thousand none holds up the window.
 * @returns once all are done; of many, in a turn that what follows from them has for itself
 */
export async function eachInTurns<Item>(items: readonly Item[], work: (item: Item) => void): Promise<void> {
  let began = performance.now()
  let areMany = false
  for (const item of items) {
    if (performance.now() - began >= turnMilliseconds) {
      areMany = true
      await nextTurn()
      began = performance.now()
    }
    work(item)
  }
  if (areMany) await nextTurn()
}

const nextTurn = (): Promise<void> =>
  new Promise((go) => {
    waiting.add(go)
    turnSoon()
  })

function takeTurn(): void {
  isDue = false
  const began = performance.now()
  try {
    for (const work of waiting) {
      waiting.delete(work)
      work()
      if (performance.now() - began >= beginMilliseconds) break
    }
  } finally {
    if (waiting.size > 0) turnSoon()
  }
}
