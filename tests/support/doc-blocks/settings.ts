/** What the documentation says of a run's settings and its metrics, read from the contract. */
import { z } from 'zod'
import {
  architectureKinds,
  builtInArchitectures,
  defaultSettings,
  isConditional,
  lossKinds,
  optimizerKinds,
  scheduleKinds,
  resolveRunConfig,
  runConfigInputSchema,
  type RunConfigInput,
  type SettingKey,
} from '@contract/config'
import { commonMetricKeys, metricCatalogue, type MetricDescription } from '@contract/metrics'
import { kindOfSetting, settingFields } from '@contract/settings'
import { exampleSum } from '@recipes/loss-sum'
import { activationKinds, activations } from '@recipes/registry/activations'
import { metrics } from '@recipes/registry/metrics'
import { optimizers } from '@recipes/registry/optimizers'
import { losses, parametersOfLoss } from '@recipes/registry/losses'
import { schedules } from '@recipes/registry/schedules'
import { balancedClassWeights, noClassWeights } from '@recipes/class-weights'
import { augmentationKinds, augmentations, noAugmentation, refuseKind } from '@recipes/registry/augmentations'
import type { ImageShape } from '@recipes/data-source'
import type { StepNumber } from '@recipes/steps'
import { transformKinds, transforms } from '@recipes/registry/transforms'
import { flagName } from '../../../src-main/hosts/cli/flag-names'
import { flagKeys } from '../../../src-main/hosts/cli/setting-flags'
import { code, codes, sentence, table } from './table'

const valueText = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : Array.isArray(value) ? value.join(',') : String(value)

/** Default of a setting: one word, or one for each architecture or optimizer that has another. */
function defaultText(key: SettingKey): string {
  const by = (choice: 'architecture' | 'optimizer', kinds: readonly string[]) =>
    kinds
      .filter((kind) => applies(key, { [choice]: kind }))
      .map((kind) => [kind, valueText(defaultSettings({ [choice]: kind })[key])] as const)
  for (const values of [by('architecture', architectureKinds), by('optimizer', optimizerKinds)]) {
    if (key !== 'architecture' && new Set(values.map(([, value]) => value)).size > 1)
      return values.map(([kind, value]) => `${kind}: ${code(value)}`).join(', ')
  }
  return code(valueText(defaultSettings()[key]))
}

/** Whether a config with these choices has room for the setting. */
function applies(key: SettingKey, choices: RunConfigInput): boolean {
  return !isConditional(key) || (refusalOf(key, choices) ?? '') === ''
}

function refusalOf(key: SettingKey, choices: RunConfigInput): string | undefined {
  const resolved = resolveRunConfig({ ...choices, [key]: defaultSettings(choices)[key] })
  return resolved.ok ? undefined : resolved.issues.find(({ field }) => field === key)?.message
}

/** In the program's own words, where other choices can make it meaningless: "belongs to the huber loss". */
function conditionOf(key: SettingKey): string {
  if (!isConditional(key)) return ''
  const choices: RunConfigInput[] = [
    ...lossKinds.flatMap((loss) =>
      optimizerKinds.flatMap((optimizer) =>
        scheduleKinds.flatMap((schedule) =>
          [true, false].map((earlyStopping) => ({ loss, optimizer, schedule, earlyStopping })),
        ),
      ),
    ),
    ...builtInArchitectures.map((architecture) => ({ architecture })),
  ]
  for (const choice of choices) {
    const message = refusalOf(key, choice)
    if (message !== undefined) return ` ${sentence(message)}.`
  }
  throw new RangeError(`${key} is conditional, and no choice refuses it.`)
}

/** What its schema takes. */
function takes(key: SettingKey): string {
  const kind = kindOfSetting(key)
  if (kind.kind === 'choice')
    return codes(kind.choices) + (kind.sums === true ? `, or a weighted sum such as ${code(exampleSum)}` : '')
  const schema: unknown = runConfigInputSchema.shape[key].unwrap()
  if (schema instanceof z.ZodBoolean) return codes(['on', 'off'])
  if (schema instanceof z.ZodArray) {
    const { element } = schema
    if (!(element instanceof z.ZodNumber)) throw new TypeError(`There are no words for what ${key} holds.`)
    return `list of numbers, ${rangeOf(element)} each`
  }
  if (schema instanceof z.ZodNumber) return rangeOf(schema)
  if (key === 'dataSet') return '`cifar10`, or the name of a data set of your own'
  if (key === 'classWeights')
    return `${codes([noClassWeights, balancedClassWeights])}, or a number above 0 for each class, with spaces between them`
  if (key === 'augment') return `augmentations with spaces between them, or ${code(noAugmentation)}`
  if (schema instanceof z.ZodString) return 'transforms with spaces between them'
  throw new TypeError(`There are no words for the kind of setting that ${key} is.`)
}

