/** Work for the window that is done a little at a time: clicks, keys, scrolling and frames have their turn in between. */
import { flushSync } from 'svelte'

/** Of a turn. */
const turnMilliseconds = 8

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
  const own = () => work()
  waiting.add(own)
  turnSoon()
  return () => waiting.delete(own)
}

function takeTurn(): void {
  isDue = false
  const began = performance.now()
  try {
    for (const work of waiting) {
      waiting.delete(work)
      flushSync(work)
      if (performance.now() - began >= turnMilliseconds) break
    }
  } finally {
    if (waiting.size > 0) turnSoon()
  }
}
