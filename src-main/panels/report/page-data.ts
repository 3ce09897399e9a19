/** Data with typed arrays, NaN, the infinities and -0 as JSON, for the page of an HTML report: written by the core, read by the page. */
import { exactText } from '@contract/numbers'

const kinds = { Float64Array, Float32Array, Int32Array, Uint8Array, Uint8ClampedArray } as const
type Kind = keyof typeof kinds
const mark = '$typed'
const numberMark = '$number'

/** Base64 of little-endian bytes, which every machine that runs Plateau or a browser has. */
export function encodeTyped(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === 'number' && (!Number.isFinite(entry) || Object.is(entry, -0)))
      return { [numberMark]: exactText(entry) }
    if (!ArrayBuffer.isView(entry)) return entry
    const kind = (Object.keys(kinds) as Kind[]).find(
      (name) => entry.constructor.name === name || (name === 'Uint8Array' && entry instanceof Uint8Array),
    )
    if (kind === undefined) throw new TypeError(`A ${entry.constructor.name} cannot be part of a page.`)
    return { [mark]: kind, bytes: toBase64(new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength)) }
  })
}

/** The inverse of {@link encodeTyped}. */
export function decodeTyped(json: string): unknown {
  return JSON.parse(json, (_key, entry: unknown) => {
    if (typeof entry !== 'object' || entry === null) return entry
    if (numberMark in entry) return Number(entry[numberMark])
    if (!(mark in entry) || !('bytes' in entry)) return entry
    const bytes = Uint8Array.from(atob(String(entry.bytes)), (letter) => letter.charCodeAt(0))
    return new kinds[entry[mark] as Kind](bytes.buffer)
  })
}

/** In pieces, as a call takes so many parameters. */
function toBase64(bytes: Uint8Array): string {
  let letters = ''
  for (let at = 0; at < bytes.length; at += 8_192) letters += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(letters)
}
