/** A run's network as a layers model of TensorFlow.js, which its library builds and writes itself. Images are [batch, height, width, channels]. */
import type * as tfjs from '@tensorflow/tfjs'
import { activations } from '../../recipes/registry/activations'
import { sizeOfShape } from '../../recipes/data-source'
import type { Geometry } from '../../recipes/geometry'
import type { GraphOperations, GraphTensor } from '../../recipes/layer-exports'
import { imageOf, type LayerSpec, type Shape } from '../../recipes/layer'
import { enlargingWeights } from '../../recipes/resampling'
import type { TensorFlow } from '../kernels/kernels'
import { stateGraph } from './walk'

/** Shape without the batch. */
type Value = { readonly symbol: tfjs.SymbolicTensor; readonly shape: Shape }
type Layer = tfjs.layers.Layer
type Apply = (layer: Layer, input: Value | readonly Value[], weights?: readonly GraphTensor[]) => Value

const zeros = (count: number): GraphTensor => ({ shape: [count], values: new Float32Array(count) })
const ones = (count: number): GraphTensor => ({ shape: [count], values: new Float32Array(count).fill(1) })

/** A layer on values, with its weights in place. */
function applying(tf: TensorFlow): Apply {
  return (layer, input, weights = []) => {
    const inputs = 'symbol' in input ? input.symbol : input.map(({ symbol }) => symbol)
    const symbol = layer.apply(inputs) as tfjs.SymbolicTensor
    if (weights.length > 0) {
      const tensors = weights.map(({ shape, values }) => tf.tensor(values, [...shape], 'float32'))
      layer.setWeights(tensors)
      tf.dispose(tensors)
    }
    return { symbol, shape: symbol.shape.slice(1).map((side) => side ?? 1) }
  }
}

function sliding(tf: TensorFlow, apply: Apply) {
  const { layers } = tf
  const pad = (input: Value, padding: number): Value =>
    padding === 0
      ? input
      : apply(
          layers.zeroPadding2d({
            padding: [
              [padding, padding],
              [padding, padding],
            ],
          }),
          input,
        )
  /** The library cannot dilate and stride at once: the pixels between are computed, and passed over. */
  const everyNth = (input: Value, stride: number): Value =>
    stride === 1 ? input : apply(layers.maxPooling2d({ poolSize: 1, strides: stride, padding: 'valid' }), input)
  const slide = (
    input: Value,
    { stride, dilation, padding }: Geometry,
    make: (stride: number, dilation: number) => [Layer, GraphTensor[]],
  ) => {
    const isBoth = stride > 1 && dilation > 1
    const [layer, weights] = make(isBoth ? 1 : stride, dilation)
    return everyNth(apply(layer, pad(input, padding), weights), isBoth ? stride : 1)
  }
  /** A factor and an offset of each channel. */
  const affine = (input: Value, scale: GraphTensor, offset: GraphTensor): Value => {
    const channels = imageOf(input.shape).channels
    return apply(layers.depthwiseConv2d({ kernelSize: 1 }), input, [
      { shape: [1, 1, channels, 1], values: scale.values },
      offset,
    ])
  }
  const operations = {
    convolution(input, { weight, bias, geometry, groups }) {
      const filters = weight.shape[3] ?? 1
      return slide(input, geometry, (strides, dilationRate) => [
        layers.conv2d({ filters, kernelSize: weight.shape[0] ?? 1, strides, dilationRate, padding: 'valid' }),
        [groups === 1 ? weight : withoutGroups(weight, groups), bias],
      ])
    },
    depthwise(input, { weight: given, bias, geometry: { stride: strides, dilation, padding } }) {
      // The library works the shape of a dilated depthwise convolution out wrongly: the zeros between are written down.
      const weight = withZerosBetween(given, dilation)
      const layer = layers.depthwiseConv2d({
        kernelSize: weight.shape[0] ?? 1,
        depthMultiplier: weight.shape[3] ?? 1,
        ...{ strides, padding: 'valid', useBias: bias !== null },
      })
      return apply(layer, pad(input, padding), bias === null ? [weight] : [weight, bias])
    },
    transposedConvolution(input, { weight, bias, stride, padding, outputPadding }) {
      const [side = 1, , filters = 1] = weight.shape
      const made = apply(
        layers.conv2dTranspose({ filters, kernelSize: side, strides: stride, padding: 'valid', useBias: false }),
        input,
        [weight],
      )
      // What the library gives is longer by this much than what torch gives, below and at the right.
      const surplus = Math.max(0, stride - side) + padding - outputPadding
      const cut = Math.max(0, surplus)
      const cropping: [[number, number], [number, number]] = [
        [padding, cut],
        [padding, cut],
      ]
      const cropped = padding + cut === 0 ? made : apply(layers.cropping2D({ cropping }), made)
      const missing = Math.max(0, -surplus)
      const whole =
        missing === 0
          ? cropped
          : apply(
              layers.zeroPadding2d({
                padding: [
                  [0, missing],
                  [0, missing],
                ],
              }),
              cropped,
            )
      return affine(whole, ones(filters), bias)
    },
  } satisfies Partial<GraphOperations<Value>>
  return { operations, affine }
}

