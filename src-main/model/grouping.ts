/** Runs by the values of their settings: what a value is called, and whether runs differ by their seed alone. */
import {
  architectureKinds,
  isConditional,
  lossKinds,
  settingKeys,
  type KnownConfig,
  type SettingKey,
} from '../contract/config'
import { lossParameterKeys, lossParameters, parametersOfLoss } from '../recipes/registry/losses'
import { byOptimizerSetting, dependingOn, ownOptimizerKeys } from '../recipes/registry/optimizers'
import type { RunSummary } from '../contract/run'
import { lossName, settingFields } from '../contract/settings'

type Setting = string | number | boolean | readonly number[] | null | undefined

/** A setting as text: lists with commas, absent as "none". */
export function showSetting(value: Setting): string {
  if (value === undefined || value === null) return 'none'
  return typeof value === 'object' ? value.join(', ') : String(value)
}

/** What stands for a setting that every run has and this version cannot read. */
export const unknownValue = 'unknown'

/** Settings whose meaning or usual value comes with the choice of another one. */
const followers: Readonly<Partial<Record<SettingKey, readonly SettingKey[]>>> = {
  architecture: ['filters', 'kernelSizes', 'hiddenUnits'],
  loss: lossParameterKeys,
  optimizer: ownOptimizerKeys,
  ...byOptimizerSetting((_, key) => dependingOn(key)),
  earlyStopping: ['monitor', 'patience', 'minDelta'],
}

/** These keys, and what follows from each. */
export function withFollowers(keys: readonly SettingKey[]): Set<SettingKey> {
  return new Set(keys.flatMap((key) => [key, ...(followers[key] ?? [])]))
}

/** Keys whose values say by themselves what they are: "pooled", and not "architecture pooled". */
const speakForThemselves: ReadonlySet<SettingKey> = new Set(['architecture', 'optimizer'])

/**
 * The value by which a run is grouped, in words: "pooled", "Smooth L1 beta 0.1", "learning rate 0.001". A loss's parameter is
 * part of the loss, and said where it is not the usual one. Equal words mean equal values.
 */
export function groupValue(config: KnownConfig, key: SettingKey): string {
  if (key === 'loss') {
    const said = parametersOfLoss(config.loss).filter(
      (parameter) => config[parameter] !== undefined && config[parameter] !== lossParameters.get(parameter)?.default,
    )
    return [lossName(config), ...said.map((parameter) => `${parameter} ${config[parameter]}`)].join(' ')
  }
  const value = config[key]
  const text =
    value === undefined && !isConditional(key)
      ? unknownValue
      : typeof value === 'boolean'
        ? value
          ? 'on'
          : 'off'
        : showSetting(value)
  return speakForThemselves.has(key) && text !== unknownValue ? text : `${settingName(key)} ${text}`
}

/** A setting's name in the middle of a sentence: "learning rate"; minDelta stays as it is written. */
export function settingName(key: SettingKey): string {
  // "Watch" is the form's word for a choice; a sentence needs the thing.
  if (key === 'monitor') return 'monitor'
  const { label } = settingFields[key]
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}`
}

/**
 * The words of a key's values over runs, each once, in a stable order: kinds as the contract lists them, numbers by size, the
 * rest as they come.
 */
export function orderValues(configs: readonly KnownConfig[], key: SettingKey): string[] {
  const kinds: readonly unknown[] = key === 'architecture' ? architectureKinds : key === 'loss' ? lossKinds : []
  const rank = (config: KnownConfig): number => {
    const value = config[key]
    if (typeof value === 'number') return value
    const [parameter] = key === 'loss' ? parametersOfLoss(config.loss) : []
    return Math.max(0, kinds.indexOf(value)) + (parameter === undefined ? 0 : (config[parameter] ?? 0) / 100)
  }
  const ordered = [...configs].sort((left, right) => rank(left) - rank(right))
  return [...new Set(ordered.map((config) => groupValue(config, key)))]
}

const valuesOf = (configs: readonly KnownConfig[], key: SettingKey): Set<string> =>
  new Set(configs.map((config) => showSetting(config[key])))

/**
 * Settings in which runs differ, but for the seed and `explained` ones. One that follows from another that differs, and is the
 * same wherever that one is, is not named beside it.
 */
export function settingsThatDiffer(
  configs: readonly KnownConfig[],
  explained: readonly SettingKey[] = [],
): SettingKey[] {
  const differing = settingKeys.filter((key) => key !== 'seed' && valuesOf(configs, key).size > 1)
  const follows = (key: SettingKey): boolean =>
    differing.some(
      (parent) =>
        followers[parent]?.includes(key) === true &&
        [...valuesOf(configs, parent)].every(
          (value) =>
            valuesOf(
              configs.filter((config) => showSetting(config[parent]) === value),
              key,
            ).size === 1,
        ),
    )
  // A loss's parameter is part of the value that a loss is grouped by.
  const covered = new Set<SettingKey>([...explained, ...(explained.includes('loss') ? lossParameterKeys : [])])
  return differing.filter((key) => !covered.has(key) && !follows(key))
}

/**
 * Whether runs are seeds of each other: every other setting is the same, and no seed is there twice. True of one run. Where several are, none
 * of them has settings that this version cannot read: they might differ in those.
 */
export function areSeeds(runs: readonly Pick<RunSummary, 'config' | 'canTrain'>[]): boolean {
  const configs = runs.map(({ config }) => config)
  const seeds = new Set(configs.map(({ seed }) => seed))
  if (runs.length > 1 && !runs.every(({ canTrain }) => canTrain)) return false
  return configs.length > 0 && seeds.size === configs.length && settingsThatDiffer(configs).length === 0
}
