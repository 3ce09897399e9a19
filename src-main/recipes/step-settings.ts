/**
 * What stands between the gradients of batches and an optimizer's step, and what follows it: accumulation, clipping and the average of
 * weights. Any loss, optimizer and schedule takes them.
 */
import { z } from 'zod'
import type { RecipeSetting } from './setting'

/** A value that changes nothing is "off", and what runs were trained with before the setting was there. */
export type StepSettings = {
  /** Batches whose gradients make one step, the mean of them; 1 is every batch a step of its own. */
  readonly accumulationSteps: number
  /** No value of a gradient is larger than this, up or down; 0 is no limit. */
  readonly clipValue: number
  /** The norm of all gradients together is no larger than this; 0 is no limit. */
  readonly clipNorm: number
  /** What the average keeps of itself at each step; 0 is no average. */
  readonly averageDecay: number
}
export type StepSettingKey = keyof StepSettings

type StepSetting = RecipeSetting<z.ZodNumber> & {
  readonly unit: string
  /** Within a report's sentence. @param show writes numbers */
  phrase(value: number, show: (value: number) => string): string
}

/** The first schema after the one under which they came: configs of that one may lack them. */
const since = { schema: 13, app: '0.1.0' } as const
const off = (value: number) => ({ default: value, inForce: { since, before: value } })

const settings: Readonly<Record<StepSettingKey, StepSetting>> = {
  accumulationSteps: {
    schema: z.int().min(1).max(1024),
    ...off(1),
    label: 'Accumulation',
    unit: 'batches',
    help: 'Batches whose gradients are averaged into one step; 1 for a step after every batch.',
    plural: 'accumulations',
    phrase: (value, show) => `gradients averaged over ${show(value)} batches`,
  },
  clipValue: {
    schema: z.number().min(0).max(1e6),
    ...off(0),
    label: 'Clip by value',
    unit: '',
    help: 'Largest size of each value of a gradient; 0 for no limit.',
    plural: 'limits of values',
    phrase: (value, show) => `gradients clipped to values of at most ${show(value)}`,
  },
  clipNorm: {
    schema: z.number().min(0).max(1e6),
    ...off(0),
    label: 'Clip by norm',
    unit: '',
    help: 'Largest norm of all gradients together, to which larger ones are scaled down; 0 for no limit.',
    plural: 'limits of the norm',
    phrase: (value, show) => `gradients clipped to a norm of at most ${show(value)}`,
  },
  averageDecay: {
    schema: z.number().min(0).max(0.99999),
    ...off(0),
    label: 'Average decay',
    unit: '',
    help: 'Fraction that the exponential moving average of the weights keeps of itself at each step; the average is validated and kept. 0 for no average.',
    plural: 'average decays',
    phrase: (value, show) => `weights averaged with decay ${show(value)}`,
  },
}

/** In the order of the form. */
export const stepSettingKeys = Object.keys(settings) as readonly StepSettingKey[]

/** Something for each setting, by its key. */
export const byStepSetting = <Value>(
  make: (setting: StepSetting, key: StepSettingKey) => Value,
): Record<StepSettingKey, Value> =>
  Object.fromEntries(stepSettingKeys.map((key) => [key, make(settings[key], key)])) as Record<StepSettingKey, Value>

/** "gradients clipped to a norm of at most 1": what a report says of those that are on. @param show writes numbers */
export const stepPhrases = (given: StepSettings, show: (value: number) => string): string[] =>
  stepSettingKeys.flatMap((key) =>
    given[key] === settings[key].default ? [] : [settings[key].phrase(given[key], show)],
  )
