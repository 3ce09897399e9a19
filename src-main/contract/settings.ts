/** The words of every setting: for the form's labels and the command line's help alike. */
import { z } from 'zod'
import { visibleJson, visibleLine } from './text'
import { exampleSum } from '../recipes/loss-sum'
import { balancedClassWeights, noClassWeights } from '../recipes/class-weights'
import { noAugmentation } from '../recipes/registry/augmentations'
import { byLossParameter, lossKinds, losses, termsOfLoss } from '../recipes/registry/losses'
import type { OptimizerKind } from '../recipes/optimizer'
import { byOptimizerSetting, optimizerHelp, optimizerKinds, optimizers } from '../recipes/registry/optimizers'
import { byScheduleSetting, scheduleKinds, schedules } from '../recipes/registry/schedules'
import type { ScheduleKind } from '../recipes/schedule'
import { byStepSetting } from '../recipes/step-settings'
import { builtInArchitectures, runConfigInputSchema, type LossKind, type SettingKey } from './config'

export type SettingSection = 'architecture' | 'loss' | 'training' | 'early-stopping' | 'data'

export type SettingField = {
  readonly label: string
  /** One sentence. */
  readonly help: string
  /** Shown inside the field. */
  readonly unit: string
  readonly section: SettingSection
}

const field = (section: SettingSection, label: string, unit: string, help: string): SettingField => ({
  section,
  label,
  unit,
  help,
})

export const settingFields: Readonly<Record<SettingKey, SettingField>> = {
  task: field(
    'data',
    'Task',
    '',
    'What the network is trained to do: turn an image into another, or say which class it belongs to.',
  ),
  architecture: field(
    'architecture',
    'Architecture',
    '',
    'The network to train, or on the command line a JSON file of one.',
  ),
  layers: field('architecture', 'Layer list', '', 'JSON of the layers of an architecture other than plain and pooled.'),
  filters: field('architecture', 'Filters', '', 'Output channels of each convolution, in order.'),
  kernelSizes: field('architecture', 'Kernel sizes', '', 'Side length of each convolution kernel; must be odd.'),
  hiddenUnits: field('architecture', 'Hidden units', '', 'Units in the dense layer before the output.'),
  activation: field('architecture', 'Activation', '', 'Applied after each convolution and the hidden layer.'),
  outputActivation: field('architecture', 'Output activation', '', 'Applied after the last layer; linear means none.'),
  loss: field(
    'loss',
    'Loss',
    '',
    `The function that training minimizes, or a weighted sum of several, such as ${exampleSum}.`,
  ),
  ...byLossParameter(({ label, help }) => field('loss', label, '', help)),
  classWeights: field(
    'loss',
    'Class weights',
    '',
    `What each class counts for in the loss, as torch’s weight: ${noClassWeights}, ${balancedClassWeights} for the rarer the more, or a number for each class with spaces between them.`,
  ),
  optimizer: field('training', 'Optimizer', '', "Uses PyTorch's defaults."),
  ...byOptimizerSetting(({ label }, key) => field('training', label, '', optimizerHelp(key))),
  batchSize: field('training', 'Batch size', 'images', 'Images per step.'),
  epochs: field('training', 'Epochs', 'at most', 'Passes over the training images.'),
  schedule: field('training', 'Schedule', '', 'How the learning rate changes while a run trains.'),
  ...byScheduleSetting(({ label, help }) => field('training', label, '', help)),
  warmupEpochs: field(
    'training',
    'Warm-up',
    'epochs',
    'Epochs in which the learning rate rises from near 0; 0 for none.',
  ),
  ...byStepSetting(({ label, unit, help }) => field('training', label, unit, help)),
  dataSet: field('data', 'Data set', '', 'The images to train on: CIFAR-10, or a folder of your own.'),
  targets: field(
    'data',
    'Targets',
    '',
    'What each image is turned into, as transforms in their order, with a space between them and numbers behind colons.',
  ),
  inputNoise: field(
    'data',
    'Input noise',
    '',
    'Standard deviation of Gaussian noise on the inputs, which go from 0 to 1; 0 for none.',
  ),
  augment: field(
    'data',
    'Augmentation',
    '',
    `How training images are changed each time they are taken, as augmentations with a space between them and numbers behind colons; ${noAugmentation} for not at all.`,
  ),
  norms: field(
    'training',
    'Norms by layer',
    '',
    'Records the norms of weights, gradients and updates of each layer, once an epoch.',
  ),
  initialWeights: field('training', 'Initial weights', '', 'sha256 of the file that the first weights are from.'),
  freeze: field('training', 'Frozen layers', '', 'Layers that keep their first weights.'),
  seed: field('data', 'Seed', '', 'Sets the initial weights and the order of images.'),
  dataSeed: field('data', 'Data seed', '', 'Selects which training images to use.'),
  trainSize: field('data', 'Training images', 'images', 'Drawn from those of the data set.'),
  validationSize: field(
    'data',
    'Validation images',
    'images',
    'The first of those that the data set has for validation; also used for early stopping.',
  ),
  earlyStopping: field(
    'early-stopping',
    'Early stopping',
    '',
    'Stops a run when the monitored metric no longer changes.',
  ),
  monitor: field('early-stopping', 'Monitored metric', '', 'The metric compared from epoch to epoch.'),
  patience: field('early-stopping', 'Patience', 'epochs', 'Consecutive quiet epochs before the run stops.'),
  minDelta: field('early-stopping', 'minDelta', '', 'Largest change that still counts as quiet.'),
}

