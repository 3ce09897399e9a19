/** What every backend has to agree with torch on. Called by one test file a backend, as a process holds only one. */
import { outputSizeOf, shapesOf } from '../../../src-main/contract/run-data'
import { describe, expect, it } from 'vitest'
import {
  architectureKinds,
  lossKinds,
  requireRunConfig,
  type RunConfig,
  type RunConfigInput,
} from '../../../src-main/contract/config'
import { commonMetricKeys } from '../../../src-main/contract/metrics'
import { fromJsonNumber, type JsonNumber } from '../../../src-main/contract/numbers'
import { loadRunData } from '../../../src-main/dataset/dataset'
import { createRandom } from '../../../src-main/maths/random'
import { gatherBatch } from '../../../src-main/training/batches'
import { evaluate } from '../../../src-main/training/evaluate'
import type { Tensor } from '../../../src-main/training/kernels/kernels'
import { createLayer } from '../../../src-main/training/layers'
import type { LossSettings } from '../../../src-main/recipes/loss'
import { createWeightAverage } from '../../../src-main/training/average'
import { lossAndGradient } from '../../../src-main/training/losses'
import { createNetwork, type Network } from '../../../src-main/training/network'
import { createOptimizer, type Optimizer, type OptimizerSettings } from '../../../src-main/training/optimizers'
import { createTraining } from '../../../src-main/training/step'
import { errorLossKinds, losses } from '../../../src-main/recipes/registry/losses'
import { metrics } from '../../../src-main/recipes/registry/metrics'
import { optimizerKinds, optimizers } from '../../../src-main/recipes/registry/optimizers'
import { stepPhrases } from '../../../src-main/recipes/step-settings'
import type { Loaded } from './backends'
import { errorLossFixtures, lossFixtures, lossInputs, sumFixtures } from './loss-fixtures'
import { readFixture, relativeError, uniform, unpack } from './oracle'

type Architecture = RunConfig['architecture']
type ForwardFixture = { architecture: Architecture; training: string; evaluation: string }[]
type OptimizerFixture = (OptimizerSettings & { result: number[] })[]
type StepsFixture = {
  images: number
  cases: { widths: 'ordinary' | 'narrow'; batchSize: number; config: RunConfigInput; losses: number[] }[]
}
type StepSettingsFixture = { images: number; cases: { config: RunConfigInput; losses: number[]; evaluation: string }[] }
type BatchNormFixture = {
  config: RunConfigInput
  images: number
  batchSize: number
  losses: number[]
  statistics: string[]
  evaluation: string
}

/** Losses of classes have tests of their own (recipes/classes). */
const imageLossKinds = lossKinds.filter((kind) => losses[kind].task === 'image-to-image')
const targetShape = [28, 28, 1] as const

type MetricInputs = { targets: string; outputs: string; cases: Record<string, [first: number, end: number]> }

const metricInputs = readFixture<MetricInputs>('metrics-inputs.json')
const steps = readFixture<StepsFixture>('training-steps.json')
const aroundSteps = (config: RunConfigInput) => stepPhrases(requireRunConfig(config), String).join(', ')
const titleOf = ({ widths, config: { architecture, optimizer, loss } }: StepsFixture['cases'][number]) =>
  [widths, architecture, optimizer, loss].join(' ')

