/**
 * Configs as they are stored, read without ever throwing: what this version understands, what it does not, and whether the run can be
 * trained by it.
 */
import { always, type DefaultInForce } from '../recipes/setting'
import { byLossParameter } from '../recipes/registry/losses'
import { optimizerDefaultsInForce } from '../recipes/registry/optimizers'
import {
  explainIssues,
  runConfigInputSchema,
  runConfigSchema,
  settingApplies,
  settingKeys,
  type KnownConfig,
  type RunConfig,
  type SettingKey,
} from './config'

/**
 * What a config means that lacks a key: the value that was in force when it was stored, and never today's default. A setting cannot be added
 * to the schema without a line here (CONTRIBUTING.md, "Adding a setting"), or in the file of its recipe.
 */
export const defaultsInForce: {
  readonly [Key in SettingKey]: DefaultInForce<Exclude<KnownConfig[Key], undefined>>
} = {
  architecture: always,
  filters: always,
  kernelSizes: always,
  hiddenUnits: always,
  activation: always,
  outputActivation: always,
  loss: always,
  ...byLossParameter(({ inForce }) => inForce),
  optimizer: always,
  ...optimizerDefaultsInForce,
  batchSize: always,
  epochs: always,
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
  /** Settings that this version reads, each valid by itself. */
  readonly known: KnownConfig
  /** What else is stored, by its key, as JSON text. */
  readonly others: Readonly<Record<string, string>>
  /** The same as `known` where it is whole and understood, so that it can be trained; else null. */
  readonly recipe: RunConfig | null
  /** Sentences about what is wrong; empty exactly where there is a recipe. */
  readonly issues: readonly string[]
}

const isSetting = (key: string): key is SettingKey => Object.hasOwn(runConfigInputSchema.shape, key)

/** Reads a config that any version has stored. @param stored what its JSON says; undefined where that is no JSON. */
export function readStoredConfig(stored: unknown): StoredConfig {
  if (stored === undefined) return unreadable('The stored settings are not valid JSON.')
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored))
    return unreadable('The stored settings are not an object.')
  const read: [SettingKey, unknown][] = []
  const others: [string, string][] = []
  const issues: string[] = []
  for (const [key, value] of Object.entries(stored)) {
    const parsed = isSetting(key) ? runConfigInputSchema.shape[key].safeParse(value) : null
    if (isSetting(key) && parsed?.success === true && parsed.data !== undefined) read.push([key, parsed.data])
    else {
      others.push([key, JSON.stringify(value)])
      const why = parsed?.error
        ? (explainIssues(parsed.error)[0]?.message ?? 'is not valid')
        : 'is not known to this version'
      issues.push(`The setting ${key} ${why}.`)
    }
  }
  const known: KnownConfig = withDefaultsInForce(Object.fromEntries(read), Object.fromEntries(others))
  const whole = runConfigSchema.safeParse(known)
  if (!whole.success)
    for (const { field, message } of explainIssues(whole.error))
      // One whose stored value is no good has been named already.
      if (!others.some(([key]) => key === field))
        issues.push(`The setting ${field} ${field !== '' && known[field] === undefined ? 'is missing' : message}.`)
  return {
    known,
    others: Object.fromEntries(others),
    recipe: whole.success && issues.length === 0 ? whole.data : null,
    issues,
  }
}

const unreadable = (why: string): StoredConfig => ({ known: {}, others: {}, recipe: null, issues: [why] })

/** A stored value that cannot be read is not replaced: nobody knows what it was. */
function withDefaultsInForce(known: KnownConfig, others: Readonly<Record<string, string>>): KnownConfig {
  const { loss, optimizer, earlyStopping } = known
  // Which settings apply is not known without what decides it.
  if (loss === undefined || optimizer === undefined || earlyStopping === undefined) return known
  const missing = settingKeys.flatMap((key) => {
    const { before } = defaultsInForce[key]
    const isMissing = known[key] === undefined && !Object.hasOwn(others, key)
    return isMissing && before !== null && settingApplies(key, { ...known, loss, optimizer, earlyStopping })
      ? [[key, before] as const]
      : []
  })
  return missing.length === 0 ? known : { ...known, ...Object.fromEntries(missing) }
}
