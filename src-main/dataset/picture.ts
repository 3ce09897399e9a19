/** A picture out of a file, as the network of a run takes it. Decoding is Skia's, which is native: call it in a process that may be lost. */
import { createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas'
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import { transforms } from '../recipes/registry/transforms'
import { resizeWeights } from '../recipes/transforms/resize'
import { isRefused, readPictureHeader, type PictureHeader, type PictureRefusal } from './picture-header'

export type Picture = {
  /** Bytes of {@link ImageShape}: row by row, the channels of a pixel beside each other. */
  readonly values: Uint8Array
  /** What was done to it that nobody may expect, in sentences. */
  readonly remarks: readonly string[]
}

type Pixels = {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8ClampedArray
  readonly hasTransparency: boolean
}

/**
 * Decodes a PNG, JPEG or WebP file and resizes it to a shape, as torchvision's `v2.Resize` with antialiasing does.
 * @returns its bytes, or why the file cannot be used: what is cut, damaged, too large or no picture
 */
export async function readPicture(bytes: Uint8Array, shape: ImageShape): Promise<Picture | PictureRefusal> {
  const header = readPictureHeader(bytes)
  if (isRefused(header)) return header
  let pixels: Pixels
  try {
    pixels = await decode(bytes, header)
  } catch (error) {
    return {
      refusal: `cannot be decoded as ${header.format}: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  const remarks = remarksOn(header, pixels, shape)
  const [height, width, channels] = shape
  const resized = resizeColours(pixels, height, width)
  if (channels === 3) return { values: toBytes(resized), remarks }
  if (channels !== 1) return { refusal: `has three colours, and the network takes ${channels} channels` }
  const grey = new Float64Array(sizeOfShape(shape))
  transforms.grey.prepare([height, width, 3], 0)(resized, grey)
  return { values: toBytes(grey), remarks }
}

/** To the nearest byte, as torchvision rounds. */
const toBytes = (values: Float64Array): Uint8Array =>
  Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value))))

async function decode(bytes: Uint8Array, { format, orientation, width, height }: PictureHeader): Promise<Pixels> {
  const image = await loadImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  // Skia turns what JPEG and WebP say, and leaves a PNG as it is stored.
  const isTurnedHere = format === 'PNG' && orientation > 1
  const isOnItsSide = isTurnedHere && orientation >= 5
  const canvas = createCanvas(isOnItsSide ? height : image.width, isOnItsSide ? width : image.height)
  const context = canvas.getContext('2d')
  if (isTurnedHere) turn(context, orientation, width, height)
  context.drawImage(image, 0, 0)
  context.resetTransform()
  const { data: rgba } = context.getImageData(0, 0, canvas.width, canvas.height)
  return { width: canvas.width, height: canvas.height, rgba, hasTransparency: layOnWhite(rgba) }
}

/** @returns whether anything was transparent */
function layOnWhite(rgba: Uint8ClampedArray): boolean {
  let isTransparent = false
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] ?? 255
    if (alpha === 255) continue
    isTransparent = true
    for (let channel = at; channel < at + 3; channel += 1)
      rgba[channel] = ((rgba[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255
  }
  return isTransparent
}

/** By EXIF's orientation, for a picture of so many pixels. */
function turn(context: SKRSContext2D, orientation: number, width: number, height: number): void {
  const matrices: Readonly<Record<number, readonly [number, number, number, number, number, number]>> = {
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  }
  const matrix = matrices[orientation]
  if (matrix) context.setTransform(...matrix)
}

function remarksOn(
  { depth, isCmyk, orientation }: PictureHeader,
  { width, height, hasTransparency }: Pixels,
  shape: ImageShape,
) {
  const remarks: string[] = []
  if (orientation > 1) remarks.push('It was turned upright, as its EXIF data says.')
  if (isCmyk) remarks.push('Its CMYK colours were converted to RGB.')
  if (depth > 8) remarks.push(`Of its ${depth} bits a channel, the upper 8 were used.`)
  if (hasTransparency) remarks.push('Its transparent parts were laid on white.')
  if (width * shape[0] !== height * shape[1])
    remarks.push(
      `Its ${width} × ${height} pixels were resized to ${shape[1]} × ${shape[0]}, which changes its proportions.`,
    )
  return remarks
}

/** Red, green and blue. Row by row, so that no picture is held in double precision. */
function resizeColours({ width, height, rgba }: Pixels, toHeight: number, toWidth: number): Float64Array {
  const across = tapsOf(width, toWidth)
  const down = tapsOf(height, toHeight)
  const result = new Float64Array(toHeight * toWidth * 3)
  const narrow = new Float64Array(toWidth * 3)
  for (let row = 0; row < height; row += 1) {
    narrow.fill(0)
    for (const [to, { first, weights }] of across.entries())
      for (let tap = 0; tap < weights.length; tap += 1) {
        const weight = weights[tap] ?? 0
        const at = (row * width + first + tap) * 4
        for (let channel = 0; channel < 3; channel += 1)
          narrow[to * 3 + channel] = (narrow[to * 3 + channel] ?? 0) + weight * (rgba[at + channel] ?? 0)
      }
    for (const [to, { first, weights }] of down.entries()) {
      const weight = weights[row - first] ?? 0
      if (weight === 0) continue
      const begin = to * toWidth * 3
      for (let at = 0; at < narrow.length; at += 1)
        result[begin + at] = (result[begin + at] ?? 0) + weight * (narrow[at] ?? 0)
    }
  }
  return result
}

/** Of each new line: the first old one that it is made of, and the weights from there on. */
function tapsOf(from: number, to: number): { readonly first: number; readonly weights: Float64Array }[] {
  const all = resizeWeights(from, to)
  return Array.from({ length: to }, (_, output) => {
    const row = all.subarray(output * from, (output + 1) * from)
    const first = row.findIndex((weight) => weight > 0)
    return { first, weights: row.slice(first, row.findLastIndex((weight) => weight > 0) + 1) }
  })
}
