/** torch.optim.SGD with dampening 0. */
import { z } from 'zod'
import { defineOptimizer, type OptimizerSetting } from '../optimizer'
import { learningRate, momentum, weightDecay } from '../optimizer-settings'

declare module '../optimizer' {
  interface Optimizers {
    sgd: { readonly momentum: number; readonly nesterov: boolean }
  }
}

const nesterov: OptimizerSetting<boolean> = {
  schema: z.boolean(),
  default: false,
  label: 'Nesterov',
  help: (takers) => `Use Nesterov momentum with ${takers}.`,
  plural: 'nesterovs',
  inForce: { since: { schema: 3, app: '0.1.0' }, before: false },
  // torch.optim.SGD refuses Nesterov without momentum: there is nothing to look ahead along.
  needs: {
    key: 'momentum',
    words: 'with momentum above 0',
    isMet: (value) => typeof value === 'number' && value > 0,
  },
  // Said with the momentum.
  phrase: () => null,
}

export default defineOptimizer({
  kind: 'sgd',
  place: 2,
  name: 'SGD',
  settings: { learningRate, momentum, weightDecay, nesterov },
  formula: {
    text: 'v = momentum v + g; p −= rate v, or with Nesterov p −= rate (g + momentum v)',
    tex: String.raw`v \leftarrow \mu v + g, \quad p \leftarrow p - \eta v`,
  },
  decay: 'penalty',
  isScaleFree: false,
  slots: ['first'],
  step: ({ kernels, parameter, slot, gradient, settings }) =>
    kernels.applyMomentum(
      parameter,
      slot('first'),
      gradient,
      settings.learningRate,
      settings.momentum,
      settings.nesterov,
    ),
  fixture: 'optimizers/sgd.json',
})
