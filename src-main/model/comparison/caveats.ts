/** What limits a verdict: settings that differ, seeds, early stopping on different scales, environments. */
import { showPlace } from './words'
import { rolesOf, type ComparedMetric } from './metric'
import type { Comparison, Contrast } from '../../contract/comparison'
import {
  hasUnreadSettings,
  haveSameData,
  lossOf,
  lossWords,
  seedOf,
  settingName,
  settingsThatDiffer,
} from '../grouping'
import { describeMetric } from '../../contract/metrics'
import { cameToPlannedEnd, environmentName, isActive, shownState, stateWords } from '../../contract/run'
import { fewestSeedsForInterval } from './contrasts'
import type { ComparedRun, ComparisonOptions, Group, GroupingKeys } from './groups'

/** From so many intervals on, some miss by chance, which is then said. */
const manyIntervals = 3

/** Sentences in the order in which they matter. */
export function describeCaveats(
  metric: ComparedMetric,
  groups: readonly Group[],
  { keys, includesUnfinished }: ComparisonOptions,
  contrasts: readonly Contrast[],
  differences: Comparison['differences'],
): string[] {
  const runs = groups.flatMap((group) => group.runs)
  return [
    ...describeUnfinished(metric, groups),
    ...describeLeftOut(groups, includesUnfinished),
    describeOtherSettings(runs, keys),
    ...describeSeeds(groups),
    ...describeIntervals(contrasts),
    ...describeScales(metric, runs),
    ...describeStopping(runs),
    ...describeEnvironments(differences),
  ]
}

/** So many runs are named; of more, how many there are. */
const mostNamed = 8

