import { describe, expect, it } from 'vitest'
import { createAugment } from '../../../src-main/dataset/augment'
import { loadRunData } from '../../../src-main/dataset/dataset'
import { createTargetWriter } from '../../../src-main/dataset/targets'
import { readChain, usualChain, type Chain } from '../../../src-main/recipes/registry/transforms'
import { gatherBatch } from '../../../src-main/training/batches'
import { loadWasm } from '../training/backends'

const [{ tf }] = await loadWasm()
const size = 3_072
const given = { trainSize: 12, validationSize: 8, dataSeed: 1 }

/** Inputs and targets of some images, as training has them in an epoch. */
function batchOf(
  augment: string,
  epoch: number,
  options: { seed?: number; task?: 'classification'; indices?: number[] } = {},
) {
  const { seed = 1, task, indices = [3, 0, 11, 7] } = options
  const { training } = loadRunData({ ...given, seed, augment, ...(task ? { task } : {}) })
  const { inputs, targets } = gatherBatch(tf, training, indices, epoch)
  const values = { inputs: [...inputs.dataSync()], targets: [...targets.dataSync()], set: training }
  tf.dispose([inputs, targets])
  return values
}

describe('training images that are changed', () => {
  const every = 'flip-horizontal crop:3 colour mixup:1'

  it('are a function of seed, epoch and image', () => {
    const first = batchOf(every, 2)
    const again = batchOf(every, 2)
    expect([again.inputs, again.targets]).toEqual([first.inputs, first.targets])
    expect(batchOf(every, 3).inputs).not.toEqual(first.inputs)
    expect(batchOf(every, 2, { seed: 2 }).inputs).not.toEqual(first.inputs)
  })

  it('do not depend on the images beside them, unless they are mixed', () => {
    const alone = batchOf('crop:3 colour', 2, { indices: [7] })
    const beside = batchOf('crop:3 colour', 2, { indices: [1, 7] })
    expect(beside.inputs.slice(size)).toEqual(alone.inputs)
    expect(beside.targets.slice(784)).toEqual(alone.targets)
  })

  it('have the targets that the transforms make of them', () => {
    const { inputs, targets } = batchOf('flip-vertical:1 crop:5 colour:0.5', 1)
    const write = createTargetWriter(readChain(usualChain) as Chain, [32, 32, 3])
    for (let image = 0; image < 4; image += 1) {
      const bytes = Uint8Array.from(inputs.slice(image * size, (image + 1) * size), (value) => Math.round(value * 255))
      const target = new Float32Array(784)
      write(bytes, target)
      expect(targets.slice(image * 784, (image + 1) * 784)).toEqual([...target])
    }
  })

  it('are mixed with their targets in the same shares, each with one of its batch', () => {
    const plain = batchOf('none', 1, { task: 'classification' })
    const mixed = batchOf('mixup:4', 1, { task: 'classification' })
    const parts = Array.from({ length: 4 }, (_, image) => mixed.targets.slice(image * 10, (image + 1) * 10))
    for (const part of parts) expect(part.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
    expect(total(mixed.inputs)).toBeCloseTo(total(plain.inputs), 1)
    expect(mixed.inputs).not.toEqual(plain.inputs)
  })

  it('are as they were without augmentation, and wherever nothing is trained', () => {
    const plain = batchOf('none', 5)
    expect(plain.set.augment).toBeNull()
    expect(plain.inputs).toEqual(batchOf('none', 6).inputs)
    expect(batchOf(every, 0).inputs).toEqual(plain.inputs)
    expect(batchOf(every, 0).targets).toEqual(plain.targets)
    const [one, other] = [every, 'none'].map((augment) => loadRunData({ ...given, augment }))
    expect(one!.validation).toEqual(other!.validation)
    expect(one!.hash).toBe(other!.hash)
  })
})

describe('a target that comes with its image', () => {
  it('moves as the image does', () => {
    const shape = [6, 6, 1] as const
    const augment = createAugment({
      ...{ augment: 'flip-horizontal crop:2', seed: 1, input: shape },
      targets: { pair: shape },
    })!
    for (let epoch = 1; epoch < 30; epoch += 1) {
      const image = Uint8Array.from({ length: 36 }, (_, index) => index + 1)
      const target = Float32Array.from(image)
      augment.image(image, 4, epoch)
      augment.target(image, target, 4, epoch)
      expect([...target]).toEqual([...image])
    }
  })
})
