import { describe, expect, it } from 'vitest'
import type { Kernels, Tensor } from '../../../src-main/training/kernels/kernels'
import { loadWasm } from './backends'
import { describeFidelity } from './fidelity'
import { describeLayers } from './layer-fidelity'

// Composed kernels are there to compare with: native's own tests hold them to torch.
const [wasm, composed] = await loadWasm()
describeFidelity(wasm, 'narrow')
describeLayers(wasm)

describe("wasm's own kernels", () => {
  const { tf } = wasm
  const difference = (make: (kernels: Kernels) => Tensor): number =>
    tf.tidy(() => tf.max(tf.abs(tf.sub(make(wasm.kernels), make(composed.kernels)))).dataSync()[0]!)

  it.each([
    [2, 8],
    [2, 7],
    [3, 8],
  ])("pooling's gradient agrees with the composed one, windows of %i on images of %i", (size, side) => {
    tf.tidy(() => {
      const input = tf.randomNormal([2, side, side, 3], 0, 1, 'float32', 4)
      const shape = wasm.kernels.maxPool(input, size).output.shape
      const gradient = tf.randomNormal(shape, 0, 1, 'float32', 5)
      const back = (kernels: Kernels) => kernels.maxPoolGradient(gradient, input, kernels.maxPool(input, size), size)
      expect(difference(back)).toBe(0)
    })
  })

  it('a window of equal values gives its gradient to the first, as torch does', () => {
    tf.tidy(() => {
      const input = tf.zeros([1, 4, 4, 3])
      const pooled = wasm.kernels.maxPool(input, 2)
      const passed = wasm.kernels.maxPoolGradient(tf.ones([1, 2, 2, 3]), input, pooled, 2)
      const firstOfEach = [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]
      expect([...tf.slice(passed, [0, 0, 0, 1], [1, 4, 4, 1]).dataSync()]).toEqual(firstOfEach)
    })
  })

  it.each([
    [3, 40],
    [40, 3],
  ])('a product with its right factor transposed agrees, %i rows by %i', (rows, columns) => {
    tf.tidy(() => {
      const left = tf.randomNormal([rows, 6], 0, 1, 'float32', 6)
      const right = tf.randomNormal([columns, 6], 0, 1, 'float32', 7)
      expect(difference((kernels) => kernels.matMul(left, right, false, true))).toBeLessThan(1e-5)
    })
  })
})
