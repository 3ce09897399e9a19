/** One step of training: a batch through the network, its loss, and the optimizer's change. */
import type { RunConfig } from '../contract/config'
import type { ImageSet } from '../dataset/dataset'
import { gatherBatch } from './batches'
import type { TensorFlow } from './kernels/kernels'
import { lossAndGradient } from './losses'
import type { Network } from './network'
import type { Optimizer } from './optimizers'

export type StepOptions = {
  readonly tf: TensorFlow
  readonly network: Network
  readonly optimizer: Optimizer
  readonly config: RunConfig
  readonly set: ImageSet
}

/**
 * Takes one step on the images at `chosen`.
 * @param learningRate of this step; the config's unless given.
 * @returns their mean loss before the step.
 */
export function trainBatch(
  { tf, network, optimizer, config, set }: StepOptions,
  chosen: Uint32Array,
  learningRate?: number,
): number {
  const { inputs, targets } = gatherBatch(tf, set, chosen)
  let loss = inputs
  // Two tidies: what was read of the parameters is let go before they change, or the change would copy them.
  const gradients = tf.tidy(() =>
    network.gradients(inputs, (outputs) => {
      const result = lossAndGradient(tf, config, outputs, targets)
      loss = tf.keep(result.loss)
      return result.gradient
    }),
  )
  tf.tidy(() => optimizer.step(gradients, learningRate))
  const value = loss.dataSync()[0] ?? Number.NaN
  tf.dispose([inputs, targets, loss, ...gradients])
  return value
}
