/** Settings that several optimizers take. */
import { z } from 'zod'
import { aboveZero } from './above-zero'
import type { OptimizerSetting } from './optimizer'
import { always } from './setting'

export const learningRate: OptimizerSetting<number> = {
  schema: aboveZero().max(1),
  default: 1e-3,
  label: 'Learning rate',
  help: () => 'For Adam, 0.0001 to 0.01 usually works.',
  plural: 'learning rates',
  inForce: always,
  phrase: (value, _, show) => `learning rate ${show(value)}`,
}

export const weightDecay: OptimizerSetting<number> = {
  schema: z.number().min(0).max(1),
  default: 0,
  label: 'Weight decay',
  help: () =>
    'This fraction of each parameter is added to its gradient (L2 penalty); where the decay is decoupled, rate times it is taken from the parameter.',
  plural: 'weight decays',
  inForce: { since: { schema: 3, app: '0.1.0' }, before: 0 },
  phrase: (value, _, show) => (value === 0 ? null : `weight decay ${show(value)}`),
}

export const momentum: OptimizerSetting<number> = {
  schema: z.number().min(0).max(0.9999),
  default: 0.9,
  label: 'Momentum',
  help: (takers) => `Used by ${takers}.`,
  plural: 'momenta',
  inForce: always,
  phrase: (value, { nesterov }, show) =>
    value === 0 ? null : `${nesterov === true ? 'Nesterov momentum' : 'momentum'} ${show(value)}`,
}
