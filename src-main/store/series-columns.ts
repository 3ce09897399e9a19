/** Columns of series: parts of their digests as SQL over `series`, and the best in the direction that holds for each run. */
import type { ColumnValue, SeriesColumnKind } from '../contract/run-query'
import { describesSql, exactnessSql } from '../model/described-metrics'
import type { Direction } from '../protocol/names'
import type { MetricDescriptions } from './metric-descriptions'

/** Which way a series gets better, as far as people and names say it. */
export type SeriesDirection = {
  /** Where neither the project nor the author of a run says more. */
  readonly usual: Direction
  /** Chosen in projects, by their ids. */
  readonly chosen: readonly (readonly [project: string, direction: Direction])[]
}
export type DirectionOf = (key: string) => SeriesDirection

/** For columns that are of no series. */
export const noDirections: DirectionOf = () => ({ usual: 'none', chosen: [] })

/** A row of a series: its run, which numbers are -0, the run's direction where runs are unlike in it, and the values asked for. */
export type SeriesCells = [run: number, zeros: number | null, said: Direction | null, ...values: (number | null)[]]

type SeriesSource = {
  /** A table that has the columns of `series`, and `direction` where that is said of each run. */
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly direction: Direction | 'said'
}

/**
 * Where a series is read from. What a project has chosen holds for its runs, then the word of a run's author, then the usual; where nobody says
 * anything, there is nothing to look up for a run.
 */
export function createSeriesSource(descriptions: Pick<MetricDescriptions, 'hasDirection'>) {
  return (key: string, { usual, chosen }: SeriesDirection): SeriesSource => {
    if (chosen.length === 0 && !descriptions.hasDirection(key))
      return { sql: 'series', parameters: [], direction: usual }
    return {
      sql: `(SELECT series.*, coalesce(
        (SELECT chosen.value FROM runs AS owner JOIN json_each(?) AS chosen ON chosen.key = owner.project WHERE owner.number = series.run),
        (SELECT said.direction FROM (SELECT ? AS key) AS wanted, metric_descriptions AS said
          WHERE said.run = series.run AND ${describesSql('wanted.key')} AND said.direction IS NOT NULL ORDER BY ${exactnessSql('wanted.key')} LIMIT 1),
        '${usual}') AS direction FROM series)`,
      parameters: [JSON.stringify(Object.fromEntries(chosen)), key],
      direction: 'said',
    }
  }
}

// The best that is finite, as in charts and comparisons. Where all values are NaN, or none was finite, there is one all the same: as model/digests has it.
const lowest = `CASE WHEN minimum IS NOT NULL THEN minimum WHEN negative_infinity_step IS NOT NULL THEN -9e999 WHEN positive_infinity_step IS NOT NULL THEN 9e999 END`
const highest = `CASE WHEN maximum IS NOT NULL THEN maximum WHEN positive_infinity_step IS NOT NULL THEN 9e999 WHEN negative_infinity_step IS NOT NULL THEN -9e999 END`
const lowestStep = 'coalesce(minimum_step, negative_infinity_step, positive_infinity_step, first_step)'
const highestStep = 'coalesce(maximum_step, positive_infinity_step, negative_infinity_step, first_step)'

const digestSql: Readonly<Record<Exclude<SeriesColumnKind, 'best' | 'bestStep'>, string>> = {
  last: 'last',
  count: 'count',
  min: 'minimum',
  max: 'maximum',
  minStep: 'minimum_step',
  maxStep: 'maximum_step',
  nan: 'nan',
  infinite: 'infinite',
  firstStep: 'first_step',
  lastStep: 'last_step',
  infinityStep: 'positive_infinity_step',
  minusInfinityStep: 'negative_infinity_step',
  isByStep: 'is_by_step',
}

/** A digest's part, as SQL; null for the best of a key without a direction. */
export function seriesSql(kind: SeriesColumnKind, direction: SeriesSource['direction']): string | null {
  if (kind !== 'best' && kind !== 'bestStep') return digestSql[kind]
  const [low, high] = kind === 'best' ? [lowest, highest] : [lowestStep, highestStep]
  if (direction === 'none') return null
  if (direction === 'said') return `CASE direction WHEN 'lower' THEN ${low} WHEN 'higher' THEN ${high} END`
  return direction === 'lower' ? low : high
}

/** What a cell of a digest says; undefined for nothing. */
export function readDigest(
  kind: SeriesColumnKind,
  value: number | null,
  { zeros, direction }: { readonly zeros: number; readonly direction: Direction },
): ColumnValue | undefined {
  // The last or the best value was none; there is no step or extreme of what was never finite.
  if (value === null) return kind === 'last' || (kind === 'best' && direction !== 'none') ? Number.NaN : undefined
  if (kind === 'isByStep') return value === 1
  return value === 0 && isNegativeZero(kind, zeros, direction) ? -0 : value
}

/** Which of a digest's numbers are -0 (`negative_zeros`: 1 last, 2 minimum, 4 maximum). */
function isNegativeZero(kind: SeriesColumnKind, zeros: number, direction: Direction): boolean {
  if (kind === 'last') return (zeros & 1) !== 0
  if (kind === 'min' || (kind === 'best' && direction === 'lower')) return (zeros & 2) !== 0
  if (kind === 'max' || (kind === 'best' && direction === 'higher')) return (zeros & 4) !== 0
  return false
}
