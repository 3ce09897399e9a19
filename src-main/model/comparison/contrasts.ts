/** Whether two groups' best values differ by more than their seeds do: Welch's interval, and what it allows to be said. */
import type { ComparedMetric } from './metric'
import type { Conclusion, Contrast } from '../../contract/comparison'
import { mean, varies, welch, type Welch } from '../../maths/statistics'
import { settingName } from '../grouping'
import { bestsOf, type Group } from './groups'

/** From so many seeds on each side an interval is given: with two, one degree of freedom makes it useless. */
export const fewestSeedsForInterval = 3

/** The difference right - left of two groups' best values; names are as they stand in the sentence. */
export function contrastGroups(
  metric: ComparedMetric,
  left: Group,
  leftName: string,
  right: Group,
  rightName: string,
): Contrast {
  const [lefts, rights] = [bestsOf(left.counted), bestsOf(right.counted)]
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
  if (fewest === 0) {
    const none = [...(rights.length === 0 ? [rightName] : []), ...(lefts.length === 0 ? [leftName] : [])]
    return without(
      'too-few-seeds',
      `No run of ${none.join(' and none of ')} has reached its planned end: no interval.`,
      null,
    )
  }
  if (!left.areSeeds || !right.areSeeds) {
    return without('not-seeds', `Runs of ${notSeeds(left, leftName, right, rightName)}: no interval.`, null)
  }
  const difference = mean(rights) - mean(lefts)
  const seeds = countSeeds(lefts.length, rights.length)
  if (fewest < fewestSeedsForInterval) {
    return fewest === 1
      ? without('one-seed', `${seeds}: the difference may be due to the initial weights.`, difference)
      : without('too-few-seeds', `${seeds}: too few for an interval; three each are needed.`, difference)
  }
  const found = welch(rights, lefts)
  if (found === null) {
    const why =
      varies(lefts) || varies(rights)
        ? `the best values are too far apart to compute with, so there is no interval.`
        : `no spread, as the best ${metric.key} is the same for every seed of ${leftName} and for every seed of ${rightName}. Without spread there is no interval and no p value.`
    return without('no-spread', `${seeds}: ${why}`, difference)
  }
  const includesZero = found.low <= 0 && found.high >= 0
  return {
    ...common,
    conclusion: includesZero ? 'no-difference-shown' : 'differs',
    difference: found.difference,
    low: found.low,
    high: found.high,
    p: found.p,
    degreesOfFreedom: found.degreesOfFreedom,
    sentence: `${seeds}: ${describeInterval(metric, found, leftName, rightName, includesZero)}`,
  }
}

/** "pooled's best val_mse is 0.00210 lower than plain's, 95% interval 0.00187 to 0.00233." */
function describeInterval(
  metric: ComparedMetric,
  found: Welch,
  leftName: string,
  rightName: string,
  includesZero: boolean,
): string {
  const { difference, low, high } = toAmount(found)
  const say = sayTogether([difference, low, high], high - low)
  const unit = metric.unit
  const amount =
    difference === 0
      ? `${rightName}'s mean best ${metric.key} equals ${leftName}'s`
      : `${rightName}'s best ${metric.key} is ${say(difference)}${unit === '' ? '' : ` ${unit}`} ${found.difference < 0 ? 'lower' : 'higher'} than ${leftName}'s`
  const interval = `${say(low)} to ${say(high)}`
  return includesZero
    ? `${amount}, but the 95% interval ${interval} includes 0: no difference shown.`
    : `${amount}, 95% interval ${interval}.`
}

/** The difference by itself: "0.00210 lower, 95% interval 0.00187 to 0.00233". */
export function describeAmount(found: { readonly difference: number; readonly low: number; readonly high: number }) {
  const { difference, low, high } = toAmount(found)
  const say = sayTogether([difference, low, high], high - low)
  const amount = difference === 0 ? 'the same' : `${say(difference)} ${found.difference < 0 ? 'lower' : 'higher'}`
  const isWithin = found.low <= 0 && found.high >= 0
  return `${amount}, 95% interval ${say(low)} to ${say(high)}${isWithin ? ' with 0 in it: no difference shown' : ''}`
}

function notSeeds(left: Group, leftName: string, right: Group, rightName: string): string {
  const [group, name] = left.areSeeds ? [right, rightName] : [left, leftName]
  return group.variesIn.length > 0
    ? `${name} differ in ${group.variesIn.map(settingName).join(', ')} as well as in the seed`
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

/** From so many decimals on a power of ten is read more easily. */
const mostDecimals = 9

/**
 * Numbers to one decimal place: two digits of half an interval's width, as more would be noise, but enough that a number which is not 0
 * does not read as 0. Whether an interval includes 0 can then be seen from what is printed.
 */
function sayTogether(values: readonly number[], width: number): (value: number) => string {
  const decimalsOf = (value: number, digits: number) => digits - 1 - Math.floor(Math.log10(Math.abs(value)))
  const decimals = Math.max(
    0,
    decimalsOf(width / 2, 2),
    ...values.flatMap((value) => (value === 0 ? [] : [decimalsOf(value, 1)])),
  )
  return (value) => {
    if (value === 0 || decimals <= mostDecimals) return value.toFixed(Math.min(decimals, mostDecimals))
    return value.toExponential(Math.max(0, decimals + Math.floor(Math.log10(Math.abs(value)))))
  }
}
