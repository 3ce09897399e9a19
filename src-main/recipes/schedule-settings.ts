/** Settings that several schedules take. */
import { z } from 'zod'
import { aboveZero } from './above-zero'
import type { ScheduleSetting } from './schedule'
import { always } from './setting'

export const decayFactor: ScheduleSetting = {
  schema: aboveZero().lt(1),
  default: 0.1,
  label: 'Decay factor',
  help: 'What the learning rate is multiplied by each time that it is lowered.',
  plural: 'decay factors',
  inForce: always,
}

export const finalFactor: ScheduleSetting = {
  schema: z.number().min(0).max(1),
  default: 0,
  label: 'Final factor',
  help: 'The learning rate at the end, as a fraction of the one at the beginning.',
  plural: 'final factors',
  inForce: always,
}
