/** The verdict in words. Every number comes from the runs; a sentence that cannot be had is not written. */
import type { ComparedMetric } from './metric'
import type { Contrast, GroupReach, Overtaking } from '../../contract/comparison'
import { settingName } from '../grouping'
import { showApart, showDigits, usualDigits } from '../../maths/digits'
import { mean, median, standardDeviation, varies } from '../../maths/statistics'
import { contrastGroups } from './contrasts'
import { bestsOf, findLeading, type ComparisonOptions, type Group, type ValuedRun } from './groups'
import { extentOf, findOvertaking } from './overtaking'
import { describeMany, mostGroupsInParagraph } from './listing'
import { findReach } from './reach'
import { countIn, laterOrEarlier, showSeconds, type Unit, showPlace } from './words'

/** What every sentence is written with. */
type Writing = {
  readonly metric: ComparedMetric
  readonly options: Pick<ComparisonOptions, 'keys' | 'roles'>
  /** A best value, as it stands in the tables too. */
  readonly show: (value: number) => string
}

/** A sentence about one direction: whether the mark is reached in it at all, and whether it is the better one of its two. */
type Said = { readonly isAnswered: boolean; readonly isStronger: boolean; readonly text: string }

/**
 * Sentences about groups, the most important first. Empty while fewer than two runs have a value.
 * @param show how best values are written; the same for all sentences and tables of a comparison.
 */
export function describeComparison(
  metric: ComparedMetric,
  all: readonly Group[],
  options: Writing['options'],
  show: (value: number) => string,
): string[] {
  const writing = { metric, options, show }
  const groups = all.filter(({ valued }) => valued.length > 0)
  const [only] = groups
  if (only && groups.length === 1) return describeOneGroup(writing, only)
  const rows = [...new Set(groups.map(({ row }) => row))]
  const columns = [...new Set(groups.map(({ column }) => column))]
  const nameOf = (group: Group) => (rows.length === 1 ? group.column : columns.length === 1 ? group.row : group.id)
  if (groups.length > mostGroupsInParagraph) return describeMany(metric, groups, nameOf)

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
      describePair(writing, left, nameOf(left), right, nameOf(right)).map((said) => ({
        ...said,
        text: `${prefix}${said.text}`,
      })),
    ),
  )
  const contrasts = [...betweenRows, ...betweenColumns].flatMap(({ prefix, pairs, nameOf }) =>
    pairs.map(([left, right]) => {
      const contrast = contrastGroups(metric, left, nameOf(left), right, nameOf(right))
      return { ...contrast, sentence: `${prefix}${contrast.sentence}` }
    }),
  )
  const columnSentences = rows.flatMap((row) =>
    describeColumns(
      writing,
      groups.filter((group) => group.row === row),
    ),
  )
  // The better direction of what is answered first, then how sure it is, then the other directions, last what is not answered.
  const inOrder = (said: readonly Said[]): string[] => {
    const texts = (isWanted: (one: Said) => boolean) => said.flatMap((one) => (isWanted(one) ? [one.text] : []))
    const sentences = [
      ...texts(({ isAnswered, isStronger }) => isAnswered && isStronger),
      ...contrasts.filter(isWorthSaying).map(({ sentence }) => sentence),
      ...texts(({ isAnswered, isStronger }) => isAnswered && !isStronger),
      ...texts(({ isAnswered }) => !isAnswered),
      ...columnSentences,
    ]
    if (sentences.length > 0 || contrasts.length === 0) return sentences
    return withoutAnswer(contrasts.map(({ sentence }) => sentence))
  }
  // The result first: where nothing can be concluded of the groups, how they stand.
  const withoutAnswer = (reasons: readonly string[]) => [
    ...describeMany(metric, groups, nameOf),
    // The leading one stands in every pair, and so does what is the matter with it.
    ...new Set(reasons),
  ]
  if (reachSentences.length > 0) return inOrder(reachSentences)
  // No column that two rows share: columns of one row, or cells that have neither in common.
  const pairs = pairsOf(metric, groups)
  const sentences = inOrder(
    pairs.flatMap(([left, right]) => describePair(writing, left, nameOf(left), right, nameOf(right))),
  )
  if (sentences.length > 0) return sentences
  // No run of one has a partner in the other: what can be said is how many there are.
  const apart = pairs.map(([left, right]) => contrastGroups(metric, left, nameOf(left), right, nameOf(right)))
  const reasons = apart.map(({ sentence }) => sentence)
  return apart.some(isWorthSaying) ? reasons : withoutAnswer(reasons)
}

/** An interval, or that seeds which would make one are all alike. */
const isWorthSaying = ({ low, conclusion }: Contrast): boolean => low !== null || conclusion === 'no-spread'