/** What a setting of others has behind its name where that reads like one of Plateau's. */
const ownKeyMark = ' (own key)'

/** What charts have of a run beside settings and metrics. The setting "epochs" is how many there may be. */
export const runQuantityNames = {
  parameters: 'parameters',
  epochs: 'epochs run',
  trainingSeconds: 'training time',
  imagesPerSecond: 'images/s',
} as const

/** How Plateau's settings and what stands in lists beside them read, in any case. */
const readsLikeOurs: ReadonlySet<string> = new Set(
  [
    ...Object.values(settingFields).map(({ label }) => label),
    ...Object.values(runQuantityNames),
    ...['monitor', 'tags'],
  ].map((name) => name.toLowerCase()),
)

/**
 * What a setting is called that Plateau does not know: as it is written. A key that reads like a setting of Plateau's ("Loss" beside the
 * `loss` that reads "Loss", "batch size") says that it is none, and so does one that ends like such a name: no two keys read alike.
 */
export function ownSettingName(key: string): string {
  const name = visibleLine(key)
  let plain = name
  while (plain.endsWith(ownKeyMark)) plain = plain.slice(0, -ownKeyMark.length)
  return readsLikeOurs.has(plain.toLowerCase()) ? `${name}${ownKeyMark}` : name
}

/** Settings that come with something else: layers with the name of an architecture, weights with a file. No form or flag asks for one. */
export const unaskedSettings: ReadonlySet<SettingKey> = new Set<SettingKey>(['layers', 'initialWeights', 'freeze'])

/** A setting's unit behind a value: "64 images", "1 epoch". */
export const unitOf = (key: SettingKey, value: unknown): string => {
  const { unit } = settingFields[key]
  return value === 1 && /^[a-z]+s$/.test(unit) ? unit.replace(/(?<=ch)es$|s$/, '') : unit
}

/** What only changes training once it is turned on, with the value that is off. */
const offValues = new Map<string, unknown>([
  ['warmupEpochs', 0],
  ...Object.entries(byStepSetting((setting): unknown => setting.default)),
  ['inputNoise', 0],
  ['augment', noAugmentation],
  ['norms', false],
  ['classWeights', noClassWeights],
])

/** Whether a setting with this value does nothing to a training. */
export const isOff = (key: string, value: unknown): boolean => offValues.has(key) && offValues.get(key) === value

/** Losses as people write them. */
export const lossNames = Object.fromEntries(lossKinds.map((kind) => [kind, losses[kind].name])) as Readonly<
  Record<LossKind, string>
>

/** Optimizers as people write them. */
export const optimizerNames = Object.fromEntries(
  optimizerKinds.map((kind) => [kind, optimizers[kind].name]),
) as Readonly<Record<OptimizerKind, string>>

/** Schedules as people write them. */
export const scheduleNames = Object.fromEntries(scheduleKinds.map((kind) => [kind, schedules[kind].name])) as Readonly<
  Record<ScheduleKind, string>
>

/** A run's loss in words: as people write those that Plateau knows ("0.8 L1 + 0.2 SSIM" a sum), any other as it is written, "no loss" for none. */
export function lossName({ loss }: { readonly loss?: unknown }): string {
  if (loss === undefined) return 'no loss'
  if (typeof loss !== 'string') return visibleJson(JSON.stringify(loss))
  const terms = termsOfLoss(loss)
  const [only] = terms
  if (only === undefined) return loss
  if (terms.length === 1 && only.weight === 1) return lossNames[only.kind]
  return terms.map(({ weight, kind }) => `${weight} ${lossNames[kind]}`).join(' + ')
}

/** A setting's issue as a sentence: "Learning rate must be at most 1." */
export function issueSentence(fieldKey: SettingKey | '', message: string): string {
  return `${fieldKey === '' ? 'The config' : settingFields[fieldKey].label} ${message}.`
}

export type SettingKind =
  /** @property sums whether a weighted sum of choices is one, too: typed, where choices are picked */
  | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly sums?: true }
  | { readonly kind: 'number' }
  | { readonly kind: 'text' }
  | { readonly kind: 'numbers' }
  | { readonly kind: 'switch' }

/** What a setting's schema takes, as fields and flags see it. */
export function kindOfSetting(key: SettingKey): SettingKind {
  // A choice in forms; elsewhere any name that comes with its layers.
  if (key === 'architecture') return { kind: 'choice', choices: builtInArchitectures }
  if (key === 'layers') return { kind: 'text' }
  const schema: unknown = runConfigInputSchema.shape[key].unwrap()
  if (key === 'loss') return { kind: 'choice', choices: lossKinds, sums: true }
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) }
  if (schema instanceof z.ZodNumber) return { kind: 'number' }
  if (schema instanceof z.ZodString) return { kind: 'text' }
  if (schema instanceof z.ZodArray) return { kind: 'numbers' }
  if (schema instanceof z.ZodBoolean) return { kind: 'switch' }
  throw new TypeError(`There is no field for the kind of setting that ${key} is.`)
}
