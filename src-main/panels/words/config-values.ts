/** Settings as values that runs are grouped, coloured and told apart by. */
import { readText, type RichText } from '@charts/mathematics'
import { isSettingKey, lossKinds, settingKeys, type RunLoss } from '@contract/config'
import { groupValue, missingSetting, orderKeys } from '@model/grouping'
import { showSetting } from '@model/values'
import type { RunSummary } from '@contract/run'
import type { RunKeys } from '@contract/run-query'
import { lossName, ownSettingName, settingFields } from '@contract/settings'
import { unquoteKey } from '../report/quoted-keys'
import { showNumber } from './format'
import { exampleSum } from '@recipes/loss-sum'
import { dashOfLoss, dashWordOfLoss } from './run-look'

export { noValue } from '@model/values'

/** A setting's value on a run as text; `none` where it has none. */
export function configText(run: Pick<RunSummary, 'config'>, key: string): string {
  const value = run.config[key]
  if (typeof value === 'number') return showNumber(value)
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return showSetting(value, key)
}

/** As `configText`, with losses as people write them. */
export function configLabel(run: Pick<RunSummary, 'config'>, key: string): string {
  return key === 'loss' && typeof run.config.loss === 'string' ? lossName(run.config) : configText(run, key)
}

/** As `configLabel`, where the value stands without its key: "no architecture" for a run that has none. */
export const settingWords = (run: Pick<RunSummary, 'config'>, key: string): string =>
  run.config[key] === undefined ? missingSetting(key) : configLabel(run, key)

/** What tells most of a run, in a line: "pooled, Smooth L1". */
export const recipeWords = (run: Pick<RunSummary, 'config'>): string =>
  `${settingWords(run, 'architecture')}, ${lossName(run.config)}`

/** As `configLabel`, in a table that leaves a cell empty where a run has no value. */
export const settingCell = (run: Pick<RunSummary, 'config'>, key: string): string =>
  run.config[key] === undefined ? '' : configLabel(run, key)

/** A setting's words; the key itself for one that this version does not know ({@link ownSettingName}). */
export const settingLabel = (key: string): string =>
  isSettingKey(key) ? settingFields[key].label : ownSettingName(key)

/** So many of other programs' settings a menu offers. */
const mostOffered = 500

/** Settings that can be chosen: those of the form where any run has one of them, then the others as they are written. */
export function offeredSettings({ config }: Pick<RunKeys, 'config'>): string[] {
  const keys = config.map(({ key }) => key)
  const others = keys.filter((key) => !isSettingKey(key)).slice(0, mostOffered)
  return keys.length === 0 || others.length < keys.length ? [...settingKeys, ...others] : others
}

/** Settings whose values differ between some runs of a project, from what the store counted: what is worth grouping by. */
export function differingKeys({ runs, config }: Pick<RunKeys, 'runs' | 'config'>): string[] {
  return orderKeys(config.filter(({ distinct, runs: having }) => distinct > 1 || having < runs).map(({ key }) => key))
}

/** Numbers by size, then text; so that a value keeps its place whatever else is shown. */
export function compareValues(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)]
  const [isA, isB] = [left !== '' && !Number.isNaN(a), right !== '' && !Number.isNaN(b)]
  if (isA && isB) return a - b
  if (isA !== isB) return isA ? -1 : 1
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * Places of values in an order that does not depend on what is shown: of all runs, hidden ones too.
 * @returns a value's index, from 0 on.
 */
export function placesOf(runs: readonly RunSummary[], valueOf: (run: RunSummary) => string): (value: string) => number {
  const order = [...new Set(runs.map(valueOf))].sort(compareValues)
  const places = new Map(order.map((value, index) => [value, index]))
  return (value) => places.get(value) ?? order.length
}

/** Losses that have a dash each, and the one of all sums. */
const dashedLosses: readonly RunLoss[] = [...lossKinds, exampleSum]
/** For values of any setting, and for several series of a run. */
export const dashes: readonly (readonly number[])[] = dashedLosses.map(dashOfLoss)
/** What they are called, in the same order. */
export const dashWords: readonly string[] = dashedLosses.map(dashWordOfLoss)

/**
 * The dash for a value of the setting that lines are told apart by; losses have theirs everywhere (design guide).
 * @param all read where dashes depend on other runs.
 */
export function dashesBy(all: () => readonly RunSummary[], key: string): (run: RunSummary) => readonly number[] {
  if (key === 'loss') return ({ config }) => dashOfLoss(config.loss)
  const placeOf = placesOf(all(), (run) => configText(run, key))
  return (run) => dashes[placeOf(configText(run, key)) % dashes.length] ?? []
}

/**
 * Fills a legend's template: `${name}`, `${config.KEY}`, and `${group.KEY}` for a value as groups are called by it (“Smooth L1”). What it
 * does not know stays as it is written. @param name what stands for the run's.
 */
export const fillLegend = (template: string, run: Pick<RunSummary, 'name' | 'config'>, name = run.name): string =>
  // The usual one, of a thousand runs for each panel.
  template === '${name}' ? name : template.replaceAll(/\$\{([^}]*)\}/g, fillWith(run, name))

const fillWith =
  (run: Pick<RunSummary, 'config'>, name: string) =>
  (written: string, inside: string): string => {
    const word = inside.trim()
    if (word === 'name') return name
    const dot = word.indexOf('.')
    const [kind, typed] = [word.slice(0, dot), word.slice(dot + 1)]
    const key = typed.startsWith('"') ? (unquoteKey(typed) ?? typed) : typed
    if (dot < 0 || !(isSettingKey(key) || key in run.config)) return written
    return kind === 'config' ? configText(run, key) : kind === 'group' ? groupValue(run.config, key) : written
  }

/** The same with the mathematics that was typed into the template, for files; none where there is none. What is filled in is words. */
export function richLegend(
  template: string,
  run: Pick<RunSummary, 'name' | 'config'>,
  name = run.name,
): { readonly richLabel?: RichText } {
  // Without a dollar sign beside those of what is filled in there is no mathematics.
  if (/^(?:[^$]|\$\{[^}]*\})*$/.test(template)) return {}
  const text = readText(template, fillWith(run, name))
  return text.some((part) => 'formula' in part) ? { richLabel: text } : {}
}
