/** torch.optim.RMSprop. */
import { defineOptimizer } from '../optimizer'
import { learningRate, momentum, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    rmsprop: { readonly momentum: number }
  }
}

const constants = { smoothing: 0.99, epsilon: 1e-8 } as const

export default defineOptimizer({
  kind: 'rmsprop',
  place: 3,
  name: 'RMSprop',
  settings: { learningRate, momentum, weightDecay },
  defaults: { momentum: 0 },
  formula: {
    text: 'v = 0.99 v + 0.01 g²; b = momentum b + g / (√v + 1e-8); p −= rate b',
    tex: String.raw`v \leftarrow 0.99 v + 0.01 g^2, \quad b \leftarrow \mu b + \frac{g}{\sqrt{v} + 10^{-8}}, \quad p \leftarrow p - \eta b`,
  },
  decay: 'penalty',
  isScaleFree: true,
  slots: ['first', 'second'],
  // TensorFlow's fused form has its epsilon under the root, so this one is composed.
  step({ operations, parameter, slot, gradient, settings }) {
    const mean = slot('second')
    const buffer = slot('first')
    const nextMean = operations.add(
      operations.mul(mean.read(), constants.smoothing),
      operations.mul(operations.square(gradient), 1 - constants.smoothing),
    )
    const scaled = operations.div(gradient, operations.add(operations.sqrt(nextMean), constants.epsilon))
    const nextBuffer = operations.add(operations.mul(buffer.read(), settings.momentum), scaled)
    mean.assign(nextMean)
    buffer.assign(nextBuffer)
    parameter.assign(operations.sub(parameter.read(), operations.mul(nextBuffer, settings.learningRate)))
  },
  fixture: 'optimizers/rmsprop.json',
})
