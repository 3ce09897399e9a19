/** Which columns the run table could have, by what they are of. */
import type { RunKeys } from '@contract/run-query'
import { directionOf, type Directions } from '@model/directions'
import { flatRecord } from '@protocol/config'
import { ownColumns, quantityNames, type MetricPart } from '@panels/runs/run-columns'
import { offeredSettings } from '@panels/words/config-values'
import { seriesOf } from '@panels/workspace/panels'

/** What a metric has a column of, but for its value at an epoch of choice. */
export function partsOf(key: string, directions: Directions): Exclude<MetricPart, 'point'>[] {
  return directionOf(key, directions) === 'none' ? ['last', 'min', 'max'] : ['best', 'at', 'last', 'min', 'max']
}
export const partWords: Readonly<Record<Exclude<MetricPart, 'point'>, string>> = {
  best: 'best',
  at: 'epoch',
  last: 'last',
  min: 'min',
  max: 'max',
}

/** Ids of what runs themselves have. */
export const ownIds: readonly string[] = Object.keys(ownColumns)
  .filter((key) => key !== 'name')
  .map((key) => (quantityNames.has(key) ? `run:${key}` : key))

export const metricKeys = (keys: RunKeys): string[] => seriesOf(keys)
export const settingKeysOf = (keys: RunKeys): string[] => offeredSettings(keys)

/** How many there are, values at an epoch of choice not counted. */
export function columnCount(keys: RunKeys): number {
  const directions = flatRecord(keys.said.directions)
  const metrics = metricKeys(keys).reduce((sum, key) => sum + partsOf(key, directions).length, 0)
  return metrics + settingKeysOf(keys).length + keys.summary.length + ownIds.length
}
