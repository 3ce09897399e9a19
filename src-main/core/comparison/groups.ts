/** Runs in groups by two settings: each group's numbers, and which groups are held against each other. */
import type { ComparisonGroup } from '../../contract/comparison'
import type { RunConfig, SettingKey } from '../../contract/config'
import { areSeeds, groupValue, orderValues, settingsThatDiffer } from '../../contract/grouping'
import { isBetter, type CommonMetricKey } from '../../contract/metrics'
import { shownState, type RunSummary } from '../../contract/run'
import { mean, median, standardDeviation } from '../../maths/statistics'
import { findBest, type Best, type ComparedSeries } from './overtaking'

export type ComparedRun = { readonly run: RunSummary; readonly series: ComparedSeries }

/** The two settings by whose values runs are grouped. */
export type GroupingKeys = { readonly row: SettingKey; readonly column: SettingKey }

/** A run with a finite value. */
export type ValuedRun = ComparedRun & { readonly best: Best }

export type Group = {
  readonly id: string
  readonly row: string
  readonly column: string
  /** All of its runs, in the order in which they were given. */
  readonly runs: readonly ComparedRun[]
  /** Those that have a finite value. */
  readonly valued: readonly ValuedRun[]
  /** Of those that have one, or of all while none has: whether they differ by the seed alone. */
  readonly areSeeds: boolean
  readonly variesIn: readonly SettingKey[]
}

/** Groups row by row, in a stable order of the two keys' values. */
export function groupRuns(metric: CommonMetricKey, runs: readonly ComparedRun[], keys: GroupingKeys): Group[] {
  const configs = runs.map(({ run }) => run.config)
  const columns = orderValues(configs, keys.column)
  const byValues = new Map<string, ComparedRun[]>()
  for (const compared of runs) {
    const id = idOf(groupValue(compared.run.config, keys.row), groupValue(compared.run.config, keys.column))
    byValues.set(id, [...(byValues.get(id) ?? []), compared])
  }
  return orderValues(configs, keys.row).flatMap((row) =>
    columns.flatMap((column): Group[] => {
      const id = idOf(row, column)
      const members = byValues.get(id)
      if (members === undefined) return []
      const valued = members.flatMap((compared): ValuedRun[] => {
        const best = findBest(metric, compared.series.points)
        return best === null ? [] : [{ ...compared, best }]
      })
      const counted: RunConfig[] = (valued.length > 0 ? valued : members).map(({ run }) => run.config)
      return [
        { id, row, column, runs: members, valued, areSeeds: areSeeds(counted), variesIn: settingsThatDiffer(counted) },
      ]
    }),
  )
}
const idOf = (row: string, column: string): string => (row === column ? row : `${row}, ${column}`)

/** Best values of a group's runs. */
export const bestsOf = (group: Group): number[] => group.valued.map(({ best }) => best.value)

/** Pairs that the question is about: groups of one row or one column; any two when no two groups share either. */
export function pairGroups(groups: readonly Group[]): [Group, Group][] {
  const pairs = groups.flatMap((left, at) => groups.slice(at + 1).map((right): [Group, Group] => [left, right]))
  const related = pairs.filter(([left, right]) => left.row === right.row || left.column === right.column)
  return related.length > 0 ? related : pairs
}

/** The best of groups by the median of their runs' bests; undefined when none has a value. */
export function findLeading(metric: CommonMetricKey, groups: readonly Group[]): Group | undefined {
  return groups
    .filter(({ valued }) => valued.length > 0)
    .reduce<Group | undefined>(
      (leading, group) =>
        leading === undefined || isBetter(metric, median(bestsOf(group)), median(bestsOf(leading))) ? group : leading,
      undefined,
    )
}

/** What a group is held against first: the best other one of its column, else of its row, else of all. */
export function findOpponent(metric: CommonMetricKey, group: Group, groups: readonly Group[]): Group | undefined {
  const others = groups.filter((other) => other !== group)
  const ofColumn = others.filter(({ column }) => column === group.column)
  const ofRow = others.filter(({ row }) => row === group.row)
  return findLeading(metric, ofColumn) ?? findLeading(metric, ofRow) ?? findLeading(metric, others)
}

/** A group's numbers as they are answered. */
export function summarizeGroup(metric: CommonMetricKey, group: Group, groups: readonly Group[]): ComparisonGroup {
  const { id, row, column, runs, valued } = group
  const bestRun = valued.reduce<ValuedRun | undefined>(
    (best, run) => (best === undefined || isBetter(metric, run.best.value, best.best.value) ? run : best),
    undefined,
  )
  const bests = bestsOf(group)
  const lasts = valued.map(({ series }) => series.points.at(-1)?.[1] ?? Number.NaN)
  const parameters = new Set(runs.map(({ run }) => run.parameters))
  const speeds = runs.flatMap(({ run }) => run.imagesPerSecond ?? [])
  const epochs = runs.map(({ run }) => run.epochs)
  const states = runs.map(({ run }) => shownState(run))
  const hasMean = group.areSeeds && bests.length > 0
  return {
    id,
    row,
    column,
    runs: runs.map(({ run }) => run.id),
    areSeeds: group.areSeeds,
    variesIn: [...group.variesIn],
    count: valued.length,
    best: bestRun?.best.value ?? null,
    bestEpoch: bestRun?.best.epoch ?? null,
    bestRun: bestRun?.run.id ?? null,
    mean: hasMean ? mean(bests) : null,
    deviation: hasMean && bests.length > 1 ? standardDeviation(bests) : null,
    last: hasMean ? mean(lasts) : null,
    trainingSeconds: mean(runs.map(({ run }) => run.trainingSeconds)),
    imagesPerSecond: speeds.length === 0 ? null : mean(speeds),
    parameters: parameters.size === 1 ? (runs[0]?.run.parameters ?? null) : null,
    epochs: [Math.min(...epochs), Math.max(...epochs)],
    endings: [...new Set(states)].map((state) => ({
      state,
      count: states.filter((other) => other === state).length,
    })),
    against: findOpponent(metric, group, groups)?.id ?? null,
  }
}
