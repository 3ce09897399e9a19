/** A picture out of a file, as the network of a run takes it. Decoding is Skia's, which is native: call it in a process that may be lost. */
import { createCanvas, loadImage, type Image, type SKRSContext2D } from '@napi-rs/canvas'
import { encode } from 'fast-png'
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import { transforms } from '../recipes/registry/transforms'
import { tapsOf } from '../recipes/transforms/resize'
import type { Fit } from '../contract/data-requests'
import { isRefused, readPictureHeader, type PictureHeader, type PictureRefusal } from './picture-header'
import { hasAllRows } from './png-rows'

export type Picture = {
  /** Bytes of {@link ImageShape}: row by row, the channels of a pixel beside each other. */
  readonly values: Uint8Array
  /** What was done to it that nobody may expect, in sentences. */
  readonly remarks: readonly string[]
}

/** Of a shape's height and width: what of the picture is in it, and where. */
type Window = {
  /** In the picture, upright. */
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** In the result, which is black around it. */
  readonly rows: number
  readonly columns: number
}

/**
 * Decodes a PNG, JPEG or WebP file and resizes it to a shape, as torchvision's `v2.Resize` with antialiasing does.
 * @param fit what becomes of a picture of other proportions
 * @returns its bytes, or why the file cannot be used: what is cut, damaged, too large or no picture
 */
