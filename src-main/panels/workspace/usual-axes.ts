/** What a scatter begins with along x. */
import type { SettingImportance } from '@contract/importance'
import type { RunKeys } from '@contract/run-query'
import { roleOf } from '@model/roles'

/** A setting that fewer runs have would leave most of them out of the plot; of runs of several origins none may be in half. */
const leastShare = 1 / 3

/**
 * A setting that many runs have, and whose values are numbers, as names have no order: the one that mattered most, or else the one that most runs have.
 * Where there is no such number but seeds, a setting of names that many have.
 * @param mattered the most important first
 * @param telling settings that tell runs apart, and follow from no other, the most telling first
 * @returns null where many runs have none of them
 */
export function usualScatterSetting(
  { runs, config }: Pick<RunKeys, 'runs' | 'config'>,
  mattered: readonly Pick<SettingImportance, 'key'>[],
  telling: readonly string[],
): string | null {
  const common = new Map(
    config.flatMap((info) => (info.lists === 0 && info.runs >= leastShare * runs ? [[info.key, info] as const] : [])),
  )
  const isNumber = (key: string): boolean => {
    const info = common.get(key)
    return info !== undefined && info.numbers > 0 && info.texts === 0 && roleOf(key) !== 'seed'
  }
  const countOf = (key: string) => common.get(key)?.runs ?? 0
  const important = mattered.find(({ key }) => isNumber(key))
  if (important !== undefined) return important.key
  const [number] = telling.filter(isNumber).sort((left, right) => countOf(right) - countOf(left))
  return number ?? telling.find((key) => common.has(key) && roleOf(key) !== 'seed') ?? null
}
