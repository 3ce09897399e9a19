/** What any groups are compared on, and by what they are grouped: what is chosen, or the usual choice for the runs. */
import type { TemplateChoices, TemplateOptions } from '@contract/report'
import type { RunSummary } from '@contract/run'
import { comparableKeys, directionsOf, rolesOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { lossWords, orderedKeys } from '@model/grouping'
import { scalesDiffer } from '../scales'
import { roleOf } from '@model/roles'
import { identityOf } from '@model/values'
import { listOf } from '../descriptions'
import { differingSettings, tellingKeys } from '@model/telling-settings'

export type ChosenGroups = {
  readonly metric: string
  /** The two settings; the same twice where one is enough. */
  readonly rows: string
  readonly columns: string
}

/** So many names stand in a sentence. */
const mostNamed = 3
const someOf = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? listOf(names)
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`

/** The choices, those that were not made among them; or one sentence on what the runs lack. */
export function chooseGroups(
  runs: readonly RunSummary[],
  { metric, keys }: TemplateChoices,
): ChosenGroups | { readonly lacks: string } {
  if (runs.length < 2) return { lacks: 'A comparison needs at least two runs.' }
  const comparable = comparableKeys(runs)
  const compared = metric ?? comparable.find((key) => !scalesDiffer(key, runs)) ?? comparable[0]
  const missing = lacksMetric(runs, compared)
  if (compared === undefined || missing !== null) return { lacks: missing ?? '' }
  const [rows, columns] = keys ?? usualKeys(runs)
  if (rows === undefined) return { lacks: 'These runs have no setting to group them by.' }
  const unknown = (keys ?? []).find((key) => runs.every(({ config }) => config[key] === undefined))
  if (unknown !== undefined) return { lacks: `None of these runs has the setting ${unknown}.` }
  return { metric: compared, rows, columns: columns ?? rows }
}

function lacksMetric(runs: readonly RunSummary[], metric: string | undefined): string | null {
  if (metric === undefined) {
    const there = seriesOf(runs)
    return there.length === 0
      ? 'None of these runs has a metric yet.'
      : `Nothing says whether lower or higher values of ${someOf(there)} are better; choose a direction for the metric to compare.`
  }
  const having = runs.filter(({ series }) => (series[metric]?.count ?? 0) > 0)
  if (having.length === 0) return `None of these runs has ${metric}.`
  if (directionOf(metric, directionsOf(runs)) === 'none')
    return `Nothing says whether lower or higher values of ${metric} are better; choose a direction for it.`
  if (scalesDiffer(metric, runs))
    return `${metric} is each run's own loss, and these runs minimize ${someOf(lossesOf(runs))}, whose values are on different scales; choose another metric.`
  const [only] = having
  return having.length === 1 && only !== undefined
    ? `Only ${only.name} has ${metric}, so there is nothing to compare it with.`
    : null
}

const lossesOf = (runs: readonly RunSummary[]): string[] => [
  ...new Set(runs.map(({ config, roles }) => lossWords(config, roles))),
]

const seriesOf = (runs: readonly RunSummary[]): string[] => [
  ...new Set(runs.flatMap(({ series }) => Object.keys(series))),
]

/**
 * One or two settings: those that tell the runs apart best; where none does in all of them, the one that most runs have and that makes the
 * fewest groups; where none differs, one that all have. Empty where no run has a setting.
 */
function usualKeys(runs: readonly RunSummary[]): string[] {
  const roles = rolesOf(runs)
  const isSeed = (key: string) => roleOf(key, roles) === 'seed'
  const differing = differingSettings(runs).filter((key) => !isSeed(key))
  const { row, column } = tellingKeys(runs)
  const telling = [...new Set([row, column])].filter((key) => differing.includes(key) && !isSeed(key))
  if (telling.length > 0) return telling
  const valuesOf = (key: string) =>
    runs.flatMap(({ config }) => (config[key] === undefined ? [] : [identityOf(config[key])]))
  const ranked = (keys: readonly string[]) =>
    keys
      .map((key) => ({ key, runs: valuesOf(key).length, values: new Set(valuesOf(key)).size }))
      .sort((left, right) => right.runs - left.runs || left.values - right.values)
  const [best] = ranked(differing)
  if (best !== undefined) return [best.key]
  const [shared] = ranked(orderedKeys(runs.map(({ config }) => config)).filter((key) => !isSeed(key)))
  return shared === undefined ? [] : [shared.key]
}

/** What there is to choose from, and what is taken where nothing is chosen. */
export function templateOptions(runs: readonly RunSummary[]): TemplateOptions {
  const directions = directionsOf(runs)
  const comparable = comparableKeys(runs)
  const differing = new Set(differingSettings(runs))
  const keys = orderedKeys(runs.map(({ config }) => config))
  return {
    metrics: [...new Set([...comparable, ...seriesOf(runs)])].map((key) => ({
      key,
      direction: directionOf(key, directions),
      runs: runs.filter(({ series }) => series[key] !== undefined).length,
    })),
    keys: [...keys.filter((key) => differing.has(key)), ...keys.filter((key) => !differing.has(key))].map((key) => ({
      key,
      differs: differing.has(key),
    })),
    metric: comparable.find((key) => !scalesDiffer(key, runs)) ?? comparable[0] ?? null,
    groupedBy: usualKeys(runs),
  }
}
