/**
 * The operations that layers are made of, forward and backward, as each backend does them best.
 *
 * Layers state their own gradients, so nothing is recorded on a tape; every gradient here is held against torch, and the two
 * implementations against each other. Images are NHWC. Who calls a kernel does so inside `tf.tidy`.
 */
import type * as tfjs from '@tensorflow/tfjs'
import type { ActivationKind } from '../../contract/config'
import type { AdamStep, Kept } from '../../recipes/optimizer'

export type { AdamStep }

export type TensorFlow = typeof tfjs
export type Tensor = tfjs.Tensor

/** A trainable tensor, or an optimizer's slot: a value that outlives steps. */
export type Parameter = Kept<Tensor> & {
  readonly shape: readonly number[]
  dispose(): void
}

export type BatchNormForward = {
  readonly output: Tensor
  /** Mean of the batch by channel. */
  readonly mean: Tensor
  /** Unbiased variance of the batch by channel: what the running variance takes in, as PyTorch's does. */
  readonly unbiasedVariance: Tensor
  /** What {@link Kernels.batchNormGradient} wants to have back. */
  readonly saved: readonly Tensor[]
}

export type MaxPoolForward = {
  readonly output: Tensor
  /** Where each window's maximum lies, in a form of the backend's own; null where the gradient looks for it again. */
  readonly places: Tensor | null
}

export type Kernels = {
  /** Stride 1, padding `same`. @param filter [height, width, in, out]. @param bias [out]. */
  convolution(input: Tensor, filter: Tensor, bias: Tensor): Tensor
  convolutionInputGradient(gradient: Tensor, filter: Tensor, inputShape: readonly number[]): Tensor
  convolutionFilterGradient(input: Tensor, gradient: Tensor, filterShape: readonly number[]): Tensor
  /** Adds to the last dimension. */
  addBias(input: Tensor, bias: Tensor): Tensor
  biasGradient(gradient: Tensor): Tensor
  /** Training mode: normalises with the batch's biased variance. */
  batchNorm(input: Tensor, scale: Tensor, offset: Tensor, epsilon: number): BatchNormForward
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
  maxPool(input: Tensor, size: number): MaxPoolForward
  /** @param forward what {@link Kernels.maxPool} gave for `input`. */
  maxPoolGradient(gradient: Tensor, input: Tensor, forward: MaxPoolForward, size: number): Tensor
  activation(kind: ActivationKind, input: Tensor): Tensor
  /** @param kept input or output of the activation, whichever its recipe keeps. */
  activationGradient(kind: ActivationKind, gradient: Tensor, kept: Tensor): Tensor
  matMul(left: Tensor, right: Tensor, transposeLeft: boolean, transposeRight: boolean): Tensor
  createParameter(value: Tensor): Parameter
  /** PyTorch's Adam and SGD, as recipes ask for them (recipes/optimizer, `StepKernels`). */
  applyAdam(parameter: Parameter, first: Parameter, second: Parameter, gradient: Tensor, step: AdamStep): void
  applyMomentum(
    parameter: Parameter,
    velocity: Parameter,
    gradient: Tensor,
    learningRate: number,
    momentum: number,
    nesterov: boolean,
  ): void
}
