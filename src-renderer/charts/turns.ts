/** Work for the window that is done a little in each frame: clicks, keys and scrolling have their turn in between. */
import { flushSync } from 'svelte'

/** Of a frame; the rest of it is the browser's. */
const frameMilliseconds = 8

/** Work that waits for its turn, in the order in which it came. */
const waiting = new Set<() => void>()
let frame = 0

/**
 * Does work, and what in the page follows from it, in one of the next frames: as many pieces as one frame has time for, at least one.
 * @returns lets go of it, where it has not been done yet.
 */
export function inTurn(work: () => void): () => void {
  // The same work may wait twice.
  const own = () => work()
  waiting.add(own)
  frame ||= requestAnimationFrame(takeTurns)
  return () => waiting.delete(own)
}

function takeTurns(): void {
  frame = 0
  const began = performance.now()
  try {
    for (const work of waiting) {
      waiting.delete(work)
      flushSync(work)
      if (performance.now() - began >= frameMilliseconds) break
    }
  } finally {
    if (waiting.size > 0) frame ||= requestAnimationFrame(takeTurns)
  }
}
