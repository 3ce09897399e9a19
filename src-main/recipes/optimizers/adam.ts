/** torch.optim.Adam. Its weight decay is not AdamW's. */
import { defineOptimizer } from '../optimizer'
import { learningRate, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    adam: object
  }
}

const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

export default defineOptimizer({
  kind: 'adam',
  place: 1,
  name: 'Adam',
  settings: { learningRate, weightDecay },
  formula: {
    text: 'm = 0.9 m + 0.1 g, v = 0.999 v + 0.001 g²; p −= rate m̂ / (√v̂ + 1e-8), with m̂ = m / (1 − 0.9^t), v̂ = v / (1 − 0.999^t) at step t',
    tex: String.raw`p \leftarrow p - \eta \frac{\hat{m}}{\sqrt{\hat{v}} + 10^{-8}}`,
  },
  decay: 'penalty',
  isScaleFree: true,
  slots: ['first', 'second'],
  step: ({ kernels, parameter, slot, gradient, settings, steps }) =>
    kernels.applyAdam(parameter, slot('first'), slot('second'), gradient, {
      ...constants,
      learningRate: settings.learningRate,
      step: steps,
    }),
  fixture: 'optimizers/adam.json',
})
