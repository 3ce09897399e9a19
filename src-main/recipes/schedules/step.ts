/** torch.optim.lr_scheduler.StepLR, stepped once an epoch. */
import { z } from 'zod'
import { defineSchedule } from '../schedule'
import { decayFactor } from '../schedule-settings'
import { always } from '../setting'

declare module '../schedule' {
  interface Schedules {
    step: { readonly stepEpochs: number; readonly decayFactor: number }
  }
}

export default defineSchedule({
  kind: 'step',
  place: 2,
  name: 'step',
  phrase: ({ stepEpochs, decayFactor: factor }, show) =>
    `the rate multiplied by ${show(factor)} every ${stepEpochs === 1 ? 'epoch' : `${stepEpochs} epochs`}`,
  formula: {
    text: 'factor ^ floor(k / (e · step epochs))',
    tex: String.raw`\gamma^{m}, \quad m = \text{whole part of } \frac{k}{e s}`,
  },
  settings: {
    stepEpochs: {
      schema: z.int().min(1).max(10_000),
      default: 10,
      label: 'Step epochs',
      help: 'Epochs from one lowering of the learning rate to the next.',
      plural: 'step lengths',
      inForce: always,
    },
    decayFactor,
  },
  takesWarmup: true,
  factor: ({ step, stepsPerEpoch }, { stepEpochs, decayFactor: factor }) =>
    factor ** Math.floor(Math.floor(step / stepsPerEpoch) / stepEpochs),
  rule: null,
  fixture: 'schedules/step.json',
})
