/**
 * The exponential moving average of a network's weights: torch.optim.swa_utils.AveragedModel with `get_ema_multi_avg_fn(decay)` and
 * `use_buffers=True`, so that batch norm's running statistics are averaged like the weights that they belong to.
 */
import type { RunConfig } from '../contract/config'
import type { Kernels, TensorFlow } from './kernels/kernels'
import { createNetwork, type Network } from './network'

export type WeightAverage = {
  /** A network of the averaged weights: the one that is validated and kept. */
  readonly network: Network
  /** Whether it is an average already: the first step makes it one. */
  readonly hasValues: boolean
  /** Takes in the weights after a step: the first time they are the average. */
  update(): void
  /** Says that the average has values already, which {@link WeightAverage.update} goes on from: those of a checkpoint. */
  goOn(): void
}

/** @returns null for a run without an average. */
export function createWeightAverage(
  tf: TensorFlow,
  kernels: Kernels,
  config: RunConfig,
  trained: Network,
): WeightAverage | null {
  const { averageDecay } = config
  if (averageDecay === 0) return null
  const network = createNetwork(tf, kernels, config)
  let hasValues = false
  return {
    network,
    get hasValues() {
      return hasValues
    },
    update() {
      for (const [name, parameter] of trained.named) {
        const average = network.named.get(name)
        if (!average) throw new Error(`The average has no ${name}`)
        // A tidy of its own for what is read: it is let go of before the average changes.
        const next = tf.tidy(() => {
          const value = parameter.read()
          if (!hasValues) return value.clone()
          const before = average.read()
          return tf.add(before, tf.mul(tf.sub(value, before), 1 - averageDecay))
        })
        average.assign(next)
        next.dispose()
      }
      hasValues = true
    },
    goOn() {
      hasValues = true
    },
  }
}
