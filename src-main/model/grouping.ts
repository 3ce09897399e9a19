/** Runs by the values of their settings: what a value is called, and whether runs differ by their seed alone. */
import { reportKeys } from '../contract/architecture-settings'
import { builtInArchitectures, isSettingKey, lossKinds, settingKeys } from '../contract/config'
import { isRunLoss, lossParameterKeys, lossParameters, parametersOfLoss } from '../recipes/registry/losses'
import { byOptimizerSetting, dependingOn, ownOptimizerKeys } from '../recipes/registry/optimizers'
import type { RunSummary } from '../contract/run'
import { lossName, ownSettingName, settingFields } from '../contract/settings'
import { tagsKey } from '../contract/workspace'
import type { FlatConfig } from '../protocol/config'
import { roleOf, type ChosenRoles, type Role } from './roles'
import { compareSettings, cutValue, identityOf, keysOf, showSetting } from './values'

export { showSetting } from './values'

/** Settings whose meaning or usual value comes with the choice of another one. */
const followers: Readonly<Record<string, readonly string[]>> = {
  architecture: ['layers', ...reportKeys],
  loss: lossParameterKeys,
  optimizer: ownOptimizerKeys,
  ...byOptimizerSetting((_, key) => dependingOn(key)),
  earlyStopping: ['monitor', 'patience', 'minDelta'],
}

const followersOf = (key: string): readonly string[] => (Object.hasOwn(followers, key) ? (followers[key] ?? []) : [])

/** These keys, and what follows from each. */
export function withFollowers(keys: readonly string[]): Set<string> {
  return new Set(keys.flatMap((key) => [key, ...followersOf(key)]))
}

/** Keys whose values say by themselves what they are: "pooled", and not "architecture pooled". */
const speakForThemselves: ReadonlySet<string> = new Set(['architecture', 'optimizer'])

/**
 * The value by which a run is grouped, in words: "pooled", "Smooth L1 beta 0.1", "learning rate 0.001". The parameters of a loss that Plateau
 * knows are part of the loss, and said where they are not the usual ones. Equal words mean equal values.
 */
export function groupValue(config: FlatConfig, key: string): string {
  const value = config[key]
  if (key === 'loss' && isRunLoss(value)) {
    const said = parametersOfLoss(value).filter(
      (parameter) => config[parameter] !== undefined && config[parameter] !== lossParameters.get(parameter)?.default,
    )
    return [lossName(config), ...said.map((parameter) => `${parameter} ${showSetting(config[parameter])}`)].join(' ')
  }
  const missing = missingSetting(key)
  if (value === undefined) return missing
  const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : cutValue(showSetting(value, key))
  const said = speakForThemselves.has(key) && typeof value === 'string' ? text : `${settingName(key)} ${text}`
  return said === missing ? `${settingName(key)} ${JSON.stringify(text)}` : said
}

/** What a setting that a run does not have is called where it stands without its key: "no architecture". Under its key it is `noValue`. */
export const missingSetting = (key: string): string => `no ${settingName(key)}`

/** The store's column of what runs are grouped by. */
export const columnOfGroupKey = (key: string): string => (key === tagsKey ? key : `config:${key}`)

