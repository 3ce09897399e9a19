/**
 * The settings of a run: one zod schema that the form, the CLI and the store share.
 *
 * Flat on purpose: every key is a column to group, compare and filter by. A key that does not apply to the chosen
 * architecture, loss or optimizer is absent from a resolved config, so that a config diff shows only what mattered.
 */
import { z } from 'zod'
import type { LossKind, LossParameterKey, RunLoss } from '../recipes/loss'
import {
  belongsTo,
  byLossParameter,
  leastSideOfLoss,
  lossesOfTask,
  taskOfLoss,
  termsOfLoss,
  usualLossOf,
  lossKinds,
  lossRefusal,
  parametersOfLoss,
  readLoss,
} from '../recipes/registry/losses'
import {
  byOwnOptimizerSetting,
  optimizerDefaults,
  optimizerKinds,
  optimizerRefusal,
  optimizerShape,
  optimizerTakes,
  usualOptimizer,
} from '../recipes/registry/optimizers'
import { usualDataSource } from '../recipes/registry/data-sets'
import { canonicalClassWeights, noClassWeights, readClassWeights, refuseClassWeights } from '../recipes/class-weights'
import { usualActivation } from '../recipes/registry/activations'
import {
  canonicalAugmenting,
  noAugmentation,
  readAugmenting,
  refuseAugmenting,
} from '../recipes/registry/augmentations'
import { isMetricKind, metricKinds, metrics, metricsOf } from '../recipes/registry/metrics'
import { isTaskKind, taskKinds, tasks, usualTask } from '../recipes/registry/tasks'
import { canonicalChain, readChain, shapeOfChain, usualChain } from '../recipes/registry/transforms'
import type { OptimizerSettings, OwnOptimizerKey } from '../recipes/optimizer'
import type { ScheduleSettingKey } from '../recipes/schedule'
import {
  byScheduleSetting,
  scheduleKinds,
  scheduleRefusal,
  scheduleTakes,
  takesWarmup,
  usualSchedule,
} from '../recipes/registry/schedules'
import { byStepSetting } from '../recipes/step-settings'
// Once it is loaded, all schemas say what is wrong in its words.
import { withoutWeakerBounds } from '../protocol/schema-words'
import {
  architectureDefaults,
  architectureShape,
  byReportKey,
  isReportArchitecture,
  missingLayers,
  refuseArchitecture,
  type ReportKey,
} from './architecture-settings'
import { PlateauError } from './errors'
import { largestImageCount } from './own-data'
import { dataSourceOf, isDataSet, sampleImageCount } from './run-data'

export {
  architectureKinds,
  builtInArchitectures,
  isReportArchitecture,
  isReportKey,
  type ArchitectureKind,
} from './architecture-settings'
export { activationKinds } from '../recipes/registry/activations'
export { lossKinds, type LossKind, type RunLoss }
export { optimizerKinds, scheduleKinds }
export const monitorKeys = ['validation_loss', 'train_loss', ...metricKinds] as const

export { sampleImageCount }

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)

function refuseWrongChain(text: string, context: z.RefinementCtx<string>): void {
  const chain = readChain(text)
  if (typeof chain === 'string') context.addIssue({ code: 'custom', message: chain })
}

function refuseWrongAugmenting(text: string, context: z.RefinementCtx<string>): void {
  const augmenting = readAugmenting(text)
  if (typeof augmenting === 'string') context.addIssue({ code: 'custom', message: augmenting })
}

function refuseWrongWeights(text: string, context: z.RefinementCtx<string>): void {
  const weights = readClassWeights(text)
  if (typeof weights === 'string') context.addIssue({ code: 'custom', message: weights })
}

const unknownDataSet = 'is no data set that is known here: see plateau data list'

/** A loss of the registry, or a sum of some, which is stored in the one way in which it is written. */
const loss = z.string({ error: () => lossRefusal }).transform((text, context): RunLoss => {
  const read = readLoss(text)
  if (read.ok) return read.loss
  context.addIssue({ code: 'custom', message: read.message })
  return z.NEVER
})