/** One kernel over all channels, with zeros between the groups: the library has no groups. */
function withoutGroups({ shape, values }: GraphTensor, groups: number): GraphTensor {
  const [height = 1, width = 1, inputs = 1, filters = 1] = shape
  const whole = new Float32Array(values.length * groups)
  const each = filters / groups
  for (let at = 0; at < height * width * inputs; at += 1) {
    const [pixel, channel] = [Math.floor(at / inputs), at % inputs]
    for (let filter = 0; filter < filters; filter += 1) {
      const row = pixel * inputs * groups + Math.floor(filter / each) * inputs + channel
      whole[row * filters + filter] = values[at * filters + filter] ?? 0
    }
  }
  return { shape: [height, width, inputs * groups, filters], values: whole }
}

/** A kernel whose values lie so far apart. */
function withZerosBetween({ shape, values }: GraphTensor, dilation: number): GraphTensor {
  const [side = 1, , channels = 1, each = 1] = shape
  if (dilation === 1) return { shape, values }
  const wide = dilation * (side - 1) + 1
  const whole = new Float32Array(wide * wide * channels * each)
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      const from = (row * side + column) * channels * each
      whole.set(values.subarray(from, from + channels * each), (row * wide + column) * dilation * channels * each)
    }
  return { shape: [wide, wide, channels, each], values: whole }
}

/** Rows and columns as products, because the library's own resizing has its pixels elsewhere. */
function enlarge(tf: TensorFlow, apply: Apply, input: Value, factor: number): Value {
  const { height, width } = imageOf(input.shape)
  const along = (value: Value, side: number, order: readonly number[]): Value => {
    const { to, from, values } = enlargingWeights(side, factor, 'bilinear')
    const kernel = new Float32Array(values.length)
    for (let row = 0; row < to; row += 1)
      for (let column = 0; column < from; column += 1) kernel[column * to + row] = values[row * from + column] ?? 0
    const last = apply(tf.layers.permute({ dims: [...order] }), value)
    const made = apply(tf.layers.dense({ units: to, useBias: false }), last, [{ shape: [from, to], values: kernel }])
    return apply(tf.layers.permute({ dims: [...order] }), made)
  }
  // Each order is its own way back.
  return along(along(input, height, [3, 2, 1]), width, [1, 3, 2])
}

