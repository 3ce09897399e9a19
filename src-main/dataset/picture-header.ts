/**
 * What the file of a picture says of itself, read before anything is decoded: PNG, JPEG and WebP.
 *
 * Decoders make a picture of half a file and allocate what a header promises. So files are walked through first: their parts have to be there to the
 * last, and their sizes within bounds.
 */
import { crc32 } from 'node:zlib'

export const pictureFormats = ['PNG', 'JPEG', 'WebP'] as const
export type PictureFormat = (typeof pictureFormats)[number]

export type PictureHeader = {
  readonly format: PictureFormat
  /** As the pixels are stored, before any turning. */
  readonly width: number
  readonly height: number
  /** Bits of a channel. */
  readonly depth: number
  /** Four inks in place of red, green and blue. */
  readonly isCmyk: boolean
  /** Whether pixels can be transparent. */
  readonly canBeClear: boolean
  /** EXIF's: 1 is upright, 2 to 8 mirrored and turned. */
  readonly orientation: number
}

/** Why a file cannot be used, as what follows its name: "is cut short". */
export type PictureRefusal = { readonly refusal: string }

export const isRefused = (found: object): found is PictureRefusal => 'refusal' in found

const refuse = (refusal: string): PictureRefusal => ({ refusal })
const cut = refuse('is cut short: its end is missing')
const damaged = refuse('is damaged: its parts do not follow each other')

/** Of one side and of all pixels: a photograph of 64 megapixels takes 256 MB while it is decoded. */
const longestSide = 16_384
const mostPixels = 64_000_000

