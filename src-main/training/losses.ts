/** A run's loss over a batch, the mean over all elements, with its gradient by the outputs. */
import type { LossSettings, LossTensors } from '../recipes/loss'
import { bindLoss } from '../recipes/registry/losses'
import type { Tensor, TensorFlow } from './kernels/kernels'

/** Loss (a scalar) and its gradient by the outputs, on tensors of one shape. Call inside `tf.tidy`. */
export function lossAndGradient(
  tf: TensorFlow,
  settings: LossSettings,
  outputs: Tensor,
  targets: Tensor,
): LossTensors<Tensor> {
  const { recipe, parameters } = bindLoss(settings)
  return recipe.tensors<Tensor>(tf, tf.sub(outputs, targets), outputs.size, parameters)
}
