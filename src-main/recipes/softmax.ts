/** Probabilities of classes out of a network's outputs. */
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
