/** Names for runs that go where theirs is taken. */

const largestName = 100

/** A name without the number at its end, and that number; 1 for a name without. */
function takeApart(name: string): { readonly stem: string; readonly number: number } {
  const match = /^(.+)-(\d{1,9})$/su.exec(name)
  return match === null ? { stem: name, number: 1 } : { stem: match[1] ?? name, number: Number(match[2]) }
}

/**
 * Gives out names that nobody has: the name itself, or else the next free number behind its words: `baseline`, `baseline-2`, `baseline-3`.
 * @param isTaken asked for each candidate; what was given out is taken as well.
 */
export function createFreeNames(isTaken: (name: string, run: string) => boolean) {
  const given = new Set<string>()
  // Many runs of the same words do not look through the same numbers again.
  const reached = new Map<string, number>()

  /** @param run the id of the run that gets the name */
  return (name: string, run: string): string => {
    const { stem, number } = takeApart(name)
    let free = name
    if (given.has(name) || isTaken(name, run)) {
      let next = Math.max(number, reached.get(stem) ?? 0)
      do {
        next += 1
        free = withNumber(stem, next)
      } while (given.has(free) || isTaken(free, run))
      reached.set(stem, next)
    }
    given.add(free)
    return free
  }
}

/** A long name gives up its last characters for the number. */
function withNumber(stem: string, number: number): string {
  const ending = `-${number}`
  const characters = Array.from(stem)
  return `${characters
    .slice(0, largestName - ending.length)
    .join('')
    .trimEnd()}${ending}`
}
