/** Runs in groups by two settings: each group's numbers, and which groups are held against each other. */
import type { ComparedMetric } from './metric'
import type { ComparisonGroup } from '../../contract/comparison'
import { areSeeds, groupValue, orderValues, settingsThatDiffer } from '../grouping'
import { cameToPlannedEnd, shownState, type RunSummary } from '../../contract/run'
import { rateOfRuns } from '../../maths/rates'
import { mean, median, standardDeviation, varies } from '../../maths/statistics'
import type { Directions } from '../directions'
import type { ChosenRoles } from '../roles'
import { findBest, lastOf, lengthOf, type Best, type ComparedSeries } from './overtaking'

export type ComparedRun = { readonly run: RunSummary; readonly series: ComparedSeries }

/** The two settings by whose values runs are grouped. */
export type GroupingKeys = { readonly row: string; readonly column: string }

export type ComparisonOptions = {
  readonly directions?: Directions
  readonly roles?: ChosenRoles
  readonly keys: GroupingKeys
  /** Whether runs that did not come to their planned end count in means and intervals. */
  readonly includesUnfinished: boolean
}

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
  /** Those of them that means and intervals are of: they came to their planned end, unless the others were asked for. */
  readonly counted: readonly ValuedRun[]
  /** The counted ones, or while there are none all that have a value: what is said of the group's runs one by one. */
  readonly shown: readonly ValuedRun[]
  /** Of the shown ones, or of all while none has a value: whether they differ by the seed alone. */
  readonly areSeeds: boolean
  readonly variesIn: readonly string[]
}

/** Groups row by row, in a stable order of the two keys' values. */
export function groupRuns(
  metric: ComparedMetric,
  runs: readonly ComparedRun[],
  { keys, includesUnfinished, roles }: ComparisonOptions,
): Group[] {
  const all = runs.map(({ run }) => run.config)
  const columns = orderValues(all, keys.column)
  const byValues = new Map<string, ComparedRun[]>()
  for (const compared of runs) {
    const id = idOf(groupValue(compared.run.config, keys.row), groupValue(compared.run.config, keys.column))
    byValues.set(id, [...(byValues.get(id) ?? []), compared])
  }
  return orderValues(all, keys.row).flatMap((row) =>
    columns.flatMap((column): Group[] => {
      const id = idOf(row, column)
      const members = byValues.get(id)
      if (members === undefined) return []
      const valued = members.flatMap((compared): ValuedRun[] => {
        const best = findBest(metric, compared.series.points)
        return best === null ? [] : [{ ...compared, best }]
      })
      const counted = includesUnfinished ? valued : valued.filter(({ run }) => cameToPlannedEnd(run))
      const shown = counted.length > 0 ? counted : valued
      const told = (shown.length > 0 ? shown : members).map(({ run }) => run)
      const seeds = {
        areSeeds: areSeeds(told, roles),
        variesIn: settingsThatDiffer(
          told.map(({ config }) => config),
          [],
          roles,
        ),
      }
      return [{ id, row, column, runs: members, valued, counted, shown, ...seeds }]
    }),
  )
}
const idOf = (row: string, column: string): string => (row === column ? row : `${row}, ${column}`)

/** Best values of runs. */
export const bestsOf = (runs: readonly ValuedRun[]): number[] => runs.map(({ best }) => best.value)

/** Pairs that the question is about: groups of one row or one column; any two when no two groups share either. */
function pairGroups(groups: readonly Group[]): [Group, Group][] {
  const pairs = groups.flatMap((left, at) => groups.slice(at + 1).map((right): [Group, Group] => [left, right]))
  const related = pairs.filter(([left, right]) => left.row === right.row || left.column === right.column)
  return related.length > 0 ? related : pairs
}

/** Every pair of so many groups is answered; of more, those that a reader is told of. */
const mostGroupsForEveryPair = 12

