/**
 * Sliding windows of any stride, dilation and padding, composed of products: for backends without operations of their own, and as the
 * form that those are tested against.
 *
 * What a window's value at one place meets is the image with other rows and columns (`resample`): those that the place comes to lie on,
 * and zeros where that is outside. So there is no padding or cutting, and the way back is the same weights the other way.
 */
import type * as tfjs from '@tensorflow/tfjs'
import { sideAfter, type Geometry } from '../../recipes/geometry'
import type { ResampleWeights } from '../../recipes/layer-tensors'
import type { Kernels, Tensor, TensorFlow } from './kernels'

type Side = ResampleWeights['rows']
export type SlidingKernels = Pick<
  Kernels,
  | 'slide'
  | 'slideInputGradient'
  | 'slideFilterGradient'
  | 'depthwise'
  | 'depthwiseInputGradient'
  | 'depthwiseFilterGradient'
  | 'resample'
>

/** Which old row each new one is, for the value at `place` of a window. */
function tapSide(from: number, to: number, place: number, { stride, dilation, padding }: Geometry): Side {
  const values = new Float32Array(to * from)
  for (let row = 0; row < to; row += 1) {
    const old = row * stride + place * dilation - padding
    if (old >= 0 && old < from) values[row * from + old] = 1
  }
  return { to, from, values }
}

function tapsOf(shape: readonly number[], kernelSize: number, geometry: Geometry): ResampleWeights[] {
  const [, height = 1, width = 1] = shape
  const sides = (from: number) =>
    Array.from({ length: kernelSize }, (_, place) =>
      tapSide(from, sideAfter(from, kernelSize, geometry), place, geometry),
    )
  const columns = sides(width)
  return sides(height).flatMap((row) => columns.map((column) => ({ rows: row, columns: column })))
}

/** The filters of each place of a window: [height x width][...]. */
function placesOf(tf: TensorFlow, filter: Tensor): Tensor[] {
  const [height = 1, width = 1, ...others] = filter.shape
  return tf.unstack(tf.reshape(filter, [height * width, ...others]))
}

export function createSlidingKernels(tf: TensorFlow): SlidingKernels {
  function resample(input: Tensor, { rows, columns }: ResampleWeights, isBack: boolean): Tensor {
    const [batch = 0, , , channels = 1] = input.shape
    const matrix = ({ to, from, values }: Side) => tf.tensor3d(values, [1, to, from])
    const width = isBack ? columns.to : columns.from
    const [height, newWidth] = isBack ? [rows.from, columns.from] : [rows.to, columns.to]
    const before = isBack ? rows.to : rows.from
    const resized = tf.matMul(matrix(rows), tf.reshape(input, [batch, before, width * channels]), isBack, false)
    const turned = tf.matMul(matrix(columns), tf.reshape(resized, [batch * height, width, channels]), isBack, false)
    return tf.reshape(turned, [batch, height, newWidth, channels])
  }
  /** All places of a window side by side in the channels. */
  const unfold = (input: Tensor, kernelSize: number, geometry: Geometry): tfjs.Tensor4D =>
    tf.concat(
      tapsOf(input.shape, kernelSize, geometry).map((tap) => resample(input, tap, false) as tfjs.Tensor4D),
      3,
    )
  const asRows = (value: Tensor) => tf.reshape(value, [-1, value.shape.at(-1) ?? 1])
  const sum = (values: readonly Tensor[]): Tensor => values.reduce((left, right) => tf.add(left, right))
  const taps = (value: Tensor, count: number) => tf.split(value, count, 3)
  /** A depthwise convolution has the filters of a channel side by side. */
  const repeat = (value: Tensor, times: number): Tensor => {
    if (times === 1) return value
    const shape = value.shape
    const spread = tf.tile(tf.reshape(value, [-1, shape.at(-1) ?? 1, 1]), [1, 1, times])
    return tf.reshape(spread, [...shape.slice(0, -1), (shape.at(-1) ?? 1) * times])
  }
  const gather = (value: Tensor, times: number): Tensor => {
    if (times === 1) return value
    const channels = (value.shape.at(-1) ?? 1) / times
    return tf.reshape(tf.sum(tf.reshape(value, [-1, channels, times]), 2), [...value.shape.slice(0, -1), channels])
  }

  return {
    resample,
    slide(input, filter, geometry) {
      const [size = 1, , , filters = 1] = filter.shape
      const columns = unfold(input, size, geometry)
      const [batch, height, width] = columns.shape
      return tf.reshape(tf.matMul(asRows(columns), asRows(filter)), [batch, height, width, filters])
    },
    slideInputGradient(gradient, filter, inputShape, geometry) {
      const [size = 1, , channels = 1] = filter.shape
      const [batch = 0, height = 1, width = 1] = gradient.shape
      const spread = tf.matMul(asRows(gradient), tf.transpose(asRows(filter)))
      const parts = taps(tf.reshape(spread, [batch, height, width, size * size * channels]), size * size)
      return sum(tapsOf(inputShape, size, geometry).map((tap, place) => resample(parts[place] ?? gradient, tap, true)))
    },
    slideFilterGradient(input, gradient, filterShape, geometry) {
      const [size = 1] = filterShape
      const product = tf.matMul(tf.transpose(asRows(unfold(input, size, geometry))), asRows(gradient))
      return tf.reshape(product, [...filterShape])
    },

    depthwise(input, filter, geometry) {
      const [size = 1, , , multiplier = 1] = filter.shape
      const places = placesOf(tf, filter)
      return sum(
        tapsOf(input.shape, size, geometry).map((tap, place) =>
          tf.mul(repeat(resample(input, tap, false), multiplier), tf.reshape(places[place] ?? filter, [-1])),
        ),
      )
    },
    depthwiseInputGradient(gradient, filter, inputShape, geometry) {
      const [size = 1, , , multiplier = 1] = filter.shape
      const places = placesOf(tf, filter)
      return sum(
        tapsOf(inputShape, size, geometry).map((tap, place) => {
          const part = gather(tf.mul(gradient, tf.reshape(places[place] ?? filter, [-1])), multiplier)
          return resample(part, tap, true)
        }),
      )
    },
    depthwiseFilterGradient(input, gradient, filterShape, geometry) {
      const [size = 1, , , multiplier = 1] = filterShape
      const places = tapsOf(input.shape, size, geometry).map((tap) =>
        tf.sum(asRows(tf.mul(repeat(resample(input, tap, false), multiplier), gradient)), 0),
      )
      return tf.reshape(tf.stack(places), [...filterShape])
    },
  }
}
