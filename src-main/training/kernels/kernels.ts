/** What a backend has to do for training: kernels of layers, parameters, and steps of optimizers. */
import type * as tfjs from '@tensorflow/tfjs'
import type { LayerKernels, MaxPoolForward as Forward } from '../../recipes/layer-tensors'
import type { AdamStep, Kept } from '../../recipes/optimizer'

export type { AdamStep }

export type TensorFlow = typeof tfjs
export type Tensor = tfjs.Tensor

/** A trainable tensor, or an optimizer's slot: a value that outlives steps. */
export type Parameter = Kept<Tensor> & {
  readonly shape: readonly number[]
  dispose(): void
}

export type MaxPoolForward = Forward<Tensor>

/** What layers are made of (recipes/layer-tensors), values that outlive steps, and the steps of optimizers. */
export type Kernels = LayerKernels<Tensor> & {
  createParameter(value: Tensor): Parameter
  /** What engine version 3 has in another form (training/engine), as it was before. */
  readonly before3?: Partial<LayerKernels<Tensor>>
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
