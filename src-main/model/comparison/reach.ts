/** One group on its way to another's best: seed against seed, so that no curve is averaged (definitions.md). */
import type { ComparedMetric } from './metric'
import type { GroupReach, Overtaking } from '../../contract/comparison'
import { seedOf, withFollowers } from '../grouping'
import { identityOf } from '../values'
import { median } from '../../maths/statistics'
import type { ComparisonOptions, Group, GroupingKeys, ValuedRun } from './groups'
import { findOvertaking } from './overtaking'

/** A reach with the overtakings that it is the median of. */
export type FoundReach = { readonly reach: GroupReach; readonly overtakings: readonly Overtaking[] }

type PairingOptions = Pick<ComparisonOptions, 'keys' | 'roles'>

/** The leader's run that each of the follower's is held against; those without one are left out. */
function pairRuns(follower: Group, leader: Group, { keys, roles }: PairingOptions): [ValuedRun, ValuedRun][] {
  const [onlyFollower] = follower.valued
  const [onlyLeader] = leader.valued
  // Run against run: whatever their seeds are, there is no other pair.
  if (onlyFollower && onlyLeader && follower.valued.length === 1 && leader.valued.length === 1)
    return [[onlyFollower, onlyLeader]]
  const wordOf = isPairedBySeed(follower, leader)
    ? ({ run }: ValuedRun) => seedOf(run.config, roles)
    : settingsWords(keys)
  // The first of those that could be it: looked for among all of them for each, ten groups of two hundred runs took most of a second.
  const partners = new Map(leader.shown.toReversed().map((run) => [wordOf(run), run]))
  return follower.shown.flatMap((run): [ValuedRun, ValuedRun][] => {
    const partner = partners.get(wordOf(run))
    return partner ? [[run, partner]] : []
  })
}

const isPairedBySeed = (left: Group, right: Group): boolean => left.areSeeds && right.areSeeds

/** A run's settings as one word, which those have that are equal but for the grouping keys and what follows from these. */
function settingsWords({ row, column }: GroupingKeys): (run: ValuedRun) => string {
  const grouped = withFollowers([row, column])
  return ({ run: { config } }) =>
    JSON.stringify(
      Object.keys(config)
        .filter((key) => !grouped.has(key))
        .sort()
        .map((key) => [key, identityOf(config[key])]),
    )
}

/** Empty when no run of the two groups can be paired, else one. */
export function findReach(
  metric: ComparedMetric,
  follower: Group,
  leader: Group,
  options: PairingOptions,
): FoundReach[] {
  const pairs = pairRuns(follower, leader, options)
  const overtakings = pairs.flatMap(
    ([run, partner]) => findOvertaking(metric, partner.series, run.series, partner.best) ?? [],
  )
  if (overtakings.length === 0) return []
  const reached = overtakings.filter(({ reachedEpoch }) => reachedEpoch !== null)
  const later = reached.flatMap(({ epochsLater }) => epochsLater ?? [])
  // Those that never reach it stand at the end, as infinity: a median of the others alone would leave out the slowest.
  const middle = (pick: (overtaking: Overtaking) => number | null): number | null => {
    const values = reached.map(pick)
    if (values.includes(null)) return null
    const never = Array.from({ length: overtakings.length - reached.length }, () => Number.POSITIVE_INFINITY)
    const found = median([...values.filter((value) => value !== null), ...never])
    return Number.isFinite(found) ? found : null
  }
  const reach: GroupReach = {
    follower: follower.id,
    leader: leader.id,
    by: overtakings[0]?.by ?? 'epoch',
    pairedBy: isPairedBySeed(follower, leader) ? 'seed' : 'settings',
    pairs: overtakings.map((overtaking) => ({ follower: overtaking.follower, leader: overtaking.leader })),
    reached: reached.length,
    epoch: middle(({ reachedEpoch }) => reachedEpoch),
    epochsLater: middle(({ epochsLater }) => epochsLater),
    seconds: middle(({ reachedSeconds }) => reachedSeconds),
    secondsLater: middle(({ secondsLater }) => secondsLater),
    epochsLaterRange: later.length === 0 ? null : [Math.min(...later), Math.max(...later)],
  }
  return [{ reach, overtakings }]
}