/** The pairs that are answered: those that the question is about, or of very many groups each with the leading one and with what it is held against. */
export function answeredPairs(metric: ComparedMetric, groups: readonly Group[]): [Group, Group][] {
  if (groups.length <= mostGroupsForEveryPair) return pairGroups(groups)
  const leading = findLeading(metric, groups)
  const places = new Map(groups.map((group, place) => [group, place]))
  const seen = new Set<string>()
  return groups.flatMap((group) =>
    [leading, findOpponent(metric, group, groups)].flatMap((other): [Group, Group][] => {
      if (other === undefined || other === group) return []
      const [one = 0, two = 0] = [places.get(group), places.get(other)].toSorted((a = 0, b = 0) => a - b)
      const [left, right] = [groups[one], groups[two]]
      if (left === undefined || right === undefined || seen.has(`${one} ${two}`)) return []
      seen.add(`${one} ${two}`)
      return [[left, right]]
    }),
  )
}

/** The best of groups by the median of their runs' bests; undefined when none has a value. */
export function findLeading(metric: ComparedMetric, groups: readonly Group[]): Group | undefined {
  return groups
    .filter(({ valued }) => valued.length > 0)
    .reduce<Group | undefined>(
      (leading, group) =>
        leading === undefined || metric.isBetter(median(bestsOf(group.shown)), median(bestsOf(leading.shown)))
          ? group
          : leading,
      undefined,
    )
}

/** What a group is held against first: the best other one of its column, else of its row, else of all. */
export function findOpponent(metric: ComparedMetric, group: Group, groups: readonly Group[]): Group | undefined {
  const others = groups.filter((other) => other !== group)
  const ofColumn = others.filter(({ column }) => column === group.column)
  const ofRow = others.filter(({ row }) => row === group.row)
  return findLeading(metric, ofColumn) ?? findLeading(metric, ofRow) ?? findLeading(metric, others)
}

/** A group's numbers as they are answered. */
export function summarizeGroup(metric: ComparedMetric, group: Group, groups: readonly Group[]): ComparisonGroup {
  const { id, row, column, runs, valued, counted, shown } = group
  const bestRun = shown.reduce<ValuedRun | undefined>(
    (best, run) => (best === undefined || metric.isBetter(run.best.value, best.best.value) ? run : best),
    undefined,
  )
  const bests = bestsOf(counted)
  const lasts = counted.map(({ series }) => lastOf(series) ?? Number.NaN)
  const parameters = new Set(runs.map(({ run }) => run.parameters))
  // A run that was stopped after an epoch took no time to compare with.
  const timed = counted.length > 0 ? counted : runs
  const epochs = runs.map(({ run, series }) => lengthOf(run, series))
  const states = runs.map(({ run }) => shownState(run))
  const hasMean = group.areSeeds && bests.length > 0
  return {
    id,
    row,
    column,
    runs: runs.map(({ run }) => run.id),
    areSeeds: group.areSeeds,
    variesIn: [...group.variesIn],
    count: counted.length,
    leftOut: valued.filter((run) => !counted.includes(run)).map(({ run }) => run.id),
    best: bestRun?.best.value ?? null,
    bestEpoch: bestRun?.best.epoch ?? null,
    bestRun: bestRun?.run.id ?? null,
    mean: hasMean ? mean(bests) : null,
    deviation: hasMean && bests.length > 1 ? (varies(bests) ? standardDeviation(bests) : 0) : null,
    last: hasMean ? mean(lasts) : null,
    trainingSeconds: mean(timed.map(({ run }) => run.trainingSeconds)),
    imagesPerSecond: rateOfRuns(timed.map(({ run }) => run)),
    parameters: parameters.size === 1 ? (runs[0]?.run.parameters ?? null) : null,
    epochs: [Math.min(...epochs), Math.max(...epochs)],
    endings: [...new Set(states)].map((state) => ({
      state,
      count: states.filter((other) => other === state).length,
    })),
    against: findOpponent(metric, group, groups)?.id ?? null,
  }
}