/** Two groups as they stand; of more, the leading one with each of the others. */
function pairsOf(metric: ComparedMetric, groups: readonly Group[]): [Group, Group][] {
  const [first, second] = groups
  if (groups.length === 2 && first && second) return [[first, second]]
  const leading = findLeading(metric, groups)
  return leading === undefined
    ? []
    : groups.flatMap((group): [Group, Group][] => (group === leading ? [] : [[group, leading]]))
}

/** Seeds of one cell by their spread; other runs of one cell against the first, by their names. */
function describeOneGroup(writing: Writing, group: Group): string[] {
  const { metric, show } = writing
  const [first, ...others] = group.shown
  if (!first || group.valued.length < 2) return []
  if (others.length === 0) {
    const { value, epoch } = first.best
    const unit = first.series.by ?? 'epoch'
    return [
      `${group.id}: best ${metric.key} ${show(value)} at ${unit} ${showPlace(epoch)} by ${first.run.name}, the only run that reached its planned end.`,
    ]
  }
  if (group.areSeeds && others.length > 1) {
    const bests = bestsOf(group.shown)
    const range = `from ${show(Math.min(...bests))} to ${show(Math.max(...bests))}`
    if (group.counted.length === 0)
      return [
        `${group.id}: ${bests.length} seeds, none of which reached its planned end; best ${metric.key} ${range} so far.`,
      ]
    if (!varies(bests))
      return [`${group.id}: best ${metric.key} ${show(mean(bests))} for each of ${bests.length} seeds: no spread.`]
    const [middle, deviation] = [mean(bests), standardDeviation(bests)]
    return [
      `${group.id}: mean best ${metric.key} ${showDigits(middle, usualDigits)} over ${bests.length} seeds, standard deviation ${showDigits(deviation, 2)}, ${range}.`,
    ]
  }
  return others.flatMap((other) =>
    describeRuns(writing, first, first.run.name, other, other.run.name).map(({ text }) => text),
  )
}

/** Two groups, both directions: run against run for one each, seed against seed for several, never a mean of curves. */
function describePair(writing: Writing, left: Group, leftName: string, right: Group, rightName: string): Said[] {
  const [onlyLeft] = left.valued
  const [onlyRight] = right.valued
  if (onlyLeft && onlyRight && left.valued.length === 1 && right.valued.length === 1)
    return describeRuns(writing, onlyLeft, leftName, onlyRight, rightName)
  const find = (follower: Group, leader: Group) =>
    findReach(writing.metric, follower, leader, writing.options)[0]?.reach
  const [there, back] = [find(left, right), find(right, left)]
  const say = (reach: GroupReach | undefined, other: GroupReach | undefined, names: [string, string]): Said[] =>
    reach === undefined
      ? []
      : [
          {
            isAnswered: reach.reached > 0,
            isStronger: other === undefined || strengthOf(reach) >= strengthOf(other),
            text: describeReach(writing.metric, reach, ...names),
          },
        ]
  return strongerFirst([...say(there, back, [leftName, rightName]), ...say(back, there, [rightName, leftName])])
}

/** How much a direction says: the share of pairs that reach the mark, and among equal shares how early they do. */
function strengthOf({ reached, pairs, epochsLater, epochsLaterRange }: GroupReach): number {
  const later = epochsLater ?? epochsLaterRange?.[0] ?? 0
  // Earlier is more, and never as much as another pair.
  return reached / pairs.length - Math.atan(later) / Math.PI / (pairs.length + 1)
}

/** The direction that says most is the one to say (definitions.md). */
function strongerFirst(said: readonly Said[]): Said[] {
  return [...said.filter(({ isStronger }) => isStronger), ...said.filter(({ isStronger }) => !isStronger)]
}

/**
 * Two runs against each other, both directions: the one with the better best passes the other's, sooner or later; the other
 * usually never reaches its.
 */
function describeRuns(
  writing: Writing,
  left: ValuedRun,
  leftName: string,
  right: ValuedRun,
  rightName: string,
): Said[] {
  const find = (follower: ValuedRun, leader: ValuedRun) =>
    findOvertaking(writing.metric, leader.series, follower.series, leader.best)
  const [there, back] = [find(left, right), find(right, left)]
  const laterOf = (found: Overtaking | null) => found?.epochsLater ?? Number.POSITIVE_INFINITY
  const say = (found: Overtaking | null, other: Overtaking | null, names: [string, string], epochs: number): Said[] =>
    found === null
      ? []
      : [
          {
            isAnswered: found.reachedEpoch !== null,
            isStronger: laterOf(found) <= laterOf(other),
            text: describeOvertaking(writing, found, ...names, epochs),
          },
        ]
  return strongerFirst([
    ...say(there, back, [leftName, rightName], extentOf(left.series)),
    ...say(back, there, [rightName, leftName], extentOf(right.series)),
  ])
}

