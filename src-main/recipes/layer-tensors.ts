/** The operations that layers' tensor code is written with. The trainer hands them in: recipes run where there is no TensorFlow. */
import type { ActivationKind } from './activation'
import type { TensorOperations } from './tensors'

/** What layers ask of a tensor itself; the batch is first. */
export type Shaped = { readonly shape: readonly number[] }

/** Operations on whole tensors, beside the elementwise ones. Shapes have the batch first; images are NHWC. */
export type LayerOperations<Tensor> = TensorOperations<Tensor> & {
  zeros(shape: number[]): Tensor
  reshape(value: Tensor, shape: number[]): Tensor
  concat(values: Tensor[], axis: number): Tensor
  /** Its parts along an axis. @param sizes of each there */
  split(value: Tensor, sizes: number[], axis: number): Tensor[]
}

export type BatchNormForward<Tensor> = {
  readonly output: Tensor
  /** Mean of the batch by channel. */
  readonly mean: Tensor
  /** Unbiased variance of the batch by channel: what the running variance takes in, as PyTorch's does. */
  readonly unbiasedVariance: Tensor
  /** What {@link LayerKernels.batchNormGradient} wants to have back. */
  readonly saved: readonly Tensor[]
}

export type MaxPoolForward<Tensor> = {
  readonly output: Tensor
  /** Where each window's maximum lies, in a form of the backend's own; null where the gradient looks for it again. */
  readonly places: Tensor | null
}

/**
 * The operations that layers are made of, forward and backward, as each backend does them best.
 *
 * Layers state their own gradients, so nothing is recorded on a tape; every gradient here is held against torch, and the
 * implementations against each other. Who calls a kernel does so inside `tf.tidy`.
 */
export type LayerKernels<Tensor> = {
  /** Stride 1, padding `same`. @param filter [height, width, in, out]. @param bias [out]. */
  convolution(input: Tensor, filter: Tensor, bias: Tensor): Tensor
  convolutionInputGradient(gradient: Tensor, filter: Tensor, inputShape: readonly number[]): Tensor
  convolutionFilterGradient(input: Tensor, gradient: Tensor, filterShape: readonly number[]): Tensor
  /** Adds to the last dimension. */
  addBias(input: Tensor, bias: Tensor): Tensor
  biasGradient(gradient: Tensor): Tensor
  /** Training mode: normalises with the batch's biased variance. */
  batchNorm(input: Tensor, scale: Tensor, offset: Tensor, epsilon: number): BatchNormForward<Tensor>
  batchNormGradient(
    gradient: Tensor,
    input: Tensor,
    scale: Tensor,
    saved: readonly Tensor[],
    epsilon: number,
  ): { input: Tensor; scale: Tensor; offset: Tensor }
  /** Evaluation mode: normalises with the running statistics, each [channels]. */
  batchNormEvaluation(
    input: Tensor,
    scale: Tensor,
    offset: Tensor,
    mean: Tensor,
    variance: Tensor,
    epsilon: number,
  ): Tensor
  /** Windows of `size` x `size`, stride `size`. */
  maxPool(input: Tensor, size: number): MaxPoolForward<Tensor>
  /** @param forward what {@link LayerKernels.maxPool} gave for `input`. */
  maxPoolGradient(gradient: Tensor, input: Tensor, forward: MaxPoolForward<Tensor>, size: number): Tensor
  activation(kind: ActivationKind, input: Tensor): Tensor
  /** @param kept input or output of the activation, whichever its recipe keeps. */
  activationGradient(kind: ActivationKind, gradient: Tensor, kept: Tensor): Tensor
  matMul(left: Tensor, right: Tensor, transposeLeft: boolean, transposeRight: boolean): Tensor
}
