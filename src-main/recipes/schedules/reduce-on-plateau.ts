/**
 * The report's rule of early stopping, turned on the learning rate: when the validation loss has not changed by more than a delta for so many epochs
 * in a row, the rate is lowered, and the count begins anew. torch's ReduceLROnPlateau compares with the best loss instead (definitions: "Early stopping").
 */
import { z } from 'zod'
import { defineSchedule } from '../schedule'
import { decayFactor } from '../schedule-settings'
import { always } from '../setting'

declare module '../schedule' {
  interface Schedules {
    'reduce-on-plateau': {
      readonly plateauPatience: number
      readonly plateauDelta: number
      readonly decayFactor: number
    }
  }
}

export default defineSchedule({
  kind: 'reduce-on-plateau',
  place: 6,
  name: 'on plateau',
  phrase: ({ plateauPatience, plateauDelta, decayFactor: factor }, show) =>
    `the rate multiplied by ${show(factor)} after ${plateauPatience === 1 ? 'an epoch' : `${plateauPatience} epochs in a row`} in which the validation loss changed by at most ${show(plateauDelta)}`,
  formula: { text: 'factor ^ reductions', tex: String.raw`\gamma^{r}` },
  settings: {
    plateauPatience: {
      schema: z.int().min(1).max(1000),
      default: 3,
      label: 'Plateau patience',
      help: 'Consecutive quiet epochs of the validation loss before the learning rate is lowered.',
      plural: 'plateau patiences',
      inForce: always,
    },
    plateauDelta: {
      schema: z.number().min(0).max(1),
      default: 1e-5,
      label: 'Plateau delta',
      help: 'Largest change of the validation loss that still counts as quiet.',
      plural: 'plateau deltas',
      inForce: always,
    },
    decayFactor,
  },
  takesWarmup: true,
  factor: ({ reductions }, { decayFactor: factor }) => factor ** reductions,
  rule: ({ plateauPatience, plateauDelta }) => ({ patience: plateauPatience, minDelta: plateauDelta }),
  fixture: 'schedules/reduce-on-plateau.json',
})
