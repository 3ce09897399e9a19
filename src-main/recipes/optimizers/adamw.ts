/** torch.optim.AdamW: Adam with decoupled weight decay. */
import { adamSlots, adamStep } from '../adam-step'
import { defineOptimizer } from '../optimizer'
import { learningRate, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    adamw: object
  }
}

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
  slots: adamSlots,
  step: adamStep,
  fixture: 'optimizers/adamw.json',
})