/** @param widths of the networks that 50 steps are taken with: ordinary ones would take minutes on wasm. */
export function describeFidelity({ name, tf, kernels }: Loaded, widths: 'ordinary and narrow' | 'narrow'): void {
  /** Closed-form weights, as `fill` in networks.py: tensor i takes stream i + 1. */
  function fill(network: Network, config: RunConfig): void {
    let fanIn = 1
    network.parameters.forEach((parameter, index) => {
      const kind = kindOf(config, index)
      const size = parameter.shape.reduce((product, side) => product * side, 1)
      if (kind === 'weights') fanIn = size / parameter.shape.at(-1)!
      const bound = 1 / Math.sqrt(fanIn)
      const [low, high] = kind === 'scale' ? [0.5, 1.5] : kind === 'offset' ? [-0.5, 0.5] : [-bound, bound]
      tf.tidy(() => parameter.assign(tf.tensor(uniform(index + 1, size, low, high), [...parameter.shape])))
    })
  }
  function fillStatistics(network: Network): void {
    network.statistics.forEach((statistic, index) => {
      const [low, high] = index % 2 === 0 ? [-0.5, 0.5] : [0.5, 1.5]
      tf.tidy(() => statistic.assign(tf.tensor1d(uniform(101 + index, statistic.shape[0]!, low, high))))
    })
  }
  function made(input: RunConfigInput): { network: Network; config: RunConfig } {
    const config = requireRunConfig(input)
    const network = createNetwork(tf, kernels, config)
    fill(network, config)
    return { network, config }
  }
  const imagesOf = (values: Float32Array, count: number) => tf.tensor4d(values, [count, 32, 32, 3])
  const targetsOf = (values: Float32Array, count: number) => tf.tensor2d(values, [count, 784])
  const closedFormImages = (count: number) => uniform(201, count * 3_072)
  const closedFormTargets = (count: number) => uniform(202, count * 784)

  function step(network: Network, optimizer: Optimizer, loss: LossSettings, inputs: Tensor, targets: Tensor): number {
    let value = Number.NaN
    const gradients = tf.tidy(() =>
      network.gradients(inputs, (outputs) => {
        const result = lossAndGradient(tf, loss, outputs, targets, targetShape)
        value = result.loss.dataSync()[0]!
        return result.gradient
      }),
    )
    tf.tidy(() => optimizer.step(gradients))
    tf.dispose([inputs, targets, ...gradients])
    return value
  }

  describe(`${name} against torch`, () => {
    it.each(readFixture<ForwardFixture>('forward.json'))(
      '$architecture at its ordinary widths: outputs of training and evaluation to 1e-5',
      ({ architecture, training, evaluation }) => {
        const { network } = made({ architecture })
        const images = imagesOf(closedFormImages(2), 2)
        let trained: Float32Array | null = null
        tf.tidy(() => {
          network.gradients(images, (outputs) => {
            trained = outputs.dataSync<'float32'>()
            return tf.zerosLike(outputs)
          })
        })
        expect(relativeError(trained!, unpack(training))).toBeLessThan(1e-5)
        fillStatistics(network)
        const evaluated = tf.tidy(() => network.evaluate(images).dataSync())
        expect(relativeError(evaluated, unpack(evaluation))).toBeLessThan(1e-5)
        images.dispose()
        network.dispose()
      },
    )

    it.each(imageLossKinds.flatMap((kind) => architectureKinds.map((architecture) => [kind, architecture] as const)))(
      '%s on %s: every gradient to 1e-4',
      (kind, architecture) => {
        for (const { value, gradients: expected, ...loss } of lossFixtures[kind].networks[architecture]) {
          const { network, config } = made({ architecture, ...lossInputs.networks[architecture] })
          const images = imagesOf(closedFormImages(3), 3)
          const targets = targetsOf(closedFormTargets(3), 3)
          let reached = Number.NaN
          const gradients = tf.tidy(() =>
            network.gradients(images, (outputs) => {
              const result = lossAndGradient(tf, loss, outputs, targets, targetShape)
              reached = result.loss.dataSync()[0]!
              return result.gradient
            }),
          )
          expect(Math.abs(reached - value) / value).toBeLessThan(1e-5)
          expect(gradients).toHaveLength(expected.length)
          gradients.forEach((gradient, index) => {
            // A bias before batch norm has no true gradient: what is there is rounding.
            if (kindOf(config, index) === 'bias before norm') return
            const error = relativeError(gradient.dataSync(), unpack(expected[index]!), 1e-6)
            expect(error, `${loss.loss}, tensor ${index}`).toBeLessThan(1e-4)
          })
          tf.dispose([images, targets, ...gradients])
          network.dispose()
        }
      },
    )

    it.each(errorLossKinds)('%s and its gradient, on and beside kinks', (kind) => {
      const { outputs, targets } = lossInputs
      for (const { value, gradient, ...settings } of errorLossFixtures[kind].tensors) {
        tf.tidy(() => {
          const shape: [number, number] = [1, outputs.length]
          const result = lossAndGradient(
            tf,
            settings,
            tf.tensor2d(outputs, shape),
            tf.tensor2d(targets, shape),
            targetShape,
          )
          expect(Math.abs(result.loss.dataSync()[0]! - value) / value).toBeLessThan(1e-6)
          expect(relativeError(result.gradient.dataSync(), gradient)).toBeLessThan(1e-6)
        })
      }
    })

    it.each([...imageLossKinds.flatMap((kind) => lossFixtures[kind].pictures ?? []), ...sumFixtures.pictures])(
      '$loss of pictures and its gradient',
      ({ value, gradient, ...settings }) => {
        const [outputs, targets] = [lossInputs.pictures.outputs, lossInputs.pictures.targets].map(unpack)
        tf.tidy(() => {
          const result = lossAndGradient(tf, settings, targetsOf(outputs!, 3), targetsOf(targets!, 3), targetShape)
          // Variances are differences of float32 means: they have four digits where a picture is all but flat.
          expect(Math.abs(result.loss.dataSync()[0]! - value) / value).toBeLessThan(1e-4)
          expect(relativeError(result.gradient.dataSync(), unpack(gradient))).toBeLessThan(1e-3)
        })
      },
    )

    it('structural similarity of several channels is their mean', () => {
      const both = (packed: string) => Float32Array.from(Array.from(unpack(packed)).flatMap((one) => [one, one]))
      const { outputs, targets } = lossInputs.pictures
      const { value, gradient } = lossFixtures.ssim.pictures![0]!
      tf.tidy(() => {
        const [shown, wanted] = [both(outputs), both(targets)].map((values) => tf.tensor2d(values, [3, 784 * 2]))
        const result = lossAndGradient(tf, { loss: 'ssim' }, shown!, wanted!, [28, 28, 2])
        expect(Math.abs(result.loss.dataSync()[0]! - value) / value).toBeLessThan(1e-4)
        const expected = both(gradient).map((part) => part / 2)
        expect(relativeError(result.gradient.dataSync(), expected)).toBeLessThan(1e-3)
      })
    })

    it.each(optimizerKinds.flatMap((kind) => readFixture<OptimizerFixture>(optimizers[kind].fixture)))(
      '50 recorded gradients to 1e-6: $optimizer, momentum $momentum, weight decay $weightDecay, Nesterov $nesterov',
      ({ result, ...settings }) => {
        const { start, gradients } = readFixture<{ start: number[]; gradients: number[][] }>('optimizers-inputs.json')
        const initial = tf.tensor1d(start)
        const parameter = kernels.createParameter(initial)
        const optimizer = createOptimizer(tf, kernels, [parameter], settings)
        for (const gradient of gradients) tf.tidy(() => optimizer.step([tf.tensor1d(gradient)]))
        const reached = tf.tidy(() => parameter.read().dataSync())
        result.forEach((expected, index) =>
          expect(Math.abs(reached[index]! - expected), `parameter ${index}`).toBeLessThan(1e-6),
        )
        optimizer.dispose()
        parameter.dispose()
        initial.dispose()
      },
    )

    it.each(
      steps.cases.filter((entry) => widths.includes(entry.widths)).map((entry) => [titleOf(entry), entry] as const),
    )('50 whole steps of %s: losses to 1e-3', (_, { config: input, batchSize, losses }) => {
      const { validation } = loadRunData({ trainSize: 1, validationSize: steps.images, dataSeed: 1 })
      const { network, config } = made(input)
      const optimizer = createOptimizer(tf, kernels, network.parameters, config)
      losses.forEach((expected, at) => {
        const chosen = Array.from({ length: batchSize }, (_, index) => (at * batchSize + index) % steps.images)
        const { inputs, targets } = gatherBatch(tf, validation, chosen)
        const loss = step(network, optimizer, config, inputs, targets)
        expect(Math.abs(loss - expected) / expected, `step ${at + 1}`).toBeLessThan(1e-3)
      })
      optimizer.dispose()
      network.dispose()
    })

    const around = readFixture<StepSettingsFixture>('step-settings.json')
    it.each(around.cases.map((entry) => [aroundSteps(entry.config), entry] as const))(
      '50 steps with %s',
      (_, { config: input, losses, evaluation }) => {
        const { network, config } = made(input)
        const optimizer = createOptimizer(tf, kernels, network.parameters, config)
        const average = createWeightAverage(tf, kernels, config, network)
        const images = Uint8Array.from(closedFormImages(around.images), (value) => Math.floor(value * 256))
        const set = { count: around.images, shapes: shapesOf({}), images, targets: closedFormTargets(around.images) }
        const trainBatch = createTraining({ tf, network, optimizer, config, set, average })
        const batches = Math.ceil(set.count / config.batchSize)
        const order = Uint32Array.from({ length: set.count }, (_, index) => index)
        let tensors = 0
        losses.forEach((expected, at) => {
          const batch = at % batches
          const chosen = order.subarray(batch * config.batchSize, (batch + 1) * config.batchSize)
          const loss = trainBatch(chosen, { isLast: batch === batches - 1 })
          if (at + 1 === batches) tensors = tf.memory().numTensors
          expect(Math.abs(loss - expected) / expected, `batch ${at + 1}`).toBeLessThan(1e-4)
        })
        expect(tf.memory().numTensors).toBe(tensors)
        const { inputs, targets } = gatherBatch(tf, set, [0, 1])
        const evaluated = tf.tidy(() => (average?.network ?? network).evaluate(inputs).dataSync())
        expect(relativeError(evaluated, unpack(evaluation))).toBeLessThan(1e-3)
        tf.dispose([inputs, targets])
        optimizer.dispose()
        average?.network.dispose()
        network.dispose()
      },
    )

    it('batch norm: running statistics after 20 steps, the variance unbiased, and evaluation with them', () => {
      const fixture = readFixture<BatchNormFixture>('batch-norm.json')
      const { batchSize } = fixture
      const { network, config } = made(fixture.config)
      const optimizer = createOptimizer(tf, kernels, network.parameters, config)
      const [images, targets] = [closedFormImages(fixture.images), closedFormTargets(fixture.images)]
      const part = (values: Float32Array, size: number, at: number) =>
        values.slice(at * batchSize * size, (at + 1) * batchSize * size)
      fixture.losses.forEach((expected, at) => {
        const loss = step(
          network,
          optimizer,
          config,
          imagesOf(part(images, 3_072, at), batchSize),
          targetsOf(part(targets, 784, at), batchSize),
        )
        expect(Math.abs(loss - expected) / expected, `step ${at + 1}`).toBeLessThan(1e-4)
      })
      expect(network.statistics).toHaveLength(fixture.statistics.length)
      network.statistics.forEach((statistic, index) => {
        const reached = tf.tidy(() => statistic.read().dataSync())
        expect(relativeError(reached, unpack(fixture.statistics[index]!)), `statistic ${index}`).toBeLessThan(1e-4)
      })
      const first = imagesOf(part(images, 3_072, 0), batchSize)
      const evaluated = tf.tidy(() => network.evaluate(first).dataSync())
      expect(relativeError(evaluated, unpack(fixture.evaluation))).toBeLessThan(1e-4)
      first.dispose()
      optimizer.dispose()
      network.dispose()
    })

    it('max pooling: the first of equal values takes the gradient, and none goes past the last whole window', () => {
      const { output, gradient } = readFixture<{ output: string; gradient: string }>('pooling.json')
      const making = { tf, kernels, random: createRandom(0, 'unused'), mask: () => tf.ones([1]) }
      const { layer } = createLayer(making, { kind: 'max-pooling', size: 2 }, [7, 7, 3], 'layers.0')
      tf.tidy(() => {
        const images = tf.floor(tf.mul(tf.tensor4d(uniform(501, 2 * 7 * 7 * 3), [2, 7, 7, 3]), 3))
        const pass = layer.train(images)
        expect(relativeError(pass.output.dataSync(), unpack(output))).toBe(0)
        const back = pass.backward(tf.tensor4d(uniform(502, 2 * 3 * 3 * 3, -1, 1), [2, 3, 3, 3]), true)
        expect(relativeError(back.input!.dataSync(), unpack(gradient))).toBe(0)
      })
    })

    it.each(Object.entries(metricInputs.cases))(
      'loss and common metrics of evaluation over %s images',
      async (name, [first, end]) => {
        const { targets, outputs } = metricInputs
        const range = [first * outputSizeOf({}), end * outputSizeOf({})] as const
        const set = {
          count: end - first,
          shapes: shapesOf({}),
          images: new Uint8Array((end - first) * 3_072),
          targets: unpack(targets).slice(...range),
        }
        // A network whose outputs are the fixture's: what is held against torch and scikit-image is what is made of them.
        const network = {
          evaluate: () => tf.tensor2d(unpack(outputs).slice(...range), [end - first, outputSizeOf({})]),
        }
        const cases = [...imageLossKinds.map((kind) => lossFixtures[kind]), sumFixtures].flatMap(
          ({ images }) => images[name]!,
        )
        for (const { value, ...loss } of cases) {
          const evaluation = await evaluate(tf, network as unknown as Network, set, loss, () => Promise.resolve(true))
          const { validation_loss, ...common } = evaluation!.metrics
          expect(validation_loss).toBeCloseTo(value, 12)
          for (const key of commonMetricKeys.filter((one) => metrics[one].task === 'image-to-image')) {
            const expected = fromJsonNumber(
              readFixture<{ cases: Record<string, JsonNumber> }>(metrics[key].fixture).cases[name]!,
            )!
            if (Number.isFinite(expected)) expect(Math.abs(common[key]! - expected), key).toBeLessThan(1e-10)
            else expect(common[key], key).toBe(expected)
          }
        }
      },
    )

    it('leaves no tensor behind after a step', () => {
      const config = requireRunConfig({
        architecture: 'pooled',
        filters: [2],
        kernelSizes: [3],
        hiddenUnits: 4,
        optimizer: 'sgd',
        weightDecay: 0.1,
      })
      const network = createNetwork(tf, kernels, config)
      const optimizer = createOptimizer(tf, kernels, network.parameters, config)
      const takeStep = () => step(network, optimizer, config, tf.ones([2, 32, 32, 3]), tf.ones([2, 784]))
      takeStep()
      const before = tf.memory().numTensors
      takeStep()
      takeStep()
      expect(tf.memory().numTensors).toBe(before)
    })
  })
}

/** What the parameter at an index of {@link Network.parameters} is. */
function kindOf(
  { architecture, filters }: RunConfig,
  index: number,
): 'weights' | 'bias' | 'bias before norm' | 'scale' | 'offset' {
  if (architecture === 'pooled' && index < filters!.length * 4)
    return (['weights', 'bias before norm', 'scale', 'offset'] as const)[index % 4]!
  return index % 2 === 0 ? 'weights' : 'bias'
}
