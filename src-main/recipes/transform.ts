/** What a target is made with. Each transform stands in a file of its own in `transforms/`; the registry finds it there. */
import type { ImageShape } from './data-source'
import type { StepNumber } from './steps'

/** Every transform: each file adds its own by declaration merging. */
export interface Transforms {}
export type TransformKind = keyof Transforms

/** Makes one image out of another, in double precision. Values lie row by row, the channels of a pixel beside each other. */
export type TransformImage = (from: Float64Array, to: Float64Array) => void

export type TransformRecipe = {
  readonly kind: TransformKind
  /** Its place among the transforms, wherever they are listed: 1 is the first. */
  readonly place: number
  /** As people write it, in the middle of a sentence: "resized to 28 × 28". */
  phrase(value: number): string
  /** One sentence of what it does. */
  readonly help: string
  /** Null for one that takes none. */
  readonly number: StepNumber | null
  /** The shape of what it makes, or in words why it cannot: "is larger than the image". */
  shape(input: ImageShape, value: number): ImageShape | string
  /** Whether it is a weighted sum of pixels that treats all channels alike: grey may then come before it as well as after it. */
  readonly isLinear: boolean
  /** Made once for a run: what does not depend on the image is worked out here. */
  prepare(input: ImageShape, value: number): TransformImage
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

/** A transform, held to what its file declares in {@link Transforms}. */
export const defineTransform = (recipe: TransformRecipe): TransformRecipe => recipe

/** Copies whole pixels: what each pixel of the result is made of. */
export function movePixels(input: ImageShape, from: (pixel: number) => number, count: number): TransformImage {
  const channels = input[2]
  const origins = Uint32Array.from({ length: count }, (_, pixel) => from(pixel))
  if (channels === 1)
    return (image, to) => {
      for (let pixel = 0; pixel < count; pixel += 1) to[pixel] = image[origins[pixel] ?? 0] ?? 0
    }
  return (image, to) => {
    for (let pixel = 0; pixel < count; pixel += 1)
      for (let channel = 0; channel < channels; channel += 1)
        to[pixel * channels + channel] = image[(origins[pixel] ?? 0) * channels + channel] ?? 0
  }
}

/** An index beside an image of `size` as the one that is mirrored at its edge, the edge's own pixel twice: d c b a | a b c d | d c b a. */
export function mirrored(index: number, size: number): number {
  const period = 2 * size
  const within = ((index % period) + period) % period
  return within < size ? within : period - 1 - within
}
