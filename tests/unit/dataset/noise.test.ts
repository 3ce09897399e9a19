import { describe, expect, it } from 'vitest'
import { loadRunData, takeSamples } from '../../../src-main/dataset/dataset'
import { writeInputs } from '../../../src-main/dataset/image-set'
import { createNoise } from '../../../src-main/dataset/noise'

const size = 3_072
const grey = () => new Float32Array(size).fill(0.5)
/** What noise makes of a grey input. */
function noisy(image: number, epoch: number, seed = 1): Float32Array {
  const inputs = grey()
  createNoise(0.1, seed, 'test')!(inputs, 0, size, image, epoch)
  return inputs
}

describe('noise on inputs', () => {
  it('is normal, with the deviation that was asked for', () => {
    const values = Array.from({ length: 30 }, (_, image) => [...noisy(image, 1)]).flat()
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(mean).toBeCloseTo(0.5, 2)
    expect(Math.sqrt(variance)).toBeCloseTo(0.1, 2)
    const within = values.filter((value) => Math.abs(value - 0.5) < 0.1).length / values.length
    expect(within).toBeCloseTo(0.683, 2)
  })

  it('is a function of seed, epoch and image', () => {
    expect(noisy(3, 2)).toEqual(noisy(3, 2))
    for (const other of [noisy(4, 2), noisy(3, 3), noisy(3, 2, 2)]) expect(other).not.toEqual(noisy(3, 2))
  })

  it('is clipped to [0, 1], and none where there is none', () => {
    const inputs = new Float32Array(size)
    createNoise(1, 1, 'test')!(inputs, 0, size, 0, 1)
    expect(Math.min(...inputs)).toBe(0)
    expect(Math.max(...inputs)).toBe(1)
    expect(createNoise(0, 1, 'test')).toBeNull()
  })

  it('is the same on validation images for every run, another on training images at each epoch, and on no target', () => {
    const load = (seed: number) => loadRunData({ trainSize: 2, validationSize: 8, dataSeed: 1, seed, inputNoise: 0.2 })
    const [one, other] = [load(1), load(2)]
    const inputsOf = (set: typeof one.training, epoch: number) => {
      const inputs = new Float32Array(2 * size)
      writeInputs(set, [0, 1], epoch, inputs)
      return inputs
    }
    expect(inputsOf(one.validation, 0)).toEqual(inputsOf(other.validation, 0))
    expect(takeSamples(one.validation).inputs).not.toEqual(one.validation.images.subarray(0, 8 * size))
    expect(inputsOf(one.training, 1)).not.toEqual(inputsOf(one.training, 2))
    expect(inputsOf(one.training, 1)).not.toEqual(inputsOf(other.training, 1))
    expect(one.training.targets).toEqual(loadRunData({ trainSize: 2, validationSize: 8, dataSeed: 1 }).training.targets)
  })
})
