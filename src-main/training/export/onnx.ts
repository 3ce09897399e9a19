/** A run's network as an ONNX graph, images [batch, channels, height, width]. */
import { activations } from '../../recipes/registry/activations'
import type { GraphOperations, GraphTensor } from '../../recipes/layer-exports'
import type { LayerSpec, Shape } from '../../recipes/layer'
import type { TensorOperations } from '../../recipes/tensors'
import { toTorch } from '../../recipes/parameter-layouts'
import { encodeOnnx, type OnnxAttribute, type OnnxConstant, type OnnxGraph, type OnnxNode } from './onnx-file'
import { stateGraph } from './walk'

/** Shape as here, without the batch: [height, width, channels], [units]. */
type Value = { readonly name: string; readonly shape: Shape }

/** Collects nodes and constants, each under a name of its own. */
function createBuilder() {
  const nodes: OnnxNode[] = []
  const constants = new Map<string, OnnxConstant>()
  const scalars = new Map<number, string>()
  const constant = (value: OnnxConstant): string => {
    const name = `constant.${constants.size}`
    constants.set(name, value)
    return name
  }
  return {
    nodes,
    constants,
    constant,
    integers: (integers: readonly number[]): string => constant({ shape: [integers.length], integers }),
    scalar: (value: number): string => {
      const known = scalars.get(value) ?? constant({ shape: [], values: Float32Array.of(value) })
      scalars.set(value, known)
      return known
    },
    node: (
      operation: string,
      inputs: readonly string[],
      shape: Shape,
      attributes: Readonly<Record<string, OnnxAttribute>> = {},
    ): Value => {
      const output = `${operation.toLowerCase()}.${nodes.length}`
      nodes.push({ operation, inputs, output, attributes })
      return { name: output, shape }
    },
  }
}
type Builder = ReturnType<typeof createBuilder>

/** What activations are made of. Each result has the shape of the tensor that goes in. */
function elementwise({ node, scalar }: Builder): TensorOperations<Value> {
  const nameOf = (value: Value | number): string => (typeof value === 'number' ? scalar(value) : value.name)
  const shapeOf = (...values: (Value | number)[]): Shape =>
    values.find((value) => typeof value !== 'number')?.shape ?? []
  const one = (operation: string) => (value: Value) => node(operation, [value.name], value.shape)
  const two = (operation: string) => (left: Value | number, right: Value | number) =>
    node(operation, [nameOf(left), nameOf(right)], shapeOf(left, right))
  const [add, mul, log, greater] = [two('Add'), two('Mul'), one('Log'), two('Greater')]
  return {
    abs: one('Abs'),
    sign: one('Sign'),
    square: (value) => mul(value, value),
    sqrt: one('Sqrt'),
    exp: one('Exp'),
    erf: one('Erf'),
    log1p: (value) => log(add(value, 1)),
    tanh: one('Tanh'),
    relu: one('Relu'),
    elu: one('Elu'),
    sigmoid: one('Sigmoid'),
    step: (value) => node('Cast', [greater(value, 0).name], value.shape, { to: 1 }),
    add,
    sub: two('Sub'),
    minimum: two('Min'),
    mul,
    div: two('Div'),
    clipByValue: (value, low, high) => node('Clip', [value.name, scalar(low), scalar(high)], value.shape),
    less: two('Less'),
    where: (condition, yes, no) => node('Where', [condition.name, yes.name, no.name], yes.shape),
    mean: (value) => node('ReduceMean', [value.name], [], { keepdims: 0 }),
  }
}

const imageSides = (shape: Shape): readonly [height: number, width: number, channels: number] => {
  const [height = 1, width = 1, channels = 1] = shape
  return [height, width, channels]
}

