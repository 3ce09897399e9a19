/** Errors of several runs on the same images: arithmetic and words. Targets are in [0, 1]. */
import type { ImageShape } from '@recipes/data-source'
import { colourAt, type Rgb } from './sequential-scale'

export const errorModes = ['absolute', 'signed'] as const
export type ErrorMode = (typeof errorModes)[number]

/** The greatest error that the scale tells apart; larger ones look like it. */
export const errorLimit = 0.4

export function errorAt(mode: ErrorMode, output: number, target: number): number {
  return mode === 'signed' ? output - target : Math.abs(output - target)
}

/** Where an error stands on the scale: 0 to the limit, or from minus the limit to it. Beyond them the ends. */
export function shareOf(mode: ErrorMode, error: number): number {
  return mode === 'signed' ? (error + errorLimit) / (2 * errorLimit) : error / errorLimit
}

export const colourOfError = (scale: readonly Rgb[], mode: ErrorMode, error: number): Rgb =>
  colourAt(scale, shareOf(mode, error))

/** The errors of an image, one for each pixel: of several channels the mean. */
export function errorsOf(
  mode: ErrorMode,
  output: Float32Array,
  target: Float32Array,
  [height, width, channels]: ImageShape,
): Float32Array {
  if (channels === 1) return output.map((value, pixel) => errorAt(mode, value, target[pixel] ?? 0))
  return Float32Array.from({ length: height * width }, (_, pixel) => {
    let sum = 0
    for (let at = pixel * channels; at < (pixel + 1) * channels; at += 1)
      sum += errorAt(mode, output[at] ?? Number.NaN, target[at] ?? 0)
    return sum / channels
  })
}

/** A value for each pixel of an image: of several channels the mean. */
export function valueAt(
  image: Float32Array,
  [, width, channels]: ImageShape,
  { x, y }: Pick<Pixel, 'x' | 'y'>,
): number {
  const from = (y * width + x) * channels
  let sum = 0
  for (let at = from; at < from + channels; at += 1) sum += image[at] ?? Number.NaN
  return sum / channels
}

/** Indices of the least values; several when they are equal, none without a number. */
export function indicesOfLeast(values: readonly (number | null)[]): Set<number> {
  const numbers = values.filter((value): value is number => value !== null && !Number.isNaN(value))
  const least = Math.min(...numbers)
  return new Set(values.flatMap((value, index) => (value === least ? [index] : [])))
}

export type Pixel = { readonly image: number; readonly x: number; readonly y: number }

/** The pixel moved within its image, and the image within the eight. */
export function movePixel(
  { image, x, y }: Pixel,
  key: string,
  isFar: boolean,
  imageCount: number,
  [height, width]: ImageShape,
): Pixel | null {
  const step = isFar ? 7 : 1
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value))
  switch (key) {
    case 'ArrowLeft':
      return { image, x: within(x - step, width), y }
    case 'ArrowRight':
      return { image, x: within(x + step, width), y }
    case 'ArrowUp':
      return { image, x, y: within(y - step, height) }
    case 'ArrowDown':
      return { image, x, y: within(y + step, height) }
    case 'PageUp':
      return { image: within(image - 1, imageCount), x, y }
    case 'PageDown':
      return { image: within(image + 1, imageCount), x, y }
    default:
      return null
  }
}

export type PixelValue = {
  readonly run: string
  readonly name: string
  readonly epoch: number
  readonly output: number
  readonly error: number
}

/** The run that is pointed at first, the rest by the size of their error. */
export function orderValues<Value extends PixelValue>(values: readonly Value[], pointedAt: string | null): Value[] {
  return [...values].sort((left, right) => {
    if (left.run === pointedAt || right.run === pointedAt) return left.run === pointedAt ? -1 : 1
    return Math.abs(left.error) - Math.abs(right.error)
  })
}

/** What is seen of a pixel, for a spreadsheet. */
export function toPixelTable({ image, x, y }: Pixel, target: number, values: readonly PixelValue[]): string {
  return [
    'run\tepoch\timage\tx\ty\ttarget\toutput\terror',
    ...values.map(({ name, epoch, output, error }) =>
      [name.replaceAll(/[\t\n]/g, ' '), epoch, image, x, y, target, output, error].join('\t'),
    ),
  ].join('\n')
}
