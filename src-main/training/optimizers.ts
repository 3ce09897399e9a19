/** Optimizers with PyTorch's defaults and forms, over a network's parameters: what the registry of recipes makes of one parameter, for all. */
import type { OptimizerSettings, OptimizerValues } from '../recipes/optimizer'
import { optimizerDefaults, optimizers, optimizerSettingKeys } from '../recipes/registry/optimizers'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'

export type Optimizer = {
  /**
   * Takes one step. @param gradients in the order of the parameters. @param learningRate of this step; the config's unless given. Call inside
   * `tf.tidy`, with nothing read still held.
   */
  step(gradients: readonly Tensor[], learningRate?: number): void
  /** Steps taken: with the slots, all that there is to go on from. */
  steps: number
  /** By their part in the optimizer, each in the order of the parameters; none where the optimizer keeps nothing. */
  readonly slots: Readonly<Record<string, readonly Parameter[]>>
  dispose(): void
}

export type { OptimizerSettings }

/**
 * An optimizer of the registry over parameters, with its slots beside them.
 *
 * Weight decay comes before anything else, for every parameter as in torch.optim: an L2 penalty in its gradient, or decoupled, a part of itself.
 * @param config the learning rate in units of the parameters.
 */
export function createOptimizer(
  tf: TensorFlow,
  kernels: Kernels,
  parameters: readonly Parameter[],
  config: OptimizerSettings,
): Optimizer {
  const recipe = optimizers[config.optimizer]
  const usual = withDefaults(config)
  const makeSlots = (): Parameter[] =>
    parameters.map(({ shape }) => {
      const zeros = tf.zeros([...shape])
      const made = kernels.createParameter(zeros)
      zeros.dispose()
      return made
    })
  const slots = Object.fromEntries(recipe.slots.map((name) => [name, makeSlots()]))
  let steps = 0

  /** In a tidy of its own: the value read is let go before the parameter changes. */
  function decay(parameter: Parameter, gradient: Tensor, { weightDecay, learningRate }: OptimizerValues): Tensor {
    if (weightDecay === 0) return gradient
    if (recipe.decay === 'penalty') return tf.tidy(() => tf.add(gradient, tf.mul(parameter.read(), weightDecay)))
    const kept = tf.tidy(() => tf.mul(parameter.read(), 1 - learningRate * weightDecay))
    parameter.assign(kept)
    return gradient
  }

  return {
    get steps() {
      return steps
    },
    set steps(taken) {
      steps = taken
    },
    slots,
    step(gradients, learningRate = usual.learningRate) {
      steps += 1
      const settings = learningRate === usual.learningRate ? usual : { ...usual, learningRate }
      parameters.forEach((parameter, index) => {
        const gradient = gradients[index]
        if (!gradient) throw new Error(`Parameter ${index} has no gradient`)
        recipe.step<Tensor>({
          operations: tf,
          kernels,
          parameter,
          slot(name) {
            const found = slots[name]?.[index]
            if (!found) throw new Error(`Parameter ${index} has no slot ${name}`)
            return found
          },
          gradient: decay(parameter, gradient, settings),
          settings,
          steps,
        })
      })
    },
    dispose: () => Object.values(slots).forEach((made) => made.forEach((parameter) => parameter.dispose())),
  }
}

/** A setting that a config leaves out, as tests of one optimizer do, has its default. */
const withDefaults = (config: OptimizerSettings): OptimizerValues => ({
  ...optimizerDefaults(config.optimizer),
  ...(Object.fromEntries(
    optimizerSettingKeys.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]])),
  ) as Partial<OptimizerValues>),
})