/** Sliding windows and products. */
function weighted({ node, constant }: Builder) {
  const slide = (
    operation: string,
    input: Value,
    weight: GraphTensor,
    bias: GraphTensor | null,
    shape: Shape,
    attributes: Readonly<Record<string, OnnxAttribute>>,
  ) =>
    node(operation, [input.name, constant(weight), ...(bias === null ? [] : [constant(bias)])], shape, {
      kernel_shape: weight.shape.slice(2),
      ...attributes,
    })
  const geometryOf = ({ stride, dilation, padding }: { stride: number; dilation: number; padding: number }) => ({
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [padding, padding, padding, padding],
  })
  const sidesAfter = (
    shape: Shape,
    [side = 1]: Shape,
    { stride, dilation, padding }: { stride: number; dilation: number; padding: number },
  ) => {
    const [height, width] = imageSides(shape)
    return [height, width].map((from) => Math.floor((from + 2 * padding - dilation * (side - 1) - 1) / stride) + 1)
  }
  return {
    convolution: (input, { weight, bias, geometry, groups }) =>
      slide(
        'Conv',
        input,
        toTorch(weight, 'filters'),
        bias,
        [...sidesAfter(input.shape, weight.shape, geometry), weight.shape[3] ?? 1],
        { ...geometryOf(geometry), group: groups },
      ),
    depthwise: (input, { weight, bias, geometry }) =>
      slide(
        'Conv',
        input,
        toTorch(weight, 'depthwise'),
        bias,
        [...sidesAfter(input.shape, weight.shape, geometry), (weight.shape[2] ?? 1) * (weight.shape[3] ?? 1)],
        { ...geometryOf(geometry), group: weight.shape[2] ?? 1 },
      ),
    transposedConvolution(input, { weight, bias, stride, padding, outputPadding }) {
      const [height, width] = imageSides(input.shape)
      const [side = 1, , filters = 1] = weight.shape
      const after = (from: number) => (from - 1) * stride - 2 * padding + side + outputPadding
      return slide('ConvTranspose', input, toTorch(weight, 'filters'), bias, [after(height), after(width), filters], {
        strides: [stride, stride],
        pads: [padding, padding, padding, padding],
        output_padding: [outputPadding, outputPadding],
      })
    },
    dense: (input, { weight, bias }) =>
      node('Gemm', [input.name, constant(toTorch(weight, 'matrix')), constant(bias)], [weight.shape[1] ?? 1], {
        transB: 1,
      }),
  } satisfies Partial<GraphOperations<Value>>
}

/** Channels last to channels first, and back. */
const toFirst = [0, 3, 1, 2]
const toLast = [0, 2, 3, 1]

function normalizing({ node, constant, integers }: Builder) {
  const byPixel = (input: Value, scale: GraphTensor, offset: GraphTensor, epsilon: number): Value => {
    const isImage = input.shape.length === 3
    const last = isImage ? node('Transpose', [input.name], input.shape, { perm: toLast }) : input
    const made = node('LayerNormalization', [last.name, constant(scale), constant(offset)], input.shape, {
      axis: -1,
      epsilon: { float: epsilon },
    })
    return isImage ? node('Transpose', [made.name], input.shape, { perm: toFirst }) : made
  }
  return {
    batchNormalization: (input, { scale, offset, mean, variance, epsilon }) =>
      node('BatchNormalization', [input.name, ...[scale, offset, mean, variance].map(constant)], input.shape, {
        epsilon: { float: epsilon },
      }),
    normalize(input, { scale, offset, groups, epsilon }) {
      if (groups === null) return byPixel(input, scale, offset, epsilon)
      const { shape } = input
      const [height, width, channels] = imageSides(shape)
      const apart = node('Reshape', [input.name, integers([0, groups, -1])], shape)
      const fill = (value: number) => constant({ shape: [groups], values: new Float32Array(groups).fill(value) })
      const made = node('InstanceNormalization', [apart.name, fill(1), fill(0)], shape, {
        epsilon: { float: epsilon },
      })
      const together = node('Reshape', [made.name, integers([0, channels, height, width])], shape)
      const perChannel = ({ values }: GraphTensor) => constant({ shape: [channels, 1, 1], values })
      const scaled = node('Mul', [together.name, perChannel(scale)], shape)
      return node('Add', [scaled.name, perChannel(offset)], shape)
    },
  } satisfies Partial<GraphOperations<Value>>
}

