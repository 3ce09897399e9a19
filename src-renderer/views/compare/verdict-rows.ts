/** The rows of the verdict table: which belong together, and which run each one is held against. */
import type { ComparisonRow } from '@contract/comparison'

export type RowGroup = {
  readonly key: string
  readonly architecture: string
  readonly loss: string
  readonly rows: readonly ComparisonRow[]
  /** Of the best values, when the rows are seeds of each other; null otherwise and without one. */
  readonly mean: number | null
  /** Sample standard deviation of the best values; null for fewer than two. */
  readonly deviation: number | null
}

/** Rows by architecture and loss, in the order in which each group first appears. */
export function groupRows(rows: readonly ComparisonRow[]): RowGroup[] {
  const groups = new Map<string, ComparisonRow[]>()
  for (const row of rows) {
    const key = `${row.architecture}/${row.loss}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups].map(([key, members]) => {
    const bests = members.flatMap(({ best }) => (best === null ? [] : [best]))
    const areSeeds = new Set(members.map(({ seed }) => seed)).size === members.length
    const mean = bests.length === 0 || !areSeeds ? null : bests.reduce((sum, value) => sum + value, 0) / bests.length
    const deviation =
      mean === null || bests.length < 2
        ? null
        : Math.sqrt(bests.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (bests.length - 1))
    const { architecture = '', loss = '' } = members[0] ?? {}
    return { key, architecture, loss, rows: members, mean, deviation }
  })
}

/** The run that the question is about: another architecture under the same loss and seed, else another loss, else any. */
export function partnerOf(row: ComparisonRow, rows: readonly ComparisonRow[]): ComparisonRow | undefined {
  const others = rows.filter((other) => other.run !== row.run && other.best !== null)
  const alike = others.filter(({ seed }) => seed === row.seed)
  return (
    alike.find(({ architecture, loss }) => architecture !== row.architecture && loss === row.loss) ??
    alike.find(({ architecture, loss }) => architecture === row.architecture && loss !== row.loss) ??
    others[0]
  )
}
