/** Errors of several runs on the same images: arithmetic and words. Images are 784 values, targets in [0, 1]. */
import { dataSet } from '@contract/config'
import { colourAt, type Rgb } from './sequential-scale'

export const errorModes = ['absolute', 'signed'] as const
export type ErrorMode = (typeof errorModes)[number]

/** The greatest error that the scale tells apart; larger ones look like it. */
export const errorLimit = 0.4

/** What the first eight images of CIFAR-10's test batch show. */
export const sampleClasses = ['cat', 'ship', 'ship', 'airplane', 'frog', 'frog', 'automobile', 'frog'] as const

export function errorAt(mode: ErrorMode, output: number, target: number): number {
  return mode === 'signed' ? output - target : Math.abs(output - target)
}

/** Where an error stands on the scale: 0 to the limit, or from minus the limit to it. Beyond them the ends. */
export function shareOf(mode: ErrorMode, error: number): number {
  return mode === 'signed' ? (error + errorLimit) / (2 * errorLimit) : error / errorLimit
}

export const colourOfError = (scale: readonly Rgb[], mode: ErrorMode, error: number): Rgb =>
  colourAt(scale, shareOf(mode, error))

/** The errors of an image. */
export const errorsOf = (mode: ErrorMode, output: Float32Array, target: Float32Array): Float32Array =>
  output.map((value, pixel) => errorAt(mode, value, target[pixel] ?? 0))

/** Indices of the least values; several when they are equal, none without a number. */
export function indicesOfLeast(values: readonly (number | null)[]): Set<number> {
  const numbers = values.filter((value): value is number => value !== null && !Number.isNaN(value))
  const least = Math.min(...numbers)
  return new Set(values.flatMap((value, index) => (value === least ? [index] : [])))
}

export type Pixel = { readonly image: number; readonly x: number; readonly y: number }

/** The pixel moved within its image, and the image within the eight. */
export function movePixel({ image, x, y }: Pixel, key: string, isFar: boolean, imageCount: number): Pixel | null {
  const step = isFar ? 7 : 1
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value))
  const side = dataSet.targetSide
  switch (key) {
    case 'ArrowLeft':
      return { image, x: within(x - step, side), y }
    case 'ArrowRight':
      return { image, x: within(x + step, side), y }
    case 'ArrowUp':
      return { image, x, y: within(y - step, side) }
    case 'ArrowDown':
      return { image, x, y: within(y + step, side) }
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
