import { shapesOf } from '../../../src-main/contract/run-data'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildLayers, countParameters } from '../../../src-main/contract/architecture'
import {
  activationKinds,
  architectureKinds,
  lossKinds,
  optimizerKinds,
  requireRunConfig,
  resolveRunConfig,
  settingApplies,
  settingKeys,
  type RunConfigInput,
} from '../../../src-main/contract/config'
import { PlateauError } from '../../../src-main/contract/errors'
import { exampleSum } from '../../../src-main/recipes/loss-sum'
import { lossRefusal } from '../../../src-main/recipes/registry/losses'
import { optimizers } from '../../../src-main/recipes/registry/optimizers'
import { reproductionConfigs } from '../../../src-main/contract/reproduction'

const anyInput: fc.Arbitrary<RunConfigInput> = fc.record(
  {
    architecture: fc.constantFrom(...architectureKinds),
    activation: fc.constantFrom(...activationKinds),
    loss: fc.constantFrom(...lossKinds, exampleSum),
    optimizer: fc.constantFrom(...optimizerKinds),
    weightDecay: fc.double({ min: 0, max: 1, noNaN: true }),
    learningRate: fc.double({ min: 1e-6, max: 1, noNaN: true }),
    batchSize: fc.integer({ min: 1, max: 4096 }),
    epochs: fc.integer({ min: 1, max: 10_000 }),
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    trainSize: fc.integer({ min: 1, max: 50_000 }),
    earlyStopping: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('settings', () => {
  it('resolves any valid subset to a whole config that has every setting that applies and no other', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const config = requireRunConfig(input)
        expect(config).toMatchObject(input)
        for (const key of settingKeys) expect(Object.hasOwn(config, key)).toBe(settingApplies(key, config))
      }),
    )
  })

  it('resolves a resolved config to itself', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const config = requireRunConfig(input)
        expect(requireRunConfig(config)).toEqual(config)
        expect(requireRunConfig(JSON.parse(JSON.stringify(config)))).toEqual(config)
      }),
    )
  })

  it('never throws anything but a sentence, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        const resolved = resolveRunConfig(anything)
        if (!resolved.ok) expect(resolved.issues.length).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    [{ learningRate: 5 }, 'learningRate', 'must be at most 1'],
    [{ learningRate: 0 }, 'learningRate', 'must be above 0'],
    [{ learningRate: 1e-320 }, 'learningRate', 'is so near 0 that training would take it for 0'],
    [{ loss: 'huber', delta: 1e-39 }, 'delta', 'is so near 0 that training would take it for 0'],
    [{ epochs: 1.5 }, 'epochs', 'must be a whole number'],
    [{ learningRate: Number.NaN }, 'learningRate', 'must be a number'],
    [{ loss: 'hinge' }, 'loss', lossRefusal],
    [{ loss: 'mse', task: 'classification' }, 'loss', 'mse is not for classification: use cross-entropy, focal'],
    [
      { loss: '0.5*mse+0.5*focal' },
      'loss',
      '0.5*mse+0.5*focal is not for image to image: use mse, smooth-l1, l1, huber, log-cosh, charbonnier, ssim',
    ],
    [{ task: 'classification', targets: 'grey' }, 'targets', 'belongs to the image-to-image task'],
    [{ task: 'classification', monitor: 'val_mse' }, 'monitor', 'val_mse is not recorded in classification'],
    [{ monitor: 'val_accuracy' }, 'monitor', 'val_accuracy is not recorded in image to image'],
    [{ beta: 1 }, 'beta', 'belongs to the smooth-l1 loss'],
    [{ momentum: 0.9 }, 'momentum', 'belongs to sgd and rmsprop'],
    [{ weightDecay: -0.1 }, 'weightDecay', 'must be at least 0'],
    [{ nesterov: true }, 'nesterov', 'needs sgd with momentum above 0'],
    [{ optimizer: 'rmsprop', momentum: 0.9, nesterov: false }, 'nesterov', 'needs sgd with momentum above 0'],
    [{ optimizer: 'sgd', momentum: 0, nesterov: true }, 'nesterov', 'needs sgd with momentum above 0'],
    [{ earlyStopping: false, patience: 3 }, 'patience', 'needs early stopping'],
    [{ filters: [1, 2, 3] }, 'kernelSizes', 'needs one size for each of the 3 convolutions, not 2'],
    [{ kernelSizes: [2, 3] }, 'kernelSizes', 'must be odd'],
    [{ colour: 'red' }, '', 'has no setting named colour'],
  ])('says what is wrong with %j', (input, field, message) => {
    const resolved = resolveRunConfig(input)
    expect(resolved.ok).toBe(false)
    if (!resolved.ok) expect(resolved.issues).toContainEqual({ field, message })
  })

  it('has weight decay and Nesterov off unless they are asked for, as torch.optim', () => {
    for (const optimizer of optimizerKinds.filter((kind) => optimizers[kind].decay === 'penalty'))
      expect(requireRunConfig({ optimizer }).weightDecay).toBe(0)
    expect(requireRunConfig({ optimizer: 'sgd' }).nesterov).toBe(false)
    expect(requireRunConfig({ optimizer: 'sgd', momentum: 0 })).not.toHaveProperty('nesterov')
  })

  it('names the field in the error it throws', () => {
    expect(() => requireRunConfig({ batchSize: 0 })).toThrow(PlateauError)
    expect(() => requireRunConfig({ batchSize: 0 })).toThrow('batchSize must be at least 1.')
  })
})

describe('architectures', () => {
  it.each([
    ['plain', 4_300_656],
    ['pooled', 2_999_312],
  ] as const)('%s has %i parameters', (architecture, count) => {
    expect(countParameters(buildLayers(requireRunConfig({ architecture })), shapesOf({}).input)).toBe(count)
  })

  it('puts batch norm, activation and pooling after each convolution of pooled, in that order', () => {
    const kinds = buildLayers(requireRunConfig({ architecture: 'pooled' })).map(({ kind }) => kind)
    const block = ['convolution', 'batch-normalization', 'activation', 'max-pooling']
    expect(kinds).toEqual([...block, ...block, ...block, 'flatten', 'dense', 'activation', 'dense'])
  })

  it('has an activation at the output only when one is asked for', () => {
    expect(buildLayers(requireRunConfig({ outputActivation: 'sigmoid' })).at(-1)).toEqual({
      kind: 'activation',
      activation: 'sigmoid',
    })
  })
})

describe('the reproduction', () => {
  it('has four runs that differ in architecture and loss alone', () => {
    for (const preset of ['quick', 'full'] as const) {
      const configs = reproductionConfigs({ preset }).map((input) => requireRunConfig(input))
      expect(configs.map(({ architecture, loss }) => `${architecture} ${loss}`)).toEqual([
        'plain mse',
        'pooled mse',
        'plain smooth-l1',
        'pooled smooth-l1',
      ])
      const rest = configs.map(
        ({ architecture: _a, loss: _l, beta: _b, filters: _f, kernelSizes: _k, hiddenUnits: _h, ...others }) => others,
      )
      for (const others of rest) expect(others).toEqual(rest[0])
    }
  })

  it('monitors val_mse in all four of the full one, on every seed asked for', () => {
    const configs = reproductionConfigs({ preset: 'full', seeds: 3, trainSize: 2_000 })
    expect(configs).toHaveLength(12)
    expect(new Set(configs.map(({ seed }) => seed))).toEqual(new Set([1, 2, 3]))
    expect(configs.every(({ monitor, trainSize }) => monitor === 'val_mse' && trainSize === 2_000)).toBe(true)
  })
})
