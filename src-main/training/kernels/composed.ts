/**
 * Kernels composed of ordinary tfjs operations: for the wasm backend, and as the form that the native ones are tested against.
 *
 * wasm has no gradient of a convolution by its filter, is ten times slower at the one by its input than at a convolution, and
 * several times slower at a product with a transposed factor than at transposing first: hence the detours below.
 */
import type * as tfjs from '@tensorflow/tfjs'
import { activations } from '../../recipes/registry/activations'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels'
import { createSlidingKernels } from './sliding'

const asImages = (tensor: Tensor) => tensor as tfjs.Tensor4D

/** Every axis but the last. */
const outerAxes = (tensor: Tensor): number[] => Array.from({ length: tensor.rank - 1 }, (_, axis) => axis)

export function createComposedKernels(tf: TensorFlow): Kernels {
  function createParameter(initial: Tensor): Parameter {
    let value = tf.keep(initial.clone())
    return {
      shape: initial.shape,
      read: () => value.clone(),
      assign(next) {
        const old = value
        value = tf.keep(next.clone())
        old.dispose()
      },
      dispose: () => value.dispose(),
    }
  }

  /** Pads height and width by hand: only then does a convolution with a filter as large as the image slide over its edges. */
  const padSides = (input: tfjs.Tensor4D, by: number) =>
    tf.pad4d(input, [
      [0, 0],
      [by, by],
      [by, by],
      [0, 0],
    ])

  return {
    ...createSlidingKernels(tf),
    createParameter,
    convolution: (input, filter, bias) => tf.add(tf.conv2d(asImages(input), filter as tfjs.Tensor4D, 1, 'same'), bias),

    // A convolution with the filter turned by 180 degrees and its channels exchanged.
    convolutionInputGradient(gradient, filter) {
      const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2])
      return tf.conv2d(asImages(gradient), turned as tfjs.Tensor4D, 1, 'same')
    },

    // A convolution of the images over their gradients: channels are its batch, the batch is its channels.
    convolutionFilterGradient(input, gradient, filterShape) {
      const [size = 1] = filterShape
      const images = padSides(tf.transpose(asImages(input), [3, 1, 2, 0]), (size - 1) / 2)
      const filters = tf.transpose(asImages(gradient), [1, 2, 0, 3])
      return tf.transpose(tf.conv2d(images, filters, 1, 'valid'), [1, 2, 0, 3])
    },

    addBias: (input, bias) => tf.add(input, bias),
    biasGradient: (gradient) => tf.sum(gradient, outerAxes(gradient)),

    batchNorm(input, scale, offset, epsilon) {
      const axes = outerAxes(input)
      const count = input.size / (input.shape.at(-1) ?? 1)
      const mean = tf.mean(input, axes)
      const centred = tf.sub(input, mean)
      const variance = tf.mean(tf.square(centred), axes)
      const inverse = tf.rsqrt(tf.add(variance, epsilon))
      const normalized = tf.mul(centred, inverse)
      return {
        output: tf.add(tf.mul(normalized, scale), offset),
        mean,
        unbiasedVariance: tf.mul(variance, count / Math.max(1, count - 1)),
        saved: [normalized, inverse],
      }
    },
    // Ioffe and Szegedy 2015, section 3, with the batch's statistics as functions of the input.
    batchNormGradient(gradient, input, scale, [normalized, inverse]) {
      if (!normalized || !inverse) throw new Error('Batch norm kept nothing to go back by')
      const axes = outerAxes(input)
      const count = input.size / (input.shape.at(-1) ?? 1)
      const offsetGradient = tf.sum(gradient, axes)
      const scaleGradient = tf.sum(tf.mul(gradient, normalized), axes)
      const mean = tf.div(offsetGradient, count)
      const slope = tf.mul(normalized, tf.div(scaleGradient, count))
      const inputGradient = tf.mul(tf.sub(tf.sub(gradient, mean), slope), tf.mul(scale, inverse))
      return { input: inputGradient, scale: scaleGradient, offset: offsetGradient }
    },

    batchNormEvaluation(input, scale, offset, mean, variance, epsilon) {
      const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)))
      return tf.add(tf.mul(input, factor), tf.sub(offset, tf.mul(mean, factor)))
    },

    maxPool: (input, size) => ({ output: tf.maxPool(asImages(input), size, size, 'valid'), places: null }),
    maxPoolGradient(gradient, input, { output }, size) {
      const [batch = 0, height = 0, width = 0, channels = 0] = output.shape
      const cut = tf.slice(asImages(input), [0, 0, 0, 0], [batch, height * size, width * size, channels])
      // The places of all windows side by side, in four dimensions, as wasm slices no more of them quickly.
      const windows = tf.reshape(cut, [batch * height, size, width, size * channels])
      const place = [batch * height, 1, width, channels]
      const maxima = tf.reshape(output, place)
      // Of equal maxima the first one in reading order takes the whole gradient, as PyTorch's and TensorFlow's own do.
      let remaining: Tensor = tf.reshape(gradient, place)
      const sides = Array.from({ length: size }, (_, side) => side)
      const rows = sides.map((row) => {
        const passed = sides.map((column) => {
          const values = tf.slice(windows, [0, row, 0, column * channels], place)
          const taken = tf.mul(tf.cast(tf.equal(values, maxima), 'float32'), remaining)
          remaining = tf.sub(remaining, taken)
          return taken
        })
        return tf.concat(passed, 3)
      })
      const passed = tf.reshape(tf.concat(rows, 1), cut.shape)
      const [, inputHeight = 0, inputWidth = 0] = input.shape
      return tf.pad4d(asImages(passed), [
        [0, 0],
        [0, inputHeight - height * size],
        [0, inputWidth - width * size],
        [0, 0],
      ])
    },

    activation: (kind, input) => activations[kind].tensors<Tensor>(tf, input),
    activationGradient: (kind, gradient, kept) => activations[kind].gradient<Tensor>(tf, gradient, kept),

    matMul: (left, right, transposeLeft, transposeRight) =>
      tf.matMul(transposeLeft ? tf.transpose(left) : left, transposeRight ? tf.transpose(right) : right),

    applyAdam(parameter, first, second, gradient, { learningRate, beta1, beta2, epsilon, step }) {
      const firstMoment = tf.add(tf.mul(first.read(), beta1), tf.mul(gradient, 1 - beta1))
      const secondMoment = tf.add(tf.mul(second.read(), beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const denominator = tf.add(tf.div(tf.sqrt(secondMoment), Math.sqrt(1 - beta2 ** step)), epsilon)
      const change = tf.mul(tf.div(firstMoment, denominator), learningRate / (1 - beta1 ** step))
      first.assign(firstMoment)
      second.assign(secondMoment)
      parameter.assign(tf.sub(parameter.read(), change))
    },
    applyMomentum(parameter, velocity, gradient, learningRate, momentum, nesterov) {
      const next = tf.add(tf.mul(velocity.read(), momentum), gradient)
      velocity.assign(next)
      const direction = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next
      parameter.assign(tf.sub(parameter.read(), tf.mul(direction, learningRate)))
    },
  }
}
