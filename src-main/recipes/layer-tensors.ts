/** The operations that layers' tensor code is written with. The trainer hands them in: recipes run where there is no TensorFlow. */
import type { ActivationKind } from './activation'
import type { Geometry } from './geometry'
import type { TensorOperations } from './tensors'

/** What layers ask of a tensor itself; the batch is first. */
export type Shaped = { readonly shape: readonly number[] }

/** Of each new row over all old ones, row by row, and of each new column. */
export type ResampleWeights = {
  readonly rows: { readonly to: number; readonly from: number; readonly values: Float32Array }
  readonly columns: { readonly to: number; readonly from: number; readonly values: Float32Array }
}

/** Operations on whole tensors, beside the elementwise ones. Shapes have the batch first; images are NHWC. */
export type LayerOperations<Tensor> = TensorOperations<Tensor> & {
  zeros(shape: number[]): Tensor
  reshape(value: Tensor, shape: number[]): Tensor
  concat(values: Tensor[], axis: number): Tensor
  /** Side by side, so many times along each axis. */
  tile(value: Tensor, times: number[]): Tensor
  /** Its parts along an axis. @param sizes of each there */
  split(value: Tensor, sizes: number[], axis: number): Tensor[]
  /** Along axes, which stay with length 1 where they are kept. */
  sum(value: Tensor, axes: number[], keepDims: boolean): Tensor
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
  /** The same of any stride, dilation and padding, without a bias. */
  slide(input: Tensor, filter: Tensor, geometry: Geometry): Tensor
  slideInputGradient(gradient: Tensor, filter: Tensor, inputShape: readonly number[], geometry: Geometry): Tensor
  slideFilterGradient(input: Tensor, gradient: Tensor, filterShape: readonly number[], geometry: Geometry): Tensor
  /** Each channel with filters of its own. @param filter [height, width, channels, filters of each] */
  depthwise(input: Tensor, filter: Tensor, geometry: Geometry): Tensor
  depthwiseInputGradient(gradient: Tensor, filter: Tensor, inputShape: readonly number[], geometry: Geometry): Tensor
  depthwiseFilterGradient(input: Tensor, gradient: Tensor, filterShape: readonly number[], geometry: Geometry): Tensor
  /**
   * New rows and columns of images, each a weighted sum of the old ones: pooling, resizing, zeros between pixels.
   * @param isBack whether to go back: the same weights, from new ones to old ones
   */
  resample(input: Tensor, weights: ResampleWeights, isBack: boolean): Tensor
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
