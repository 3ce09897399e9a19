/** Cells of the verdict table in words, for the window's table and a report's alike. */
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import type { CommonMetricKey } from '@contract/metrics'
import { shownState, stateWords, type EndReason, type RunState, type RunSummary } from '@contract/run'
import { formatMetric, formatValue } from '../words/format'
import type { GroupRow } from './verdict-rows'

/** Whom a group is held against, as its own column or row tells them apart. */
export function nameAgainst(other: ComparisonGroup, own: ComparisonGroup): string {
  if (other.column === own.column) return other.row
  return other.row === own.row ? other.column : other.id
}

/** The epoch at which a group reaches the other's best, in the median where there are several pairs. */
export function describeReachedEpoch({ reach, group }: GroupRow): string {
  if (reach === null) return '–'
  if (reach.epoch === null) return `not within ${group.epochs[1]}`
  // The median of an even count of epochs may be a half.
  const epoch = String(Math.round(reach.epoch * 10) / 10)
  return reach.pairs === 1 ? epoch : `${epoch}, ${reach.reached} of ${reach.pairs}`
}

const stateWord = (state: string): string => stateWords[state as RunState | EndReason]

/** “completed at 20”, “stopped early at 34 to 41”, “2 completed, 1 failed”. */
export function describeGroupEndings({
  endings,
  epochs: [fewest, most],
}: Pick<ComparisonGroup, 'endings' | 'epochs'>): string {
  const [only] = endings
  if (endings.length === 1 && only) {
    if (most === 0) return stateWord(only.state)
    return `${stateWord(only.state)} at ${fewest === most ? String(most) : `${fewest} to ${most}`}`
  }
  return endings.map(({ state, count }) => `${count} ${stateWord(state)}`).join(', ')
}

/** The same of runs that are no group. */
export function describeEndings(runs: readonly RunSummary[]): string {
  const states = runs.map(shownState)
  const epochs = runs.map((run) => run.epochs)
  const endings = [...new Set(states)].map((state) => ({
    state,
    count: states.filter((other) => other === state).length,
  }))
  return describeGroupEndings({ endings, epochs: [Math.min(...epochs), Math.max(...epochs)] })
}

/** To the digits of its mean; a smaller one with two of its own. */
export function showDeviation(metric: CommonMetricKey, mean: number, deviation: number): string {
  const text = deviation.toFixed(formatMetric(metric, mean).split('.')[1]?.length ?? 0)
  return Number(text) === 0 && deviation > 0 ? formatValue(deviation, 2) : text
}

/** “0.01256 ± 0.00021” over seeds; else why there is no mean. */
export function describeSpread(
  metric: Comparison['metric'],
  { mean, deviation, count, areSeeds, variesIn }: ComparisonGroup,
): string {
  if (count < 2) return count === 1 ? '1 seed' : '–'
  if (!areSeeds) return variesIn.length > 0 ? 'not seeds' : 'seeds repeat'
  return `${formatMetric(metric, mean ?? 0)} ± ${showDeviation(metric, mean ?? 0, deviation ?? 0)}`
}
