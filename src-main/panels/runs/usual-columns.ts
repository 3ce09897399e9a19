/** Columns that the run table begins with, by what the runs of a project have. */
import { decidingMetrics } from '@contract/run-data'
import type { KeyInfo, RunKeys } from '@contract/run-query'
import { comparableOf } from '@model/comparison/metric'
import type { Directions } from '@model/directions'
import { roleOf } from '@model/roles'
import { seriesOf } from '../workspace/panels'
import { subjectOf, usualColumns } from './run-columns'

type Keys = Pick<RunKeys, 'runs' | 'config' | 'series'>
type Said = { readonly directions: Directions; readonly hiddenKeys: readonly string[] }

/** Settings that stand there without being chosen. */
const mostSettings = 4
/** One that fewer runs have would be mostly empty. */
const leastShare = 1 / 3

/**
 * The usual columns of what Plateau trains, without those that no run has anything in; settings in which other runs differ and the metric that they are
 * compared by stand in their places.
 */
export function usualColumnsOf(keys: Keys, said: Said): readonly string[] {
  if (keys.runs === 0 || keys.series.some(({ key }) => key === 'val_mse')) return usualColumns
  const own = new Set(keys.config.map(({ key }) => key))
  const others = tellingKeys(keys.config, keys.runs).filter((key) => !usualColumns.some((id) => id === `config:${key}`))
  const settings = usualColumns.flatMap((id) => settingOf(id) ?? []).filter((key) => own.has(key))
  const places = Math.max(0, mostSettings - settings.length)
  const [metric, isJudged] = metricOf(keys, said)
  const hasEpochs = keys.series.some(({ byEpoch }) => byEpoch > 0)
  const hasCurve = keys.series.some(({ key }) => (decidingMetrics as readonly string[]).includes(key))
  return usualColumns.flatMap((id): string[] => {
    const subject = subjectOf(id)
    if (id === 'state') return [id, ...others.slice(0, places).map((key) => `config:${key}`)]
    if (id === 'curve') return hasCurve ? [id] : []
    if (id === 'run:epochs' || id === 'run:trainingSeconds') return hasEpochs ? [id] : []
    if (subject?.kind === 'config') return own.has(subject.key) ? [id] : []
    if (subject?.kind !== 'metric') return [id]
    if (subject.key !== 'val_mse') return keys.series.some(({ key }) => key === subject.key) ? [id] : []
    return metric !== null && (isJudged || subject.part === 'last') ? [`${subject.part}:${metric}`] : []
  })
}

function settingOf(id: string): string | null {
  const subject = subjectOf(id)
  return subject?.kind === 'config' ? subject.key : null
}

/** What runs are compared by; without a metric that has a direction the first that they have, of which there is no best. */
function metricOf(keys: Keys, { directions, hiddenKeys }: Said): readonly [key: string | null, isJudged: boolean] {
  const [compared] = comparableOf(keys.series, directions, hiddenKeys)
  if (compared !== undefined) return [compared, true]
  const isThere = (key: string) => !hiddenKeys.includes(key) && keys.series.some((one) => one.key === key)
  return [seriesOf(keys).find(isThere) ?? null, false]
}

/** Settings in which many of the runs differ, no lists: names and numbers before seeds, those that most runs have first. */
function tellingKeys(config: readonly KeyInfo[], runs: number): string[] {
  const telling = config.filter(
    ({ lists, distinct, runs: having }) => lists === 0 && distinct > 1 && having >= leastShare * runs,
  )
  const isSeed = ({ key }: KeyInfo) => (roleOf(key) === 'seed' ? 1 : 0)
  return telling.toSorted((left, right) => isSeed(left) - isSeed(right) || right.runs - left.runs).map(({ key }) => key)
}
