/** A network from declared layers: forward, and back with the gradients of its parameters. */
import { buildLayers, type LayerSpec } from '../contract/architecture'
import type { RunConfig } from '../contract/config'
import { shapesOf } from '../contract/run-data'
import { createRandom } from '../maths/random'
import { sizeOfShape } from '../recipes/data-source'
import { frozenNames, isWithin } from '../recipes/frozen-layers'
import { createChain } from './chain'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'
import { createLayers, nameLayers, type LayerWatch } from './layers'

export type Network = {
  /** Those that are trained, in the order of the layers; convolution and dense: weights, bias; batch norm: scale, offset. */
  readonly parameters: readonly Parameter[]
  readonly statistics: readonly Parameter[]
  /** Parameters and statistics by the names that torch gives them in a Sequential: `layers.0.weight`, `layers.1.running_mean`. */
  readonly named: ReadonlyMap<string, Parameter>
  /** Evaluation mode. @param input [batch, height, width, channels] in [0, 1]. @returns [batch, values of a target]. Call inside `tf.tidy`. */
  evaluate(input: Tensor): Tensor
  /**
   * Training mode. @param outputGradient makes the gradient of the loss from the outputs [batch, values of a target].
   * @param batch how many batches were trained on before this one, from the run's beginning: what dropout draws by.
   * @returns the gradients of {@link Network.parameters}, in their order. Call inside `tf.tidy`.
   */
  gradients(input: Tensor, outputGradient: (outputs: Tensor) => Tensor, batch?: number): Tensor[]
  dispose(): void
}

/** Makes a network for a config, initialised from its seed alone. @param watch a layer to look at while it evaluates */
export function createNetwork(
  tf: TensorFlow,
  kernels: Kernels,
  config: RunConfig,
  specs: readonly LayerSpec[] = buildLayers(config),
  watch?: LayerWatch,
): Network {
  const random = createRandom(config.seed, 'initialisation')
  let batchNow = 0
  const mask = (name: string, shape: readonly number[], rate: number): Tensor => {
    const drawn = createRandom(config.seed, `dropout ${name} ${batchNow}`)
    const values = new Float32Array(sizeOfShape(shape))
    const kept = 1 / (1 - rate)
    for (let index = 0; index < values.length; index += 1) values[index] = drawn.uniform() < rate ? 0 : kept
    return tf.tensor(values, [...shape], 'float32')
  }
  const { layers } = createLayers({ tf, kernels, random, mask, watch }, specs, shapesOf(config).input, 'layers')
  const chain = createChain(layers)
  const named = new Map(nameLayers(layers, 'layers'))
  const frozen = frozenNames(config.freeze ?? '', specs, shapesOf(config).input)
  const isFrozen = new Set([...named].flatMap(([name, parameter]) => (isWithin(name, frozen) ? [parameter] : [])))
  const all = layers.flatMap((layer) => layer.parameters)
  const parameters = all.filter((parameter) => !isFrozen.has(parameter))
  const statistics = layers.flatMap((layer) => layer.statistics)
  return {
    parameters,
    statistics,
    named,
    evaluate: (images) => chain.evaluate(images),
    gradients(images, outputGradient, batch = 0) {
      batchNow = batch
      const pass = chain.train(images)
      // Nobody asks for the gradient of the images.
      const gradients = pass.backward(outputGradient(pass.output), false, true).parameters
      return gradients.filter((_, index) => all[index] !== undefined && !isFrozen.has(all[index]))
    },
    dispose: () => [...all, ...statistics].forEach((parameter) => parameter.dispose()),
  }
}
