/** A network from declared layers: forward, and back with the gradients of its parameters. */
import { buildLayers, type LayerSpec } from '../contract/architecture'
import { dataSet, type RunConfig } from '../contract/config'
import { createRandom } from '../dataset/random'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'
import { createLayer, type Layer } from './layers'

export type Network = {
  /** In the order of the layers; convolution and dense: weights, bias; batch norm: scale, offset. */
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[]
  /** Parameters and statistics by the names that torch gives them in a Sequential: `layers.0.weight`, `layers.1.running_mean`. */
  readonly named: ReadonlyMap<string, Parameter>
  /** Evaluation mode. @param input [batch, 32, 32, 3] in [0, 1]. @returns [batch, 784]. Call inside `tf.tidy`. */
  evaluate(input: Tensor): Tensor
  /**
   * Training mode. @param outputGradient makes the gradient of the loss from the outputs [batch, 784].
   * @returns the gradients of {@link Network.parameters}, in their order. Call inside `tf.tidy`.
   */
  gradients(input: Tensor, outputGradient: (outputs: Tensor) => Tensor): Tensor[]
  dispose(): void
}

/** Every layer with parameters has these two, and with statistics those, in this order. */
const parameterNames = ['weight', 'bias'] as const
const statisticNames = ['running_mean', 'running_var'] as const

function nameParameters(layers: readonly Layer[]): Map<string, Parameter> {
  const named = new Map<string, Parameter>()
  const add = (index: number, names: readonly string[], values: readonly Parameter[]) =>
    values.forEach((value, position) => {
      const name = names[position]
      if (name === undefined) throw new Error(`Layer ${index} has a value without a name`)
      named.set(`layers.${index}.${name}`, value)
    })
  layers.forEach((layer, index) => {
    add(index, parameterNames, layer.parameters)
    add(index, statisticNames, layer.statistics)
  })
  return named
}

/** Makes a network for a config, initialised from its seed alone. */
export function createNetwork(
  tf: TensorFlow,
  kernels: Kernels,
  config: RunConfig,
  specs: readonly LayerSpec[] = buildLayers(config),
): Network {
  const random = createRandom(config.seed, 'initialisation')
  let shape: readonly number[] = [dataSet.inputSide, dataSet.inputSide, dataSet.inputChannels]
  const layers: Layer[] = specs.map((spec) => {
    const { layer, outputShape } = createLayer(tf, kernels, spec, shape, random)
    shape = outputShape
    return layer
  })
  const parameters = layers.flatMap((layer) => layer.parameters)
  const statistics = layers.flatMap((layer) => layer.statistics)
  return {
    parameters,
    statistics,
    named: nameParameters(layers),
    evaluate: (input) => layers.reduce((value, layer) => layer.evaluate(value), input),
    gradients(input, outputGradient) {
      let value = input
      const passes = layers.map((layer) => {
        const pass = layer.train(value)
        value = pass.output
        return pass.backward
      })
      let gradient: Tensor | null = outputGradient(value)
      const collected: Tensor[][] = []
      for (let index = passes.length - 1; index >= 0; index -= 1) {
        const backward = passes[index]
        if (!backward || !gradient) break
        // Nobody asks for the gradient of the images.
        const result = backward(gradient, index > 0)
        collected.push(result.parameters)
        gradient = result.input
      }
      return collected.reverse().flat()
    },
    dispose: () => [...parameters, ...statistics].forEach((parameter) => parameter.dispose()),
  }
}
