/** Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the highest bit set while more follow. */

/** The largest number that is written. */
export const largestVarint = 2 ** 53 - 1

/** Bytes that the largest takes. */
const mostBytes = 8

/** @param most numbers that will be written at most */
export function createVarintWriter(most: number) {
  const bytes = new Uint8Array(most * mostBytes)
  let at = 0
  function write(number: number): void {
    let rest = number
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) + 0x80
      rest = Math.floor(rest / 0x80)
    }
    bytes[at++] = rest
  }
  return {
    /** @param number whole, from 0 to 2^53 - 1 */
    write,
    bytes: (): Uint8Array => bytes.subarray(0, at),
  }
}

/** Reads from the beginning of `bytes` on. What is read past their end is NaN. */
export function createVarintReader(bytes: Uint8Array) {
  let at = 0
  function read(): number {
    let number = 0
    let scale = 1
    for (;;) {
      const byte = bytes[at++]
      if (byte === undefined) return Number.NaN
      if (byte < 0x80) return number + byte * scale
      number += (byte - 0x80) * scale
      scale *= 0x80
    }
  }
  return {
    read,
    /** How many bytes were read. */
    place: (): number => at,
  }
}
