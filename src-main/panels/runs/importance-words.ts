/** What mattered, in words and numbers: for the strip below the table of runs and the command line. */
import {
  fewestImportanceRuns,
  mostForestRuns,
  type ImportanceResult,
  type ImportanceValue,
  type SettingImportance,
} from '@contract/importance'
import { parseQuery } from '@model/query/parse'
import { printQuery } from '@model/query/print'
import { allOf, leavesOf, partsOf } from '@model/query/tree'
import { countOf, formatCount } from '../words/format'

/** "val_mse.best", as the query language has it. */
export const importanceMetric = (metric: string, value: ImportanceValue): string => `${metric}.${value}`

/** Why there are no bars, in one sentence; null where there are. */
export function importanceReason({ state, used, without }: ImportanceResult, metric: string): string | null {
  switch (state) {
    case 'too-few': {
      const has = used === 0 ? 'no run here has' : `${countOf(used, 'run')} here ${used === 1 ? 'has' : 'have'}`
      return `What mattered needs ${fewestImportanceRuns} runs or more, and ${has} ${metric}.`
    }
    case 'all-equal':
      return `${metric} is the same in all ${countOf(used, 'run')}${without > 0 ? ' that have it' : ''}.`
    case 'nothing-differs':
      return `No setting differs between the ${countOf(used, 'run')} in a way that can be told apart.`
    case 'ready':
      return null
  }
}

/** Which runs the forest is of, and which runs and settings do not count, as sentences without their ends; none where it is all of them. */
export function importanceNotes({ leftOut, without, notNumbers, used, sampled }: ImportanceResult): string[] {
  const settings = (count: number, why: string) => (count === 0 ? [] : [`${countOf(count, 'setting')} ${why}`])
  const out = [
    ...(without > 0 ? [`${countOf(without, 'run')} without the metric`] : []),
    ...(notNumbers > 0 ? [`${countOf(notNumbers, 'run')} where it is not a number`] : []),
    ...settings(leftOut.shared, 'the same in all'),
    ...settings(leftOut.single, 'in one run only'),
    ...settings(leftOut.ownNames, 'with a name of its own in nearly every run'),
    ...settings(leftOut.beyond, 'beyond those that most runs have'),
  ]
  return [
    ...(sampled > 0 && sampled < used
      ? [`Importance is from ${formatCount(mostForestRuns)} of the runs, drawn at random`]
      : []),
    ...(out.length > 0 ? [`Left out: ${out.join(', ')}`] : []),
  ]
}

/** How much the forest tells of runs that it has not seen: where that is nothing, no bar means anything. */
export function importanceTold({ told }: ImportanceResult): string {
  const percent = Math.round(told * 100)
  return percent > 0
    ? `the forest explains ${percent}% of the variance`
    : 'the forest explains none of the variance, so the bars mean little'
}

/** Whether chance alone may have done it: the whisker meets 0. */
export const isImportanceQuiet = ({ importance }: SettingImportance): boolean => importance.low <= 0
/** Whether the interval of the correlation spans 0. */
export const isCorrelationQuiet = ({ correlation }: SettingImportance): boolean =>
  correlation === null || (correlation.low <= 0 && correlation.high >= 0)

/** With its sign, and two digits. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2)
  return text === '0.00' ? text : `${value < 0 ? '−' : '+'}${text}`
}

/** "0.44 ± 0.06" */
export const importanceText = ({ importance: { mean, deviation } }: SettingImportance): string =>
  `${mean < 0 && mean.toFixed(2) !== '-0.00' ? '−' : ''}${Math.abs(mean).toFixed(2)} ± ${deviation.toFixed(2)}`

/** Why a setting has no rank correlation. */
export const noCorrelation = ({ isNumeric }: SettingImportance): string =>
  isNumeric ? 'too few runs with a number' : 'a name, it has no order'

/** The end of the axis that all bars share: the next tenth above the longest whisker. */
export const importanceEnd = (settings: readonly SettingImportance[]): number =>
  Math.max(1, Math.ceil(settings.reduce((most, { importance }) => Math.max(most, importance.high), 0) * 10 - 1e-9)) / 10

/** The line without conditions on the metric itself, which hide runs by what is to be explained; null where it has none. */
export function withoutCut(line: string, metric: string): string | null {
  const { query } = parseQuery(line)
  if (query === null) return null
  const isOfMetric = (name: string) => name === metric || name.startsWith(`${metric}.`)
  const parts = partsOf(query.condition)
  const left = parts.filter((part) => !leavesOf(part).some((leaf) => 'field' in leaf && isOfMetric(leaf.field.name)))
  return left.length === parts.length ? null : printQuery({ ...query, condition: allOf(left) })
}
