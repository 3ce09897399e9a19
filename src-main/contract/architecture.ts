/** The two architectures as declared layer lists, and the sums that can be done without training. */
import { z } from 'zod'
import { sizeOfShape } from '../recipes/data-source'
import { activationKinds, type RunConfig } from './config'
import { outputSizeOf, type DataSettings } from './run-data'

const size = z.int().min(1)

export const layerSpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('convolution'), filters: size, kernelSize: size }).readonly(),
  z.strictObject({ kind: z.literal('batch-normalization'), momentum: z.number(), epsilon: z.number() }).readonly(),
  z.strictObject({ kind: z.literal('activation'), activation: z.enum(activationKinds) }).readonly(),
  z.strictObject({ kind: z.literal('max-pooling'), size }).readonly(),
  z.strictObject({ kind: z.literal('flatten') }).readonly(),
  z.strictObject({ kind: z.literal('dense'), units: size }).readonly(),
])
export type LayerSpec = z.infer<typeof layerSpecSchema>

/** PyTorch's BatchNorm2d: running = (1 - momentum) running + momentum batch. */
const batchNormalization: LayerSpec = { kind: 'batch-normalization', momentum: 0.1, epsilon: 1e-5 }

/**
 * The layers of a config, input [batch, height, width, channels] to output [batch, values of a target]. Convolutions have padding `same`, stride 1
 * and a bias; `pooled` puts batch norm, activation and 2 x 2 max pooling after each (definitions: "Models").
 */
export function buildLayers(
  config: Pick<
    RunConfig,
    'architecture' | 'filters' | 'kernelSizes' | 'hiddenUnits' | 'activation' | 'outputActivation'
  > &
    DataSettings,
): LayerSpec[] {
  const activation: LayerSpec = { kind: 'activation', activation: config.activation }
  const layers: LayerSpec[] = []
  config.filters.forEach((filters, index) => {
    layers.push({ kind: 'convolution', filters, kernelSize: config.kernelSizes[index] ?? 3 })
    if (config.architecture === 'pooled') layers.push(batchNormalization, activation, { kind: 'max-pooling', size: 2 })
    else layers.push(activation)
  })
  layers.push({ kind: 'flatten' }, { kind: 'dense', units: config.hiddenUnits }, activation)
  layers.push({ kind: 'dense', units: outputSizeOf(config) })
  if (config.outputActivation !== 'linear') layers.push({ kind: 'activation', activation: config.outputActivation })
  return layers
}

export type LayerSummary = {
  readonly layer: LayerSpec
  /** Without the batch dimension: [height, width, channels] or [units]. */
  readonly outputShape: readonly number[]
  /** Trainable parameters. */
  readonly parameters: number
}

/** Walks a layer list from the input's shape: each layer's output shape and trainable parameters. @param input without the batch */
export function summarizeLayers(layers: readonly LayerSpec[], input: readonly number[]): LayerSummary[] {
  let shape = input
  return layers.map((layer) => {
    const [height = 1, width = 1, channels = 1] = shape
    const inputs = sizeOfShape(shape)
    let parameters = 0
    switch (layer.kind) {
      case 'convolution':
        parameters = (layer.kernelSize ** 2 * channels + 1) * layer.filters
        shape = [height, width, layer.filters]
        break
      case 'batch-normalization':
        parameters = 2 * channels
        break
      case 'max-pooling':
        shape = [Math.floor(height / layer.size), Math.floor(width / layer.size), channels]
        break
      case 'flatten':
        shape = [inputs]
        break
      case 'dense':
        parameters = (inputs + 1) * layer.units
        shape = [layer.units]
        break
      case 'activation':
        break
    }
    return { layer, outputShape: shape, parameters }
  })
}

/** Trainable parameters of the whole network. */
export function countParameters(layers: readonly LayerSpec[], input: readonly number[]): number {
  return summarizeLayers(layers, input).reduce((sum, { parameters }) => sum + parameters, 0)
}
