/** What a program prints, as lines: a line of any length is read, and of a long one the beginning is kept. */

/** UTF-8. */
export const longestLineBytes = 20_000

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Takes bytes as they come.
 * @param onLine gets each line without its end, and how many bytes of it were left out. Of a progress bar, which writes over its line again and again, the
 * last state.
 */
export function createLineSplitter(onLine: (line: string, omittedBytes: number) => void) {
  let kept: Buffer[] = []
  let keptBytes = 0
  let omitted = 0
  /** A carriage return came last: a line feed makes it an end of line, anything else begins the line anew. */
  let isReturned = false

  function clear() {
    kept = []
    keptBytes = 0
    omitted = 0
    isReturned = false
  }

  function keep(bytes: Buffer) {
    const room = longestLineBytes - keptBytes
    if (room > 0) {
      // A copy: a slice would hold all that came with it.
      const piece = Buffer.from(bytes.subarray(0, room))
      kept.push(piece)
      keptBytes += piece.length
    }
    omitted += Math.max(0, bytes.length - Math.max(0, room))
  }

  function addPart(bytes: Buffer) {
    if (bytes.length === 0) return
    if (isReturned) clear()
    const hasReturn = bytes[bytes.length - 1] === carriageReturn
    const text = hasReturn ? bytes.subarray(0, -1) : bytes
    const last = text.lastIndexOf(carriageReturn)
    if (last !== -1) clear()
    keep(text.subarray(last + 1))
    isReturned = hasReturn
  }

  function end() {
    const text = Buffer.concat(kept).toString('utf8')
    const left = omitted
    clear()
    // Half of a character at the cut.
    onLine(left > 0 ? text.replace(/\ufffd+$/, '') : text, left)
  }

  return {
    write(bytes: Buffer): void {
      let from = 0
      for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, from)) {
        addPart(bytes.subarray(from, at))
        end()
        from = at + 1
      }
      addPart(bytes.subarray(from))
    },
    /** Nothing more comes: a last line without its end is one. */
    close(): void {
      if (keptBytes > 0 || omitted > 0) end()
    },
  }
}
