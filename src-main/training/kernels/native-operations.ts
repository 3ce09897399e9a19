/** TensorFlow's operations by name, through tfjs-node: what the native kernels are written in. */
import type { Tensor } from './kernels'

export type Attribute = { readonly name: string; readonly type: number; readonly value: unknown }

/** The part of tfjs-node's backend that is used here. */
export type NodeBackend = {
  readonly binding: Readonly<Record<string, number>>
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    count: number,
  ): Tensor[]
}

export type NativeOperations = ReturnType<typeof createNativeOperations>

/** Calls and attributes for float32 operations on NHWC images. */
export function createNativeOperations(backend: NodeBackend) {
  const { binding } = backend
  const attribute = (name: string, type: string, value: unknown): Attribute => ({
    name,
    type: binding[type] ?? 0,
    value,
  })
  const float = binding.TF_FLOAT ?? 1
  const T = attribute('T', 'TF_ATTR_TYPE', float)
  const dataFormat = attribute('data_format', 'TF_ATTR_STRING', 'NHWC')
  return {
    one: (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]) =>
      backend.executeSingleOutput(name, attributes, inputs),
    many: (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[], count: number) =>
      backend.executeMultipleOutputs(name, attributes, inputs, count),
    /** For operations without an output. */
    run: (name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]) =>
      void backend.executeMultipleOutputs(name, attributes, inputs, 0),
    attribute,
    float,
    T,
    dataFormat,
    /** Stride 1, padding `same`. */
    convolution: [
      T,
      attribute('strides', 'TF_ATTR_INT', [1, 1, 1, 1]),
      attribute('padding', 'TF_ATTR_STRING', 'SAME'),
      dataFormat,
      attribute('dilations', 'TF_ATTR_INT', [1, 1, 1, 1]),
    ] as const,
    /** Windows of `size` x `size`, stride `size`. */
    pooling: (size: number): readonly Attribute[] => [
      T,
      attribute('ksize', 'TF_ATTR_INT', [1, size, size, 1]),
      attribute('strides', 'TF_ATTR_INT', [1, size, size, 1]),
      attribute('padding', 'TF_ATTR_STRING', 'VALID'),
      dataFormat,
    ],
  }
}
