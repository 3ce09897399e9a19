/** Pictures as bytes: the data set's images and what networks make of them. Each has a shape: height, width, channels. */
import { sizeOfShape, type ImageShape } from '@recipes/data-source'
import type { Rgb } from './sequential-scale'

/** What is drawn: width x height pixels, 4 bytes each (RGBA), row by row. */
export type Pixels = {
  readonly width: number
  readonly height: number
  readonly bytes: Uint8ClampedArray<ArrayBuffer>
}

/** One of several images that lie behind each other. */
export function imageOf<Values extends Float32Array | Uint8Array>(
  all: Values,
  index: number,
  shape: ImageShape,
): Values {
  const size = sizeOfShape(shape)
  return all.subarray(index * size, (index + 1) * size) as Values
}

function draw([height, width]: ImageShape, colourOf: (pixel: number) => Rgb): Pixels {
  const bytes = new Uint8ClampedArray(height * width * 4)
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    bytes.set(colourOf(pixel), pixel * 4)
    bytes[pixel * 4 + 3] = 255
  }
  return { width, height, bytes }
}

/** The colour of a pixel whose values are scaled to 255: of one channel a grey, of three red, green and blue. */
const colourAt = (image: ArrayLike<number>, channels: number, scale: number, pixel: number): Rgb => {
  const value = (channel: number) => (image[pixel * channels + Math.min(channel, channels - 1)] ?? 0) * scale
  return [value(0), value(1), value(2)]
}

/** An input as bytes. */
export const inputPixels = (input: Uint8Array, shape: ImageShape): Pixels =>
  draw(shape, (pixel) => colourAt(input, shape[2], 1, pixel))

/** A target or an output, of which 0 is dark and 1 light; what lies outside is drawn as the nearer of the two. */
export const outputPixels = (image: Float32Array, shape: ImageShape): Pixels =>
  draw(shape, (pixel) => colourAt(image, shape[2], 255, pixel))

/** One value for each pixel, each in the colour that it is given. */
export const paintedPixels = (values: Float32Array, shape: ImageShape, colourOf: (value: number) => Rgb): Pixels =>
  draw(shape, (pixel) => colourOf(values[pixel] ?? 0))

/** The mean over all values of the squared differences. */
export function meanSquaredError(output: Float32Array, target: Float32Array): number {
  return output.reduce((sum, value, index) => sum + (value - (target[index] ?? 0)) ** 2, 0) / target.length
}
