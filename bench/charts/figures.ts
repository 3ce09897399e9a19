/** What a chart benchmark measured: samples, the one number they are judged by, and what it may be at most. */
import { quantile } from '../../src-main/maths/statistics'
import { table } from '../report'

export type Unit = 'ms' | '%' | 'MB' | 'count'
/** How samples become the number that counts. */
export type Statistic = 'median' | 'p99' | 'most'

export type Figure = {
  readonly what: string
  readonly unit: Unit
  readonly statistic: Statistic
  readonly samples: readonly number[]
  readonly value: number
  /** The most that it should be; null where nothing was asked for. Told beside the figure, never enforced. */
  readonly budget: number | null
  readonly met: boolean | null
}

const shares: Record<Statistic, number> = { median: 0.5, p99: 0.99, most: 1 }

/** @throws RangeError for no samples: what was not measured has no figure. */
export function figure(
  what: string,
  samples: readonly number[],
  {
    unit = 'ms',
    statistic = 'median',
    budget = null,
  }: { unit?: Unit; statistic?: Statistic; budget?: number | null } = {},
): Figure {
  if (samples.length === 0) throw new RangeError(`Nothing was measured: ${what}`)
  const value = quantile(samples, shares[statistic])
  return { what, unit, statistic, samples, value, budget, met: budget === null ? null : value <= budget }
}

const shown = (value: number, unit: Unit): string => {
  if (unit === 'count') return value.toFixed(0)
  return `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ${unit}`
}

/** A table in Markdown: each figure, how far it spreads, its budget. */
export function figureTable(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ what, unit, statistic, samples, value, budget, met }) => [
    what,
    statistic,
    shown(value, unit),
    samples.length === 1 ? '' : `${shown(quantile(samples, 0), unit)} to ${shown(quantile(samples, 1), unit)}`,
    budget === null ? '' : shown(budget, unit),
    met === null ? '' : met ? 'met' : 'missed',
  ])
  return table([title, 'is the', 'figure', 'of', 'budget', ''], rows)
}
