/** Whether the data of a PNG unpacks to all of the rows that its header promises: decoders make black of what is missing. */
import { inflateSync } from 'node:zlib'
import { isRefused, pngChunks, type PictureHeader } from './picture-header'

/** Channels of a pixel, by a PNG's kind of colour. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** First column and row, and the steps between them, of the seven passes of an interlaced PNG (PNG specification, section 8). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** @param header of the same bytes, within the bounds of pictures: no more is unpacked than it promises. */
export function hasAllRows(bytes: Uint8Array, { width, height }: PictureHeader): boolean {
  const data: Uint8Array[] = []
  let [depth, colour, interlaced] = [8, 2, 0]
  for (const chunk of pngChunks(bytes)) {
    if (isRefused(chunk)) return false
    if (chunk.type === 'IDAT') data.push(chunk.data)
    else if (chunk.type === 'IHDR') [depth, colour, interlaced] = [8, 9, 12].map((at) => chunk.data[at] ?? 0) as Three
  }
  const pixelBits = (channelsOf[colour] ?? 0) * depth
  const sizeOf = (columns: number, rows: number) =>
    columns <= 0 || rows <= 0 ? 0 : rows * (1 + Math.ceil((columns * pixelBits) / 8))
  const expected =
    interlaced === 0
      ? sizeOf(width, height)
      : passes.reduce(
          (sum, [x, y, across, down]) => sum + sizeOf(Math.ceil((width - x) / across), Math.ceil((height - y) / down)),
          0,
        )
  if (pixelBits === 0) return false
  try {
    return inflateSync(Buffer.concat(data), { maxOutputLength: expected + 65_536 }).length >= expected
  } catch {
    return false
  }
}

type Three = [number, number, number]
