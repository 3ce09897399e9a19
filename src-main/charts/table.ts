/** Any chart as a table: for the accessible view of it, and for copying all that it shows. Full precision. */
import { exactText } from '@contract/numbers'
import type { BarSpec } from './bars'
import { smoothedHeading, tooltipRows, xCell } from './hover'
import type { PanelSpec, Range } from './panel'
import type { ParallelSpec } from './parallel'
import { indicesWithin, isAscending } from './ranges'
import type { ScatterSpec } from './scatter'

type Row = readonly string[]

/** Rows that need not be there before they are looked at: an array, or what makes those of a stretch. */
export type Rows = { readonly length: number; readonly slice: (from?: number, to?: number) => readonly Row[] }

export type ChartTable = {
  readonly caption: string
  readonly columns: readonly string[]
  /** One cell for each column. */
  readonly rows: Rows
}

/** NaN reads as such: it is a value that was logged. */
const cell = (value: number | undefined): string => (value === undefined ? '' : exactText(value))

/** Indices of the points within a range, in the order in which they are drawn: how many, and which is the nth. */
function pointsWithin(x: ArrayLike<number>, range: Range | undefined): { count: number; at: (nth: number) => number } {
  if (!range) return { count: x.length, at: (nth) => nth }
  const [start, end] = indicesWithin(x, range)
  if (isAscending(x)) return { count: end - start, at: (nth) => start + nth }
  const inside: number[] = []
  for (let index = start; index < end; index += 1) {
    const at = x[index] ?? Number.NaN
    if (at >= range[0] && at <= range[1]) inside.push(index)
  }
  return { count: inside.length, at: (nth) => inside[nth] ?? 0 }
}

/**
 * Every drawn point: name, x, y, what was measured where y is smoothed, and the band where there is one. Rows are made as they are looked at: a thousand lines have a million.
 * @param range of x; all of it unless given.
 */
export function lineTable(spec: PanelSpec, range?: Range): ChartTable {
  const lines = spec.series.filter(({ isBackground }) => isBackground !== true)
  const hasBand = lines.some(({ band }) => band !== undefined)
  const isSmoothed = lines.some(({ measured }) => measured !== undefined)
  const kind = spec.xKind ?? 'epoch'
  let length = 0
  const stretches = lines.map((line) => {
    const points = pointsWithin(line.x, range)
    const first = length
    length += points.count
    return { line, points, first }
  })
  const slice = (from = 0, to = length): Row[] =>
    stretches.flatMap(({ line: { label, x, y, measured = y, band }, points, first }) => {
      const begin = Math.max(from, first)
      return Array.from({ length: Math.max(0, Math.min(to, first + points.count) - begin) }, (_, offset) => {
        const index = points.at(begin - first + offset)
        return [
          label,
          xCell(kind, x[index] ?? Number.NaN),
          cell(y[index]),
          ...(isSmoothed ? [cell(measured[index])] : []),
          ...(hasBand ? [cell(band?.low[index]), cell(band?.high[index])] : []),
        ]
      })
    })
  return {
    caption: spec.title,
    columns: [
      'name',
      spec.xTitle,
      ...(isSmoothed ? [smoothedHeading(spec.smoothing), 'measured'] : ['value']),
      ...(hasBand ? ['low', 'high'] : []),
    ],
    rows: { length, slice },
  }
}

/**
 * Every value at one x, the best first: rank, name, x, value, what was measured where it is smoothed, the band of a group, and the difference to the
 * baseline where there is one. What is no number has no rank and comes last.
 */
export function valuesTable(spec: PanelSpec, x: number, within: number): ChartTable {
  const highestFirst = tooltipRows(spec, x, within)
  const numbers = highestFirst.filter(({ y }) => !Number.isNaN(y))
  const rows = [
    ...(spec.better === 'lower' ? numbers.toReversed() : numbers),
    ...highestFirst.filter(({ y }) => Number.isNaN(y)),
  ]
  const hasBand = rows.some(({ low }) => low !== undefined)
  const isSmoothed = rows.some(({ measured }) => measured !== undefined)
  const baselineId = spec.series.find(({ isBaseline }) => isBaseline === true)?.id
  const baseline = rows.find(({ id }) => id === baselineId)
  const kind = spec.xKind ?? 'epoch'
  return {
    caption: spec.title,
    columns: [
      'name',
      'rank',
      spec.xTitle,
      ...(isSmoothed ? [smoothedHeading(spec.smoothing), 'measured'] : ['value']),
      ...(hasBand ? ['low', 'high'] : []),
      ...(baseline === undefined ? [] : ['to the baseline']),
    ],
    rows: rows.map((row, index) => [
      row.label,
      Number.isNaN(row.y) ? '' : String(index + 1),
      xCell(kind, row.x),
      cell(row.y),
      ...(isSmoothed ? [cell(row.measured ?? row.y)] : []),
      ...(hasBand ? [cell(row.low), cell(row.high)] : []),
      ...(baseline === undefined ? [] : [cell(row.y - baseline.y)]),
    ]),
  }
}

export function scatterTable({ title, xTitle, yTitle, points }: ScatterSpec): ChartTable {
  return {
    caption: title,
    columns: ['name', xTitle, yTitle],
    rows: points.map(({ label, x, y }) => [label, cell(x), cell(y)]),
  }
}

export function barTable({ title, valueTitle, bars }: BarSpec): ChartTable {
  const hasNotes = bars.some(({ note }) => note !== undefined)
  const hasCounts = bars.some(({ countNote }) => countNote !== undefined)
  return {
    caption: title,
    columns: ['name', ...(hasNotes ? ['group'] : []), valueTitle, ...(hasCounts ? ['runs'] : [])],
    rows: bars.map(({ label, note, value, countNote }) => [
      label,
      ...(hasNotes ? [note ?? ''] : []),
      cell(value),
      ...(hasCounts ? [countNote ?? ''] : []),
    ]),
  }
}

export function parallelTable({ title, axes, lines }: ParallelSpec): ChartTable {
  return {
    caption: title,
    columns: ['name', ...axes.map(({ label }) => label)],
    rows: lines.map(({ label, values }) => [
      label,
      ...axes.map((axis, index) => {
        const value = values[index] ?? Number.NaN
        if (axis.kind === 'number' || Number.isNaN(value)) return cell(value)
        return axis.choices[value] ?? ''
      }),
    ]),
  }
}

/**
 * For a spreadsheet: tabs between cells, one line a row. A cell that a tab, the end of a line or a quotation mark is in stands in quotation marks, as in
 * CSV (RFC 4180), which spreadsheets and pandas read.
 */
export function tableToTsv({ columns, rows }: ChartTable): string {
  const written = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return [columns, ...rows.slice()].map((row) => row.map(written).join('\t')).join('\n')
}
