/** The verdict in words. Every number comes from the runs; a sentence that cannot be had is not written. */
import { lossNames } from '../../contract/settings'
import type { LossKind } from '../../contract/config'
import type { RunSummary } from '../../contract/run'
import type { CommonMetricKey } from '../../contract/metrics'
import { findBest, firstEpochAtOrPast, type Best, type ComparedSeries } from './overtaking'

export type ComparedRun = { readonly run: RunSummary; readonly series: ComparedSeries }

/** Runs with one architecture and one loss: usually seeds of each other. */
export type Group = {
  readonly architecture: string
  readonly loss: string
  readonly runs: readonly ComparedRun[]
}

/** Three significant digits, as people quote losses: 0.0126, 18.9. */
export function showValue(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : String(value)
}

const epochs = (count: number): string => (count === 1 ? '1 epoch' : `${count} epochs`)

/** Groups in the order in which their first runs stand. */
export function groupRuns(runs: readonly ComparedRun[]): Group[] {
  const groups = new Map<string, { architecture: string; loss: string; runs: ComparedRun[] }>()
  for (const compared of runs) {
    const { architecture, loss, beta, delta } = compared.run.config
    const lossName = describeLoss(loss, beta ?? delta)
    const key = `${architecture}/${lossName}`
    const group = groups.get(key) ?? { architecture, loss: lossName, runs: [] }
    group.runs.push(compared)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** A loss by its name, with its parameter only where it is not the usual 1. */
function describeLoss(loss: LossKind, parameter: number | undefined): string {
  return parameter === undefined || parameter === 1 ? lossNames[loss] : `${lossNames[loss]} ${parameter}`
}

type Named = { readonly name: string; readonly compared: ComparedRun; readonly best: Best }

function named(name: string, compared: ComparedRun, metric: CommonMetricKey): Named | null {
  const best = findBest(metric, compared.series.points)
  return best === null ? null : { name, compared, best }
}

/**
 * Two runs against each other, both directions: the one with the better best passes the other's, sooner or later; the other
 * usually never reaches its.
 */
export function describePair(
  metric: CommonMetricKey,
  leftName: string,
  left: ComparedRun,
  rightName: string,
  right: ComparedRun,
): string[] {
  const first = named(leftName, left, metric)
  const second = named(rightName, right, metric)
  if (!first || !second) return []
  const sentences: string[] = []
  const unanswered: string[] = []
  for (const [follower, leader] of [
    [first, second],
    [second, first],
  ] as const) {
    const reached = firstEpochAtOrPast(metric, follower.compared.series.points, leader.best.value)
    const target = `${leader.name}'s best ${metric} ${showValue(leader.best.value)} of epoch ${leader.best.epoch}`
    if (reached === null) {
      unanswered.push(
        `${follower.name} does not reach ${target} within ${epochs(follower.compared.series.points.length)}.`,
      )
    } else if (reached > leader.best.epoch) {
      sentences.push(
        `${follower.name} reaches ${target} at epoch ${reached}: ${epochs(reached - leader.best.epoch)} later.`,
      )
    } else if (reached < leader.best.epoch) {
      sentences.push(
        `${follower.name} passes ${target} at epoch ${reached}: ${epochs(leader.best.epoch - reached)} earlier.`,
      )
    } else {
      sentences.push(`${follower.name} reaches ${target} at the same epoch.`)
    }
  }
  return [...sentences, ...unanswered]
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Two groups: run against run for one each, seed against seed for several, never a mean of curves. */
export function describeGroups(
  metric: CommonMetricKey,
  leftName: string,
  left: Group,
  rightName: string,
  right: Group,
): string[] {
  const [onlyLeft] = left.runs
  const [onlyRight] = right.runs
  if (onlyLeft && onlyRight && left.runs.length === 1 && right.runs.length === 1) {
    return describePair(metric, leftName, onlyLeft, rightName, onlyRight)
  }
  return [
    ...describeSeeds(metric, leftName, left, rightName, right),
    ...describeSeeds(metric, rightName, right, leftName, left),
  ]
}

/** How many seeds of `follower` reach the best of the same seed of `leader`, and how much later in the median. */
function describeSeeds(
  metric: CommonMetricKey,
  followerName: string,
  follower: Group,
  leaderName: string,
  leader: Group,
): string[] {
  const pairs = follower.runs.flatMap((compared) => {
    const partner = leader.runs.find(({ run }) => run.config.seed === compared.run.config.seed)
    const best = partner ? findBest(metric, partner.series.points) : null
    return best ? [{ best, reached: firstEpochAtOrPast(metric, compared.series.points, best.value) }] : []
  })
  if (pairs.length === 0) return []
  const differences = pairs.flatMap(({ best, reached }) => (reached === null ? [] : [reached - best.epoch]))
  const count = `${differences.length} of ${pairs.length} ${pairs.length === 1 ? 'seed' : 'seeds'}`
  if (differences.length === 0)
    return [`${followerName} does not reach ${leaderName}'s best ${metric} in any of ${pairs.length} seeds.`]
  const middle = median(differences)
  const when = middle === 0 ? 'at the same epoch' : `${epochs(Math.abs(middle))} ${middle > 0 ? 'later' : 'earlier'}`
  const [least, most] = [Math.min(...differences), Math.max(...differences)]
  const say = (value: number) => (value < 0 ? `${-value} earlier` : `${value} later`)
  const range = least === most ? '' : ` (${say(least)} to ${say(most)})`
  return [`${followerName} reaches ${leaderName}'s best ${metric} in ${count}, ${when} in the median${range}.`]
}

/** Best values of several losses within one architecture, on the common metric. */
export function describeLosses(metric: CommonMetricKey, groups: readonly Group[]): string[] {
  const [first, ...others] = groups
  if (!first || others.length === 0) return []
  const parts = groups.flatMap((group) => {
    const bests = group.runs.flatMap(({ series }) => findBest(metric, series.points)?.value ?? [])
    return bests.length === 0 ? [] : [`${group.loss} ${showValue(median(bests))}`]
  })
  if (parts.length < 2) return []
  const seeds = groups.some((group) => group.runs.length > 1) ? ' (median over seeds)' : ''
  return [`Best ${metric} of ${first.architecture} by loss: ${parts.join(', ')}${seeds}.`]
}
