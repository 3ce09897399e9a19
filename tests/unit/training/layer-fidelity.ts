/** What every backend has to agree with torch on about each kind of layer. Called by the test file of a backend. */
import { describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../src-main/contract/config'
import { createRandom } from '../../../src-main/maths/random'
import { sizeOfShape } from '../../../src-main/recipes/data-source'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { layerKinds, layerWords } from '../../../src-main/recipes/registry/layers'
import type { Parameter, Tensor } from '../../../src-main/training/kernels/kernels'
import { createLayer } from '../../../src-main/training/layers'
import { lossAndGradient } from '../../../src-main/training/losses'
import { createNetwork, type Network } from '../../../src-main/training/network'
import { createOptimizer } from '../../../src-main/training/optimizers'
import type { Loaded } from './backends'
import { readFixture, relativeError, uniform, unpack } from './oracle'

type LayerCase = {
  layer: LayerSpec
  input: number[]
  output: string
  shape: number[]
  inputGradient: string
  names: string[]
  gradients: string[]
}
type Steps = {
  layers: LayerSpec[]
  images: number
  batchSize: number
  learningRate: number
  losses: number[]
  evaluation: string
}
/** Of tests/oracle/make_map_fixtures.py: each seventh or so value of what comes out of a layer. */
const mapFixture = readFixture<{
  layers: LayerSpec[]
  maps: Record<string, { shape: number[]; every: number; values: string }>
}>('feature-maps.json')
const { cases, steps } = readFixture<{ cases: LayerCase[]; steps: Steps }>('layers.json')

const kindsIn = (list: readonly LayerSpec[]): string[] =>
  inferLayers(list, [32, 32, 3]).rows.map(({ layer }) => layer.kind)

export function describeLayers({ name: backend, tf, kernels }: Loaded): void {
  /** Closed-form values, as `fill` in make_layer_fixtures.py. */
  function fill(named: Iterable<readonly [name: string, parameter: Parameter]>): void {
    let index = 0
    for (const [name, parameter] of named) {
      if (name.includes('running_')) continue
      const { shape } = parameter
      const size = sizeOfShape(shape)
      const bound = shape.length === 1 ? 0.5 : 1 / Math.sqrt(size / shape.at(-1)!)
      const middle = shape.length === 1 && name.endsWith('weight') ? 1 : 0
      index += 1
      tf.tidy(() => parameter.assign(tf.tensor(uniform(index, size, middle - bound, middle + bound), [...shape])))
    }
  }
  const making = () => ({ tf, kernels, random: createRandom(0, 'unused'), mask: () => tf.ones([1]) })

  describe(`layers with ${backend} against torch`, () => {
    const { layers: looked, maps } = mapFixture
    it.each(Object.entries(maps))('what comes out of %s, as it was declared', (name, { shape, every, values }) => {
      let seen: { shape: number[]; values: Float32Array } | null = null
      const see = (output: Tensor) => {
        seen = { shape: output.shape.slice(1), values: Float32Array.from(output.dataSync<'float32'>()) }
      }
      const network = createNetwork(tf, kernels, requireRunConfig({ seed: 1 }), looked, { name, see })
      fill(network.named)
      tf.tidy(() => network.evaluate(tf.tensor4d(uniform(201, 3_072), [1, 32, 32, 3])))
      expect(seen!.shape).toEqual(shape)
      const some = seen!.values.filter((_, index) => index % every === 0)
      expect(relativeError(some, unpack(values))).toBeLessThan(1e-5)
      network.dispose()
    })

    it.each(cases.map((one) => [`${layerWords(one.layer)} of ${one.input.join(' x ')}`, one] as const))(
      '%s: output, every gradient and torch’s names, to 1e-5',
      (_, { layer: spec, input, output, shape, inputGradient, names, gradients }) => {
        const { layer, outputShape } = createLayer(making(), spec, input, 'layers.0')
        expect([...outputShape]).toEqual(shape)
        fill(layer.named)
        tf.tidy(() => {
          const value = tf.tensor(uniform(301, 2 * sizeOfShape(input), -1, 1), [2, ...input])
          const pass = layer.train(value)
          expect(pass.output.shape).toEqual([2, ...shape])
          expect(relativeError(pass.output.dataSync(), unpack(output))).toBeLessThan(1e-5)
          const gradient = tf.tensor(uniform(302, 2 * sizeOfShape(shape), -1, 1), [2, ...shape])
          const back = pass.backward(gradient, true)
          expect(relativeError(back.input!.dataSync(), unpack(inputGradient))).toBeLessThan(1e-5)
          expect(back.parameters).toHaveLength(gradients.length)
          back.parameters.forEach((found, index) => {
            expect(found.shape).toEqual([...layer.parameters[index]!.shape])
            expect(relativeError(found.dataSync(), unpack(gradients[index]!)), `gradient ${index}`).toBeLessThan(1e-5)
          })
          const trained = layer.named.map(([name]) => name).filter((name) => !name.includes('running_'))
          expect(trained.map((name) => name.replace(/^(layers|shortcut|branches\.\d)\.\d\./, ''))).toEqual(names)
        })
        for (const parameter of [...layer.parameters, ...layer.statistics]) parameter.dispose()
      },
    )

    it('50 steps of a network of every kind: losses to 1e-3, evaluation, and no tensor left behind', () => {
      const { layers: list, images, batchSize, learningRate, losses, evaluation } = steps
      expect(new Set(kindsIn(list))).toEqual(new Set(layerKinds))
      const config = requireRunConfig({ optimizer: 'sgd', momentum: 0.9, learningRate, seed: 1 })
      const network: Network = createNetwork(tf, kernels, config, list)
      fill(network.named)
      const optimizer = createOptimizer(tf, kernels, network.parameters, config)
      const [inputs, targets] = [uniform(201, images * 3_072), uniform(202, images * 784)]
      let tensors = 0
      losses.forEach((expected, step) => {
        const first = (step * batchSize) % images
        const part = (values: Float32Array, size: number) => values.subarray(first * size, (first + batchSize) * size)
        let loss = Number.NaN
        const batch = tf.tensor4d(part(inputs, 3_072), [batchSize, 32, 32, 3])
        const gradients = tf.tidy(() =>
          network.gradients(
            batch,
            (outputs) => {
              const wanted = tf.tensor2d(part(targets, 784), [batchSize, 784])
              const result = lossAndGradient(tf, config, outputs, wanted, [28, 28, 1])
              loss = result.loss.dataSync()[0]!
              return result.gradient
            },
            step,
          ),
        )
        tf.tidy(() => optimizer.step(gradients))
        tf.dispose([batch, ...gradients])
        expect(Math.abs(loss - expected) / expected, `step ${step + 1}`).toBeLessThan(1e-3)
        if (step === 1) tensors = tf.memory().numTensors
      })
      expect(tf.memory().numTensors).toBe(tensors)
      const evaluated = tf.tidy(() =>
        network.evaluate(tf.tensor4d(inputs.subarray(0, 2 * 3_072), [2, 32, 32, 3])).dataSync(),
      )
      expect(relativeError(evaluated, unpack(evaluation))).toBeLessThan(1e-3)
      optimizer.dispose()
      network.dispose()
    })
  })
}