export async function readPicture(
  bytes: Uint8Array,
  shape: ImageShape,
  fit: Fit = 'stretch',
): Promise<Picture | PictureRefusal> {
  const header = readPictureHeader(bytes)
  if (isRefused(header)) return header
  if (header.format === 'PNG' && !hasAllRows(bytes, header)) return fewer
  const [height, width, channels] = shape
  if (channels !== 1 && channels !== 3)
    return { refusal: `has three colours, and the network takes ${channels} channels` }
  let image: Image
  try {
    image = await loadImage(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  } catch (error) {
    return {
      refusal: `cannot be decoded as ${header.format}: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  const source = uprightSource(image, header)
  const window = windowOf(source, height, width, fit)
  const resized = resizeColours(source, window)
  if (resized === null) return fewer
  const placed = placeIn(resized.colours, window, height, width)
  const remarks = remarksOn(header, { ...source, hasTransparency: resized.hasTransparency }, shape, fit)
  if (channels === 3) return { values: toBytes(placed), remarks }
  const grey = new Float64Array(sizeOfShape(shape))
  transforms.grey.prepare([height, width, 3], 0)(placed, grey)
  return { values: toBytes(grey), remarks }
}

export type GreyPixels = { readonly values: Uint8Array; readonly height: number; readonly width: number }

/** A grey picture that is bytes already, resized as {@link readPicture} resizes. */
export async function fitGrey(
  { values, height, width }: GreyPixels,
  shape: ImageShape,
  fit: Fit,
): Promise<Uint8Array | PictureRefusal> {
  const [rows, columns, channels] = shape
  if (rows === height && columns === width)
    return channels === 1
      ? values
      : Uint8Array.from({ length: sizeOfShape(shape) }, (_, at) => values[Math.floor(at / channels)] ?? 0)
  const picture = await readPicture(encode({ data: values, width, height, channels: 1, depth: 8 }), shape, fit)
  return isRefused(picture) ? picture : picture.values
}

const fewer: PictureRefusal = { refusal: 'is damaged: it has fewer pixels than it says' }

/** To the nearest byte, as torchvision rounds. */
const toBytes = (values: Float64Array): Uint8Array =>
  Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value))))

function windowOf({ width, height }: Source, rows: number, columns: number, fit: Fit): Window {
  if (fit === 'stretch') return { left: 0, top: 0, width, height, rows, columns }
  const scales = [columns / width, rows / height] as const
  if (fit === 'pad') {
    const scale = Math.min(...scales)
    const sideOf = (size: number) => Math.max(1, Math.round(size * scale))
    return { left: 0, top: 0, width, height, rows: sideOf(height), columns: sideOf(width) }
  }
  const scale = Math.max(...scales)
  const cropped = {
    width: Math.max(1, Math.min(width, Math.round(columns / scale))),
    height: Math.max(1, Math.min(height, Math.round(rows / scale))),
  }
  return { ...cropped, left: (width - cropped.width) >> 1, top: (height - cropped.height) >> 1, rows, columns }
}

/** In the middle, where a result is smaller than the shape. */
function placeIn(colours: Float64Array, { rows, columns }: Window, height: number, width: number): Float64Array {
  if (rows === height && columns === width) return colours
  const placed = new Float64Array(height * width * 3)
  const [left, top] = [(width - columns) >> 1, (height - rows) >> 1]
  for (let row = 0; row < rows; row += 1)
    placed.set(colours.subarray(row * columns * 3, (row + 1) * columns * 3), ((top + row) * width + left) * 3)
  return placed
}

type Source = {
  /** Upright. */
  readonly width: number
  readonly height: number
  /** Whether pixels can be transparent: those of another that are were never decoded. */
  readonly canBeClear: boolean
  /** Draws the picture with this place of it at the origin. */
  draw(context: SKRSContext2D, left: number, top: number): void
}

function uprightSource(image: Image, { format, orientation, width, height, canBeClear }: PictureHeader): Source {
  // Skia turns what JPEG and WebP say, and leaves a PNG as it is stored.
  const matrix = format === 'PNG' ? turnOf(orientation, width, height) : undefined
  const isOnItsSide = matrix !== undefined && orientation >= 5
  return {
    width: isOnItsSide ? height : image.width,
    height: isOnItsSide ? width : image.height,
    canBeClear,
    draw(context, left, top) {
      const [a, b, c, d, e, f] = matrix ?? [1, 0, 0, 1, 0, 0]
      context.setTransform(a, b, c, d, e - left, f - top)
      context.drawImage(image, 0, 0)
      context.resetTransform()
    },
  }
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

type Matrix = readonly [number, number, number, number, number, number]

/** By EXIF's orientation, for a picture of so many pixels; undefined for one that is upright. */
function turnOf(orientation: number, width: number, height: number): Matrix | undefined {
  const matrices: Readonly<Record<number, Matrix>> = {
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  }
  return matrices[orientation]
}

type Seen = { readonly width: number; readonly height: number; readonly hasTransparency: boolean }

/** What became of a picture of other proportions. */
const fittedWords: Readonly<Record<Fit, (size: string) => string>> = {
  stretch: (size) => `resized to ${size}, which changes its proportions`,
  crop: (size) => `resized to fill ${size}, and what lies beyond it was cut off`,
  pad: (size) => `resized to fit into ${size}, with black beside it`,
}

function remarksOn(
  { depth, isCmyk, orientation }: PictureHeader,
  { width, height, hasTransparency }: Seen,
  shape: ImageShape,
  fit: Fit,
): string[] {
  const remarks: string[] = []
  if (orientation > 1) remarks.push('It was turned upright, as its EXIF data says.')
  if (isCmyk) remarks.push('Its CMYK colours were converted to RGB.')
  if (depth > 8) remarks.push(`Of its ${depth} bits a channel, the upper 8 were used.`)
  if (hasTransparency) remarks.push('Its transparent parts were laid on white.')
  if (width * shape[0] !== height * shape[1])
    remarks.push(`Its ${width} × ${height} pixels were ${fittedWords[fit](`${shape[1]} × ${shape[0]}`)}.`)
  return remarks
}

/** Pixels that are held at once, so that a large picture takes little more than Skia's own copy of it. */
const stripPixels = 1 << 19

/**
 * Red, green and blue. Row by row, so that no picture is held in double precision.
 * @returns null where pixels are missing
 */
function resizeColours(
  source: Source,
  { left, top, width, height, rows, columns }: Window,
): { readonly colours: Float64Array; readonly hasTransparency: boolean } | null {
  const down = tapsOf(height, rows)
  const colours = new Float64Array(rows * columns * 3)
  const narrow = new Float64Array(columns * 3)
  const narrowRow = createNarrowing(width, columns)
  const stripRows = Math.max(1, Math.min(height, Math.floor(stripPixels / width)))
  const context = createCanvas(width, stripRows).getContext('2d')
  let hasTransparency = false
  for (let first = 0; first < height; first += stripRows) {
    const count = Math.min(stripRows, height - first)
    context.clearRect(0, 0, width, stripRows)
    source.draw(context, left, top + first)
    const rgba = context.getImageData(0, 0, width, count).data
    const isClear = layOnWhite(rgba)
    if (isClear && !source.canBeClear) return null
    hasTransparency ||= isClear
    for (let row = 0; row < count; row += 1) {
      narrowRow(rgba, row * width * 4, narrow)
      addRow(narrow, first + row, down, colours)
    }
  }
  return { colours, hasTransparency }
}

/** Makes what takes one row of pixels into one of so many columns. */
function createNarrowing(width: number, columns: number) {
  const { count, first, weights } = tapsOf(width, columns)
  return (rgba: Uint8ClampedArray, from: number, narrow: Float64Array): void => {
    for (let column = 0; column < columns; column += 1) {
      let [red, green, blue] = [0, 0, 0]
      for (let tap = 0; tap < count; tap += 1) {
        const weight = weights[column * count + tap] ?? 0
        const at = from + ((first[column] ?? 0) + tap) * 4
        red += weight * (rgba[at] ?? 0)
        green += weight * (rgba[at + 1] ?? 0)
        blue += weight * (rgba[at + 2] ?? 0)
      }
      narrow[column * 3] = red
      narrow[column * 3 + 1] = green
      narrow[column * 3 + 2] = blue
    }
  }
}

/** Adds a row to every row of the result that has some of it. */
function addRow(narrow: Float64Array, row: number, down: ReturnType<typeof tapsOf>, colours: Float64Array): void {
  const { count, first, weights } = down
  for (let to = 0; to < first.length; to += 1) {
    const tap = row - (first[to] ?? 0)
    const weight = tap >= 0 && tap < count ? (weights[to * count + tap] ?? 0) : 0
    if (weight === 0) continue
    const begin = to * narrow.length
    for (let at = 0; at < narrow.length; at += 1)
      colours[begin + at] = (colours[begin + at] ?? 0) + weight * (narrow[at] ?? 0)
  }
}
