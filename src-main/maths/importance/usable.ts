/** Which settings can say anything of runs that differ in a metric, and as what columns. */
import type { ImportanceResult } from '../../contract/importance'
import type { SettingValue } from '../../protocol/config'
import { codeCategories, codeNumbers, type Coded } from './coded'

/** A setting's values by run; undefined where the run has none. */
export type Setting = { readonly key: string; readonly values: readonly (SettingValue | undefined)[] }

export type UsableSetting = {
  readonly key: string
  readonly isNumeric: boolean
  readonly distinct: number
  /** Runs that have it. */
  readonly runs: number
  /** By run; NaN where it has no number. Empty where values are names. */
  readonly numbers: Float64Array
  /** What tells names apart, by run; null where there is none. Empty for numbers. */
  readonly names: readonly (string | null)[]
}

type Sifted = { readonly usable: UsableSetting[]; readonly leftOut: ImportanceResult['leftOut'] }

/** Null and NaN say as little as a setting that is not there. */
const isThere = (value: SettingValue | undefined): value is Exclude<SettingValue, null> =>
  value !== undefined && value !== null && !Number.isNaN(value)

/** @param fewest runs of a leaf: names of fewer are no category of their own. @param most settings; beyond it those that most runs have. */
export function siftSettings(settings: readonly Setting[], fewest: number, most: number): Sifted {
  const leftOut = { shared: 0, single: 0, ownNames: 0, beyond: 0 }
  const usable: UsableSetting[] = []
  for (const { key, values } of settings) {
    const there = values.filter(isThere)
    const isNumeric = there.every((value) => typeof value === 'number')
    // 0 and -0 are one number, as they are for whoever compares them.
    const nameOf = (value: SettingValue) => JSON.stringify(value === 0 ? 0 : value)
    const distinct = isNumeric ? new Set(there).size : new Set(there.map(nameOf)).size
    if (there.length === 0) continue
    const setting = {
      key,
      isNumeric,
      distinct,
      runs: there.length,
      numbers: isNumeric
        ? Float64Array.from(values, (value) => (isThere(value) ? (value as number) : Number.NaN))
        : none,
      names: isNumeric ? [] : values.map((value) => (isThere(value) ? nameOf(value) : null)),
    }
    if (there.length === 1 && values.length > 1) leftOut.single += 1
    else if (distinct === 1 && there.length === values.length) leftOut.shared += 1
    else if (!isNumeric && codeCategories(setting.names, fewest).levels < 2) leftOut.ownNames += 1
    else usable.push(setting)
  }
  usable.sort((left, right) => right.runs - left.runs || (left.key < right.key ? -1 : 1))
  leftOut.beyond = Math.max(0, usable.length - most)
  return { usable: usable.slice(0, most), leftOut }
}

const none = new Float64Array(0)

/** The column of some of the runs, by their places. */
export function codeSetting({ isNumeric, numbers, names }: UsableSetting, places: Int32Array, fewest: number): Coded {
  return isNumeric
    ? codeNumbers(Float64Array.from(places, (place) => numbers[place] ?? Number.NaN))
    : codeCategories(
        Array.from(places, (place) => names[place] ?? null),
        fewest,
      )
}
