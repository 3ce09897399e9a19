/** What a binding speaks of: runs of the report, by name or by values of their settings. */
import { groupValue } from '@model/grouping'
import type { RunSummary } from '@contract/run'
import type { FlatConfig } from '@protocol/config'

/**
 * The runs that a reference means: one by its name or id, or those with all of the values that it names, as groups are called
 * (“plain, MSE”, “pooled”, “plain, learning rate 0.001, seed 2”). Empty where it means none.
 */
export function findReferred(runs: readonly RunSummary[], reference: string): RunSummary[] {
  const wanted = reference.trim()
  const named = runs.filter(({ id, name }) => name === wanted || id === wanted)
  if (named.length > 0) return named
  const lower = wanted.toLowerCase()
  return runs.filter(({ config }) => matches(config, lower))
}

/** A value may hold commas itself (“filters 16, 32”), so that every beginning is tried. */
function matches(config: FlatConfig, wanted: string): boolean {
  const values = valuesOf(config)
  const isCovered = (rest: string): boolean => {
    for (let end = rest.length; end > 0; end = rest.lastIndexOf(',', end - 1)) {
      if (!values.has(rest.slice(0, end).trim())) continue
      if (end === rest.length || isCovered(rest.slice(end + 1).trim())) return true
    }
    return false
  }
  return isCovered(wanted)
}

/** Made once for each config: a report asks for the same runs many times. */
const known = new WeakMap<FlatConfig, Set<string>>()
function valuesOf(config: FlatConfig): Set<string> {
  let values = known.get(config)
  if (values === undefined) {
    values = new Set(Object.keys(config).map((key) => groupValue(config, key).toLowerCase()))
    known.set(config, values)
  }
  return values
}
