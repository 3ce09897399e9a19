/** A run's confusion matrix out of the table that is kept of an epoch. */

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
