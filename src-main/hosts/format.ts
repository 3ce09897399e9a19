/** Numbers, times and tables as text. */
import { visibleLine } from '@contract/text'
import { showBytes, showDigits, usualDigits } from '@maths/digits'
import { durationWords } from '@maths/durations'

/** Four significant digits: what tells two epochs apart, and no more. */
export const formatValue = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : showDigits(value, usualDigits)

/** 32768 as `32,768`. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-'
  return Math.round(value).toLocaleString('en-US')
}

/** Below this a length of time has tenths, which round to 10 s from there on. */
const mostWithTenths = 9.95

/** `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '-'
  return seconds < mostWithTenths ? `${seconds.toFixed(1)} s` : durationWords(seconds)
}

/** `84 KB`, `11 MB`, `1.30 GB`: powers of ten, as disks are sold. */
export const formatBytes = (bytes: number | null | undefined): string =>
  bytes === null || bytes === undefined ? '-' : showBytes(bytes)

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** An ISO time as this machine's own clock shows it: `2026-11-24 14:03`. */
export function formatTime(iso: string): string {
  const time = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

export type Column<Row> = {
  readonly header: string
  readonly align?: 'left' | 'right'
  readonly text: (row: Row, index: number) => string
}

/** A table with aligned columns, two spaces between them, and a header line. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(({ header }) => header),
    ...rows.map((row, index) => columns.map(({ text }) => visibleLine(text(row, index)))),
  ]
  const widths = columns.map((_column, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)))
  return lines
    .map((cells) =>
      cells
        .map((cell, at) =>
          columns[at]?.align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** `label  value` lines, the labels padded to one width. */
export function formatPairs(pairs: readonly (readonly [string, string])[], indent = ''): string {
  const width = Math.max(...pairs.map(([label]) => label.length))
  return pairs.map(([label, value]) => `${indent}${label.padEnd(width)}  ${visibleLine(value)}`.trimEnd()).join('\n')
}
