/** The comparison of any runs on one common metric: table, sentences, and what limits them. */
import type { Comparison, ComparisonRow } from '../../contract/comparison'
import type { CommonMetricKey } from '../../contract/metrics'
import { describeMetric } from '../../contract/metrics'
import { isActive, shownState, environmentName } from '../../contract/run'
import { findDifferences } from './differences'
import { findBest, findOvertaking } from './overtaking'
import { describeGroups, describeLosses, describePair, groupRuns, type ComparedRun, type Group } from './sentences'

/** Settings that follow from the choice of an architecture or a loss, and those that tell seeds apart. */
const followsFromArchitecture: ReadonlySet<string> = new Set(['architecture', 'filters', 'kernelSizes', 'hiddenUnits'])
const followsFromLoss: ReadonlySet<string> = new Set(['loss', 'beta', 'delta'])

/**
 * Compares runs, each with its series of the metric.
 * @param runs in the order in which they are to stand; runs without a finite value stand in the table and in no sentence.
 */
export function compareRuns(metric: CommonMetricKey, runs: readonly ComparedRun[]): Comparison {
  const differences = findDifferences(runs.map(({ run }) => run))
  const valued = runs.filter(({ series }) => findBest(metric, series.points) !== null)
  const [headline, ...sentences] = describe(metric, valued)
  return {
    metric,
    rows: runs.map((compared) => toRow(metric, compared, valued)),
    overtakings: valued.flatMap((leader) =>
      valued.flatMap((follower) =>
        leader === follower ? [] : (findOvertaking(metric, leader.series, follower.series) ?? []),
      ),
    ),
    headline: headline ?? nothingYet(metric, runs),
    sentences,
    caveats: runs.length < 2 ? [] : describeCaveats(metric, runs, valued, differences),
    differences,
  }
}

function toRow(metric: CommonMetricKey, { run, series }: ComparedRun, others: readonly ComparedRun[]): ComparisonRow {
  const best = findBest(metric, series.points)
  return {
    run: run.id,
    name: run.name,
    architecture: run.config.architecture,
    loss: run.config.loss,
    seed: run.config.seed,
    best: best?.value ?? null,
    bestEpoch: best?.epoch ?? null,
    last: series.points.at(-1)?.[1] ?? null,
    epochs: run.epochs,
    trainingSeconds: run.trainingSeconds,
    parameters: run.parameters,
    imagesPerSecond: run.imagesPerSecond,
    state: shownState(run),
    epochsToBestOf: Object.fromEntries(
      others.flatMap((other) => {
        if (other.run.id === run.id) return []
        return [[other.run.id, findOvertaking(metric, other.series, series)?.reachedEpoch ?? null]]
      }),
    ),
  }
}

function nothingYet(metric: CommonMetricKey, runs: readonly ComparedRun[]): string {
  const active = runs.filter(({ run }) => isActive(run)).length
  if (runs.length < 2) return 'One run has nothing to be compared with.'
  return active > 0
    ? 'The first epochs are still being trained.'
    : runs.some(isWithoutMetric)
      ? `Fewer than two of these runs have ${metric}.`
      : 'Fewer than two of these runs have a finished epoch.'
}

/** Trained before the metric was there: its epochs are finished, and have no value of it. */
const isWithoutMetric = ({ run, series }: ComparedRun): boolean => run.epochs > 0 && series.points.length === 0

/** Sentences, the most important first. */
function describe(metric: CommonMetricKey, runs: readonly ComparedRun[]): string[] {
  const groups = groupRuns(runs)
  const losses = [...new Set(groups.map(({ loss }) => loss))]
  const architectures = [...new Set(groups.map(({ architecture }) => architecture))]
  if (groups.length === 1) {
    const [left, right] = runs
    if (!left || !right) return []
    // Seeds or repetitions of one cell: their names are what tells them apart.
    return runs.slice(1).flatMap((other) => describePair(metric, left.run.name, left, other.run.name, other))
  }
  const at = (architecture: string, loss: string): Group | undefined =>
    groups.find((group) => group.architecture === architecture && group.loss === loss)

  const betweenArchitectures = losses.flatMap((loss) => {
    const [left, right] = architectures.map((architecture) => at(architecture, loss))
    if (!left || !right) return []
    const said = describeGroups(metric, left.architecture, left, right.architecture, right)
    return losses.length === 1 ? said : said.map((sentence) => `With ${loss}, ${sentence}`)
  })
  const betweenLosses = architectures.flatMap((architecture) =>
    describeLosses(
      metric,
      losses.flatMap((loss) => at(architecture, loss) ?? []),
    ),
  )
  if (betweenArchitectures.length > 0) return [...betweenArchitectures, ...betweenLosses]
  // No loss that two architectures share: losses of one architecture, or two cells that have neither in common.
  const pairs = groups.slice(1).flatMap((other) => {
    const [first] = groups
    if (!first) return []
    const nameOf = (group: Group) =>
      architectures.length === 1
        ? group.loss
        : losses.length === 1
          ? group.architecture
          : `${group.architecture} ${group.loss}`
    return describeGroups(metric, nameOf(first), first, nameOf(other), other)
  })
  return [...pairs, ...betweenLosses]
}

function describeCaveats(
  metric: CommonMetricKey,
  runs: readonly ComparedRun[],
  valued: readonly ComparedRun[],
  differences: Comparison['differences'],
): string[] {
  const caveats: string[] = []
  const active = runs.filter(({ run }) => isActive(run))
  if (active.length > 0) {
    caveats.push(
      active.length === 1
        ? '1 run has not ended; this can still change.'
        : `${active.length} runs have not ended; this can still change.`,
    )
  }
  const names = (some: readonly ComparedRun[]) => some.map(({ run }) => run.name).join(', ')
  const left = runs.filter((compared) => !valued.includes(compared) && !isActive(compared.run))
  const older = left.filter(isWithoutMetric)
  const unfinished = left.filter((compared) => !isWithoutMetric(compared))
  if (unfinished.length > 0) caveats.push(`Left out for want of a finished epoch: ${names(unfinished)}.`)
  if (older.length > 0) caveats.push(`Left out, as they were trained without ${metric}: ${names(older)}.`)

  const settings = differences.filter(({ group }) => group === 'config').map(({ key }) => key)
  const followsFromChoice = (key: string) =>
    key === 'seed' ||
    (settings.includes('architecture') && followsFromArchitecture.has(key)) ||
    (settings.includes('loss') && followsFromLoss.has(key))
  const others = settings.filter((key) => !followsFromChoice(key))
  caveats.push(
    others.length === 0 ? 'All other settings are identical.' : `Other settings differ: ${others.join(', ')}.`,
  )

  const seeds = new Set(valued.map(({ run }) => run.config.seed)).size
  if (seeds === 1) caveats.push('One seed each: the difference may be luck of the start weights.')
  else if (seeds > 1) caveats.push(`${seeds} seeds.`)

  const onOwnScale = runs.filter(
    ({ run }) =>
      run.endReason === 'early-stopped' &&
      run.config.monitor !== undefined &&
      !describeMetric(run.config.monitor).comparableAcrossLosses,
  )
  if (onOwnScale.length > 0 && settings.includes('loss')) {
    caveats.push(`Stopped early on a loss of their own scale: ${names(onOwnScale)}. Monitor val_mse to compare losses.`)
  }
  const environment = differences.filter(({ group }) => group === 'environment').map(({ key }) => key)
  if (environment.length > 0)
    caveats.push(`Trained in different environments: ${environment.map(environmentName).join(', ')}.`)
  return caveats
}
