/** A run's architecture as a list of layers, and the sums that can be done without training. */
import { inferLayers, type LayerRow } from '../recipes/infer-layers'
import type { LayerSpec, Shape } from '../recipes/layer'
import { readLayersText } from '../recipes/check-layers'
import { usualActivation } from '../recipes/registry/activations'
import type { ReportKey } from './architecture-settings'
import type { RunConfig } from './config'
import { outputSizeOf, type DataSettings } from './run-data'

export { layerSpecSchema } from '../recipes/registry/layers'
export type { LayerSpec }

/** PyTorch's BatchNorm2d: running = (1 - momentum) running + momentum batch. */
const batchNormalization: LayerSpec = { kind: 'batch-normalization', momentum: 0.1, epsilon: 1e-5 }

/**
 * The layers of a config, input [batch, height, width, channels] to output [batch, values of a target]. Convolutions have padding `same`, stride 1
 * and a bias; `pooled` puts batch norm, activation and 2 x 2 max pooling after each (definitions: "Models").
 */
export function buildLayers(
  config: Pick<RunConfig, 'architecture' | 'layers' | ReportKey> & DataSettings,
): LayerSpec[] {
  if (config.layers !== undefined) {
    const read = readLayersText(config.layers)
    return read.ok ? [...read.layers] : []
  }
  const { filters: widths = [], kernelSizes = [], hiddenUnits = 1, outputActivation = usualActivation } = config
  const activation: LayerSpec = { kind: 'activation', activation: config.activation ?? usualActivation }
  const layers: LayerSpec[] = []
  widths.forEach((filters, index) => {
    layers.push({ kind: 'convolution', filters, kernelSize: kernelSizes[index] ?? 3 })
    if (config.architecture === 'pooled') layers.push(batchNormalization, activation, { kind: 'max-pooling', size: 2 })
    else layers.push(activation)
  })
  layers.push({ kind: 'flatten' }, { kind: 'dense', units: hiddenUnits }, activation)
  layers.push({ kind: 'dense', units: outputSizeOf(config) })
  if (outputActivation !== 'linear') layers.push({ kind: 'activation', activation: outputActivation })
  return layers
}

export type LayerSummary = Pick<LayerRow, 'layer' | 'outputShape' | 'parameters' | 'multiplyAdds'>

/** Each layer of a list with its output's shape and its trainable parameters, a block as one. @param input without the batch */
export const summarizeLayers = (layers: readonly LayerSpec[], input: Shape): LayerSummary[] =>
  inferLayers(layers, input).rows.filter(({ depth }) => depth === 0)

/** Trainable parameters of the whole network. */
export const countParameters = (layers: readonly LayerSpec[], input: Shape): number =>
  inferLayers(layers, input).parameters
