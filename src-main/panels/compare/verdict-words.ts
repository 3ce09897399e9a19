/** Cells of the verdict table in words, for the window's table and a report's alike. */
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import { shownState, stateWords, type EndReason, type RunState, type RunSummary } from '@contract/run'
import { showApart, showDigits } from '@maths/digits'
import { countOf, formatCount, formatValue } from '../words/format'
import type { GroupRow } from './verdict-rows'

/** Whom a group is compared with, as its own column or row tells them apart. */
export function nameAgainst(other: ComparisonGroup, own: ComparisonGroup): string {
  if (other.column === own.column) return other.row
  return other.row === own.row ? other.column : other.id
}

/** The epoch at which a group reaches the other's best, in the median where there are several pairs. */
export function describeReachedEpoch({ reach, group }: GroupRow): string {
  if (reach === null) return '–'
  // Some of the pairs may reach it all the same, fewer than a median takes.
  if (reach.epoch === null)
    return reach.reached === 0 ? `not within ${formatCount(group.epochs[1])}` : `${reach.reached} of ${reach.pairs}`
  // The median of an even count of epochs may be a half.
  const epoch = (Math.round(reach.epoch * 10) / 10).toLocaleString('en-US')
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
    return `${stateWord(only.state)} at ${fewest === most ? formatCount(most) : `${formatCount(fewest)} to ${formatCount(most)}`}`
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

export type ValueTexts = {
  /** A best value: of a run, of a group, or the one to reach. */
  readonly best: (value: number) => string
  readonly mean: (value: number) => string
}

/** How the values of a comparison are written: as in its sentences, with as many digits as tell them apart. */
export function valueTexts({ rows, groups }: Pick<Comparison, 'rows' | 'groups'>): ValueTexts {
  return {
    best: showApart(rows.flatMap(({ best }) => best ?? [])),
    mean: showApart(groups.flatMap(({ mean }) => mean ?? [])),
  }
}

/** To the decimals of its mean as it is written; a smaller one with two digits of its own. */
export function showDeviation(meanText: string, deviation: number): string {
  if (meanText.includes('e')) return showDigits(deviation, 2)
  const text = deviation.toFixed(meanText.split('.')[1]?.length ?? 0)
  return Number(text) === 0 && deviation > 0 ? formatValue(deviation, 2) : text
}

/** “0.01256 ± 0.00021” over seeds, “0.01256, no spread” where they are alike; else why there is no mean. */
export function describeSpread(
  { mean, deviation, count, areSeeds, variesIn }: ComparisonGroup,
  show: ValueTexts['mean'],
): string {
  if (count < 2) return count === 1 ? '1 seed' : '–'
  if (!areSeeds) return variesIn.length > 0 ? 'not seeds' : 'seeds repeat'
  const middle = show(mean ?? 0)
  return deviation === 0 ? `${middle}, no spread` : `${middle} ± ${showDeviation(middle, deviation ?? 0)}`
}

/** How many seeds or runs the numbers are of: “3”, “2 of 3” where one is left out, “2 runs” that are no seeds. */
export function describeCount({ count, leftOut, areSeeds }: ComparisonGroup): string {
  const of = leftOut.length === 0 ? '' : ` of ${count + leftOut.length}`
  return areSeeds ? `${count}${of}` : of === '' ? countOf(count, 'run') : `${count}${of} runs`
}
