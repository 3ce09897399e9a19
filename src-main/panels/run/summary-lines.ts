/** The numbers that a run is known by: what its author set by name, then best or last of its series. */
import { directionOf, type Direction, type Directions } from '@model/directions'
import { bestOfDigest } from '@model/digests'
import { visibleLine } from '@contract/text'
import type { Units } from '@model/units'
import { showSetting } from '@model/values'
import type { SeriesDigest } from '@contract/run'
import type { FlatConfig } from '@protocol/config'
import { formatCount, formatMetric } from '../words/format'
import { isLearning, sectionsOf } from './panel-rows'

export type SummaryLine = {
  readonly id: string
  readonly label: string
  /** "best, 32", "last", "last, 12 NaN"; empty for what the author set. */
  readonly note: string
  readonly text: string
  /** With every digit. */
  readonly whole: string
}

type Summarized = {
  readonly summary: FlatConfig
  readonly series: Readonly<Record<string, SeriesDigest>>
  readonly parameters: number | null
  readonly units?: Units | undefined
}

/**
 * An author's value wins over the one that is worked out of a series of the same key. Of what a run learns on, the last value
 * says more than the best.
 */
export function summaryLines(
  { summary, series, parameters, units }: Summarized,
  directions?: Directions,
): SummaryLine[] {
  const own = Object.keys(summary).map((key): SummaryLine => {
    const value = summary[key] ?? null
    const whole = typeof value === 'string' ? value : showSetting(value)
    return {
      id: `summary ${key}`,
      label: key,
      note: '',
      text: typeof value === 'number' ? numberText(key, value, units) : whole,
      whole,
    }
  })
  const sections = sectionsOf(
    Object.keys(series).filter((key) => !Object.hasOwn(summary, key)),
    directions,
  )
  const learned = new Set(sections.flatMap(({ name, keys }) => (isLearning(name) ? keys : [])))
  const worked = sections
    .flatMap(({ keys }) => keys)
    .flatMap((key) => {
      const digest = series[key]
      return digest === undefined || digest.count === 0
        ? []
        : [lineOf(key, digest, learned.has(key) ? 'none' : directionOf(key, directions), units)]
    })
  // Those with a best first: what a run is judged by.
  const judged = worked.filter(({ note }) => note.startsWith('best'))
  const others = worked.filter(({ note }) => !note.startsWith('best'))
  const count: SummaryLine[] =
    parameters === null || Object.hasOwn(summary, 'params') || Object.hasOwn(summary, 'parameters')
      ? []
      : [{ id: 'parameters', label: 'parameters', note: '', text: formatCount(parameters), whole: String(parameters) }]
  return [...own, ...judged, ...others, ...count]
}

function lineOf(key: string, digest: SeriesDigest, direction: Direction, units?: Units): SummaryLine {
  const best = bestOfDigest(digest, direction)
  const broken = [
    ...(digest.nan > 0 ? [`${formatCount(digest.nan)} NaN`] : []),
    ...(digest.infinite > 0 ? [`${formatCount(digest.infinite)} infinite`] : []),
  ].map((words) => `, ${words}`)
  if (best !== null)
    return {
      id: `series ${key}`,
      label: key,
      note: `best, ${formatCount(best.step)}${broken.join('')}`,
      text: numberText(key, best.value, units),
      whole: String(best.value),
    }
  return {
    id: `series ${key}`,
    label: key,
    note: `last${broken.join('')}`,
    text: numberText(key, digest.last ?? Number.NaN, units),
    whole: String(digest.last ?? Number.NaN),
  }
}

/** Counts read as counts, and what its author measures it in stands behind a number. */
function numberText(key: string, value: number, units: Units = {}): string {
  const count = value < 0 ? `-${formatCount(-value)}` : formatCount(value)
  const text = Number.isSafeInteger(value) ? count : formatMetric(key, value)
  const unit = Object.hasOwn(units, key) ? visibleLine(units[key] ?? '') : ''
  return unit === '' ? text : `${text} ${unit}`
}
