/** What every backend has to agree with torch on. Called by one test file a backend, as a process holds only one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { requireRunConfig, type RunConfig } from '../../../src-main/contract/config'
import { lossAndGradient } from '../../../src-main/training/losses'
import { createNetwork } from '../../../src-main/training/network'
import { createOptimizer, type OptimizerSettings } from '../../../src-main/training/optimizers'
import type { Loaded } from './backends'

/** The caller says what its fixture holds: the generator beside it wrote it. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function readFixture<Fixture>(name: string): Fixture {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../oracle/fixtures', name), 'utf8')) as Fixture
}

/** Norm of the difference over the norm of the expected, with an absolute floor. */
function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length)
  let difference = 0
  let size = 0
  expected.forEach((value, index) => {
    difference += (actual[index]! - value) ** 2
    size += value ** 2
  })
  return Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-6)
}

type NetworkFixture = {
  filters: number[]
  kernelSizes: number[]
  hiddenUnits: number
  input: number[]
  target: number[]
  weights: number[][]
  loss: number
  gradients: number[][]
  statistics: number[][]
  evaluated: number[]
}
type LossFixture = {
  outputs: number[]
  targets: number[]
  cases: (Pick<RunConfig, 'loss' | 'beta' | 'delta'> & { value: number; gradient: number[] })[]
}
type OptimizerFixture = {
  start: number[]
  gradients: number[][]
  cases: (OptimizerSettings & { result: number[] })[]
}

export function describeFidelity({ name, tf, kernels }: Loaded): void {
  describe(`${name} against torch`, () => {
    it.each(['plain', 'pooled'] as const)(
      '%s: loss, every gradient, running statistics, evaluation',
      (architecture) => {
        const fixture = readFixture<NetworkFixture>(`network-${architecture}.json`)
        const { filters, kernelSizes, hiddenUnits } = fixture
        const network = createNetwork(
          tf,
          kernels,
          requireRunConfig({ architecture, filters, kernelSizes, hiddenUnits }),
        )
        expect(network.parameters).toHaveLength(fixture.weights.length)
        network.parameters.forEach((parameter, index) =>
          tf.tidy(() => parameter.assign(tf.tensor(fixture.weights[index]!, [...parameter.shape]))),
        )
        const input = tf.tensor4d(fixture.input, [3, 32, 32, 3])
        const target = tf.tensor2d(fixture.target, [3, 784])
        let loss = Number.NaN
        const gradients = tf.tidy(() =>
          network.gradients(input, (outputs) => {
            const result = lossAndGradient(tf, { loss: 'mse' }, outputs, target)
            loss = result.loss.dataSync()[0]!
            return result.gradient
          }),
        )
        expect(Math.abs(loss - fixture.loss) / fixture.loss).toBeLessThan(1e-5)
        // A bias before batch norm has no true gradient: what is there is rounding.
        const isBiasBeforeNorm = (index: number) =>
          architecture === 'pooled' && index < filters.length * 4 && index % 4 === 1
        gradients.forEach((gradient, index) => {
          if (!isBiasBeforeNorm(index))
            expect(relativeError(gradient.dataSync(), fixture.gradients[index]!)).toBeLessThan(1e-4)
        })
        network.statistics.forEach((statistic, index) => {
          expect(
            relativeError(
              tf.tidy(() => statistic.read().dataSync()),
              fixture.statistics[index]!,
            ),
          ).toBeLessThan(1e-5)
        })
        expect(
          relativeError(
            tf.tidy(() => network.evaluate(input).dataSync()),
            fixture.evaluated,
          ),
        ).toBeLessThan(1e-5)
        tf.dispose([input, target, ...gradients])
        network.dispose()
      },
    )

    it('losses and their gradients, kinks included', () => {
      const { outputs, targets, cases } = readFixture<LossFixture>('losses.json')
      for (const { value, gradient, ...settings } of cases) {
        tf.tidy(() => {
          const result = lossAndGradient(
            tf,
            settings,
            tf.tensor2d(outputs, [1, outputs.length]),
            tf.tensor2d(targets, [1, targets.length]),
          )
          expect(result.loss.dataSync()[0]).toBeCloseTo(value, 5)
          expect(relativeError(result.gradient.dataSync(), gradient)).toBeLessThan(1e-5)
        })
      }
    })

    it('optimizers over 50 recorded gradients, to 1e-6', () => {
      const { start, gradients, cases } = readFixture<OptimizerFixture>('optimizers.json')
      for (const { result, ...settings } of cases) {
        const initial = tf.tensor1d(start)
        const parameter = kernels.createParameter(initial)
        const optimizer = createOptimizer(tf, kernels, [parameter], settings)
        for (const gradient of gradients) tf.tidy(() => optimizer.step([tf.tensor1d(gradient)]))
        const reached = tf.tidy(() => parameter.read().dataSync())
        result.forEach((expected, index) => expect(Math.abs(reached[index]! - expected)).toBeLessThan(1e-6))
        optimizer.dispose()
        parameter.dispose()
        initial.dispose()
      }
    })

    it('leaves no tensor behind after a step', () => {
      const config = requireRunConfig({
        architecture: 'pooled',
        filters: [2],
        kernelSizes: [3],
        hiddenUnits: 4,
        optimizer: 'sgd',
      })
      const network = createNetwork(tf, kernels, config)
      const optimizer = createOptimizer(tf, kernels, network.parameters, config)
      const step = () => {
        const gradients = tf.tidy(() => network.gradients(tf.ones([2, 32, 32, 3]), (outputs) => tf.onesLike(outputs)))
        tf.tidy(() => optimizer.step(gradients))
        tf.dispose(gradients)
      }
      step()
      const before = tf.memory().numTensors
      step()
      step()
      expect(tf.memory().numTensors).toBe(before)
    })
  })
}
