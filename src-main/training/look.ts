/** A look at one layer: what it makes of a validation image with a checkpoint's weights, and the filters that it does so with. */
import { buildLayers } from '../contract/architecture'
import type { RunConfig } from '../contract/config'
import { PlateauError } from '../contract/errors'
import { mostMaps, mostMapValues, type LayerLook } from '../contract/inside'
import { shapesOf } from '../contract/run-data'
import type { ImageSet } from '../dataset/image-set'
import { inferLayers } from '../recipes/infer-layers'
import { parametersOf } from '../recipes/layer-parameters'
import { toTorch } from '../recipes/parameter-layouts'
import { gatherBatch } from './batches'
import type { Tensor } from './kernels/kernels'
import type { LayerWatch } from './layers'
import { openTrained, type Asking } from './trained-network'

export type LookOptions = Asking<'look'> & { readonly set: ImageSet }

/** @throws PlateauError `checkpoint-corrupt`, and `invalid-input` where the layer's maps are too large to look at */
export function lookAtLayer(options: LookOptions): LayerLook {
  const { tf, command, set } = options
  const { config, layer } = command
  const seen: { shape: number[]; values: Float32Array }[] = []
  const watch: LayerWatch = {
    name: layer,
    see: (output: Tensor) =>
      void seen.push({ shape: output.shape.slice(1), values: Float32Array.from(output.dataSync<'float32'>()) }),
  }
  const { network, contents } = openTrained(options, watch)
  const { inputs, targets } = gatherBatch(tf, set, [command.place])
  tf.tidy(() => network.evaluate(inputs))
  tf.dispose([inputs, targets])
  const [found] = seen
  if (found === undefined) throw new PlateauError('invalid-input', `The network has no layer ${layer}.`)
  return { maps: mapsOf(found.shape, found.values), filters: filtersOf(config, layer, contents.tensors) }
}

/** Channels last, as the network has them, to one picture for each. */
export function mapsOf(shape: readonly number[], values: Float32Array): LayerLook['maps'] {
  if (shape.length !== 3) {
    const width = Math.min(values.length, mostMapValues)
    return { height: 1, width, total: 1, values: values.slice(0, width) }
  }
  const [height = 1, width = 1, channels = 1] = shape
  const size = height * width
  const count = Math.min(channels, mostMaps, Math.floor(mostMapValues / size))
  if (count === 0)
    throw new PlateauError('invalid-input', `A map of this layer has ${size} pixels; ${mostMapValues} are the most.`)
  const maps = new Float32Array(count * size)
  for (let map = 0; map < count; map += 1)
    for (let pixel = 0; pixel < size; pixel += 1) maps[map * size + pixel] = values[pixel * channels + map] ?? 0
  return { height, width, total: channels, values: maps }
}

type Weight = { readonly shape: readonly number[]; readonly values: Float32Array }

/** Null of layers whose weights are no filters. Of a separable convolution those that look at a neighbourhood. */
function filtersOf(config: RunConfig, layer: string, tensors: ReadonlyMap<string, Weight>): LayerLook['filters'] {
  const names = [`${layer}.weight`, `${layer}.depthwise.weight`]
  const described = parametersOf(buildLayers(config), shapesOf(config).input).find(({ name }) => names.includes(name))
  const weight = described && tensors.get(described.name)
  if (!weight || (described.layout !== 'filters' && described.layout !== 'depthwise')) return null
  const { shape, values } = toTorch(weight, described.layout)
  const [outer = 1, inner = 1, height = 1, width = 1] = shape
  // torch has a transposed convolution's inputs first.
  const row = inferLayers(buildLayers(config), shapesOf(config).input).rows.find(({ name }) => name === layer)
  const isTransposed = row?.layer.kind === 'transposed-convolution'
  const [total, inputs] = isTransposed ? [inner, outer] : [outer, inner]
  const placeOf = (filter: number, input: number) => (isTransposed ? input * inner + filter : filter * inner + input)
  // Of an image's three channels the weights are a picture in colour; of other inputs only the first fits on a small one.
  const channels = inputs === 3 ? 3 : 1
  const size = height * width
  const count = Math.min(total, mostMaps, Math.floor(mostMapValues / (size * channels)))
  const filters = new Float32Array(count * size * channels)
  for (let filter = 0; filter < count; filter += 1)
    for (let pixel = 0; pixel < size; pixel += 1)
      for (let channel = 0; channel < channels; channel += 1)
        filters[(filter * size + pixel) * channels + channel] = values[placeOf(filter, channel) * size + pixel] ?? 0
  return { height, width, total, values: filters, channels, inputs }
}
