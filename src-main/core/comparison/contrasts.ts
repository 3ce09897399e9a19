/** Whether two groups' best values differ by more than their seeds do: Welch's interval, and what it allows to be said. */
import type { Conclusion, Contrast } from '../../contract/comparison'
import { describeMetric, type CommonMetricKey } from '../../contract/metrics'
import { mean, welch } from '../../maths/statistics'
import { bestsOf, type Group } from './groups'

/** From so many seeds on each side an interval is given: with two, one degree of freedom makes it useless. */
export const fewestSeedsForInterval = 3

/** The difference right - left of two groups' best values; names are as they stand in the sentence. */
export function contrastGroups(
  metric: CommonMetricKey,
  left: Group,
  leftName: string,
  right: Group,
  rightName: string,
): Contrast {
  const [lefts, rights] = [bestsOf(left), bestsOf(right)]
  const fewest = Math.min(lefts.length, rights.length)
  const common = { left: left.id, right: right.id, leftCount: lefts.length, rightCount: rights.length }
  const without = (conclusion: Conclusion, sentence: string, difference: number | null): Contrast => ({
    ...common,
    conclusion,
    difference,
    low: null,
    high: null,
    p: null,
    degreesOfFreedom: null,
    sentence,
  })
  if (fewest === 0)
    return without('too-few-seeds', `${rightName} and ${leftName} have no finished epochs to compare.`, null)
  if (!left.areSeeds || !right.areSeeds) {
    return without('not-seeds', `Runs of ${notSeeds(left, leftName, right, rightName)}: no interval.`, null)
  }
  const difference = mean(rights) - mean(lefts)
  const seeds = countSeeds(lefts.length, rights.length)
  if (fewest < fewestSeedsForInterval) {
    return fewest === 1
      ? without('one-seed', `${seeds}: the difference may be luck of the start weights.`, difference)
      : without('too-few-seeds', `${seeds}: too few for an interval; three each are needed.`, difference)
  }
  const found = welch(rights, lefts)
  if (found === null) {
    return without(
      'no-spread',
      `${seeds}: the best values do not vary between seeds, so there is no interval.`,
      difference,
    )
  }
  const includesZero = found.low <= 0 && found.high >= 0
  const { difference: shown, low, high } = toAmount(found)
  const decimals = decimalsFor(high - low)
  const unit = describeMetric(metric).unit
  const say = (value: number) => value.toFixed(decimals)
  const amount = `${rightName}'s best ${metric} is ${say(shown)}${unit === '' ? '' : ` ${unit}`} ${found.difference < 0 ? 'lower' : 'higher'} than ${leftName}'s`
  const interval = `${say(low)} to ${say(high)}`
  return {
    ...common,
    conclusion: includesZero ? 'no-difference-shown' : 'differs',
    difference: found.difference,
    low: found.low,
    high: found.high,
    p: found.p,
    degreesOfFreedom: found.degreesOfFreedom,
    sentence: includesZero
      ? `${seeds}: ${amount}, but the 95% interval ${interval} includes 0: no difference shown.`
      : `${seeds}: ${amount}, 95% interval ${interval}.`,
  }
}

function notSeeds(left: Group, leftName: string, right: Group, rightName: string): string {
  const [group, name] = left.areSeeds ? [right, rightName] : [left, leftName]
  return group.variesIn.length > 0
    ? `${name} differ in ${group.variesIn.join(', ')} as well as in the seed`
    : `${name} have a seed in common`
}

/** "3 seeds each", "3 and 4 seeds". */
export function countSeeds(left: number, right: number): string {
  if (left !== right) return `${left} and ${right} seeds`
  return left === 1 ? 'One seed each' : `${left} seeds each`
}

/** The same as an amount above 0 with its interval: "0.0021 lower, 0.0012 to 0.0030" and not "-0.0021, -0.0030 to -0.0012". */
function toAmount({ difference, low, high }: { difference: number; low: number; high: number }) {
  return difference < 0 ? { difference: -difference, low: -high, high: -low } : { difference, low, high }
}

/** Digits that leave two of half an interval's width: more would be noise. */
function decimalsFor(width: number): number {
  return Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width / 2))))
}
