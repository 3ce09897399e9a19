import { describe, expect, it } from 'vitest'
import { loadRunData } from '../../../src-main/dataset/dataset'
import { chooseSubset } from '../../../src-main/dataset/image-set'
import { gatherBatch } from '../../../src-main/training/batches'
import { loadWasm } from './backends'

const [{ tf }] = await loadWasm()

describe('a batch', () => {
  const { training } = loadRunData({ trainSize: 20, validationSize: 8, dataSeed: 1 })

  it('holds the chosen images in their order, divided by 255, with their targets', () => {
    for (const indices of [[3, 0, 19], [7], [1, 2, 3, 4, 5]]) {
      const { inputs, targets } = gatherBatch(tf, training, indices)
      expect(inputs.shape).toEqual([indices.length, 32, 32, 3])
      const expected = indices.flatMap((index) =>
        [...training.images.subarray(index * 3072, (index + 1) * 3072)].map((byte) => Math.fround(byte / 255)),
      )
      expect([...inputs.dataSync()]).toEqual(expected)
      const expectedTargets = indices.flatMap((index) => [...training.targets.subarray(index * 784, (index + 1) * 784)])
      expect([...targets.dataSync()]).toEqual(expectedTargets)
      tf.dispose([inputs, targets])
    }
  })

  it('comes from a subset that is read by itself, as from the whole set', () => {
    const whole = loadRunData({ trainSize: 50_000, validationSize: 8, dataSeed: 1 }).training
    const subset = chooseSubset(20, 1)
    subset.forEach((index, position) => {
      const own = training.images.subarray(position * 3072, (position + 1) * 3072)
      expect(Buffer.compare(own, whole.images.subarray(index * 3072, (index + 1) * 3072))).toBe(0)
    })
  })
})
