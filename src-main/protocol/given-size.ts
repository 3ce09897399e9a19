/** How large an object may be that a program says of its run. More is not taken in: working it out would keep everybody else from the core. */
import { isJsonObject } from './config'

/** Of its JSON, about: names, texts and numbers. */
export const mostGivenBytes = 2_000_000
/** Of all objects within it together; lists count by their bytes. */
export const mostGivenSettings = 10_000
/** What a number takes, or a word. */
const bytesOfOther = 8

/**
 * Looks at no more of it than it may have, however much there is.
 * @param value an object, or whatever else a message may hold
 * @returns in words that go on from its name: "is larger than 2 MB"; null where it is within bounds
 */
export function whyTooLarge(value: unknown): string | null {
  let bytes = 0
  let settings = 0
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string') bytes += one.length + 3
    else if (ArrayBuffer.isView(one)) bytes += one.byteLength * bytesOfOther
    else if (Array.isArray(one)) {
      bytes += 2 + one.length
      if (bytes > mostGivenBytes) break
      for (const entry of one) left.push(entry)
    } else if (one instanceof Map) {
      settings += one.size
      if (settings > mostGivenSettings) break
      for (const [key, entry] of one) left.push(String(key), entry)
    } else if (isJsonObject(one)) {
      const keys = Object.keys(one)
      settings += keys.length
      if (settings > mostGivenSettings) break
      for (const key of keys) {
        bytes += key.length + 3
        left.push(one[key])
      }
    } else bytes += bytesOfOther
    if (bytes > mostGivenBytes) break
  }
  if (settings > mostGivenSettings) return `has more than ${mostGivenSettings.toLocaleString('en-US')} settings`
  return bytes > mostGivenBytes ? `is larger than ${mostGivenBytes / 1_000_000} MB` : null
}

/** What to do about it. */
export const whereLargeBelongs = 'Keep large values in a file and log its path.'
