/** The verdict in words. Every number comes from the runs; a sentence that cannot be had is not written. */
import type { Contrast, GroupReach, Overtaking } from '../../contract/comparison'
import { settingName } from '../../contract/grouping'
import { describeMetric, type CommonMetricKey } from '../../contract/metrics'
import { mean, median, standardDeviation } from '../../maths/statistics'
import { contrastGroups } from './contrasts'
import { bestsOf, findLeading, type Group, type GroupingKeys, type ValuedRun } from './groups'
import { findOvertaking } from './overtaking'
import { findReach } from './reach'
import { countEpochs, laterOrEarlier, showSeconds, showValue } from './words'

/** A sentence about one direction, and whether the mark is reached in it. */
type Said = { readonly isAnswered: boolean; readonly text: string }

/** Sentences about groups, the most important first. Empty while fewer than two runs have a value. */
export function describeComparison(metric: CommonMetricKey, all: readonly Group[], keys: GroupingKeys): string[] {
  const groups = all.filter(({ valued }) => valued.length > 0)
  const [only] = groups
  if (only && groups.length === 1) return describeOneGroup(metric, only)
  const rows = [...new Set(groups.map(({ row }) => row))]
  const columns = [...new Set(groups.map(({ column }) => column))]

  const betweenRows = columns.map((column) => ({
    prefix: columns.length === 1 ? '' : `With ${column}, `,
    pairs: pairsOf(
      metric,
      groups.filter((group) => group.column === column),
    ),
    nameOf: ({ row }: Group) => row,
  }))
  const betweenColumns = rows.map((row) => ({
    prefix: rows.length === 1 ? '' : `With ${row}, `,
    pairs: pairsOf(
      metric,
      groups.filter((group) => group.row === row),
    ),
    nameOf: ({ column }: Group) => column,
  }))
  const reachSentences = betweenRows.flatMap(({ prefix, pairs, nameOf }) =>
    pairs.flatMap(([left, right]) =>
      describePair(metric, left, nameOf(left), right, nameOf(right), keys).map(({ isAnswered, text }) => ({
        isAnswered,
        text: `${prefix}${text}`,
      })),
    ),
  )
  const intervalSentences = [...betweenRows, ...betweenColumns].flatMap(({ prefix, pairs, nameOf }) =>
    pairs.flatMap(([left, right]) => {
      const contrast = contrastGroups(metric, left, nameOf(left), right, nameOf(right))
      return hasInterval(contrast) ? [`${prefix}${contrast.sentence}`] : []
    }),
  )
  const columnSentences = rows.flatMap((row) =>
    describeColumns(
      metric,
      groups.filter((group) => group.row === row),
      keys,
    ),
  )
  // What is answered first, then how sure it is, then what is not answered.
  const inOrder = (said: readonly Said[]): string[] => [
    ...said.flatMap(({ isAnswered, text }) => (isAnswered ? [text] : [])),
    ...intervalSentences,
    ...said.flatMap(({ isAnswered, text }) => (isAnswered ? [] : [text])),
    ...columnSentences,
  ]
  if (reachSentences.length > 0) return inOrder(reachSentences)
  // No column that two rows share: columns of one row, or cells that have neither in common.
  const nameOf = (group: Group) => (rows.length === 1 ? group.column : columns.length === 1 ? group.row : group.id)
  const pairs = pairsOf(metric, groups).flatMap(([left, right]) =>
    describePair(metric, left, nameOf(left), right, nameOf(right), keys),
  )
  return inOrder(pairs)
}

const hasInterval = ({ low }: Contrast): boolean => low !== null

/** Two groups as they stand; of more, the leading one with each of the others. */
function pairsOf(metric: CommonMetricKey, groups: readonly Group[]): [Group, Group][] {
  const [first, second] = groups
  if (groups.length === 2 && first && second) return [[first, second]]
  const leading = findLeading(metric, groups)
  return leading === undefined
    ? []
    : groups.flatMap((group): [Group, Group][] => (group === leading ? [] : [[group, leading]]))
}

/** Seeds of one cell by their spread; other runs of one cell against the first, by their names. */
function describeOneGroup(metric: CommonMetricKey, group: Group): string[] {
  const [first, ...others] = group.valued
  if (!first || others.length === 0) return []
  if (group.areSeeds && others.length > 1) {
    const bests = bestsOf(group)
    const [least, most] = [Math.min(...bests), Math.max(...bests)]
    return [
      `${group.id}: best ${metric} ${showValue(mean(bests))} in the mean over ${bests.length} seeds, deviation ${showValue(standardDeviation(bests))}, from ${showValue(least)} to ${showValue(most)}.`,
    ]
  }
  return others.flatMap((other) =>
    describeRuns(metric, first, first.run.name, other, other.run.name).map(({ text }) => text),
  )
}

