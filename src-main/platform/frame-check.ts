/**
 * Looks over a msgpack message before it is unpacked, in one pass and without making anything of it: a few bytes can claim an array of
 * four thousand million elements, for which unpacking would set memory aside, or be nested deeper than any stack.
 */
import { mostLevels } from '../contract/plain-data'

/** Extension types of our messages (contract/transport `packing`): undefined, and typed arrays. */
const knownExtensions: ReadonlySet<number> = new Set([0x00, 0x74])

/** Bytes of what has a fixed size, by its first byte from 0xc0; -1 for what has none. 0xc1 is no msgpack. */
const fixedBytes: readonly number[] = [
  // nil, (none), false, true; bin 8 to 32; ext 8 to 32
  1, -1, 1, 1, -1, -1, -1, -1, -1, -1,
  // float 32 and 64; unsigned and signed integers of 8 to 64 bits
  5, 9, 2, 3, 5, 9, 2, 3, 5, 9,
]

/** Throws a RangeError for bytes that are no single message of ours, whole and within bounds. */
export function checkFrame(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** Values that are still to come, of the message itself and of each array and map that is open. */
  const open = [1]
  let at = 0
  const refuse = (why: string): never => {
    throw new RangeError(`A message ${why}.`)
  }
  const skip = (count: number) => {
    at += count
    if (at > bytes.length) refuse('is shorter than it says')
  }
  const lengthOf = (size: 1 | 2 | 4): number => {
    const from = at + 1
    skip(1 + size)
    return size === 1 ? view.getUint8(from) : size === 2 ? view.getUint16(from) : view.getUint32(from)
  }
  const enter = (count: number) => {
    // Each value has a byte at least.
    if (count > bytes.length - at) refuse('is shorter than it says')
    if (count > 0) open.push(count)
    if (open.length > mostLevels + 1) refuse(`is nested deeper than ${mostLevels} levels`)
  }
  const extension = (length: number) => {
    if (at >= bytes.length) refuse('is shorter than it says')
    if (!knownExtensions.has(view.getUint8(at))) refuse('has a kind of value that Plateau does not send')
    skip(1 + length)
  }
  const sizes = [1, 2, 4] as const
  while (open.length > 0) {
    const last = open.length - 1
    const left = open[last] ?? 0
    if (left === 0) {
      open.pop()
      continue
    }
    open[last] = left - 1
    if (at >= bytes.length) refuse('is shorter than it says')
    const first = view.getUint8(at)
    if (first < 0x80 || first >= 0xe0) skip(1)
    else if (first < 0x90) {
      skip(1)
      enter(2 * (first & 0x0f))
    } else if (first < 0xa0) {
      skip(1)
      enter(first & 0x0f)
    } else if (first < 0xc0) skip(1 + (first & 0x1f))
    else if (first >= 0xc4 && first <= 0xc6) skip(lengthOf(sizes[first - 0xc4] ?? 1))
    else if (first >= 0xc7 && first <= 0xc9) extension(lengthOf(sizes[first - 0xc7] ?? 1))
    else if (first >= 0xd4 && first <= 0xd8) {
      skip(1)
      extension(2 ** (first - 0xd4))
    } else if (first >= 0xd9 && first <= 0xdb) skip(lengthOf(sizes[first - 0xd9] ?? 1))
    else if (first >= 0xdc) enter(lengthOf(first % 2 === 0 ? 2 : 4) * (first >= 0xde ? 2 : 1))
    else {
      const fixed = fixedBytes[first - 0xc0] ?? -1
      if (fixed < 0) refuse('is no msgpack')
      skip(fixed)
    }
  }
  if (at !== bytes.length) refuse('has more bytes than it says')
}
