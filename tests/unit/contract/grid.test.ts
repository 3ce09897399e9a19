import fc from 'fast-check'
import { lossesOfTask } from '../../../src-main/recipes/registry/losses'
import { describe, expect, it } from 'vitest'
import { optimizerKinds, resolveRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import { configIdentity, expandGrid, largestGrid } from '../../../src-main/contract/grid'

describe('a grid', () => {
  it('trains one of each before the second seeds, or each group to its end', () => {
    const axes = [
      { key: 'seed', values: [1, 2] },
      { key: 'architecture', values: ['plain', 'pooled'] },
    ] as const
    const shown = (configs: RunConfigInput[]) => configs.map(({ architecture, seed }) => `${architecture}${seed}`)
    expect(shown(expandGrid({}, axes))).toEqual(['plain1', 'pooled1', 'plain2', 'pooled2'])
    expect(shown(expandGrid({}, axes, 'group-by-group'))).toEqual(['plain1', 'plain2', 'pooled1', 'pooled2'])
  })

  it('leaves out what a combination makes meaningless, and trains the same settings once', () => {
    const configs = expandGrid({ epochs: 2 }, [
      { key: 'loss', values: ['mse', 'smooth-l1'] },
      { key: 'beta', values: [0.1, 1] },
    ])
    expect(configs).toEqual([
      { epochs: 2, loss: 'mse' },
      { epochs: 2, loss: 'smooth-l1', beta: 0.1 },
      { epochs: 2, loss: 'smooth-l1', beta: 1 },
    ])
  })

  it('refuses an axis without values and more runs than a launch may hold', () => {
    expect(() => expandGrid({}, [{ key: 'loss', values: [] }])).toThrow('loss needs at least one value.')
    const many = Array.from({ length: largestGrid + 1 }, (_, seed) => seed)
    expect(() => expandGrid({}, [{ key: 'seed', values: many }])).toThrow(`this one has ${largestGrid + 1}`)
  })

  it('holds valid, distinct configs whatever its axes', () => {
    const axis = <Value>(values: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 })
    fc.assert(
      fc.property(
        axis(lossesOfTask('image-to-image')),
        axis(optimizerKinds),
        axis([0, 0.5, 0.9]),
        axis([0.1, 1]),
        axis([true, false]),
        axis([3, 5]),
        (losses, optimizers, momenta, betas, stopping, patiences) => {
          const configs = expandGrid({}, [
            { key: 'loss', values: losses },
            { key: 'optimizer', values: optimizers },
            { key: 'momentum', values: momenta },
            { key: 'beta', values: betas },
            { key: 'earlyStopping', values: stopping },
            { key: 'patience', values: patiences },
          ])
          expect(configs.map((config) => resolveRunConfig(config)).filter(({ ok }) => !ok)).toEqual([])
          expect(new Set(configs.map(configIdentity)).size).toBe(configs.length)
          expect(configs.length).toBeGreaterThanOrEqual(losses.length * optimizers.length * stopping.length)
        },
      ),
    )
  })
})