function operationsOf(tf: TensorFlow): GraphOperations<Value> {
  const { layers } = tf
  const apply = applying(tf)
  const { operations, affine } = sliding(tf, apply)
  const reshape = (input: Value, shape: Shape): Value => apply(layers.reshape({ targetShape: [...shape] }), input)
  return {
    ...operations,
    dense: (input, { weight, bias }) => apply(layers.dense({ units: weight.shape[1] ?? 1 }), input, [weight, bias]),
    batchNormalization: (input, { scale, offset, mean, variance, epsilon }) =>
      apply(layers.batchNormalization({ epsilon }), input, [scale, offset, mean, variance]),
    normalize(input, { scale, offset, groups, epsilon }) {
      if (groups === null) return apply(layers.layerNormalization({ axis: -1, epsilon }), input, [scale, offset])
      const { height, width, channels } = imageOf(input.shape)
      const apart = reshape(input, [height * width, groups, channels / groups])
      const [rows, columns] = [height * width, channels / groups]
      const made = apply(layers.layerNormalization({ axis: [1, 3], epsilon }), apart, [
        { ...ones(rows * columns), shape: [rows, columns] },
        { ...zeros(rows * columns), shape: [rows, columns] },
      ])
      return affine(reshape(made, input.shape), scale, offset)
    },
    activation(input, kind) {
      const { tfjs: how } = activations[kind]
      if (typeof how !== 'string') return apply(layers.leakyReLU({ alpha: how.slopeBelow }), input)
      return apply(layers.activation({ activation: how as 'relu' }), input)
    },
    pool: (input, { size, by }) => {
      const sides = { poolSize: size, strides: size, padding: 'valid' } as const
      return apply(by === 'max' ? layers.maxPooling2d(sides) : layers.averagePooling2d(sides), input)
    },
    globalAveragePool: (input) => apply(layers.globalAveragePooling2d({}), input),
    upsample: (input, { factor, mode }) =>
      mode === 'nearest'
        ? apply(layers.upSampling2d({ size: [factor, factor], interpolation: 'nearest' }), input)
        : enlarge(tf, apply, input, factor),
    reshape,
    add: (left, right) => apply(layers.add(), [left, right]),
    concat: (values) => apply(layers.concatenate({ axis: -1 }), values),
  }
}

export type TfjsModel = {
  readonly layers: readonly LayerSpec[]
  /** Every parameter by its whole name, in the layout of here. */
  readonly tensors: ReadonlyMap<string, GraphTensor>
  readonly input: Shape
  /** Of a target; null of classes, whose outputs are one number each. */
  readonly target: Shape | null
}

/** Builds the model. @returns what its library saves of it; nothing is left in memory */
export async function tfjsArtifacts(
  tf: TensorFlow,
  { layers, tensors, input, target }: TfjsModel,
): Promise<tfjs.io.ModelArtifacts> {
  const operations = operationsOf(tf)
  const symbol = tf.input({ shape: [...input], name: 'images' })
  const end = stateGraph(operations, layers, { value: { symbol, shape: input }, shape: input }, tensors)
  const wanted = target ?? [sizeOfShape(end.shape)]
  const isSame = end.shape.length === wanted.length
  const outputs = isSame ? end.value.symbol : operations.reshape(end.value, wanted).symbol
  const model = tf.model({ inputs: symbol, outputs })
  const { promise, resolve } = Promise.withResolvers<tfjs.io.ModelArtifacts>()
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      resolve(artifacts)
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) })
    }),
  )
  model.dispose()
  return promise
}

/** As `tf.loadLayersModel` reads it: model.json, and the weights in a file beside it. */
export function tfjsFiles(artifacts: tfjs.io.ModelArtifacts): { readonly path: string; readonly bytes: Uint8Array }[] {
  const { modelTopology, weightSpecs = [], weightData, generatedBy } = artifacts
  const parts = Array.isArray(weightData) ? weightData : weightData === undefined ? [] : [weightData]
  const weights = Buffer.concat(parts.map((part) => new Uint8Array(part)))
  const json = {
    format: 'layers-model',
    generatedBy: generatedBy ?? 'TensorFlow.js',
    convertedBy: 'Plateau',
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  }
  return [
    { path: 'model.json', bytes: Buffer.from(`${JSON.stringify(json)}\n`) },
    { path: 'weights.bin', bytes: weights },
  ]
}
