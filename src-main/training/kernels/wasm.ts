/**
 * The composed kernels, but for two that the wasm backend does several times faster in another way, and with a sign that holds for small numbers.
 *
 * It runs on one thread with SIMD: its package starts further threads from `blob:` addresses, which Node's Worker refuses,
 * and so switches them off under Node itself.
 */
import { createComposedKernels } from './composed'
import type { Kernels, Tensor, TensorFlow } from './kernels'

/** Call once wasm is tfjs' backend. */
export function createWasmKernels(tf: TensorFlow): Kernels {
  const composed = createComposedKernels(tf)
  replaceSign(tf)
  return {
    ...composed,

    // wasm repacks its right factor with every product, at four times the price of the product: the larger one goes left.
    matMul: (left, right, transposeLeft, transposeRight) =>
      transposeRight && !transposeLeft && right.size > left.size
        ? tf.transpose(tf.matMul(right, tf.transpose(left)))
        : composed.matMul(left, right, transposeLeft, transposeRight),

    // A loop over the values: composed of operations it writes each of them a dozen times.
    maxPoolGradient(gradient, input, { output }, size) {
      const [batch = 0, inputHeight = 0, inputWidth = 0, channels = 0] = input.shape
      const [, height = 0, width = 0] = output.shape
      const values = input.dataSync<'float32'>()
      const maxima = output.dataSync<'float32'>()
      const gradients = gradient.dataSync<'float32'>()
      const passed = new Float32Array(input.size)
      const rowLength = inputWidth * channels
      let window = 0
      for (let image = 0; image < batch; image += 1) {
        for (let row = 0; row < height; row += 1) {
          for (let column = 0; column < width; column += 1) {
            const corner = (image * inputHeight + row * size) * rowLength + column * size * channels
            for (let channel = 0; channel < channels; channel += 1) {
              const at = placeOf(values, maxima[window] ?? 0, corner + channel, size, rowLength, channels)
              passed[at] = gradients[window] ?? 0
              window += 1
            }
          }
        }
      }
      return tf.tensor(passed, input.shape, 'float32')
    },
  }
}

/** wasm's own says 0 of whatever is smaller than a millionth: gradients often are. */
function replaceSign(tf: TensorFlow): void {
  const place = { kernelName: 'Sign', backendName: 'wasm' }
  tf.unregisterKernel(place.kernelName, place.backendName)
  tf.registerKernel({
    ...place,
    kernelFunc({ inputs }) {
      const input = inputs.x as Tensor
      return tf.tensor(input.dataSync<'float32'>().map(Math.sign), input.shape, 'float32')
    },
  })
}

/** Where a window has its maximum: the first place of equal ones in reading order, as in PyTorch. NaN is found nowhere. */
function placeOf(
  values: Float32Array,
  maximum: number,
  corner: number,
  size: number,
  rowLength: number,
  channels: number,
): number {
  for (let row = 0; row < size; row += 1) {
    const begin = corner + row * rowLength
    for (let column = 0; column < size; column += 1) {
      const at = begin + column * channels
      if (values[at] === maximum) return at
    }
  }
  return corner
}
