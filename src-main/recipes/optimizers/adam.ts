/** torch.optim.Adam. Its weight decay is not AdamW's. */
import { adamSlots, adamStep } from '../adam-step'
import { defineOptimizer } from '../optimizer'
import { learningRate, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    adam: object
  }
}

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
  slots: adamSlots,
  step: adamStep,
  fixture: 'optimizers/adam.json',
})
