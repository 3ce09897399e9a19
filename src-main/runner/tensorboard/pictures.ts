/** What kind of picture bytes are, by their first ones; they are decoded where they are shown. */
export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'webp'

const starts: readonly (readonly [PictureFormat, readonly number[]])[] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
]
const has = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  start.every((byte, index) => bytes[at + index] === byte)

/** @returns null for bytes that are none of these */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  const found = starts.find(([, start]) => has(bytes, start))
  if (found !== undefined) return found[0]
  const isWebp = has(bytes, [0x52, 0x49, 0x46, 0x46]) && has(bytes, [0x57, 0x45, 0x42, 0x50], 8)
  return isWebp ? 'webp' : null
}

/** Of a PNG by its header; null for anything else. */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  if (pictureFormat(bytes) !== 'png' || bytes.length < 24) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}