/** Two groups, both directions: run against run for one each, seed against seed for several, never a mean of curves. */
function describePair(
  metric: CommonMetricKey,
  left: Group,
  leftName: string,
  right: Group,
  rightName: string,
  keys: GroupingKeys,
): Said[] {
  const [onlyLeft] = left.valued
  const [onlyRight] = right.valued
  if (onlyLeft && onlyRight && left.valued.length === 1 && right.valued.length === 1)
    return describeRuns(metric, onlyLeft, leftName, onlyRight, rightName)
  const say = (follower: Group, followerName: string, leader: Group, leaderName: string): Said[] =>
    findReach(metric, follower, leader, keys).map(({ reach }) => ({
      isAnswered: reach.reached > 0,
      text: describeReach(metric, reach, followerName, leaderName),
    }))
  return answeredFirst([...say(left, leftName, right, rightName), ...say(right, rightName, left, leftName)])
}

/** The direction that has an answer is the one to say (definitions.md). */
function answeredFirst(said: readonly Said[]): Said[] {
  return [...said.filter(({ isAnswered }) => isAnswered), ...said.filter(({ isAnswered }) => !isAnswered)]
}

/**
 * Two runs against each other, both directions: the one with the better best passes the other's, sooner or later; the other
 * usually never reaches its.
 */
function describeRuns(
  metric: CommonMetricKey,
  left: ValuedRun,
  leftName: string,
  right: ValuedRun,
  rightName: string,
): Said[] {
  const say = (follower: ValuedRun, followerName: string, leader: ValuedRun, leaderName: string): Said[] => {
    const found = findOvertaking(metric, leader.series, follower.series, leader.best)
    if (found === null) return []
    const text = describeOvertaking(found, followerName, leaderName, follower.series.points.length)
    return [{ isAnswered: found.reachedEpoch !== null, text }]
  }
  return answeredFirst([...say(left, leftName, right, rightName), ...say(right, rightName, left, leftName)])
}

function describeOvertaking(found: Overtaking, followerName: string, leaderName: string, epochs: number): string {
  const { metric, target, targetEpoch, reachedEpoch, epochsLater, secondsLater } = found
  const mark = `${leaderName}'s best ${metric} ${showValue(target)} of epoch ${targetEpoch}`
  if (reachedEpoch === null || epochsLater === null)
    return `${followerName} does not reach ${mark} within ${countEpochs(epochs)}.`
  const time = secondsLater === null ? '' : ` (${describeTime(secondsLater)})`
  if (epochsLater === 0) {
    const isNoteworthy = secondsLater !== null && Math.abs(secondsLater) >= 1
    return `${followerName} reaches ${mark} at the same epoch${isNoteworthy ? time : ''}.`
  }
  const verb = epochsLater > 0 ? 'reaches' : 'passes'
  return `${followerName} ${verb} ${mark} at epoch ${reachedEpoch}: ${laterOrEarlier(epochsLater, countEpochs)}${time}.`
}

/** Epochs of unlike networks last unlike long: fewer of them may still take longer. */
const describeTime = (seconds: number): string =>
  Math.abs(seconds) < 1 ? 'after the same training time' : `${laterOrEarlier(seconds, showSeconds)} in training time`

/** In how many pairs `follower` reaches the best of its partner in `leader`, and how much later in the median. */
function describeReach(metric: CommonMetricKey, reach: GroupReach, followerName: string, leaderName: string): string {
  const { pairs, reached, epochsLater, epochsLaterRange, secondsLater } = reach
  const noun = reach.pairedBy === 'seed' ? 'seed' : 'pair of equal settings'
  const plural = reach.pairedBy === 'seed' ? 'seeds' : 'pairs of equal settings'
  const all = `${pairs.length} ${pairs.length === 1 ? noun : plural}`
  if (epochsLater === null || epochsLaterRange === null)
    return `${followerName} does not reach ${leaderName}'s best ${metric} in any of ${all}.`
  const when = epochsLater === 0 ? 'at the same epoch' : laterOrEarlier(epochsLater, countEpochs)
  const [least, most] = epochsLaterRange
  const range = least === most ? '' : ` (${describeRange(least, most)})`
  const time = secondsLater === null ? '' : `, ${describeTime(secondsLater)}`
  return `${followerName} reaches ${leaderName}'s best ${metric} in ${reached} of ${all}, ${when} in the median${range}${time}.`
}

/** "28 to 39" where all are on one side, which is said already; else "3 earlier to 5 later". */
function describeRange(least: number, most: number): string {
  if (least >= 0) return `${least} to ${most}`
  return most <= 0 ? `${-most} to ${-least}` : `${-least} earlier to ${most} later`
}

/** Best values of several columns within one row, on the common metric. */
function describeColumns(metric: CommonMetricKey, groups: readonly Group[], keys: GroupingKeys): string[] {
  const [first] = groups
  if (!first || groups.length < 2) return []
  const unit = describeMetric(metric).unit
  const parts = groups.map((group) => `${group.column} ${showValue(median(bestsOf(group)))}`)
  const isMedian = groups.some(({ valued }) => valued.length > 1)
  const over = groups.every(({ areSeeds }) => areSeeds) ? 'seeds' : 'runs'
  return [
    `Best ${metric}${unit === '' ? '' : ` in ${unit}`} of ${first.row} by ${settingName(keys.column)}: ${parts.join(', ')}${isMedian ? ` (median over ${over})` : ''}.`,
  ]
}