const shape = {
  task: z.enum(taskKinds),
  ...architectureShape,
  loss,
  ...byLossParameter(({ schema }) => schema),
  classWeights: z.string().max(20_000).overwrite(canonicalClassWeights).superRefine(refuseWrongWeights),
  optimizer: z.enum(optimizerKinds),
  ...optimizerShape,
  batchSize: z.int().min(1).max(4096),
  epochs: z.int().min(1).max(10_000),
  schedule: z.enum(scheduleKinds),
  ...byScheduleSetting(({ schema }) => schema),
  warmupEpochs: z.number().min(0).max(1000),
  ...byStepSetting(({ schema }) => schema),
  dataSet: z.string().max(300).refine(isDataSet, unknownDataSet),
  targets: z.string().max(400).overwrite(canonicalChain).superRefine(refuseWrongChain),
  inputNoise: z.number().min(0).max(1),
  augment: z.string().max(400).overwrite(canonicalAugmenting).superRefine(refuseWrongAugmenting),
  initialWeights: z.string().regex(/^[0-9a-f]{64}$/, 'must be the sha256 of a weights file that Plateau has'),
  norms: z.boolean(),
  freeze: z
    .string()
    .max(4_000)
    .regex(/^[a-z\d.]+( [a-z\d.]+)*$/, 'must be layers such as 1 or 4.2, with a space between them'),
  seed,
  dataSeed: seed,
  trainSize: z.int().min(1).max(largestImageCount),
  validationSize: z.int().min(sampleImageCount).max(largestImageCount),
  earlyStopping: z.boolean(),
  monitor: z.enum(monitorKeys),
  patience: z.int().min(1).max(1000),
  minDelta: z.number().min(0).max(1),
}

/** What a caller gives: any subset of the settings; the rest takes its default. Unknown keys are refused. */
export const runConfigInputSchema = z.strictObject(shape).partial()
export type RunConfigInput = z.infer<typeof runConfigInputSchema>
export type SettingKey = keyof typeof shape
export const settingKeys = Object.keys(shape) as SettingKey[]
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(shape, key)

/** What decides which settings apply. */
type Choices = Pick<RunConfigShape, 'task' | 'architecture' | 'loss' | 'optimizer' | 'schedule' | 'earlyStopping'> &
  Readonly<Partial<Pick<OptimizerSettings, OwnOptimizerKey>>> &
  Readonly<Partial<Record<'dataSet' | 'initialWeights' | 'freeze', string | undefined>>>

type ConditionalKey =
  | ReportKey
  | 'layers'
  | LossParameterKey
  | OwnOptimizerKey
  | ScheduleSettingKey
  | 'warmupEpochs'
  | 'classWeights'
  | 'targets'
  | 'initialWeights'
  | 'freeze'
  | 'monitor'
  | 'patience'
  | 'minDelta'

/** Whether targets come with the images. What is no data set has been refused by itself. */
const hasPairs = (dataSet: string | undefined): boolean =>
  typeof dataSet === 'string' && isDataSet(dataSet) && dataSourceOf({ dataSet }).targetShape !== null

const conditionalKeys: Readonly<Record<ConditionalKey, (config: Choices) => boolean>> = {
  ...byReportKey((config: Choices) => isReportArchitecture(config.architecture)),
  layers: (config) => !isReportArchitecture(config.architecture),
  ...byLossParameter((_, key) => (config: Choices) => parametersOfLoss(config.loss).includes(key)),
  ...byOwnOptimizerSetting((key) => (config: Choices) => optimizerTakes(key, config)),
  ...byScheduleSetting((_, key) => (config: Choices) => scheduleTakes(key, config.schedule)),
  warmupEpochs: (config) => takesWarmup(config.schedule),
  classWeights: ({ task }) => task === 'classification',
  targets: ({ task, dataSet }) => task === 'image-to-image' && !hasPairs(dataSet),
  // Only where somebody has them: absent of all other runs.
  initialWeights: ({ initialWeights = '' }) => initialWeights !== '',
  freeze: ({ freeze = '' }) => freeze !== '',
  monitor: (config) => config.earlyStopping,
  patience: (config) => config.earlyStopping,
  minDelta: (config) => config.earlyStopping,
}
type RunConfigShape = { [Key in SettingKey]: z.infer<(typeof shape)[Key]> }

/** Whether a setting is one that other choices can make meaningless. */
export const isConditional = (key: SettingKey): boolean => Object.hasOwn(conditionalKeys, key)

/** Whether a setting means anything under the chosen loss, optimizer, schedule and early stopping. */
export function settingApplies(key: SettingKey, config: Choices): boolean {
  // A key may be anything that stands in somebody's file: `__proto__`, `constructor`.
  return isConditional(key) ? conditionalKeys[key as ConditionalKey](config) : true
}