/** "calm-bay-3, calm-bay-4 and 49 more". */
function listed(texts: readonly string[]): string {
  const more = texts.length - mostNamed
  return `${texts.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
const names = (runs: readonly ComparedRun[]): string => listed(runs.map(({ run }) => run.name))

/** Trained before the metric was there: its epochs are finished, and have no value of it. */
export const isWithoutMetric = ({ run, series }: ComparedRun): boolean =>
  series.points.length === 0 && (run.epochs > 0 || (run.plannedEpochs === null && Object.keys(run.series).length > 0))

/** It has values of the metric, and none of them is one that can be compared. */
export const isNeverANumber = ({ key }: Pick<ComparedMetric, 'key'>, { run, series }: ComparedRun): boolean =>
  series.points.some(([, value]) => !Number.isFinite(value)) || (run.series[key]?.count ?? 0) > 0

function describeUnfinished(metric: ComparedMetric, groups: readonly Group[]): string[] {
  const runs = groups.flatMap((group) => group.runs)
  const valued = new Set(groups.flatMap((group) => group.valued.map(({ run }) => run.id)))
  const active = runs.filter(({ run }) => isActive(run))
  const left = runs.filter(({ run }) => !valued.has(run.id) && !isActive(run))
  const numberless = left.filter((compared) => isNeverANumber(metric, compared))
  const pointless = left.filter((compared) => !isNeverANumber(metric, compared))
  const older = pointless.filter(isWithoutMetric)
  const unfinished = pointless.filter((compared) => !isWithoutMetric(compared))
  return [
    ...(active.length === 0
      ? []
      : [
          active.length === 1
            ? '1 run has not ended, so this can still change.'
            : `${active.length} runs have not ended, so this can still change.`,
        ]),
    ...(unfinished.length === 0
      ? []
      : [
          `Left out because ${unfinished.every(({ run }) => run.plannedEpochs === null) ? 'they have no points' : 'no epoch has finished'}: ${names(unfinished)}.`,
        ]),
    ...(numberless.length === 0 ? [] : [`Left out because ${metric.key} is never a number: ${names(numberless)}.`]),
    ...(older.length === 0 ? [] : [`Left out because they did not record ${metric.key}: ${names(older)}.`]),
  ]
}

/** "calm-bay-3 (stopped at epoch 1 of 20)". */
function describeEnding({ run }: ComparedRun): string {
  // Nobody said how far a run from elsewhere was to go; that of Plateau's own may have become unreadable.
  const isOpen = run.plannedEpochs === null && run.problems.length === 0
  const where = isOpen
    ? ''
    : ` at epoch ${showPlace(run.epochs)} of ${run.plannedEpochs === null ? 'an unknown number' : showPlace(run.plannedEpochs)}`
  return `${run.name} (${stateWords[shownState(run)]}${where})`
}

/** Runs that did not come to their planned end: whether they count, where there is a mean or an interval to count in. */
function describeLeftOut(groups: readonly Group[], includesUnfinished: boolean): string[] {
  const unfinished = groups.flatMap(({ valued }) => valued.filter(({ run }) => !cameToPlannedEnd(run)))
  const hasMeans = groups.some(({ valued }) => valued.length > 1)
  // Of single runs it is enough to say so of those that will not change any more: "1 run has not ended" says the rest.
  const told = hasMeans ? unfinished : unfinished.filter(({ run }) => !isActive(run))
  if (told.length === 0) return []
  const which = listed(told.map(describeEnding))
  const they = told.length === 1 ? 'it' : 'they'
  const their = told.length === 1 ? 'its' : 'their'
  if (!hasMeans) return [`Not trained to ${their} planned end: ${which}.`]
  return includesUnfinished
    ? [`Included although ${they} did not reach ${their} planned end: ${which}.`]
    : [`Left out of means and intervals because ${they} did not reach ${their} planned end: ${which}.`]
}

function describeOtherSettings(runs: readonly ComparedRun[], keys: GroupingKeys): string {
  const others = settingsThatDiffer(
    runs.map(({ run }) => run.config),
    [keys.row, keys.column],
    rolesOf(runs.map(({ run }) => run)),
  )
  return others.length === 0 ? 'All other settings are identical.' : `Other settings differ: ${listShort(others)}.`
}

/** So many settings are named; of more, how many there are. */
const mostSettings = 20
const listShort = (keys: readonly string[]): string =>
  keys.length <= mostSettings
    ? keys.map(settingName).join(', ')
    : `${keys.slice(0, mostSettings).map(settingName).join(', ')} and ${keys.length - mostSettings} more`

/** Runs that differ in more than the seed are never called seeds. */
function describeSeeds(groups: readonly Group[]): string[] {
  const valued = groups.filter((group) => group.valued.length > 0)
  const mixed = valued.filter(({ areSeeds }) => !areSeeds)
  const counts = valued.filter(({ areSeeds }) => areSeeds).map(({ shown }) => shown.length)
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)]
  const seeds = new Set(valued.flatMap(({ shown }) => shown.map(({ run }) => seedOf(run.config, rolesOf([run])))))
  const why = ({ variesIn, runs }: Group) =>
    variesIn.length > 0
      ? `differ in ${listShort(variesIn)}`
      : runs.some(({ run }) => hasUnreadSettings(run))
        ? 'have settings that this version cannot read'
        : haveSameData(runs.map(({ run }) => run))
          ? 'have a seed in common'
          : 'were made of different data'
  const sentences = [...new Set(mixed.map(why))].map((reason) => {
    const alike = mixed.filter((group) => why(group) === reason)
    const which = alike.length === 1 ? (alike[0]?.id ?? '') : `each of ${alike.length} groups`
    return `Runs of ${which} ${reason}: they are not repetitions of one setting, so they have no mean, deviation or interval.`
  })
  if ((mixed.length === 0 && most === 1 && valued.length > 1) || (mixed.length > 0 && seeds.size === 1))
    return [...sentences, 'One seed each: the difference may be due to the initial weights.']
  if (counts.length === 0 || most === 1) return sentences
  if (valued.length === 1) return [...sentences, `${most} seeds.`]
  const short = `intervals need ${fewestSeedsForInterval} each`
  if (fewest !== most) {
    return [...sentences, `${fewest} to ${most} seeds a group${fewest < fewestSeedsForInterval ? `; ${short}` : ''}.`]
  }
  return [
    ...sentences,
    most < fewestSeedsForInterval ? `${most} seeds each: too few for an interval; ${short}.` : `${most} seeds each.`,
  ]
}

function describeIntervals(contrasts: readonly Contrast[]): string[] {
  const count = contrasts.filter(({ low }) => low !== null).length
  return count < manyIntervals
    ? []
    : [`Each of the ${count} intervals is a 95% interval on its own; about one in twenty misses by chance.`]
}

/** Values of a run's own loss are on the scale of that loss. */
function describeScales({ key, isOnOneScale }: ComparedMetric, runs: readonly ComparedRun[]): string[] {
  if (isOnOneScale) return []
  const roles = rolesOf(runs.map(({ run }) => run))
  const losses = new Map(runs.map(({ run }) => [lossOf(run.config, roles), lossWords(run.config, roles)]))
  return losses.size < 2
    ? []
    : [
        `${key} is each run's own loss, and these are on different scales: ${[...new Set(losses.values())].join(', ')}. Compare on a metric that is the same for all.`,
      ]
}

function describeStopping(runs: readonly ComparedRun[]): string[] {
  const hasSeveralLosses = new Set(runs.map(({ run }) => lossOf(run.config))).size > 1
  const onOwnScale = runs.filter(
    ({ run: { endReason, config } }) =>
      endReason === 'early-stopped' &&
      typeof config.monitor === 'string' &&
      !describeMetric(config.monitor).comparableAcrossLosses,
  )
  return hasSeveralLosses && onOwnScale.length > 0
    ? [`Stopped early on a loss with its own scale: ${names(onOwnScale)}. Monitor val_mse to compare losses.`]
    : []
}

function describeEnvironments(differences: Comparison['differences']): string[] {
  const keys = differences.filter(({ group }) => group === 'environment').map(({ key }) => environmentName(key))
  return keys.length === 0 ? [] : [`Trained in different environments: ${keys.join(', ')}.`]
}
