/** Steps of training: batches through the network, their loss, and the optimizer's change. */
import type { RunConfig } from '../contract/config'
import type { ImageSet } from '../dataset/image-set'
import type { WeightAverage } from './average'
import { gatherBatch } from './batches'
import { clipGradients, createGradientGroup } from './gradients'
import type { TensorFlow } from './kernels/kernels'
import { lossAndGradient, trainingWeightsOf } from './losses'
import type { Network } from './network'
import type { NormRecorder } from './norms'
import type { Optimizer } from './optimizers'

export type StepOptions = {
  readonly tf: TensorFlow
  readonly network: Network
  readonly optimizer: Optimizer
  readonly config: RunConfig
  readonly set: ImageSet
  /** Of the weights after each step; null for none. */
  readonly average: WeightAverage | null
  /** Of each layer's weights, gradients and updates; without, none are measured. */
  readonly norms?: NormRecorder | null
}

/** How one batch is trained on. */
type BatchOptions = {
  /** Of the step that it may end with; the config's unless given. */
  readonly learningRate?: number
  /** Of training, 1-based, which noise on inputs depends on. */
  readonly epoch?: number
  /** Whether the epoch ends with it: a group of batches that is not full takes its step. */
  readonly isLast?: boolean
  /** Batches that were trained on before it, from the run's beginning. */
  readonly batch?: number
}

/**
 * Trains on the images at `chosen`; the optimizer takes a step where they fill a group of batches or end the epoch.
 * @returns their mean loss before the step.
 */
export type TrainBatch = (chosen: Uint32Array, options?: BatchOptions) => number

/** Makes what trains a network batch by batch. */
export function createTraining({
  tf,
  network,
  optimizer,
  config,
  set,
  average,
  norms = null,
}: StepOptions): TrainBatch {
  const group = createGradientGroup(tf, config)
  const weights = trainingWeightsOf(config, set)
  return (chosen, { learningRate, epoch, isLast = false, batch } = {}) => {
    const { inputs, targets } = gatherBatch(tf, set, chosen, epoch)
    let loss = inputs
    // Two tidies: what was read of the parameters is let go before they change, or the change would copy them.
    const gradients = tf.tidy(() =>
      network.gradients(
        inputs,
        (outputs) => {
          const result = lossAndGradient(tf, config, outputs, targets, set.shapes.target, weights)
          loss = tf.keep(result.loss)
          return group.share === 1 ? result.gradient : tf.mul(result.gradient, group.share)
        },
        batch,
      ),
    )
    const whole = group.add(gradients, isLast)
    if (whole) {
      const measure = norms?.begin(whole, isLast)
      tf.tidy(() => optimizer.step(clipGradients(tf, whole, config), learningRate))
      measure?.()
      tf.dispose(whole)
      average?.update()
    }
    const value = loss.dataSync()[0] ?? Number.NaN
    tf.dispose([inputs, targets, loss])
    return value
  }
}
