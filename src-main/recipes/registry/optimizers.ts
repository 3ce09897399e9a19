/** Every optimizer that Plateau trains with, as the files of `optimizers/` define them. */
import type { z } from 'zod'
import type {
  OptimizerKind,
  OptimizerRecipe,
  OptimizerSetting,
  OptimizerSettingKey,
  OptimizerSettings,
  OptimizerValues,
  OwnOptimizerKey,
} from '../optimizer'
import type { DefaultInForce } from '../setting'
import { collect, gather, inWords, mapKeys } from './collect'

const files = import.meta.glob<OptimizerRecipe>('../optimizers/*.ts', { import: 'default', eager: true })
const inOrder = collect(files, ({ kind }) => kind)

export const optimizers = Object.fromEntries(inOrder.map((recipe) => [recipe.kind, recipe])) as Readonly<
  Record<OptimizerKind, OptimizerRecipe>
>
export const optimizerKinds: readonly OptimizerKind[] = inOrder.map(({ kind }) => kind)

const [first] = optimizerKinds
if (first === undefined) throw new TypeError('There is no optimizer.')
/** What a run trains with that does not say. */
export const usualOptimizer: OptimizerKind = first

const isOptimizerKind = (text: unknown): text is OptimizerKind =>
  typeof text === 'string' && Object.hasOwn(optimizers, text)

const settings: ReadonlyMap<OptimizerSettingKey, OptimizerSetting> = gather(
  inOrder.map((recipe) => Object.entries(recipe.settings) as unknown as [OptimizerSettingKey, OptimizerSetting][]),
)
/** The settings of all optimizers, in the order of the form. */
export const optimizerSettingKeys: readonly OptimizerSettingKey[] = [...settings.keys()]
export const isOptimizerSetting = (key: string): key is OptimizerSettingKey => settings.has(key as OptimizerSettingKey)

const takersOf = (key: OptimizerSettingKey): OptimizerKind[] =>
  optimizerKinds.filter((kind) => Object.hasOwn(optimizers[kind].settings, key))
/** Settings that some optimizers take and others do not. */
export const ownOptimizerKeys = optimizerSettingKeys.filter(
  (key) => takersOf(key).length < optimizerKinds.length,
) as OwnOptimizerKey[]
/** An optimizer under which a setting means something; the usual one for any other setting. */
export const optimizerTaking = (key: string): OptimizerKind =>
  isOptimizerSetting(key) ? (takersOf(key)[0] ?? usualOptimizer) : usualOptimizer

/** Something for each setting, by its key. */
export const byOptimizerSetting = <Value>(
  make: (setting: OptimizerSetting, key: OptimizerSettingKey) => Value,
): Record<OptimizerSettingKey, Value> => mapKeys(settings, make)

/** Something for each setting that not every optimizer takes, by its key. */
export const byOwnOptimizerSetting = <Value>(make: (key: OwnOptimizerKey) => Value): Record<OwnOptimizerKey, Value> =>
  Object.fromEntries(ownOptimizerKeys.map((key) => [key, make(key)])) as Record<OwnOptimizerKey, Value>

export const optimizerShape = byOptimizerSetting(({ schema }) => schema) as {
  readonly [Key in OptimizerSettingKey]: z.ZodType<OptimizerValues[Key]>
}
export const optimizerDefaultsInForce = byOptimizerSetting(({ inForce }) => inForce) as {
  readonly [Key in OptimizerSettingKey]: DefaultInForce<OptimizerValues[Key]>
}

/** The default of every setting under an optimizer; of one that it does not take, and under none that is known, the setting's own. */
export const optimizerDefaults = (optimizer: unknown): OptimizerValues => ({
  ...(byOptimizerSetting((setting) => setting.default) as OptimizerValues),
  ...(isOptimizerKind(optimizer) ? optimizers[optimizer].defaults : {}),
})
/** Settings whose default comes with the choice of an optimizer. */
export const chosenDefaults: readonly OptimizerSettingKey[] = optimizerSettingKeys.filter(
  (key) => new Set(optimizerKinds.map((kind) => optimizerDefaults(kind)[key])).size > 1,
)

/** Whether a setting means anything beside the other settings. */
export function optimizerTakes(key: OptimizerSettingKey, config: Readonly<Record<string, unknown>>): boolean {
  const { optimizer } = config
  if (!isOptimizerKind(optimizer) || !takersOf(key).includes(optimizer)) return false
  const needs = settings.get(key)?.needs
  return needs === undefined || needs.isMet(config[needs.key])
}

/** Settings that mean nothing without something of this one. */
export const dependingOn = (key: OptimizerSettingKey): readonly OptimizerSettingKey[] =>
  optimizerSettingKeys.filter((other) => settings.get(other)?.needs?.key === key)

/** Why a setting is refused: "belongs to sgd and rmsprop", "needs sgd with momentum above 0". */
export function optimizerRefusal(key: OptimizerSettingKey): string {
  const takers = inWords(takersOf(key))
  const needs = settings.get(key)?.needs
  return needs === undefined ? `belongs to ${takers}` : `needs ${takers} ${needs.words}`
}

/** Its one sentence of help. */
export const optimizerHelp = (key: OptimizerSettingKey): string =>
  settings.get(key)?.help(inWords(takersOf(key).map((kind) => optimizers[kind].name))) ?? ''

/** "learning rate 0.01", "momentum 0.9": the settings of a run's optimizer, as a report says them. @param show writes numbers */
export function optimizerPhrases(config: OptimizerSettings, show: (value: number) => string): string[] {
  const own = optimizerSettingKeys.filter((key) => takersOf(key).includes(config.optimizer))
  return own.flatMap((key) => {
    const value = config[key]
    return value === undefined ? [] : (settings.get(key)?.phrase(value, config, show) ?? [])
  })
}
