/** How much of what a program prints becomes its run's log: the beginning, and once that is full the very end. */

export const mostLogLines = 20_000
export const mostLogCharacters = 8_000_000
export const lastLogLines = 200

export type LoggedLine = { readonly stream: 'stdout' | 'stderr'; readonly line: string }

export type LogBounds = {
  /** The line, where there is room for it; the last of the others are kept for {@link LogBounds.end}. */
  take(line: LoggedLine): LoggedLine | null
  /** The last lines that found no room, and how many stood between. */
  end(): { readonly omitted: number; readonly lines: readonly LoggedLine[] }
}

/** @param onFull told once, when the first line finds no room */
export function createLogBounds(onFull: () => void): LogBounds {
  let lines = 0
  let characters = 0
  let isFull = false
  let omitted = 0
  const last: LoggedLine[] = []
  return {
    take(line) {
      lines += 1
      characters += line.line.length
      if (!isFull && lines <= mostLogLines && characters <= mostLogCharacters) return line
      if (!isFull) onFull()
      isFull = true
      last.push(line)
      if (last.length > lastLogLines) {
        omitted += 1
        last.shift()
      }
      return null
    },
    end: () => ({ omitted, lines: last }),
  }
}