function rangeOf(schema: z.ZodNumber): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = z.toJSONSchema(schema) as Record<
    string,
    number | undefined
  >
  const words = (value: number | undefined) => {
    if (value === undefined) throw new TypeError('A setting has no limit on one side.')
    return value.toLocaleString('en', { maximumFractionDigits: 6 })
  }
  const isAbove = exclusiveMinimum !== undefined && (minimum === undefined || exclusiveMinimum >= minimum)
  const isBelow = exclusiveMaximum !== undefined && (maximum === undefined || exclusiveMaximum <= maximum)
  if (!isAbove && !isBelow) return `${words(minimum)} to ${words(maximum)}`
  const least = isAbove ? `above ${words(exclusiveMinimum)}` : `at least ${words(minimum)}`
  return `${least}, ${isBelow ? `below ${words(exclusiveMaximum)}` : `at most ${words(maximum)}`}`
}

export const trainSettings = (): string =>
  table(
    ['Flag', 'Takes', 'Default', 'What it does'],
    flagKeys.map((key) => [
      code(flagName(key)),
      takes(key),
      defaultText(key),
      settingFields[key].help + conditionOf(key),
    ]),
  )

/** Every loss that Plateau trains on. */
export const lossTable = (): string =>
  table(
    ['Loss', '`--loss`', 'By the error d of one output, or by whole pictures', 'Settings'],
    lossKinds.map((kind) => {
      const { name, formula } = losses[kind]
      return [name, code(kind), formula.text, codes(parametersOfLoss(kind).map(flagName))]
    }),
  )

/** Every activation of a network. */
export const activationTable = (): string =>
  table(
    ['Activation', 'Name', 'Of x'],
    activationKinds.map((kind) => [activations[kind].name, code(kind), activations[kind].formula.text]),
  )

/** Every optimizer that Plateau trains with. */
export const optimizerTable = (): string =>
  table(
    ['Optimizer', '`--optimizer`', 'A step of the parameter p by the gradient g', 'Settings'],
    optimizerKinds.map((kind) => {
      const { name, formula, settings } = optimizers[kind]
      return [name, code(kind), formula.text, codes(Object.keys(settings).map(flagName))]
    }),
  )

/** Every schedule of the learning rate. */
export const scheduleTable = (): string =>
  table(
    [
      'Schedule',
      '`--schedule`',
      'What the learning rate is multiplied by, at step k of n, e steps an epoch',
      'Settings',
    ],
    scheduleKinds.map((kind) => {
      const { name, formula, settings, takesWarmup } = schedules[kind]
      const keys = [...Object.keys(settings), ...(takesWarmup ? ['warmupEpochs'] : [])]
      return [name, code(kind), formula.text, codes(keys.map(flagName))]
    }),
  )

/** A step of a setting with its number, as a table has it. */
const stepCells = (kind: string, number: StepNumber | null): string[] =>
  number === null
    ? [code(kind), '', '']
    : [code(`${kind}:${number.label}`), `${number.minimum} to ${number.maximum}`, code(String(number.default))]

/** Every transform of targets. */
export const transformTable = (): string =>
  table(
    ['Transform', 'Number', 'Usual', 'What it does'],
    transformKinds.map((kind) => [...stepCells(kind, transforms[kind].number), transforms[kind].help]),
  )

/** Every augmentation of training images, with who may take it. */
export const augmentationTable = (): string =>
  table(
    ['Augmentation', 'Number', 'Usual', 'What it does', 'For'],
    augmentationKinds.map((kind) => {
      const takes = (pair: ImageShape | null) => refuseKind(kind, { task: 'image-to-image', pair }) === null
      const who = takes([1, 1, 1]) ? 'both tasks' : takes(null) ? 'both tasks, without pairs' : 'classification'
      return [...stepCells(kind, augmentations[kind].number), augmentations[kind].help, who]
    }),
  )

export const settingFlags: ReadonlySet<string> = new Set(flagKeys.map(flagName))

const directionWords = { lower: 'lower', higher: 'higher', none: '' } as const

const metricTable = (metrics: readonly MetricDescription[]): string =>
  table(
    ['Key', 'What it is', 'Unit', 'Better'],
    metrics.map(({ key, label, unit, direction }) => [code(key), label, unit, directionWords[direction]]),
  )

/** Those that every run has, with how they are worked out. */
export const commonMetrics = (): string =>
  table(
    ['Key', 'What it is', 'By the errors d of all outputs, or by classes', 'Unit', 'Better'],
    commonMetricKeys.map((key) => {
      const { label, formula, unit, direction } = metrics[key]
      return [code(key), label, formula.text, unit, direction]
    }),
  )
export const seriesKeys = (): string => metricTable(Object.values(metricCatalogue))
