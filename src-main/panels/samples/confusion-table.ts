/** A run's confusion matrix out of the table that is kept of an epoch. */
import { formatCount } from '../words/format'

export type ConfusionRow = {
  readonly name: string
  readonly cells: readonly { readonly count: number; /** Of the images of the row's class. */ readonly share: number }[]
  /** The share of its images whose class was said. */
  readonly right: number
}
export type ConfusionTable = { readonly classes: readonly string[]; readonly rows: readonly ConfusionRow[] }

/** @param details columns and rows of the table, as anybody may have logged one under its key. @returns null for what is no such matrix */
export function readConfusion(details: unknown): ConfusionTable | null {
  if (typeof details !== 'object' || details === null) return null
  const { columns, rows } = details as Readonly<Record<string, unknown>>
  if (!Array.isArray(columns) || !Array.isArray(rows) || columns.length !== rows.length + 1 || rows.length === 0)
    return null
  const classes = columns.slice(1).map(String)
  if (new Set(classes).size !== classes.length) return null
  const read: ConfusionRow[] = []
  for (const [at, row] of (rows as unknown[]).entries()) {
    if (!Array.isArray(row) || row.length !== columns.length || String(row[0]) !== classes[at]) return null
    const counts = row.slice(1) as unknown[]
    if (!counts.every((count): count is number => typeof count === 'number' && count >= 0)) return null
    const total = counts.reduce((sum, count) => sum + count, 0)
    const shareOf = (count: number): number => (total === 0 ? 0 : count / total)
    read.push({
      name: classes[at] ?? '',
      cells: counts.map((count) => ({ count, share: shareOf(count) })),
      right: shareOf(counts[at] ?? 0),
    })
  }
  return { classes, rows: read }
}

/** "307 of 500 wrong, 51 of them between cat and dog": the two classes that are taken for each other most often, where there are more than two. */
export function confusionWords({ classes, rows }: ConfusionTable): string {
  const countAt = (row: number, column: number): number => rows[row]?.cells[column]?.count ?? 0
  const all = rows.flatMap(({ cells }) => cells).reduce((sum, { count }) => sum + count, 0)
  const right = rows.reduce((sum, _, at) => sum + countAt(at, at), 0)
  const [most] = rows
    .flatMap((_, row) =>
      rows.slice(0, row).map((__, column) => ({ row, column, count: countAt(row, column) + countAt(column, row) })),
    )
    .sort((left, other) => other.count - left.count)
  const between =
    most === undefined || most.count === 0 || classes.length < 3
      ? ''
      : `, ${formatCount(most.count)} of them between ${classes[most.column] ?? ''} and ${classes[most.row] ?? ''}`
  return `${formatCount(all - right)} of ${formatCount(all)} wrong${between}`
}
