/** What a layer says of itself for other programs: PyTorch's text for it, and its operations for formats that store a graph. */
import type { ActivationKind } from './activation'
import type { Geometry } from './geometry'
import type { Shape } from './shape'

/**
 * How a parameter's values lie here beside how torch has them. `same`: alike. `matrix`: [in, out] here, [out, in] there. `filters`: [height, width, a, b]
 * here, [b, a, height, width] there. `depthwise`: [height, width, channels, of each] here, [channels x of each, 1, height, width] there.
 */
export const parameterLayouts = ['same', 'matrix', 'filters', 'depthwise'] as const
export type ParameterLayout = (typeof parameterLayouts)[number]

/** A layer in a Python module that imports `torch` and `nn`; images have their channels first there. */
export type TorchText = {
  /** An expression that makes the module, whose parameters have the names of this layer's: `nn.Linear(3, 5)`. */
  readonly module: string
  /** A class that the expression needs, by its name. */
  readonly needs?: TorchClass
}
export type TorchClass = { readonly name: string; readonly text: string }

/** `nn.Conv2d(3, 16, 3, padding=1)`: positions first, then names, without those that have torch's default. */
export function torchCall(
  name: string,
  positions: readonly (number | string)[],
  named: Readonly<
    Record<string, readonly [value: number | string | boolean, usual: number | string | boolean | null]>
  > = {},
): string {
  const settings = Object.entries(named).flatMap(([key, [value, usual]]) =>
    value === usual ? [] : [`${key}=${torchValue(value)}`],
  )
  return `${name}(${[...positions.map(torchValue), ...settings].join(', ')})`
}

function torchValue(value: number | string | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'number' ? String(value) : value
}

/** Settings of a sliding window as torch names them. */
export const torchGeometry = ({ stride, dilation, padding }: Geometry) =>
  ({ stride: [stride, 1], padding: [padding, 0], dilation: [dilation, 1] }) as const

/** Values of a parameter, row by row in the layout of this program. */
export type GraphTensor = { readonly shape: Shape; readonly values: Float32Array }

/**
 * The operations that layers state themselves in for stored graphs. Shapes are as here, without the batch: [height, width, channels], [units]. Who
 * writes a format implements them, in the order of dimensions that it has.
 */
export type GraphOperations<Value> = {
  /** @param weight [height, width, in of a group, out] */
  convolution(
    input: Value,
    of: {
      readonly weight: GraphTensor
      readonly bias: GraphTensor
      readonly geometry: Geometry
      readonly groups: number
    },
  ): Value
  /** @param weight [height, width, channels, filters of each] */
  depthwise(
    input: Value,
    of: { readonly weight: GraphTensor; readonly bias: GraphTensor | null; readonly geometry: Geometry },
  ): Value
  /** @param weight [height, width, out, in] */
  transposedConvolution(
    input: Value,
    of: {
      readonly weight: GraphTensor
      readonly bias: GraphTensor
      readonly stride: number
      readonly padding: number
      readonly outputPadding: number
    },
  ): Value
  /** @param weight [in, out] */
  dense(input: Value, of: { readonly weight: GraphTensor; readonly bias: GraphTensor }): Value
  /** By running statistics. */
  batchNormalization(
    input: Value,
    of: {
      readonly scale: GraphTensor
      readonly offset: GraphTensor
      readonly mean: GraphTensor
      readonly variance: GraphTensor
      readonly epsilon: number
    },
  ): Value
  /** By a sample's own values. @param groups of channels over all pixels; null for the channels of each pixel by itself, or all units of a vector */
  normalize(
    input: Value,
    of: {
      readonly scale: GraphTensor
      readonly offset: GraphTensor
      readonly groups: number | null
      readonly epsilon: number
    },
  ): Value
  activation(input: Value, kind: ActivationKind): Value
  /** Windows beside each other; what is left over is passed over. */
  pool(input: Value, of: { readonly size: number; readonly by: 'max' | 'average' }): Value
  globalAveragePool(input: Value): Value
  upsample(input: Value, of: { readonly factor: number; readonly mode: 'nearest' | 'bilinear' }): Value
  /** The same values row by row, channels last. */
  reshape(input: Value, shape: Shape): Value
  add(left: Value, right: Value): Value
  /** Along the last dimension of here: channels, or units. */
  concat(values: readonly Value[]): Value
}

export type GraphContext<Settings> = {
  readonly settings: Settings
  readonly input: Shape
  readonly output: Shape
  /** By the name under which it is described. */
  readonly parameter: (name: string) => GraphTensor
}

/** How blocks put outputs together: for tensors as for values of a graph. */
export type Joining<Value> = {
  add(left: Value, right: Value): Value
  concat(values: Value[], axis: number): Value
}
