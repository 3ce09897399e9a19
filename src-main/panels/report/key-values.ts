/** What is said of keys, whatever they are: values of settings, summaries and environments, digests of series, and their names. */
import { isSettingKey } from '@contract/config'
import { describeMetric } from '@contract/metrics'
import { environmentName, type RunSummary, type SeriesDigest } from '@contract/run'
import type { FlatConfig } from '@protocol/config'
import { directionsOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { groupValue, settingName } from '@model/grouping'
import { configLabel, configText, settingLabel } from '../words/config-values'
import { countOf, formatCount, formatMetric } from '../words/format'
import type { digestForms, GroupedBy, keyForms, valueSources } from './bindings'
import { listOf } from './descriptions'
import { none } from './no-value'

/** So many values stand in a sentence. */
const mostValues = 12

/** Each value once; of very many, how many more there are. */
function eachOnce(values: readonly string[]): string {
  const distinct = [...new Set(values)]
  return distinct.length <= mostValues
    ? listOf(distinct)
    : `${distinct.slice(0, mostValues).join(', ')} and ${formatCount(distinct.length - mostValues)} more`
}

/** The values that runs have under a key, of their settings, their summary or their environment. */
export function valueUnder(from: (typeof valueSources)[number], key: string, runs: readonly RunSummary[]): string {
  const having = runs.flatMap((run) => {
    const values: FlatConfig | null = run[from]
    return values?.[key] === undefined ? [] : [{ run, values }]
  })
  if (having.length === 0) {
    if (from === 'config' && isSettingKey(key)) return none(`${settingLabel(key)} does not apply to these runs.`)
    const what = { config: 'a setting', summary: 'a summary value', environment: 'an environment value' }[from]
    return none(`None of these runs has ${what} “${from === 'environment' ? environmentName(key) : key}”.`)
  }
  return eachOnce(
    having.map(({ run, values }) => (from === 'config' ? configLabel(run, key) : configText({ config: values }, key))),
  )
}

/** What is known of a series without its points, and needs no direction. Over several runs: the least minimum, the greatest maximum, and each of the others. */
export function digestValue(form: (typeof digestForms)[number], key: string, runs: readonly RunSummary[]): string {
  const digests = runs.flatMap(({ series }) => series[key] ?? [])
  if (digests.length === 0) return none(`None of these runs has ${key}.`)
  switch (form) {
    case 'minimum':
      return extreme(key, digests, ({ minimum }) => minimum, Math.min)
    case 'maximum':
      return extreme(key, digests, ({ maximum }) => maximum, Math.max)
    case 'points':
      return eachOnce(digests.map(({ count }) => formatCount(count)))
    case 'last step':
      return eachOnce(digests.map(({ lastStep }) => (lastStep === null ? 'none' : formatCount(lastStep))))
  }
}

function extreme(
  key: string,
  digests: readonly SeriesDigest[],
  valueOf: (digest: SeriesDigest) => number | null,
  choose: (...values: number[]) => number,
): string {
  const values = digests.flatMap((digest) => valueOf(digest) ?? [])
  return values.length === 0 ? none(`${key} has no finite value.`) : formatMetric(key, choose(...values))
}

/** The words for a series, its better side, or the words for a setting. */
export function keyWords(form: (typeof keyForms)[number], key: string, runs: readonly RunSummary[]): string {
  if (form === 'setting') return settingName(key)
  if (form === 'label') return describeMetric(key).label
  const direction = directionOf(key, directionsOf(runs))
  return direction === 'none' ? none(`Nothing says whether lower or higher values of ${key} are better.`) : direction
}

/** “1 group”, “4 groups”. */
export function countGroups(runs: readonly RunSummary[], { row, column }: NonNullable<GroupedBy>): string {
  const groups = new Set(
    runs.map(({ config }) => JSON.stringify([groupValue(config, row), groupValue(config, column)])),
  )
  return countOf(groups.size, 'group')
}
