import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { requireRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import { loadRunData } from '../../../src-main/dataset/dataset'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import { activationKinds } from '../../../src-main/recipes/registry/activations'
import { layerKinds } from '../../../src-main/recipes/registry/layers'
import { lossKinds, losses } from '../../../src-main/recipes/registry/losses'
import { optimizerKinds } from '../../../src-main/recipes/registry/optimizers'
import { createWeightAverage } from '../../../src-main/training/average'
import type { Addon, DivertedBackend } from '../../../src-main/training/graph/addon'
import { createGraphTraining } from '../../../src-main/training/graph/graph-training'
import { trainingOf } from '../../../src-main/training/graph/training-of'
import type { Tensor } from '../../../src-main/training/kernels/kernels'
import { handleOf } from '../../../src-main/training/kernels/native'
import { createNetwork } from '../../../src-main/training/network'
import { createNormRecorder } from '../../../src-main/training/norms'
import { createOptimizer } from '../../../src-main/training/optimizers'
import { hasNative, loadNative, takeValues } from './backends'

const dense = (units: number): LayerSpec => ({ kind: 'dense', units })
const convolution = (given: object = {}): LayerSpec => ({ kind: 'convolution', filters: 8, kernelSize: 3, ...given })
const own = (layers: readonly LayerSpec[], given: RunConfigInput = {}): RunConfigInput => ({
  ...{ architecture: 'own', layers: JSON.stringify(layers) },
  ...{ batchSize: 8, trainSize: 64, validationSize: 8, earlyStopping: false },
  ...given,
})
const tiny: readonly LayerSpec[] = [{ kind: 'average-pooling', size: 8 }, { kind: 'flatten' }, dense(16), dense(784)]

/** Convolutions of every form, with whatever stands between them. */
const everyLayer: readonly LayerSpec[] = [
  convolution({ stride: 2 }),
  { kind: 'batch-normalization' },
  { kind: 'depthwise-convolution', kernelSize: 7 },
  { kind: 'layer-normalization' },
  { kind: 'separable-convolution', filters: 8, kernelSize: 3 },
  { kind: 'group-normalization', groups: 2 },
  { kind: 'max-pooling', size: 2 },
  convolution({ padding: 'valid', groups: 2 }),
  { kind: 'instance-normalization' },
  { kind: 'transposed-convolution', filters: 8, kernelSize: 3, stride: 2, padding: 1 },
  {
    kind: 'residual',
    layers: activationKinds.flatMap((activation) => [convolution(), { kind: 'activation', activation }]),
  },
  { kind: 'concatenation', branches: [[convolution({ dilation: 2 })], [convolution({ kernelSize: 1 })]] },
  { kind: 'upsample', factor: 2 },
  { kind: 'average-pooling', size: 2 },
  { kind: 'dropout', rate: 0.2 },
  { kind: 'depthwise-convolution', kernelSize: 3, dilation: 2 },
  { kind: 'global-average-pooling' },
  { kind: 'reshape', shape: [4, 4, 1] },
  { kind: 'flatten' },
  dense(784),
]

describe.skipIf(!hasNative)('steps as a graph', () => {
  const [native] = hasNative ? loadNative() : []
  if (!native) return
  const { tf, kernels } = native
  let directory: string
  let said: string[]
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'plateau-graph-'))
    said = []
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  function train(input: RunConfigInput, wholeBatches: number) {
    const config = requireRunConfig(input)
    const { training: set } = loadRunData(config)
    const network = createNetwork(tf, kernels, config)
    const optimizer = createOptimizer(tf, kernels, network.parameters, config)
    const average = createWeightAverage(tf, kernels, config, network)
    const norms = config.norms ? createNormRecorder(tf, network) : null
    const onFallback = (reason: string) => void said.push(reason)
    const all = { tf, kernels, network, optimizer, average, norms, config, set, wholeBatches, directory, onFallback }
    const training = trainingOf(all)
    const values = () =>
      [
        ...network.named.values(),
        ...Object.values(optimizer.slots).flat(),
        ...(average?.network.named.values() ?? []),
      ].map((value) => takeValues(value.read()))
    return {
      network,
      norms,
      values,
      /** @param at of the batch, from 0; the last of each eight is half as large */
      step(at: number) {
        const [first, size] = [(at % 8) * 8, at % 8 === 7 ? 4 : 8]
        const chosen = Uint32Array.from({ length: size }, (_, index) => first + index)
        const learningRate = 1e-3 / (1 + at)
        return training.trainBatch(chosen, {
          epoch: 1 + Math.floor(at / 8),
          learningRate,
          batch: at,
          isLast: size === 4,
        })
      },
      dispose() {
        training.dispose()
        optimizer.dispose()
        average?.network.dispose()
        network.dispose()
      },
    }
  }
  type Trained = ReturnType<typeof train>
  type Counts = { getNumOfTensors(): number; getNumOfSavedModels(): number }
  const addon = () => (tf.backend() as unknown as { binding: Addon & Counts }).binding
  const byOperations = (input: RunConfigInput) => train(input, 0)
  const byGraph = (input: RunConfigInput) => train(input, 1e6)

  function expectSame(
    input: RunConfigInput,
    steps: number,
    between: (trained: Trained, at: number) => unknown = () => null,
  ) {
    const results = [byOperations, byGraph].map((make) => {
      const trained = make(input)
      const taken = Array.from({ length: steps }, (_, at) => [trained.step(at), between(trained, at)])
      const result = { taken, values: trained.values() }
      expect(addon().getNumOfSavedModels()).toBe(make === byGraph ? 1 : 0)
      trained.dispose()
      return result
    })
    expect(results[1]).toEqual(results[0])
    expect(addon().getNumOfSavedModels()).toBe(0)
    expect(results[0]!.taken.every(([loss]) => Number.isFinite(loss))).toBe(true)
    expect(said).toEqual([])
  }

  it(
    'are to the bit those taken operation by operation, with every kind of layer and activation',
    { timeout: 60_000 },
    () => {
      const kinds = inferLayers(everyLayer, [32, 32, 3]).rows.map(({ layer }) => layer.kind)
      expect(new Set(kinds)).toEqual(new Set(layerKinds))
      expectSame(own(everyLayer), 4)
    },
  )

  it.each(lossKinds)('and with %s', (loss) => {
    const { task } = losses[loss]
    const layers = task === 'classification' ? [...tiny, dense(10)] : tiny
    expectSame(own(layers, { task, loss, augment: 'flip-horizontal mixup' }), 3)
  })

  it.each(optimizerKinds)('and with %s, weight decay, limits of gradients and an average of weights', (optimizer) => {
    const momentum = optimizer === 'sgd' || optimizer === 'rmsprop' ? { momentum: 0.9 } : {}
    const around = { clipValue: 0.5, clipNorm: 0.1, averageDecay: 0.9, weightDecay: 0.01, freeze: 'layers.2' }
    expectSame(own(tiny, { optimizer, ...momentum, ...around }), 10)
  })

  it('and around whatever else is done with the values: looks, changes, measured steps, smaller batches', () => {
    const layers = [convolution({ stride: 4 }), { kind: 'batch-normalization' }, ...tiny.slice(1)] as const
    expectSame(own(layers, { norms: true }), 20, ({ network, norms, values }, at) => {
      if (at % 8 === 7) return norms?.take()
      const [parameter] = network.parameters
      if (at === 10) tf.tidy(() => parameter!.assign(tf.mul(parameter!.read(), 0.5)))
      return at % 5 === 0 ? values() : null
    })
  })

  /** A step of one value, and what else it does: at step 0 too, where it is traced. */
  const others: readonly (readonly [title: string, reason: RegExp, other: (at: number, value: Tensor) => unknown])[] = [
    ['that becomes another', /calls Sin where it did not/, (at, value) => at >= 3 && tf.sin(value)],
    ['with other integers', /another input/, (at, value) => tf.reshape(value, at >= 3 ? [2, 1] : [1, 2])],
    ['that looks at a value before its loss', /follows the loss/, (_, value) => value.dataSync()],
    ['that keeps what it made', /keeps/, (_, value) => tf.keep(tf.sin(value))],
    [
      'of an operation that is not known here',
      /Complex has no known name/,
      (_, value) => tf.fft(tf.complex(value, value)),
    ],
  ]
  it.each(others)('give way to operations for a step %s', (_, reason, other) => {
    const made = () => {
      const value = kernels.createParameter(tf.tensor1d([3, 4]))
      const trained = {
        values: [value],
        dispose: () => value.dispose(),
        trainBatch: (__: Uint32Array, { batch = 0 } = {}) => {
          const loss = tf.tidy(() => {
            other(batch, value.read())
            return tf.sum(tf.square(value.read()))
          })
          tf.tidy(() => value.assign(tf.mul(value.read(), 0.5)))
          return takeValues(loss)[0] ?? Number.NaN
        },
      }
      return trained
    }
    const onFallback = (why: string) => void said.push(why)
    const trained = { ...made(), optimizer: { steps: 0 }, isApart: () => false }
    const training = createGraphTraining({ tf, trained, makeTwin: made, handleOf, batchSize: 1, directory, onFallback })
    const reached = Array.from({ length: 6 }, (__, batch) => training.trainBatch(Uint32Array.of(0), { batch }))
    expect(reached).toEqual([25, 6.25, 1.5625, 0.390625, 0.09765625, 0.0244140625])
    expect(said).toEqual([expect.stringMatching(reason)])
    training.dispose()
    trained.dispose()
  })

  it('are made anew, once, where a number that seemed to stay changes', () => {
    const made = () => {
      const value = kernels.createParameter(tf.tensor1d([3, 4]))
      const trainBatch = (_: Uint32Array, { batch = 0 } = {}) => {
        const loss = tf.tidy(() => tf.sum(tf.square(value.read())))
        tf.tidy(() => value.assign(tf.mul(value.read(), 2 ** -Math.max(1, batch - 3))))
        return takeValues(loss)[0] ?? Number.NaN
      }
      return { values: [value], dispose: () => value.dispose(), trainBatch }
    }
    const trained = { ...made(), optimizer: { steps: 0 }, isApart: () => false }
    const makeTwin = vi.fn(made)
    const onFallback = (why: string) => void said.push(why)
    const training = createGraphTraining({ tf, trained, makeTwin, handleOf, batchSize: 1, directory, onFallback })
    const reached = Array.from({ length: 8 }, (_, batch) => training.trainBatch(Uint32Array.of(0), { batch }))
    expect(reached).toEqual([0, 1, 2, 3, 4, 5, 7, 10].map((halvings) => 25 * 4 ** -halvings))
    expect(makeTwin).toHaveBeenCalledTimes(2)
    expect(addon().getNumOfSavedModels()).toBe(1)
    expect(said).toEqual([])
    training.dispose()
    trained.dispose()
  })

  it('hold no more after 500 than after 8, and are given what changes from step to step alone', () => {
    const backend = tf.backend() as unknown as DivertedBackend
    const { binding } = backend
    const [sizes, feeds]: [number[], number[]] = [[], []]
    backend.binding = Object.create(binding, {
      createTensor: {
        value(...given: Parameters<Addon['createTensor']>) {
          sizes.push(given[2].length)
          return binding.createTensor(...given)
        },
      },
      runSavedModel: {
        value(...given: Parameters<Addon['runSavedModel']>) {
          feeds.push(given[1].length)
          return binding.runSavedModel(...given)
        },
      },
    }) as Addon
    const pooled: readonly LayerSpec[] = [{ kind: 'batch-normalization' }, { kind: 'global-average-pooling' }]
    const trained = byGraph(own([convolution({ stride: 4 }), ...pooled, dense(784)]))
    const held = () => [tf.memory().numTensors, tf.memory().numDataBuffers, addon().getNumOfTensors()]
    for (let at = 0; at < 8; at += 1) trained.step(at)
    const before = held()
    for (let at = 8; at < 504; at += 1) trained.step(at)
    expect(held()).toEqual(before)
    sizes.length = 0
    trained.step(504)
    expect(sizes.filter((size) => size >= 8 ** 3)).toEqual([8 * 3_072, 8 * 784])
    // These, and Adam's size of the step and epsilon, which depend on its number.
    expect(feeds.at(-1)).toBe(4)
    trained.dispose()
    backend.binding = binding
  })

  it('are read from a folder that nobody else reads and that is gone at once, as is one that was left behind', () => {
    const left = join(directory, 'step-graph')
    mkdirSync(left)
    writeFileSync(join(left, 'saved_model.pb'), 'half')
    const backend = tf.backend() as unknown as DivertedBackend
    const { binding } = backend
    const modes: number[] = []
    backend.binding = Object.create(binding, {
      loadSavedModel: {
        value(folder: string, tags: string) {
          modes.push(statSync(folder).mode & 0o777)
          expect(readdirSync(folder)).toEqual(['saved_model.pb'])
          return binding.loadSavedModel(folder, tags)
        },
      },
    }) as Addon
    const trained = byGraph(own(tiny))
    expect(existsSync(left)).toBe(false)
    trained.step(0)
    trained.dispose()
    backend.binding = binding
    expect(modes).toEqual(process.platform === 'win32' ? [expect.any(Number)] : [0o700])
    expect(readdirSync(directory)).toEqual([])
  })
})
