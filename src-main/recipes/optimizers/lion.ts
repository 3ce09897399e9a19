/** Lion, which steps by the sign of its momentum alone. Source: Chen et al. 2023, arXiv:2302.06675, algorithm 2. */
import { defineOptimizer } from '../optimizer'
import { learningRate, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    lion: object
  }
}

const constants = { beta1: 0.9, beta2: 0.99 } as const

export default defineOptimizer({
  kind: 'lion',
  place: 5,
  name: 'Lion',
  settings: { learningRate, weightDecay },
  // Every parameter moves by the whole rate: the paper takes a tenth to a third of Adam's.
  defaults: { learningRate: 1e-4 },
  formula: {
    text: 'p −= rate decay p; p −= rate sign(0.9 m + 0.1 g); m = 0.99 m + 0.01 g',
    tex: String.raw`p \leftarrow (1 - \eta \lambda) p - \eta \operatorname{sign}(0.9\,m + 0.1\,g), \quad m \leftarrow 0.99\,m + 0.01\,g`,
  },
  decay: 'decoupled',
  isScaleFree: true,
  slots: ['first'],
  step({ operations, parameter, slot, gradient, settings }) {
    const { beta1, beta2 } = constants
    const momentum = slot('first')
    const before = momentum.read()
    const blended = operations.add(operations.mul(before, beta1), operations.mul(gradient, 1 - beta1))
    const next = operations.add(operations.mul(before, beta2), operations.mul(gradient, 1 - beta2))
    const change = operations.mul(operations.sign(blended), settings.learningRate)
    momentum.assign(next)
    parameter.assign(operations.sub(parameter.read(), change))
  },
  fixture: 'optimizers/lion.json',
})
