/** The comparison of any runs on one common metric: groups, table, sentences, and what limits them. */
import type { Comparison, ComparisonRow, Contrast, Overtaking } from '../../contract/comparison'
import { showSetting } from '../grouping'
import { isActive, numberSetting, shownState } from '../../contract/run'
import { showApart } from '../../maths/digits'
import { describeCaveats, isNeverANumber, isWithoutMetric } from './caveats'
import { contrastGroups } from './contrasts'
import { findDifferences } from './differences'
import {
  answeredPairs,
  findLeading,
  groupRuns,
  summarizeGroup,
  type ComparedRun,
  type ComparisonOptions,
  type Group,
  type ValuedRun,
} from './groups'
import { findBest, findOvertaking, lastOf, lengthOf } from './overtaking'
import { mostGroupsInParagraph } from './listing'
import { comparedMetric, directionsOf, rolesOf, type ComparedMetric } from './metric'
import { unitsSaidOf } from '../units'
import { findReach, type FoundReach } from './reach'
import { describeComparison } from './sentences'

/** Every pair of so many runs is answered; of more, only those that groups are compared by. */
const mostRunsForEveryPair = 60

const usualOptions: ComparisonOptions = { keys: { row: 'architecture', column: 'loss' }, includesUnfinished: false }

/**
 * Compares runs, each with its series of the metric.
 * @param runs in the order in which they are to stand; runs without a finite value stand in the table and in no sentence.
 * @param given `keys`: the settings by whose values runs are grouped; a loss's parameter is part of the loss. `includesUnfinished`: whether
 *   runs that did not come to their planned end count in means and intervals. `directions` and `roles`: what was said of the runs' keys
 *   unless given.
 * @throws RangeError for a key without a direction
 */
export function compareRuns(
  key: string,
  runs: readonly ComparedRun[],
  given: Partial<ComparisonOptions> = {},
): Comparison {
  const steps = compareRunsInSteps(key, runs, given)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The same with a step for each part of the work and for each two groups: of thousands of runs all of it takes most of a second. */
export function* compareRunsInSteps(
  key: string,
  runs: readonly ComparedRun[],
  given: Partial<ComparisonOptions> = {},
): Generator<undefined, Comparison, undefined> {
  const summaries = runs.map(({ run }) => run)
  const options = { ...usualOptions, directions: directionsOf(summaries), roles: rolesOf(summaries), ...given }
  const metric = comparedMetric(key, options.directions, unitsSaidOf(summaries))
  const { keys, includesUnfinished } = options
  const differences = findDifferences(runs.map(({ run }) => run))
  yield
  const groups = groupRuns(metric, runs, options)
  yield
  const valued = groups.flatMap((group) => group.valued)
  const withValue = groups.filter((group) => group.valued.length > 0)
  const pairs = answeredPairs(metric, withValue)
  const reaches: FoundReach[] = []
  const contrasts: Contrast[] = []
  for (const [left, right] of pairs) {
    reaches.push(...findReach(metric, left, right, options), ...findReach(metric, right, left, options))
    yield
    contrasts.push(contrastGroups(metric, left, nameIn(left, right), right, nameIn(right, left)))
    yield
  }
  const overtakings =
    valued.length <= mostRunsForEveryPair
      ? everyOvertaking(metric, inGivenOrder(runs, valued))
      : reaches.flatMap((found) => found.overtakings)
  const [headline, ...sentences] = describeComparison(
    metric,
    groups,
    options,
    showApart(valued.map(({ best }) => best.value)),
  )
  yield
  const rows = toRows(metric, runs, overtakings)
  yield
  const summarized: Comparison['groups'] = []
  for (const group of groups) {
    summarized.push(summarizeGroup(metric, group, groups))
    yield
  }
  const caveats =
    runs.length < 2 ? [] : describeCaveats(metric, groups, options, saidOf(metric, withValue, contrasts), differences)
  yield
  return {
    metric: key,
    ...(metric.unit === '' ? {} : { unit: metric.unit }),
    direction: metric.direction,
    by: unitOf(valued),
    rowKey: keys.row,
    columnKey: keys.column,
    includesUnfinished,
    rows,
    groups: summarized,
    reaches: reaches.map(({ reach }) => reach),
    contrasts,
    overtakings,
    headline: headline ?? nothingYet(metric, runs),
    sentences,
    caveats,
    differences,
  }
}

/** The contrasts that sentences are about: of many groups those with the leading one. */
function saidOf(metric: ComparedMetric, groups: readonly Group[], contrasts: readonly Contrast[]): readonly Contrast[] {
  if (groups.length <= mostGroupsInParagraph) return contrasts
  const leading = findLeading(metric, groups)?.id
  return contrasts.filter(({ left, right }) => left === leading || right === leading)
}

/** What tells a group from another one: the value in which they differ, or both. */
function nameIn(group: Group, other: Group): string {
  if (group.column === other.column) return group.row
  return group.row === other.row ? group.column : group.id
}

/** What the runs' values are counted in. */
function unitOf(valued: readonly ValuedRun[]): Comparison['by'] {
  const units = new Set(valued.map(({ series }) => series.by ?? 'epoch'))
  const [only] = units
  return units.size > 1 ? 'mixed' : (only ?? 'epoch')
}

function inGivenOrder(runs: readonly ComparedRun[], valued: readonly ValuedRun[]): ValuedRun[] {
  const byId = new Map(valued.map((run) => [run.run.id, run]))
  return runs.flatMap(({ run }) => byId.get(run.id) ?? [])
}

function everyOvertaking(metric: ComparedMetric, runs: readonly ValuedRun[]): Overtaking[] {
  return runs.flatMap((leader) =>
    runs.flatMap((follower) =>
      leader === follower ? [] : (findOvertaking(metric, leader.series, follower.series, leader.best) ?? []),
    ),
  )
}

function toRows(
  metric: ComparedMetric,
  runs: readonly ComparedRun[],
  overtakings: readonly Overtaking[],
): ComparisonRow[] {
  const reached = new Map<string, Record<string, number | null>>()
  for (const { follower, leader, reachedEpoch } of overtakings) {
    const ofFollower = reached.get(follower)
    if (ofFollower) ofFollower[leader] = reachedEpoch
    else reached.set(follower, { [leader]: reachedEpoch })
  }
  return runs.map(({ run, series }) => {
    const best = findBest(metric, series.points)
    return {
      run: run.id,
      name: run.name,
      architecture: showSetting(run.config.architecture),
      loss: showSetting(run.config.loss),
      seed: numberSetting(run, 'seed') ?? null,
      best: best?.value ?? null,
      bestEpoch: best?.epoch ?? null,
      last: lastOf(series),
      epochs: lengthOf(run, series),
      trainingSeconds: run.trainingSeconds,
      parameters: run.parameters,
      imagesPerSecond: run.imagesPerSecond,
      state: shownState(run),
      epochsToBestOf: reached.get(run.id) ?? {},
    }
  })
}

function nothingYet(metric: ComparedMetric, runs: readonly ComparedRun[]): string {
  const active = runs.filter(({ run }) => isActive(run)).length
  if (runs.length < 2) return 'One run alone cannot be compared.'
  return active > 0
    ? 'The first epochs are still training.'
    : runs.some((run) => isNeverANumber(metric, run))
      ? `Fewer than two of these runs have a number of ${metric.key}.`
      : runs.some(isWithoutMetric)
        ? `Fewer than two of these runs have ${metric.key}.`
        : 'Fewer than two of these runs have a finished epoch.'
}
