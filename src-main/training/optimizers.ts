/** Optimizers with PyTorch's defaults and forms, over a network's parameters. */
import type { RunConfig } from '../contract/config'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'

export type Optimizer = {
  /** Takes one step. @param gradients in the order of the parameters. Call inside `tf.tidy`, with nothing read still held. */
  step(gradients: readonly Tensor[]): void
  /** Steps taken: with the slots, all that there is to go on from. */
  steps: number
  /** By their part in the optimizer, each in the order of the parameters; none where the optimizer keeps nothing. */
  readonly slots: Readonly<Record<'first' | 'second', readonly Parameter[]>>
  dispose(): void
}

/** torch.optim.Adam. */
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const
/** torch.optim.RMSprop. */
const rmsprop = { smoothing: 0.99, epsilon: 1e-8 } as const

export type OptimizerSettings = Pick<RunConfig, 'optimizer' | 'learningRate' | 'momentum' | 'weightDecay' | 'nesterov'>

/**
 * torch.optim's Adam, SGD (dampening 0) or RMSprop over parameters, with its slots beside them.
 *
 * Weight decay is the L2 penalty of all three, added to the gradient of every parameter before anything else; Adam's is not
 * AdamW's. @param config the learning rate in units of the parameters; it does not change.
 */
export function createOptimizer(
  tf: TensorFlow,
  kernels: Kernels,
  parameters: readonly Parameter[],
  config: OptimizerSettings,
): Optimizer {
  const { learningRate, momentum = 0, weightDecay, nesterov = false } = config
  const makeSlots = (): Parameter[] =>
    parameters.map(({ shape }) => {
      const zeros = tf.zeros([...shape])
      const made = kernels.createParameter(zeros)
      zeros.dispose()
      return made
    })
  const first = makeSlots()
  const second = config.optimizer === 'sgd' ? [] : makeSlots()
  let steps = 0

  const apply: Record<RunConfig['optimizer'], (index: number, parameter: Parameter, gradient: Tensor) => void> = {
    adam(index, parameter, gradient) {
      kernels.applyAdam(parameter, slot(first, index), slot(second, index), gradient, {
        ...adam,
        learningRate,
        step: steps,
      })
    },
    sgd: (index, parameter, gradient) =>
      kernels.applyMomentum(parameter, slot(first, index), gradient, learningRate, momentum, nesterov),
    // PyTorch: v = a v + (1 - a) g^2; b = momentum b + g / (sqrt(v) + epsilon); p -= lr b. TensorFlow's fused form has its
    // epsilon under the root, so this one is composed.
    rmsprop(index, parameter, gradient) {
      const mean = slot(second, index)
      const buffer = slot(first, index)
      const nextMean = tf.add(
        tf.mul(mean.read(), rmsprop.smoothing),
        tf.mul(tf.square(gradient), 1 - rmsprop.smoothing),
      )
      const scaled = tf.div(gradient, tf.add(tf.sqrt(nextMean), rmsprop.epsilon))
      const nextBuffer = tf.add(tf.mul(buffer.read(), momentum), scaled)
      mean.assign(nextMean)
      buffer.assign(nextBuffer)
      parameter.assign(tf.sub(parameter.read(), tf.mul(nextBuffer, learningRate)))
    },
  }

  /** In a tidy of its own: the value read is let go before the parameter changes. */
  const decay = (parameter: Parameter, gradient: Tensor): Tensor =>
    weightDecay === 0 ? gradient : tf.tidy(() => tf.add(gradient, tf.mul(parameter.read(), weightDecay)))

  return {
    get steps() {
      return steps
    },
    set steps(taken) {
      steps = taken
    },
    slots: { first, second },
    step(gradients) {
      steps += 1
      parameters.forEach((parameter, index) => {
        const gradient = gradients[index]
        if (!gradient) throw new Error(`Parameter ${index} has no gradient`)
        apply[config.optimizer](index, parameter, decay(parameter, gradient))
      })
    },
    dispose: () => [...first, ...second].forEach((parameter) => parameter.dispose()),
  }
}

function slot(slots: readonly Parameter[], index: number): Parameter {
  const found = slots[index]
  if (!found) throw new Error(`Parameter ${index} has no slot`)
  return found
}
