/** The verdict table's rows: each group with its way to the best of the one it is held against, and its runs with theirs. */
import type { Comparison, ComparisonGroup, ComparisonRow, Overtaking } from '@contract/comparison'

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
