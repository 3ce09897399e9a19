/** A run's confusion matrix out of the table that is kept of an epoch. */
import type { MeasuredImages } from '@contract/inside'
import { formatCount } from '../words/format'

export type ConfusionRow = {
  readonly name: string
  readonly cells: readonly { readonly count: number; /** Of the images of the row's class. */ readonly share: number }[]
  /** The share of its images whose class was said. */
  readonly right: number
}
/** Images of one class that were said to be of one: by label. */
export type ConfusionCell = { readonly row: number; readonly column: number }
export type ConfusionTable = { readonly classes: readonly string[]; readonly rows: readonly ConfusionRow[] }

function rowOf(name: string, at: number, counts: readonly number[]): ConfusionRow {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const shareOf = (count: number): number => (total === 0 ? 0 : count / total)
  return { name, cells: counts.map((count) => ({ count, share: shareOf(count) })), right: shareOf(counts[at] ?? 0) }
}

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
    read.push(rowOf(classes[at] ?? '', at, counts))
  }
  return { classes, rows: read }
}

type MeasuredClasses = NonNullable<MeasuredImages['classes']>

/** A name for each label that there is: of the data set, else by its number. */
function namesOf(classes: readonly string[], { labels, said }: MeasuredClasses): string[] {
  const most = [...labels, ...said].reduce((greatest, label) => Math.max(greatest, label), classes.length - 1)
  return Array.from({ length: most + 1 }, (_, label) => classes[label] ?? `class ${label + 1}`)
}

/** The same of what was measured of all validation images. @param classes of the data set, by label */
export function confusionOf(classes: readonly string[], measured: MeasuredClasses): ConfusionTable {
  const names = namesOf(classes, measured)
  const counts = names.map(() => new Float64Array(names.length))
  measured.labels.forEach((label, place) => {
    const row = counts[label]
    const said = measured.said[place] ?? 0
    if (row !== undefined) row[said] = (row[said] ?? 0) + 1
  })
  return {
    classes: names,
    rows: names.map((name, at) => rowOf(name, at, [...(counts[at] ?? [])])),
  }
}

/** Places of the images of a class that were said to be of another, or of the same, the surest first. */
export function imagesOfCell({ labels, said, sureness }: MeasuredClasses, row: number, column: number): number[] {
  const places: number[] = []
  labels.forEach((label, place) => {
    if (label === row && said[place] === column) places.push(place)
  })
  return places.sort((left, right) => (sureness[right] ?? 0) - (sureness[left] ?? 0) || left - right)
}

export type ClassScores = {
  readonly name: string
  /** Images of the class. */
  readonly count: number
  /** Of those that were said to be of it, the share that is; NaN where none was. */
  readonly precision: number
  /** Of its images, the share that was said to be of it; NaN where there is none. */
  readonly recall: number
  /** Their harmonic mean as scikit-learn has it: 2 x right / (images + said); NaN where both are 0. */
  readonly f1: number
}

/** How each class does, the worst first; classes that are not there and were never said come last. */
export function scoresOf({ rows }: ConfusionTable): ClassScores[] {
  const scores = rows.map(({ name, cells }, at): ClassScores => {
    const right = cells[at]?.count ?? 0
    const count = cells.reduce((sum, cell) => sum + cell.count, 0)
    const said = rows.reduce((sum, row) => sum + (row.cells[at]?.count ?? 0), 0)
    return { name, count, precision: right / said, recall: right / count, f1: (2 * right) / (count + said) }
  })
  const sizeOf = ({ f1 }: ClassScores): number => (Number.isNaN(f1) ? Infinity : f1)
  return scores.sort((left, right) => (sizeOf(left) === sizeOf(right) ? 0 : sizeOf(left) < sizeOf(right) ? -1 : 1))
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
