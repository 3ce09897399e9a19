/** A network from declared layers: forward, and back with the gradients of its parameters. */
import { buildLayers, type LayerSpec } from '../contract/architecture'
import type { RunConfig } from '../contract/config'
import { shapesOf } from '../contract/run-data'
import { createRandom } from '../maths/random'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'
import { createLayer, type Layer } from './layers'

export type Network = {
  /** In the order of the layers; convolution and dense: weights, bias; batch norm: scale, offset. */
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[]
  /** Parameters and statistics by the names that torch gives them in a Sequential: `layers.0.weight`, `layers.1.running_mean`. */
  readonly named: ReadonlyMap<string, Parameter>
  /** Evaluation mode. @param input [batch, height, width, channels] in [0, 1]. @returns [batch, values of a target]. Call inside `tf.tidy`. */
  evaluate(input: Tensor): Tensor
  /**
   * Training mode. @param outputGradient makes the gradient of the loss from the outputs [batch, values of a target].
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
  let shape: readonly number[] = shapesOf(config).input
  const ordered = poolBeforeRelu(specs)
  const layers: Layer[] = ordered.map((spec, index) => {
    const isNormalized = ordered[index + 1]?.kind === 'batch-normalization'
    const { layer, outputShape } = createLayer(tf, kernels, spec, shape, random, isNormalized)
    shape = outputShape
    return layer
  })
  const parameters = layers.flatMap((layer) => layer.parameters)
  const statistics = layers.flatMap((layer) => layer.statistics)
  return {
    parameters,
    statistics,
    named: nameParameters(layers),
    evaluate: (input) =>
      layers.reduce((value, layer) => {
        const output = layer.evaluate(value)
        if (output !== value && value !== input) value.dispose()
        return output
      }, input),
    gradients: (input, outputGradient) => differentiate(layers, input, outputGradient),
    dispose: () => [...parameters, ...statistics].forEach((parameter) => parameter.dispose()),
  }
}

/**
 * max(relu(x)) is relu(max(x)), to the bit, and so are the gradients: a window that has nothing above 0 passes none on either
 * way. Pooled first, ReLU has a quarter of the values to look at.
 */
function poolBeforeRelu(specs: readonly LayerSpec[]): readonly LayerSpec[] {
  const ordered = [...specs]
  for (let index = 0; index + 1 < ordered.length; index += 1) {
    const [first, second] = [ordered[index], ordered[index + 1]]
    if (first?.kind === 'activation' && first.activation === 'relu' && second?.kind === 'max-pooling')
      ordered.splice(index, 2, second, first)
  }
  return ordered
}

/**
 * Forward and back. Tensors are let go as soon as nothing looks at them any more: what is written next then takes their
 * place in the processor's cache, and memory does not hold a whole step.
 */
function differentiate(layers: readonly Layer[], input: Tensor, outputGradient: (outputs: Tensor) => Tensor): Tensor[] {
  /** The input of the first layer, then what each layer gave. */
  const values = [input]
  const passes = layers.map((layer, index) => {
    const value = values[index] ?? input
    const { output, backward } = layer.train(value)
    values.push(output)
    if (index > 0 && output !== value && !layer.keeps.input && !layers[index - 1]?.keeps.output) value.dispose()
    return backward
  })
  let gradient: Tensor | null = outputGradient(values.at(-1) ?? input)
  const collected: Tensor[][] = []
  for (let index = passes.length - 1; index >= 0; index -= 1) {
    const backward = passes[index]
    if (!backward || !gradient) break
    // Nobody asks for the gradient of the images.
    const result = backward(gradient, index > 0)
    collected.push(result.parameters)
    if (result.input !== gradient) gradient.dispose()
    gradient = result.input
    const output = values[index + 1]
    if (index > 0 && output && output !== values[index]) output.dispose()
  }
  return collected.reverse().flat()
}
