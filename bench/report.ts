/** Figures made readable: medians, a table, a file. */
import { writeFileSync } from 'node:fs'
import type { MachineFacts } from './machine'

/** The middle value, or the mean of the middle two. @throws RangeError for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new RangeError('There is no median of nothing')
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** A table in Markdown, its columns aligned. The first column is text, the others are figures. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(2, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(header), rule, ...rows.map(line)].join('\n')
}

export const megabytes = (bytes: number | null): string => (bytes === null ? '' : `${(bytes / 1e6).toFixed(0)} MB`)

/** Writes what was measured, with the machine, where a file was asked for. */
export function writeFigures(
  file: string | undefined,
  benchmark: string,
  machine: MachineFacts,
  figures: object,
): void {
  if (file === undefined) return
  writeFileSync(file, `${JSON.stringify({ benchmark, machine, ...figures }, null, 2)}\n`)
  process.stdout.write(`\nWritten to ${file}\n`)
}
