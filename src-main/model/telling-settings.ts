/** Settings by which runs are told apart: those in which they differ, and the ones of them that make good axes and groups. */
import type { RunSummary } from '../contract/run'
import { lossParameterKeys } from '../recipes/registry/losses'
import { rolesOf } from './comparison/metric'
import { orderedKeys, orderKeys } from './grouping'
import { roleOf } from './roles'
import { splittingSettings } from './splitting-settings'
import { identityOf } from './values'

type Configured = Pick<RunSummary, 'config'> & Partial<Pick<RunSummary, 'roles'>>

/** Whether a setting is a seed of these runs, by its name or as was chosen. */
function isSeedOf(runs: readonly Configured[]): (key: string) => boolean {
  const roles = rolesOf(runs.map(({ roles: said = {} }) => ({ roles: said })))
  return (key) => roleOf(key, roles) === 'seed'
}

/** Settings whose values differ between some of these runs, in the form's order and then as written: what is worth grouping by. */
export function differingSettings(runs: readonly Configured[]): string[] {
  return orderedKeys(runs.map(({ config }) => config)).filter(
    (key) => new Set(runs.map(({ config }) => identityOf(config[key]))).size > 1,
  )
}

/**
 * Settings that make good axes, at most so many in the form's order: they differ, every run has one single value of them, and no
 * choice before them decides on them, as the architecture does on the hidden units. Seeds come last.
 * @param differing those to choose from.
 */
export function tellingSettings(
  runs: readonly Configured[],
  most: number,
  differing: readonly string[] = differingSettings(runs),
): string[] {
  const kept: string[] = []
  for (const key of differing) {
    const isSingle = runs.every(({ config }) => config[key] !== undefined && !Array.isArray(config[key]))
    const choices = kept.filter((other) => runs.every(({ config }) => typeof config[other] === 'string'))
    if (isSingle && !choices.some((choice) => decides(runs, choice, key))) kept.push(key)
  }
  const isRoleSeed = isSeedOf(runs)
  const isSeed = (key: string) => isRoleSeed(key) || key === 'dataSeed'
  return [...kept.filter((key) => !isSeed(key)), ...kept.filter(isSeed)].slice(0, most)
}

/** Whether runs with the same value of one setting have the same of another; not where no two runs share a value. */
function decides(runs: readonly Configured[], by: string, key: string): boolean {
  const values = new Map<string, string>()
  for (const { config } of runs) {
    const [from, to] = [identityOf(config[by]), identityOf(config[key])]
    if ((values.get(from) ?? to) !== to) return false
    values.set(from, to)
  }
  return values.size < runs.length
}

const usual = { row: 'architecture', column: 'loss' } as const

/**
 * The two settings that runs are best told apart by, as they split them (`splitting-settings`); one setting twice where one is enough, but for architecture
 * and loss, beside which the other one stands where the runs are equal in it.
 */
export function tellingKeys(runs: readonly Configured[]): { row: string; column: string } {
  const isSeed = isSeedOf(runs)
  const differing = withParametersAsLoss(differingSettings(runs).filter((key) => !isSeed(key) && key !== 'dataSeed'))
  const [row, column] = splittingSettings(runs, differing)
  if (row !== undefined && column !== undefined) return { row, column }
  if (row === usual.row && !differing.includes(usual.column)) return usual
  if (row === usual.column && !differing.includes(usual.row)) return usual
  if (row !== undefined) return { row, column: row }
  // Nothing tells them apart: they are one group, called by something that they have.
  const [same] = hasUsual(runs) ? [] : orderedKeys(runs.map(({ config }) => config)).filter((key) => !isSeed(key))
  return same === undefined ? usual : { row: same, column: same }
}

/** The parameters of a loss are part of the value that a loss is grouped by. */
function withParametersAsLoss(keys: readonly string[]): string[] {
  const parameters = new Set<string>(lossParameterKeys)
  const others = keys.filter((key) => !parameters.has(key) && key !== 'loss')
  if (others.length === keys.length) return others
  return orderKeys([...others, 'loss'])
}

const hasUsual = (runs: readonly Configured[]): boolean =>
  runs.some(({ config }) => config.architecture !== undefined || config.loss !== undefined)

/** `architecture` and `loss` for runs that have either, else the settings that tell them apart. */
export function usualKeysOf(runs: readonly Configured[]): { row: string; column: string } {
  return hasUsual(runs) ? usual : tellingKeys(runs)
}