const partialConditional = Object.fromEntries(
  Object.entries(shape).map(([key, schema]) => [
    key,
    key in conditionalKeys ? (schema as z.ZodType).optional() : schema,
  ]),
) as { [Key in SettingKey]: Key extends ConditionalKey ? z.ZodOptional<(typeof shape)[Key]> : (typeof shape)[Key] }

/** Refuses targets that cannot be made of the images, changes of images that targets do not follow, a loss of another task, and to monitor a metric that the run will not have. */
function refuseUnlike(
  {
    task,
    dataSet,
    targets,
    augment,
    loss,
    monitor,
  }: Pick<RunConfigShape, 'task' | 'dataSet' | 'augment' | 'loss'> & {
    targets?: string | undefined
    monitor?: string | undefined
  },
  context: z.RefinementCtx,
): void {
  const { shape: input, targetShape } = dataSourceOf({ dataSet })
  const chain = task === 'image-to-image' && targetShape === null ? readChain(targets ?? usualChain) : null
  if (typeof chain === 'string') return
  const made = chain === null ? null : shapeOfChain(chain, input)
  const target = task === 'image-to-image' ? (targetShape ?? made) : null
  const refuse = (key: SettingKey, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  if (typeof target === 'string') refuse('targets', target)
  else if (isMetricKind(monitor) && !metricsOf(task, target ?? [1, 1, 1]).includes(monitor))
    refuse(
      'monitor',
      metrics[monitor].task === task && target !== null
        ? `needs targets of more than ${target[0]} × ${target[1]} pixels for ${monitor}`
        : `${monitor} is not recorded in ${tasks[task].name}`,
    )
  const augmenting = readAugmenting(augment)
  const unfit = typeof augmenting === 'string' ? null : refuseAugmenting(augmenting, { task, input, pair: targetShape })
  if (unfit !== null) refuse('augment', unfit)
  const own = lossesOfTask(task)
  const least = leastSideOfLoss(loss)
  if (!termsOfLoss(loss).every(({ kind }) => own.includes(kind)))
    refuse('loss', `${loss} is not for ${tasks[task].name}: use ${own.join(', ')}`)
  else if (target !== null && typeof target !== 'string' && Math.min(target[0], target[1]) < least)
    refuse('loss', `needs targets of at least ${least} × ${least} pixels, not ${target[0]} × ${target[1]}`)
}

/** Refuses more images than there are, classes where images have none, and weights of other classes. */
function refuseMissingImages(
  {
    task,
    dataSet,
    trainSize,
    validationSize,
    classWeights = noClassWeights,
  }: Pick<RunConfigShape, 'task' | 'dataSet' | 'trainSize' | 'validationSize'> & { classWeights?: string | undefined },
  context: z.RefinementCtx,
): void {
  const { name, counts, classes } = dataSourceOf({ dataSet })
  const refuse = (key: SettingKey, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  if (trainSize > counts.training) refuse('trainSize', `must be at most ${counts.training}`)
  if (validationSize > counts.validation) refuse('validationSize', `must be at most ${counts.validation}`)
  if (task === 'classification' && classes.length < 2) refuse('dataSet', `${name} has no classes to tell apart`)
  const unfit = task === 'classification' ? refuseClassWeights(classWeights, classes.length) : null
  if (unfit !== null) refuse('classWeights', unfit)
}

/** A whole config: every setting that applies is there, and no other. Rules between settings are checked too. */
export const runConfigSchema = z.strictObject(partialConditional).superRefine((config, context) => {
  for (const key of Object.keys(conditionalKeys) as ConditionalKey[]) {
    const applies = settingApplies(key, config)
    if (applies && config[key] === undefined)
      context.addIssue(
        key === 'layers'
          ? { code: 'custom', path: ['architecture'], message: missingLayers }
          : { code: 'custom', path: [key], message: 'is missing' },
      )
    if (!applies && config[key] !== undefined)
      context.addIssue({ code: 'custom', path: [key], message: whyNotApplying(key, config) })
  }
  if (!isDataSet(config.dataSet)) return
  refuseUnlike(config, context)
  refuseMissingImages(config, context)
  refuseArchitecture(config, (key, message) => context.addIssue({ code: 'custom', path: [key], message }))
})
export type RunConfig = z.infer<typeof runConfigSchema>

const whyNotApplying = (key: ConditionalKey, { task, dataSet }: Pick<RunConfigShape, 'task' | 'dataSet'>): string =>
  key === 'targets' && task === 'image-to-image' && hasPairs(dataSet)
    ? 'come with the images of this data set'
    : notApplying[key]

const notApplying: Record<ConditionalKey, string> = {
  ...byReportKey('needs the plain or pooled architecture'),
  layers: 'need an architecture other than plain and pooled',
  ...byLossParameter((_, key) => belongsTo(key)),
  ...byOwnOptimizerSetting(optimizerRefusal),
  ...byScheduleSetting((_, key) => scheduleRefusal(key)),
  warmupEpochs: 'needs a schedule without a rise of its own',
  classWeights: 'belongs to the classification task',
  targets: 'belongs to the image-to-image task',
  initialWeights: 'must not be empty',
  freeze: 'must not be empty',
  monitor: 'needs early stopping',
  patience: 'needs early stopping',
  minDelta: 'needs early stopping',
}

/** The defaults of an ordinary run (definitions: "Models"), as they depend on what was already chosen. */
export function defaultSettings(input: RunConfigInput = {}): RunConfigShape {
  // Not checked yet where it comes from a file: what is none counts as not given.
  const architecture = typeof input.architecture === 'string' ? input.architecture : 'plain'
  const { dataSet: given } = input
  const dataSet = typeof given === 'string' && isDataSet(given) ? given : usualDataSource
  const { counts } = dataSourceOf({ dataSet })
  // A loss of classes says what is trained.
  const task = isTaskKind(input.task) ? input.task : (taskOfLoss(input.loss) ?? usualTask)
  return {
    task,
    ...architectureDefaults(architecture, { ...input, task, dataSet }),
    activation: usualActivation,
    outputActivation: 'linear',
    loss: usualLossOf(task),
    ...byLossParameter((parameter) => parameter.default),
    classWeights: noClassWeights,
    optimizer: usualOptimizer,
    ...optimizerDefaults(input.optimizer),
    batchSize: 64,
    epochs: 30,
    schedule: usualSchedule,
    ...byScheduleSetting((setting) => setting.default),
    warmupEpochs: 0,
    ...byStepSetting((setting) => setting.default),
    dataSet,
    targets: usualChain,
    inputNoise: 0,
    augment: noAugmentation,
    initialWeights: '',
    norms: false,
    freeze: '',
    seed: 1,
    dataSeed: 1,
    trainSize: counts.training,
    validationSize: counts.validation,
    earlyStopping: true,
    monitor: 'validation_loss',
    patience: 5,
    minDelta: 1e-5,
  }
}

export type SettingIssue = { readonly field: SettingKey | ''; readonly message: string }
export type ResolvedConfig =
  | { readonly ok: true; readonly config: RunConfig }
  | { readonly ok: false; readonly issues: SettingIssue[] }

/**
 * Fills in the defaults, drops nothing that was given, and checks everything.
 * @returns the whole config, or every issue at once, each with its field (for a form's inline errors).
 */
export function resolveRunConfig(input: unknown): ResolvedConfig {
  const parsed = runConfigInputSchema.safeParse(input)
  if (!parsed.success) return { ok: false, issues: explainIssues(parsed.error) }
  const given = Object.fromEntries(
    Object.entries(parsed.data).filter(([, value]) => value !== undefined),
  ) as RunConfigInput
  const filled = { ...defaultSettings(given), ...given } as RunConfigShape
  const kept = Object.fromEntries(
    Object.entries(filled).filter(
      ([key, value]) =>
        Object.hasOwn(given, key) || (settingApplies(key as SettingKey, filled) && !(key === 'layers' && value === '')),
    ),
  )
  const whole = runConfigSchema.safeParse(kept)
  return whole.success ? { ok: true, config: whole.data } : { ok: false, issues: explainIssues(whole.error) }
}

/** {@link resolveRunConfig} for callers that cannot go on: throws `invalid-input` naming the first field. */
export function requireRunConfig(input: unknown): RunConfig {
  const resolved = resolveRunConfig(input)
  if (resolved.ok) return resolved.config
  const [first] = resolved.issues
  const field = first?.field ?? ''
  throw new PlateauError(
    'invalid-input',
    `${field === '' ? 'The config' : field} ${first?.message ?? 'is not valid'}.`,
    { field },
  )
}

/** A schema's complaints in words that go on from a setting's name. */
export function explainIssues(error: z.ZodError): SettingIssue[] {
  return withoutWeakerBounds(error.issues).flatMap((issue): SettingIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: '', message: `has no setting named ${key}` }))
    }
    return [{ field: (issue.path[0] as SettingKey | undefined) ?? '', message: issue.message }]
  })
}
