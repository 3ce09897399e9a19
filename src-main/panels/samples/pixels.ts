/** Pictures as bytes: the data set's images and what networks make of them. */
import { dataSet } from '@contract/config'
import type { Rgb } from './sequential-scale'

const { inputSide, inputChannels, targetSide, targetSize } = dataSet
const inputSize = inputSide * inputSide * inputChannels

/** What is drawn: a square of side x side pixels, 4 bytes each (RGBA). */
export type Pixels = { readonly side: number; readonly bytes: Uint8ClampedArray<ArrayBuffer> }

/** One of several images of 784 values that lie behind each other. */
export const imageOf = (all: Float32Array, index: number): Float32Array =>
  all.subarray(index * targetSize, (index + 1) * targetSize)

/** One of several inputs of 32 x 32 x 3 bytes that lie behind each other. */
export const inputOf = (all: Uint8Array, index: number): Uint8Array =>
  all.subarray(index * inputSize, (index + 1) * inputSize)

function draw(side: number, colourOf: (pixel: number) => Rgb): Pixels {
  const bytes = new Uint8ClampedArray(side * side * 4)
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    bytes.set(colourOf(pixel), pixel * 4)
    bytes[pixel * 4 + 3] = 255
  }
  return { side, bytes }
}

/** An input, 32 x 32 x 3 bytes. */
export const rgbOf = (input: Uint8Array): Pixels =>
  draw(inputSide, (pixel) => [input[pixel * 3] ?? 0, input[pixel * 3 + 1] ?? 0, input[pixel * 3 + 2] ?? 0])

/** A target or an output, 784 values of which 0 is black and 1 white; what lies outside is drawn as the nearer of the two. */
export const greyOf = (image: Float32Array): Pixels =>
  draw(targetSide, (pixel) => {
    const value = (image[pixel] ?? 0) * 255
    return [value, value, value]
  })

/** 784 values, each in the colour that it is given. */
export const paintedOf = (image: Float32Array, colourOf: (value: number) => Rgb): Pixels =>
  draw(targetSide, (pixel) => colourOf(image[pixel] ?? 0))

/** The mean over the 784 squared differences. */
export function meanSquaredError(output: Float32Array, target: Float32Array): number {
  return output.reduce((sum, value, pixel) => sum + (value - (target[pixel] ?? 0)) ** 2, 0) / target.length
}
