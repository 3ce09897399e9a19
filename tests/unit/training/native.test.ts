import { describe, expect, it } from 'vitest'
import { activationKinds } from '../../../src-main/contract/config'
import type { Kernels, Tensor } from '../../../src-main/training/kernels/kernels'
import { hasNative, loadNative } from './backends'
import { describeFidelity } from './fidelity'

describe.skipIf(!hasNative)('with native TensorFlow', () => {
  const loaded = hasNative ? loadNative() : []
  for (const backend of loaded) describeFidelity(backend, backend.name === 'native' ? 'ordinary and narrow' : 'narrow')

  const [native, composed] = loaded
  if (!native || !composed) return
  const { tf } = native
  const images = (channels: number, seed: number) => tf.randomNormal([2, 8, 8, channels], 0, 1, 'float32', seed)
  const difference = (make: (kernels: Kernels) => Tensor): number =>
    tf.tidy(() => tf.max(tf.abs(tf.sub(make(native.kernels), make(composed.kernels)))).dataSync()[0]!)

  it.each([1, 3, 7])('the native and the composed convolution of side %i agree, forward and both ways back', (side) => {
    tf.tidy(() => {
      const [input, filter, gradient] = [
        images(3, 1),
        tf.randomNormal([side, side, 3, 4], 0, 1, 'float32', 2),
        images(4, 3),
      ]
      const bias = tf.linspace(-1, 1, 4)
      expect(difference((kernels) => kernels.convolution(input, filter, bias))).toBeLessThan(2e-4)
      expect(difference((kernels) => kernels.convolutionInputGradient(gradient, filter, input.shape))).toBeLessThan(
        2e-4,
      )
      expect(difference((kernels) => kernels.convolutionFilterGradient(input, gradient, filter.shape))).toBeLessThan(
        2e-4,
      )
    })
  })

  it('pooling and its gradient agree, odd sides too', () => {
    tf.tidy(() => {
      for (const side of [8, 7]) {
        const input = tf.randomNormal([2, side, side, 3], 0, 1, 'float32', 4)
        const gradient = tf.randomNormal(native.kernels.maxPool(input, 2).output.shape, 0, 1, 'float32', 5)
        expect(difference((kernels) => kernels.maxPool(input, 2).output)).toBe(0)
        expect(
          difference((kernels) => kernels.maxPoolGradient(gradient, input, kernels.maxPool(input, 2), 2)),
        ).toBeLessThan(1e-6)
      }
    })
  })

  it.each(activationKinds)('%s and its gradient agree', (kind) => {
    tf.tidy(() => {
      const [input, gradient] = [images(3, 6), images(3, 7)]
      const output = native.kernels.activation(kind, input)
      expect(difference((kernels) => kernels.activation(kind, input))).toBeLessThan(1e-6)
      expect(difference((kernels) => kernels.activationGradient(kind, gradient, output))).toBeLessThan(1e-6)
    })
  })
})
