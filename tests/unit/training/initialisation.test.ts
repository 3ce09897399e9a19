import { describe, expect, it } from 'vitest'
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import { chooseSubset } from '../../../src-main/dataset/image-set'
import { createNetwork } from '../../../src-main/training/network'
import { loadWasm, takeValues } from './backends'
import { readFixture } from './oracle'

type TensorStatistics = {
  kind: 'filter' | 'kernel' | 'bias' | 'scale' | 'offset'
  shape: number[]
  minimum: number
  maximum: number
  mean: number
  variance: number
}
type Fixture = { architecture: RunConfig['architecture']; tensors: TensorStatistics[] }[]

const { tf, kernels } = (await loadWasm())[0]

/** Every parameter of a new network, then its running statistics. */
function initialise(input: RunConfigInput) {
  const network = createNetwork(tf, kernels, requireRunConfig(input))
  const read = (list: typeof network.parameters) =>
    list.map((parameter) => ({ shape: parameter.shape, values: takeValues(parameter.read()) }))
  const found = { parameters: read(network.parameters), statistics: read(network.statistics) }
  network.dispose()
  return found
}

const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
const varianceOf = (values: Float32Array) => {
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}

describe.each(readFixture<Fixture>('initialisation.json'))(
  'initialisation of $architecture',
  ({ architecture, tensors }) => {
    // Seed 0 is a seed like any other: neither "random" nor degenerate.
    it.each([0, 2 ** 31 - 1])('has the bounds, mean and variance of torch’s, with seed %i', (seed) => {
      const { parameters, statistics } = initialise({ architecture, seed })
      expect(parameters.map(({ shape }) => [...shape])).toEqual(tensors.map(({ shape }) => shape))
      let bound = 0
      parameters.forEach(({ values, shape }, index) => {
        const torch = tensors[index]!
        if (torch.kind === 'scale' || torch.kind === 'offset') {
          expect(new Set(values)).toEqual(new Set([torch.kind === 'scale' ? 1 : 0]))
          expect([torch.minimum, torch.maximum]).toEqual([values[0], values[0]])
          return
        }
        // A bias has the bound of the weights it stands beside.
        if (torch.kind !== 'bias') bound = Math.sqrt(shape.at(-1)! / values.length)
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        for (const size of [largest, Math.max(-torch.minimum, torch.maximum)]) {
          expect(size).toBeLessThanOrEqual(Math.fround(bound))
          // n uniform numbers leave the outermost 10/n of their range empty once in 20,000 times.
          expect(size).toBeGreaterThan(bound * (1 - 10 / values.length))
        }
        // Five standard errors of the mean, and of the variance of a uniform distribution.
        const variance = bound ** 2 / 3
        for (const mean of [meanOf(values), torch.mean])
          expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / values.length))
        for (const found of [varianceOf(values), torch.variance])
          expect(Math.abs(found / variance - 1)).toBeLessThan(5 * Math.sqrt(0.8 / values.length))
      })
      statistics.forEach(({ values }, index) => expect(new Set(values)).toEqual(new Set([index % 2])))
    })

    it('is the same for the same seed, and another for every other, 0 among them', () => {
      const first = (seed: number) =>
        initialise({ architecture, seed, filters: [4], kernelSizes: [3], hiddenUnits: 1 }).parameters[0]!.values
      expect(first(0)).toEqual(first(0))
      const seen = [0, 1, 2, 3].map((seed) => first(seed).join())
      expect(new Set(seen).size).toBe(4)
    })
  },
)

describe('data seed 0', () => {
  it('chooses a subset like any other', () => {
    expect(chooseSubset(500, 0)).toEqual(chooseSubset(500, 0))
    expect(chooseSubset(500, 0)).not.toEqual(chooseSubset(500, 1))
    expect(new Set(chooseSubset(500, 0)).size).toBe(500)
  })
})