function describeOvertaking(
  { show }: Writing,
  found: Overtaking,
  followerName: string,
  leaderName: string,
  epochs: number,
): string {
  const { metric, by, target, targetEpoch, reachedEpoch, epochsLater, secondsLater } = found
  const count = countIn(by)
  const mark = `${leaderName}'s best ${metric} ${show(target)} of ${by} ${showPlace(targetEpoch)}`
  if (reachedEpoch === null || epochsLater === null)
    return `${followerName} does not reach ${mark} within ${count(epochs)}.`
  const time = secondsLater === null ? '' : ` (${describeTime(secondsLater)})`
  if (epochsLater === 0) {
    const isNoteworthy = secondsLater !== null && Math.abs(secondsLater) >= 1
    return `${followerName} reaches ${mark} at the same ${by}${isNoteworthy ? time : ''}.`
  }
  const verb = epochsLater > 0 ? 'reaches' : 'passes'
  return `${followerName} ${verb} ${mark} at ${by} ${showPlace(reachedEpoch)}: ${laterOrEarlier(epochsLater, count)}${time}.`
}

/** Epochs of unlike networks last unlike long: fewer of them may still take longer. */
const describeTime = (seconds: number): string =>
  Math.abs(seconds) < 1 ? 'after the same training time' : `${laterOrEarlier(seconds, showSeconds)} in training time`

/** In how many pairs `follower` reaches the best of its partner in `leader`, and how much later in the median of all of them. */
function describeReach(metric: ComparedMetric, reach: GroupReach, followerName: string, leaderName: string): string {
  const { by, pairs, reached, epochsLater, epochsLaterRange, secondsLater } = reach
  const count = countIn(by)
  const noun = reach.pairedBy === 'seed' ? 'seed' : 'pair of equal settings'
  const plural = reach.pairedBy === 'seed' ? 'seeds' : 'pairs of equal settings'
  const all = `${pairs.length} ${pairs.length === 1 ? noun : plural}`
  if (epochsLaterRange === null)
    return `${followerName} does not reach ${leaderName}'s best ${metric.key} in any of ${all}.`
  const [least, most] = epochsLaterRange
  const said = `${followerName} reaches ${leaderName}'s best ${metric.key} in ${reached} of ${all}`
  if (epochsLater === null) {
    // Half of them or more never do: the median is no epoch.
    const those = reached === 1 ? 'that one' : `those ${reached}`
    return `${said}, and so not in the median (${those}: ${describeSpan(least, most, by)}).`
  }
  const isWhole = reached === pairs.length
  const when = epochsLater === 0 ? `at the same ${by}` : laterOrEarlier(epochsLater, count)
  const where = isWhole ? 'in the median' : `in the median of all ${pairs.length}`
  const range = isWhole
    ? least === most
      ? ''
      : ` (${describeRange(least, most)})`
    : ` (${describeSide(least, by)} to never)`
  const time = secondsLater === null ? '' : `, ${describeTime(secondsLater)}`
  return `${said}, ${when} ${where}${range}${time}.`
}

const describeSide = (later: number, by: Unit): string =>
  later === 0 ? `at the same ${by}` : laterOrEarlier(later, showPlace)

/** "3 epochs earlier", "28 to 39 epochs later", "3 epochs earlier to 5 epochs later". */
function describeSpan(least: number, most: number, by: Unit): string {
  const count = countIn(by)
  if (least === most) return least === 0 ? `at the same ${by}` : laterOrEarlier(least, count)
  if (least >= 0) return `${showPlace(least)} to ${count(most)} later`
  return most <= 0
    ? `${showPlace(-most)} to ${count(-least)} earlier`
    : `${count(-least)} earlier to ${count(most)} later`
}

/** "28 to 39" where all are on one side, which is said already; else "3 earlier to 5 later". */
function describeRange(least: number, most: number): string {
  if (least >= 0) return `${showPlace(least)} to ${showPlace(most)}`
  return most <= 0
    ? `${showPlace(-most)} to ${showPlace(-least)}`
    : `${showPlace(-least)} earlier to ${showPlace(most)} later`
}

/** Best values of several columns within one row, on the common metric. */
function describeColumns({ metric, options: { keys }, show }: Writing, groups: readonly Group[]): string[] {
  const [first] = groups
  if (!first || groups.length < 2) return []
  const unit = metric.unit
  const medians = groups.map(({ shown }) => median(bestsOf(shown)))
  const showMedian = showApart(medians)
  // A single run's is its best, which stands elsewhere too.
  const parts = groups.map(({ column, shown }, at) => {
    const value = medians[at] ?? Number.NaN
    return `${column} ${shown.length === 1 ? show(value) : showMedian(value)}`
  })
  const isMedian = groups.some(({ shown }) => shown.length > 1)
  const over = groups.every(({ areSeeds }) => areSeeds) ? 'seeds' : 'runs'
  return [
    `Best ${metric.key}${unit === '' ? '' : ` in ${unit}`} of ${first.row} by ${settingName(keys.column)}: ${parts.join(', ')}${isMedian ? ` (median over ${over})` : ''}.`,
  ]
}
