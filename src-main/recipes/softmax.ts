/** Probabilities of classes out of a network's outputs. */
import type { LossTensors } from './loss'
import type { ImageOperations } from './tensors'

/** The logarithm of each class's probability, in double precision: the greatest output is taken away first, so that none is too large for it. */
export function logSoftmax(outputs: ArrayLike<number>, offset: number, classes: number): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY
  for (let index = 0; index < classes; index += 1) greatest = Math.max(greatest, outputs[offset + index] ?? Number.NaN)
  let sum = 0
  for (let index = 0; index < classes; index += 1) sum += Math.exp((outputs[offset + index] ?? Number.NaN) - greatest)
  const shift = greatest + Math.log(sum)
  return Float64Array.from({ length: classes }, (_, index) => (outputs[offset + index] ?? Number.NaN) - shift)
}

/** Of a batch, [images, classes]. */
export function logSoftmaxTensor<Tensor>(operations: ImageOperations<Tensor>, outputs: Tensor): Tensor {
  const shifted = operations.sub(outputs, operations.max(outputs, [1], true))
  return operations.sub(shifted, operations.log(operations.sum(operations.exp(shifted), [1], true)))
}

/** What a loss makes of the logarithm of each class's probability, [images, classes]. */
export type ClassTerms<Tensor> = {
  /** What each class of each image counts for. */
  readonly wanted: Tensor
  /** The loss where the image is of the class. */
  readonly values: Tensor
  /** The derivative of that by the logarithm. */
  readonly slopes: Tensor
  readonly logarithms: Tensor
  /** What the sum over all images and classes is divided by: a scalar. */
  readonly total: Tensor
}

/** A loss whose images may be of several classes, and whose classes may count for more than others, with its gradient by the outputs. */
export function sumOfClasses<Tensor>(
  operations: ImageOperations<Tensor>,
  { wanted, values, slopes, logarithms, total }: ClassTerms<Tensor>,
): LossTensors<Tensor> {
  const own = operations.mul(wanted, slopes)
  const shared = operations.mul(operations.exp(logarithms), operations.sum(own, [1], true))
  return {
    loss: operations.div(operations.sum(operations.mul(wanted, values), [0, 1], false), total),
    gradient: operations.div(operations.sub(own, shared), total),
  }
}
