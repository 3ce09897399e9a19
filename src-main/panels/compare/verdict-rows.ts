/** The verdict table's rows: each group with its way to the best of the one it is held against, and its runs with theirs. */
import type { Comparison, ComparisonGroup, ComparisonRow, Overtaking } from '@contract/comparison'
import { median } from '@maths/statistics'

export type RunRow = {
  readonly row: ComparisonRow
  /** Its way to the best of its partner in the other group; undefined without a partner. */
  readonly overtaking: Overtaking | undefined
}
export type GroupRow = {
  readonly group: ComparisonGroup
  /** The group it is held against. */
  readonly against: ComparisonGroup | undefined
  readonly runs: readonly RunRow[]
  /** Medians over all pairs, null where half of them or more do not reach it; `reach` itself is null without a group to be held against, or without a pair. */
  readonly reach: {
    readonly pairs: number
    readonly reached: number
    readonly epoch: number | null
    readonly seconds: number | null
  } | null
}

/** In the order of the core's groups. */
export function verdictRows(comparison: Comparison): GroupRow[] {
  const rows = new Map(comparison.rows.map((row) => [row.run, row]))
  const overtakings = new Map(comparison.overtakings.map((one) => [`${one.follower} ${one.leader}`, one]))
  return comparison.groups.map((group) => {
    const against = comparison.groups.find(({ id }) => id === group.against)
    const found = comparison.reaches.find(({ follower, leader }) => follower === group.id && leader === group.against)
    const partners = new Map(found?.pairs.map(({ follower, leader }) => [follower, leader]))
    return {
      group,
      against,
      runs: group.runs.flatMap((run): RunRow[] => {
        const row = rows.get(run)
        const partner = partners.get(run)
        return row === undefined
          ? []
          : [{ row, overtaking: partner === undefined ? undefined : overtakings.get(`${run} ${partner}`) }]
      }),
      reach:
        found === undefined
          ? null
          : { pairs: found.pairs.length, reached: found.reached, epoch: found.epoch, seconds: found.seconds },
    }
  })
}

/** Orders values the best first, and last what is none. */
const bestFirst =
  ({ direction }: Pick<Comparison, 'direction'>) =>
  (left: number | null, right: number | null): number => {
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return direction === 'higher' ? right - left : left - right
  }

/**
 * The rows with the leading group first, by the median of its runs' bests as in the verdict, and in each the best run; what has no value last. Equals stay in
 * the order of the comparison, which reports have.
 */
export function rowsBestFirst(comparison: Comparison): GroupRow[] {
  const order = bestFirst(comparison)
  return verdictRows(comparison)
    .map((row) => ({ row, middle: middleOf(row) }))
    .sort((left, right) => order(left.middle, right.middle))
    .map(({ row }) => ({ ...row, runs: row.runs.toSorted((left, right) => order(left.row.best, right.row.best)) }))
}

/** Ids of the runs by themselves, the best first. */
export function runsBestFirst(comparison: Pick<Comparison, 'rows' | 'direction'>): string[] {
  const order = bestFirst(comparison)
  return comparison.rows.toSorted((left, right) => order(left.best, right.best)).map(({ run }) => run)
}

/** The median best of the runs that count, or while none does of all that have a value; null without any. */
function middleOf({ group: { leftOut }, runs }: GroupRow): number | null {
  const isLeftOut = new Set(leftOut)
  const counted = runs.filter(({ row }) => !isLeftOut.has(row.run)).flatMap(({ row }) => row.best ?? [])
  const bests = counted.length > 0 ? counted : runs.flatMap(({ row }) => row.best ?? [])
  return bests.length === 0 ? null : median(bests)
}
