import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideAfter } from '../../../src-main/recipes/geometry'
import { activationKinds, activations } from '../../../src-main/recipes/registry/activations'
import type { Kernels, Tensor } from '../../../src-main/training/kernels/kernels'
import { propertyCases } from '../../support/property'
import { hasNative, loadNative } from './backends'
import { describeFidelity } from './fidelity'
import { describeLayers } from './layer-fidelity'

describe.skipIf(!hasNative)('with native TensorFlow', () => {
  const loaded = hasNative ? loadNative() : []
  for (const backend of loaded) {
    describeFidelity(backend, backend.name === 'native' ? 'ordinary and narrow' : 'narrow')
    describeLayers(backend)
  }

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

  it('the gradient of filters that slide over zeros agrees with the composed one, in this version and the one before', () => {
    fc.assert(
      fc.property(
        fc.record({
          height: fc.integer({ min: 1, max: 9 }),
          width: fc.integer({ min: 1, max: 9 }),
          size: fc.integer({ min: 1, max: 5 }),
          stride: fc.integer({ min: 1, max: 4 }),
          padding: fc.integer({ min: 0, max: 6 }),
        }),
        ({ height, width, size, stride, padding }) => {
          fc.pre(Math.min(height, width) + 2 * padding >= size)
          tf.tidy(() => {
            const geometry = { stride, dilation: 1, padding }
            const after = (side: number) => sideAfter(side, size, geometry)
            const input = tf.randomNormal([2, height, width, 3], 0, 1, 'float32', 1)
            const gradient = tf.randomNormal([2, after(height), after(width), 4], 0, 1, 'float32', 2)
            const of = (kernels: Kernels) => kernels.slideFilterGradient(input, gradient, [size, size, 3, 4], geometry)
            expect(difference(of)).toBeLessThan(2e-4)
            const before = of({ ...native.kernels, ...native.kernels.before3 })
            expect(tf.max(tf.abs(tf.sub(of(native.kernels), before))).dataSync()[0]).toBeLessThan(2e-4)
          })
        },
      ),
      { numRuns: propertyCases(60) },
    )
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

  it('a window of equal values gives its gradient to the first, as torch does', () => {
    tf.tidy(() => {
      const input = tf.zeros([1, 4, 4, 16])
      const gradient = tf.ones([1, 2, 2, 16])
      const passed = native.kernels.maxPoolGradient(gradient, input, native.kernels.maxPool(input, 2), 2)
      const firstOfEach = [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]
      expect([...tf.slice(passed, [0, 0, 0, 7], [1, 4, 4, 1]).dataSync()]).toEqual(firstOfEach)
    })
  })

  it('batch norm agrees: forward, every gradient, evaluation', () => {
    tf.tidy(() => {
      const [input, gradient] = [images(4, 8), images(4, 9)]
      const [scale, offset, mean] = [tf.linspace(0.5, 2, 4), tf.linspace(-1, 1, 4), tf.linspace(0, 0.3, 4)]
      const variance = tf.linspace(0.1, 3, 4)
      const forward = (kernels: Kernels) => kernels.batchNorm(input, scale, offset, 1e-5)
      const back = (kernels: Kernels) => kernels.batchNormGradient(gradient, input, scale, forward(kernels).saved, 1e-5)
      for (const part of ['output', 'mean', 'unbiasedVariance'] as const)
        expect(difference((kernels) => forward(kernels)[part])).toBeLessThan(1e-5)
      for (const part of ['input', 'scale', 'offset'] as const)
        expect(difference((kernels) => back(kernels)[part])).toBeLessThan(1e-4)
      expect(
        difference((kernels) => kernels.batchNormEvaluation(input, scale, offset, mean, variance, 1e-5)),
      ).toBeLessThan(1e-5)
    })
  })

  it('products agree, each factor transposed or not', () => {
    tf.tidy(() => {
      for (const transposeLeft of [false, true]) {
        for (const transposeRight of [false, true]) {
          const left = tf.randomNormal(transposeLeft ? [6, 5] : [5, 6], 0, 1, 'float32', 10)
          const right = tf.randomNormal(transposeRight ? [7, 6] : [6, 7], 0, 1, 'float32', 11)
          expect(difference((kernels) => kernels.matMul(left, right, transposeLeft, transposeRight))).toBeLessThan(1e-5)
        }
      }
    })
  })

  it.each(activationKinds)('%s and its gradient agree', (kind) => {
    tf.tidy(() => {
      const [input, gradient] = [images(3, 6), images(3, 7)]
      const output = native.kernels.activation(kind, input)
      expect(difference((kernels) => kernels.activation(kind, input))).toBeLessThan(1e-6)
      const kept = activations[kind].keeps === 'input' ? input : output
      expect(difference((kernels) => kernels.activationGradient(kind, gradient, kept))).toBeLessThan(1e-6)
    })
  })
})