/** @returns what the file says of itself, or why it is refused */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | PictureRefusal {
  const header = readFormat(bytes)
  if (isRefused(header)) return header
  const { width, height } = header
  const size = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`
  if (width < 1 || height < 1) return refuse(`has no pixels: it is ${size}`)
  if (width > longestSide || height > longestSide || width * height > mostPixels)
    return refuse(
      `is too large: it has ${size}, and the most are ${longestSide.toLocaleString('en')} on a side and ${mostPixels / 1_000_000} million in all`,
    )
  return header
}

function readFormat(bytes: Uint8Array): PictureHeader | PictureRefusal {
  const begins = (...values: number[]) => values.every((value, index) => bytes[index] === value)
  if (bytes.length === 0) return refuse('is empty')
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return readPng(bytes)
  if (begins(0xff, 0xd8)) return readJpeg(bytes)
  if (begins(0x52, 0x49, 0x46, 0x46) && textAt(bytes, 8, 4) === 'WEBP') return readWebp(bytes)
  return refuse('is no PNG, JPEG or WebP image')
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

/** A part of a PNG, where it lies. */
export type PngChunk = { readonly type: string; readonly data: Uint8Array }

/** Chunks of length, type, data and CRC-32, from the first to IEND; the last one is a refusal where they do not go that far. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk | PictureRefusal, void, void> {
  const view = viewOf(bytes)
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) {
      yield cut
      return
    }
    const length = view.getUint32(at)
    const data = at + 8
    if (data + length + 4 > bytes.length) {
      yield cut
      return
    }
    if (crc32(bytes.subarray(at + 4, data + length)) !== view.getUint32(data + length)) {
      yield refuse('is damaged: a checksum in it is wrong')
      return
    }
    const type = textAt(bytes, at + 4, 4)
    yield { type, data: bytes.subarray(data, data + length) }
    if (type === 'IEND') return
    at = data + length + 4
  }
}

/** PNG specification, section 5. */
function readPng(bytes: Uint8Array): PictureHeader | PictureRefusal {
  let header: PictureHeader | null = null
  for (const chunk of pngChunks(bytes)) {
    if (isRefused(chunk)) return chunk
    const { type, data } = chunk
    if (header === null) {
      if (type !== 'IHDR' || data.length !== 13) return damaged
      const view = viewOf(data)
      header = {
        format: 'PNG',
        width: view.getUint32(0),
        height: view.getUint32(4),
        depth: data[8] ?? 8,
        isCmyk: false,
        canBeClear: data[9] === 4 || data[9] === 6,
        orientation: 1,
      }
    }
    if (type === 'tRNS') header = { ...header, canBeClear: true }
    if (type === 'eXIf') header = { ...header, orientation: orientationOf(data) }
  }
  return header ?? damaged
}

/** Segments up to the scan, which ends in a marker of its own (ITU-T T.81, annex B). */
function readJpeg(bytes: Uint8Array): PictureHeader | PictureRefusal {
  const view = viewOf(bytes)
  let frame: Omit<PictureHeader, 'orientation'> | null = null
  let orientation = 1
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return damaged
    const marker = bytes[at + 1] ?? 0
    // Any number of FF may stand before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    const end = at + 2 + length
    if (length < 2) return damaged
    if (end > bytes.length) return cut
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      if (length < 8) return damaged
      frame = {
        format: 'JPEG',
        depth: bytes[at + 4] ?? 8,
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        isCmyk: bytes[at + 9] === 4,
        canBeClear: false,
      }
    }
    if (marker === 0xe1 && textAt(bytes, at + 4, 6) === 'Exif\0\0')
      orientation = orientationOf(bytes.subarray(at + 10, end))
    if (marker === 0xda) {
      if (frame === null) return damaged
      return hasEnd(bytes, end) ? { ...frame, orientation } : cut
    }
    at = end
  }
  return cut
}

/** Whether an end of image stands behind the first scan. */
function hasEnd(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at >= from; at -= 1) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

/** RIFF chunks of type, length and data (WebP container specification). */
function readWebp(bytes: Uint8Array): PictureHeader | PictureRefusal {
  const view = viewOf(bytes)
  if (bytes.length < 12 || view.getUint32(4, true) + 8 > bytes.length) return cut
  let size: readonly [width: number, height: number] | null = null
  let orientation = 1
  let hasPixels = false
  let canBeClear = false
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = textAt(bytes, at, 4)
    const length = view.getUint32(at + 4, true)
    const data = at + 8
    if (data + length > bytes.length) return cut
    if (type === 'EXIF') orientation = orientationOf(bytes.subarray(data, data + length))
    if (type === 'ANMF') return refuse('moves: an animated WebP is no single image')
    if (type === 'VP8 ' || type === 'VP8L') hasPixels = true
    canBeClear ||= type === 'VP8L' || type === 'ALPH'
    size ??= webpSize(type, view, data, length)
    at = data + length + (length % 2)
  }
  if (size === null || !hasPixels) return cut
  return { format: 'WebP', width: size[0], height: size[1], depth: 8, isCmyk: false, canBeClear, orientation }
}

function webpSize(type: string, view: DataView, data: number, length: number): readonly [number, number] | null {
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  if (type === 'VP8X' && length >= 10) return [uint24(data + 4) + 1, uint24(data + 7) + 1]
  if (type === 'VP8 ' && length >= 10)
    return [view.getUint16(data + 6, true) & 0x3fff, view.getUint16(data + 8, true) & 0x3fff]
  if (type !== 'VP8L' || length < 5) return null
  const bits = view.getUint32(data + 1, true)
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
}

/** Tag 0x0112 of the first directory of a TIFF header (EXIF 2.32, section 4.6); 1 where nothing sensible is said. */
function orientationOf(bytes: Uint8Array): number {
  const exif = textAt(bytes, 0, 6) === 'Exif\0\0' ? bytes.subarray(6) : bytes
  if (exif.length < 14) return 1
  const view = viewOf(exif)
  const isLittle = textAt(exif, 0, 2) === 'II'
  const directory = view.getUint32(4, isLittle)
  if (directory + 2 > exif.length) return 1
  const entries = view.getUint16(directory, isLittle)
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * 12
    if (at + 12 > exif.length) return 1
    if (view.getUint16(at, isLittle) !== 0x0112) continue
    const value = view.getUint16(at + 8, isLittle)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}
