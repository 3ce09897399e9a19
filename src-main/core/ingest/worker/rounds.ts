/** When journals are looked at: one round at a time, soon after something stirs, and now and then anyway. */

/** Journals that are open are looked at this often: what is written through a memory map tells nobody. */
const pollMilliseconds = 200
/** A program that writes often says so often. */
const stirMilliseconds = 25

export type Rounds = ReturnType<typeof createRounds>

/** @param onFailure told of what a round threw; the next one comes all the same */
export function createRounds(goRound: () => Promise<void>, onFailure: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined
  let isUnderWay = false
  /** Another round is wanted soon after the one that is under way. */
  let isAsked = false
  let isStirred = false
  let isClosed = false

  /** Goes a round at once, unless one is under way. */
  function begin(): void {
    isStirred = false
    if (isUnderWay || isClosed) return
    isAsked = false
    isUnderWay = true
    clearTimeout(timer)
    void goRound()
      .catch(onFailure)
      .finally(() => {
        isUnderWay = false
        if (!isClosed) timer = setTimeout(begin, isAsked ? stirMilliseconds : pollMilliseconds)
      })
  }

  return {
    begin,
    /** As {@link begin}; while one is under way, another soon after it. */
    beginAnew(): void {
      isAsked = true
      begin()
    },
    /** Something may have been written: a round soon. */
    stir(this: void): void {
      if (isUnderWay) isAsked = true
      else if (!isClosed && !isStirred) {
        isStirred = true
        clearTimeout(timer)
        timer = setTimeout(begin, stirMilliseconds)
      }
    },
    isClosed: (): boolean => isClosed,
    close(): void {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
