/**
 * Configs as they are stored, read without ever throwing: what this version understands, what it does not, and whether the run can be
 * trained by it.
 */
import { flatRecord, flattenConfig, isJsonObject, type FlatConfig } from '../protocol/config'
import { always, type DefaultInForce } from '../recipes/setting'
import { byLossParameter } from '../recipes/registry/losses'
import { optimizerDefaultsInForce } from '../recipes/registry/optimizers'
import { byScheduleSetting } from '../recipes/registry/schedules'
import { noClassWeights } from '../recipes/class-weights'
import { noAugmentation } from '../recipes/registry/augmentations'
import { usualDataSource } from '../recipes/registry/data-sets'
import { usualChain } from '../recipes/registry/transforms'
import { byStepSetting } from '../recipes/step-settings'
import {
  explainIssues,
  runConfigInputSchema,
  runConfigSchema,
  isSettingKey,
  settingApplies,
  settingKeys,
  type RunConfigInput,
  type RunConfig,
  type SettingKey,
} from './config'

/** The first schema after the one under which schedules came: configs of that one may lack them. */
const scheduled = { schema: 13, app: '0.1.0' } as const

/**
 * What a config means that lacks a key: the value that was in force when it was stored, and never today's default. A setting cannot be added
 * to the schema without a line here (CONTRIBUTING.md, "Adding a setting"), or in the file of its recipe.
 */
export const defaultsInForce: {
  readonly [Key in SettingKey]: DefaultInForce<Exclude<RunConfigInput[Key], undefined>>
} = {
  // Until there was a choice, an image out of an image.
  task: { since: scheduled, before: 'image-to-image' },
  architecture: always,
  layers: always,
  filters: always,
  kernelSizes: always,
  hiddenUnits: always,
  activation: always,
  outputActivation: always,
  loss: always,
  ...byLossParameter(({ inForce }) => inForce),
  // Until there was a choice, all alike.
  classWeights: { since: scheduled, before: noClassWeights },
  optimizer: always,
  ...optimizerDefaultsInForce,
  batchSize: always,
  epochs: always,
  // Until there were schedules, one rate from beginning to end.
  schedule: { since: scheduled, before: 'constant' },
  ...byScheduleSetting(({ inForce }) => inForce),
  warmupEpochs: { since: scheduled, before: 0 },
  ...byStepSetting(({ inForce }) => inForce),
  // Until there was a choice, CIFAR-10.
  dataSet: { since: scheduled, before: usualDataSource },
  // Until there was a choice, to grey 28 x 28, flipped both ways, out of clean images.
  targets: { since: scheduled, before: usualChain },
  inputNoise: { since: scheduled, before: 0 },
  // Until there was a choice, the same images in every epoch.
  augment: { since: scheduled, before: noAugmentation },
  // Until there was a choice, none.
  norms: { since: scheduled, before: false },
  // Only of runs that have them.
  initialWeights: always,
  freeze: always,
  seed: always,
  dataSeed: always,
  trainSize: always,
  validationSize: always,
  earlyStopping: always,
  monitor: always,
  patience: always,
  minDelta: always,
}

export type StoredConfig = {
  /** All that is stored, flattened, with the defaults that were in force. */
  readonly config: FlatConfig
  /** The settings where they are whole and understood, so that it can be trained; else null. */
  readonly recipe: RunConfig | null
  /** What of them is known even where they are not whole: epochs it was to train at most, and batches in one. */
  readonly plannedEpochs: number | null
  readonly stepsPerEpoch: number | null
  /** Sentences about what is wrong; empty exactly where there is a recipe. */
  readonly issues: readonly string[]
}

/** Reads a config that any version has stored. @param stored what its JSON says; undefined where that is no JSON. */
export function readStoredConfig(stored: unknown): StoredConfig {
  if (stored === undefined) return unreadable('The stored settings are not valid JSON.')
  if (!isJsonObject(stored)) return unreadable('The stored settings are not an object.')
  const read: [SettingKey, unknown][] = []
  const others = new Set<string>()
  const issues: string[] = []
  for (const [key, value] of Object.entries(stored)) {
    const parsed = isSettingKey(key) ? runConfigInputSchema.shape[key].safeParse(value) : null
    if (isSettingKey(key) && parsed?.success === true && parsed.data !== undefined) read.push([key, parsed.data])
    else {
      others.add(key)
      const why = parsed?.error
        ? (explainIssues(parsed.error)[0]?.message ?? 'is not valid')
        : 'is not known to this version'
      issues.push(`The setting ${key} ${why}.`)
    }
  }
  const known: RunConfigInput = withDefaultsInForce(Object.fromEntries(read), others)
  const whole = runConfigSchema.safeParse(known)
  if (!whole.success)
    for (const { field, message } of explainIssues(whole.error))
      // One whose stored value is no good has been named already.
      if (!others.has(field))
        issues.push(`The setting ${field} ${field !== '' && known[field] === undefined ? 'is missing' : message}.`)
  const { epochs, trainSize, batchSize } = known
  return {
    config: flatRecord([...Object.entries(flattenConfig(stored)), ...Object.entries(flattenSettings(known))]),
    recipe: whole.success && issues.length === 0 ? whole.data : null,
    plannedEpochs: epochs ?? null,
    stepsPerEpoch: trainSize === undefined || batchSize === undefined ? null : Math.ceil(trainSize / batchSize),
    issues,
  }
}

/** Settings that Plateau knows, as those of any run. */
export function flattenSettings(settings: RunConfigInput): FlatConfig {
  return flatRecord(
    Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  )
}

const unreadable = (why: string): StoredConfig => ({
  config: flatRecord([]),
  recipe: null,
  plannedEpochs: null,
  stepsPerEpoch: null,
  issues: [why],
})

/** A stored value that cannot be read is not replaced: nobody knows what it was. */
function withDefaultsInForce(known: RunConfigInput, others: ReadonlySet<string>): RunConfigInput {
  const { architecture, loss, optimizer, earlyStopping } = known
  const schedule = known.schedule ?? (others.has('schedule') ? undefined : defaultsInForce.schedule.before)
  const task = known.task ?? (others.has('task') ? undefined : defaultsInForce.task.before)
  // Which settings apply is not known without what decides it.
  if (architecture === undefined || loss === undefined || optimizer === undefined || earlyStopping === undefined)
    return known
  if (!schedule || !task) return known
  const missing = settingKeys.flatMap((key) => {
    const { before } = defaultsInForce[key]
    const isMissing = known[key] === undefined && !others.has(key)
    return isMissing &&
      before !== null &&
      settingApplies(key, { ...known, task, architecture, loss, optimizer, schedule, earlyStopping })
      ? [[key, before] as const]
      : []
  })
  return missing.length === 0 ? known : { ...known, ...Object.fromEntries(missing) }
}