/** A setting's name in the middle of a sentence: "learning rate"; minDelta, and what Plateau does not know, as it is written ({@link ownSettingName}). */
export function settingName(key: string): string {
  if (key === tagsKey) return 'tags'
  if (!isSettingKey(key)) return ownSettingName(key)
  // "Watch" is the form's word for a choice; a sentence needs the thing.
  if (key === 'monitor') return 'monitor'
  const { label } = settingFields[key]
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}`
}

/**
 * The words of a key's values over runs, each once, in a stable order: kinds as the contract lists them, numbers by size, text, and last
 * what is not there.
 */
export function orderValues(configs: readonly FlatConfig[], key: string): string[] {
  const kinds: readonly unknown[] = key === 'architecture' ? builtInArchitectures : key === 'loss' ? lossKinds : []
  const rank = (config: FlatConfig): number => {
    const place = kinds.indexOf(config[key])
    if (place < 0) return kinds.length
    const [parameter] = key === 'loss' ? parametersOfLoss(config.loss) : []
    const value = parameter === undefined ? 0 : config[parameter]
    return place + (typeof value === 'number' ? value / 100 : 0)
  }
  const ordered = [...configs].sort((left, right) => rank(left) - rank(right) || compareSettings(left[key], right[key]))
  return [...new Set(ordered.map((config) => groupValue(config, key)))]
}

const valuesOf = (configs: readonly FlatConfig[], key: string): Set<string> =>
  new Set(configs.map((config) => identityOf(config[key])))

/** Keys of these configs in one order: settings that Plateau knows as the form has them, then the others as they were written. */
export function orderedKeys(configs: readonly FlatConfig[]): string[] {
  return orderKeys(keysOf(configs))
}

/** The same of keys. */
export function orderKeys(keys: readonly string[]): string[] {
  const there = new Set(keys)
  return [...settingKeys.filter((key) => there.has(key)), ...keys.filter((key) => !isSettingKey(key))]
}

/**
 * Settings in which runs differ, but for those with the role of a seed and `explained` ones. One that follows from another that differs, and is the
 * same wherever that one is, is not named beside it.
 */
export function settingsThatDiffer(
  configs: readonly FlatConfig[],
  explained: readonly string[] = [],
  roles?: ChosenRoles,
): string[] {
  const differing = orderedKeys(configs).filter(
    (key) => roleOf(key, roles) !== 'seed' && valuesOf(configs, key).size > 1,
  )
  const follows = (key: string): boolean =>
    differing.some(
      (parent) =>
        followersOf(parent).includes(key) &&
        [...valuesOf(configs, parent)].every(
          (value) =>
            valuesOf(
              configs.filter((config) => identityOf(config[parent]) === value),
              key,
            ).size === 1,
        ),
    )
  // A loss's parameter is part of the value that a loss is grouped by.
  const covered = new Set<string>([...explained, ...(explained.includes('loss') ? lossParameterKeys : [])])
  return differing.filter((key) => !covered.has(key) && !follows(key))
}

/** The values of a run's settings with the role of a seed, as one text; empty for a run without any. */
export const seedOf = (config: FlatConfig, roles?: ChosenRoles): string => valuesWithRole(config, 'seed', roles)

/**
 * The same of the settings that name its loss: values of runs' own losses share a scale only where this is equal.
 * @param keys that the run may have, where they are known: of very many runs they are looked through once.
 */
export const lossOf = (config: FlatConfig, roles?: ChosenRoles, keys?: readonly string[]): string =>
  valuesWithRole(config, 'loss', roles, keys)

/** The loss in words; "no loss" for a run that names none. @param keys as for {@link lossOf}. */
export function lossWords(config: FlatConfig, roles?: ChosenRoles, keys?: readonly string[]): string {
  const words = keysWithRole(config, 'loss', roles, keys).map((key) =>
    key === 'loss' && typeof config[key] === 'string' ? lossName(config) : showSetting(config[key]),
  )
  // Under two keys a run may name the same one.
  return words.length === 0 ? missingSetting('loss') : [...new Set(words)].join(', ')
}

/** Keys of a role that a config has. */
function keysWithRole(
  config: FlatConfig,
  role: Role,
  roles?: ChosenRoles,
  keys: readonly string[] = Object.keys(config),
): string[] {
  return keys.filter((key) => roleOf(key, roles) === role && config[key] !== undefined)
}

function valuesWithRole(config: FlatConfig, role: Role, roles?: ChosenRoles, keys?: readonly string[]): string {
  return keysWithRole(config, role, roles, keys)
    .sort()
    .map((key) => `${key}=${identityOf(config[key])}`)
    .join(' ')
}

/** Whether runs were made of the same data: one data set, and one hash where both are known. */
export function haveSameData(runs: readonly Pick<RunSummary, 'data'>[]): boolean {
  const ids = new Set(runs.map(({ data }) => data?.id))
  const hashes = new Set(runs.flatMap(({ data }) => (data === null || data.hash === '' ? [] : [data.hash])))
  return ids.size <= 1 && hashes.size <= 1
}

/**
 * Whether runs are seeds of each other: every other setting and the data are the same, and no seed is there twice. True of one run. Where several
 * are, none of them has settings that this version cannot read: they might differ in those.
 */
export function areSeeds(runs: readonly SeedRun[], roles?: ChosenRoles): boolean {
  if (runs.length > 1 && runs.some(hasUnreadSettings)) return false
  const configs = runs.map(({ config }) => config)
  const seeds = new Set(configs.map((config) => seedOf(config, roles)))
  // Runs of an author who wrote down no seed are repeated all the same.
  const isOnce = seeds.size === configs.length || (seeds.size === 1 && seeds.has(''))
  return configs.length > 0 && isOnce && haveSameData(runs) && settingsThatDiffer(configs, [], roles).length === 0
}

export type SeedRun = Pick<RunSummary, 'config' | 'recipe' | 'problems' | 'data'>

/** Whether a run may have settings that are not shown. */
export const hasUnreadSettings = ({ recipe, problems }: Pick<RunSummary, 'recipe' | 'problems'>): boolean =>
  recipe === null && problems.length > 0
