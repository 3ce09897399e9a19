/** torch.optim.AdamW: Adam with decoupled weight decay. */
import { defineOptimizer } from '../optimizer'
import { learningRate, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    adamw: object
  }
}

const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const

export default defineOptimizer({
  kind: 'adamw',
  place: 4,
  name: 'AdamW',
  settings: { learningRate, weightDecay },
  defaults: { weightDecay: 0.01 },
  formula: {
    text: 'p −= rate decay p, and then as Adam',
    tex: String.raw`p \leftarrow (1 - \eta \lambda) p - \eta \frac{\hat{m}}{\sqrt{\hat{v}} + 10^{-8}}`,
  },
  decay: 'decoupled',
  isScaleFree: true,
  slots: ['first', 'second'],
  step: ({ kernels, parameter, slot, gradient, settings, steps }) =>
    kernels.applyAdam(parameter, slot('first'), slot('second'), gradient, {
      ...constants,
      learningRate: settings.learningRate,
      step: steps,
    }),
  fixture: 'optimizers/adamw.json',
})