function operationsOf(builder: Builder): GraphOperations<Value> {
  const { node, constant, integers } = builder
  const numbers = elementwise(builder)
  return {
    ...weighted(builder),
    ...normalizing(builder),
    activation: (input, kind) => activations[kind].tensors(numbers, input),
    pool(input, { size, by }) {
      const [height, width, channels] = imageSides(input.shape)
      const shape = [Math.floor(height / size), Math.floor(width / size), channels]
      const sides = [size, size]
      return node(by === 'max' ? 'MaxPool' : 'AveragePool', [input.name], shape, {
        kernel_shape: sides,
        strides: sides,
      })
    },
    globalAveragePool(input) {
      const pooled = node('GlobalAveragePool', [input.name], input.shape)
      return node('Flatten', [pooled.name], [input.shape[2] ?? 1], { axis: 1 })
    },
    upsample(input, { factor, mode }) {
      const [height, width, channels] = imageSides(input.shape)
      const scales = constant({ shape: [4], values: Float32Array.of(1, 1, factor, factor) })
      const how: Readonly<Record<string, OnnxAttribute>> =
        mode === 'nearest'
          ? { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
          : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }
      return node('Resize', [input.name, '', scales], [height * factor, width * factor, channels], how)
    },
    reshape(input, shape) {
      if (input.shape.length === 1 && shape.length === 1) return input
      const last = input.shape.length === 3 ? node('Transpose', [input.name], input.shape, { perm: toLast }) : input
      const made = node('Reshape', [last.name, integers([-1, ...shape])], shape)
      return shape.length === 3 ? node('Transpose', [made.name], shape, { perm: toFirst }) : made
    },
    add: (left, right) => node('Add', [left.name, right.name], left.shape),
    concat(values) {
      const [first] = values
      const channels = values.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 0), 0)
      return node(
        'Concat',
        values.map(({ name }) => name),
        [...(first?.shape.slice(0, -1) ?? []), channels],
        { axis: 1 },
      )
    },
  }
}

export type OnnxModel = {
  readonly layers: readonly LayerSpec[]
  readonly tensors: ReadonlyMap<string, GraphTensor>
  readonly input: Shape
  /** Of a target; null of classes, whose outputs are one number each. */
  readonly target: Shape | null
  readonly title: string
  readonly producerVersion: string
}

/** The graph before it is written: for tests, which look at it. */
export function onnxGraph({ layers, tensors, input, target, title, producerVersion }: OnnxModel): OnnxGraph {
  const builder = createBuilder()
  const operations = operationsOf(builder)
  const end = stateGraph(operations, layers, { value: { name: 'images', shape: input }, shape: input }, tensors)
  const wanted = target ?? [end.shape.reduce((product, side) => product * side, 1)]
  const isSame = end.shape.length === wanted.length
  const output = isSame ? end.value : operations.reshape(end.value, wanted)
  // The output has a name that people find, and is never the input itself.
  builder.nodes.push({ operation: 'Identity', inputs: [output.name], output: 'outputs', attributes: {} })
  const named = (shape: Shape) =>
    shape.length === 3 ? [null, shape[2] ?? 1, shape[0] ?? 1, shape[1] ?? 1] : [null, ...shape]
  return {
    name: title,
    description: `${title}. Images have values from 0 to 1, channels first.`,
    producerVersion,
    input: { name: 'images', shape: named(input) },
    output: { name: 'outputs', shape: named(wanted) },
    nodes: builder.nodes,
    constants: builder.constants,
  }
}

/** @returns the bytes of an ONNX file */
export const onnxModel = (model: OnnxModel): Uint8Array => encodeOnnx(onnxGraph(model))
