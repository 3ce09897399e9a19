/** What an activation is made of. Each stands in a file of its own in `activations/`; the registry finds it there. */
import type { TensorOperations } from './tensors'

/** Every activation: each file adds its own by declaration merging. */
export interface Activations {}
export type ActivationKind = keyof Activations

export type ActivationRecipe = {
  readonly kind: ActivationKind
  /** Its place wherever activations are listed: 1 is the first, and the usual one. */
  readonly place: number
  /** As people write it. */
  readonly name: string
  /** In a report's sentence, behind "followed by" and "with". */
  readonly phrase: string
  /** Of one value x. */
  readonly formula: { readonly text: string; readonly tex: string }
  /**
   * What is kept for the way back. Where the derivative can be told from the output, that: the next layer keeps it anyway, and the input's memory is let
   * go of at once.
   */
  readonly keeps: 'input' | 'output'
  /** An expression that makes the same module in PyTorch: `nn.ReLU()`. */
  readonly torch: string
  /** The same in TensorFlow.js' layers: the name of an activation, or the slope below 0 of a leaky one. */
  readonly tfjs: string | { readonly slopeBelow: number }
  /** In double precision. */
  value(x: number): number
  /** The derivative of {@link ActivationRecipe.value}, from what is kept. At a kink as PyTorch has it. */
  slope(kept: number): number
  /** The same of a tensor. A backend may have it in one piece (`training/kernels/native`). */
  tensors<Tensor>(operations: TensorOperations<Tensor>, input: Tensor): Tensor
  /** The gradient by the input, from the gradient by the output and what is kept. */
  gradient<Tensor>(operations: TensorOperations<Tensor>, gradient: Tensor, kept: Tensor): Tensor
  /** In tests/oracle/fixtures; the script beside it made it. */
  readonly fixture: string
}

/** An activation, held to what its file declares in {@link Activations}. */
export const defineActivation = (recipe: ActivationRecipe): ActivationRecipe => recipe
