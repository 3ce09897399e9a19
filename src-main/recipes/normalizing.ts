/** Centring and scaling by a sample's own values: what layer norm and group norm share. */
import type { LayerOperations } from './layer-tensors'

export type Normalized<Tensor> = {
  readonly values: Tensor
  /** 1 / sqrt(variance + epsilon), with the axes kept. */
  readonly inverse: Tensor
}

/** By the mean and the biased variance over axes. @param count of values along them */
export function normalize<Tensor>(
  operations: LayerOperations<Tensor>,
  input: Tensor,
  axes: number[],
  count: number,
  epsilon: number,
): Normalized<Tensor> {
  const meanOf = (value: Tensor) => operations.mul(operations.sum(value, axes, true), 1 / count)
  const centred = operations.sub(input, meanOf(input))
  const deviation = operations.sqrt(operations.add(meanOf(operations.square(centred)), epsilon))
  // As a quotient of tensors, as a number cannot stand on the left.
  const inverse = operations.div(operations.add(operations.mul(deviation, 0), 1), deviation)
  return { values: operations.mul(centred, inverse), inverse }
}

/** The gradient by the input. Ioffe and Szegedy 2015, section 3, with the statistics as functions of the input. */
export function normalizeBack<Tensor>(
  operations: LayerOperations<Tensor>,
  gradient: Tensor,
  { values, inverse }: Normalized<Tensor>,
  axes: number[],
  count: number,
): Tensor {
  const meanOf = (value: Tensor) => operations.mul(operations.sum(value, axes, true), 1 / count)
  const slope = operations.mul(values, meanOf(operations.mul(gradient, values)))
  return operations.mul(operations.sub(operations.sub(gradient, meanOf(gradient)), slope), inverse)
}
