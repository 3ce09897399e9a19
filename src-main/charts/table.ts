/** Any chart as a table: for the accessible view of it, and for copying all that it shows. Full precision. */
import type { BarSpec } from './bars'
import { xCell } from './hover'
import type { PanelSpec, Range } from './panel'
import type { ParallelSpec } from './parallel'
import { indicesWithin } from './ranges'
import type { ScatterSpec } from './scatter'

export type ChartTable = {
  readonly caption: string
  readonly columns: readonly string[]
  /** One cell for each column. */
  readonly rows: readonly (readonly string[])[]
}

/** NaN reads as such: it is a value that was logged. */
const cell = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** Every drawn point: name, x, y, and the band where there is one. @param range of x; all of it unless given. */
export function lineTable(spec: PanelSpec, range?: Range): ChartTable {
  const lines = spec.series.filter(({ isBackground }) => isBackground !== true)
  const hasBand = lines.some(({ band }) => band !== undefined)
  const kind = spec.xKind ?? 'epoch'
  const rows: string[][] = []
  for (const { label, x, y, band } of lines) {
    const [start, end] = range ? indicesWithin(x, range) : [0, x.length]
    for (let index = start; index < end; index += 1) {
      const at = x[index] ?? Number.NaN
      if (range && !(at >= range[0] && at <= range[1])) continue
      rows.push([
        label,
        xCell(kind, at),
        cell(y[index]),
        ...(hasBand ? [cell(band?.low[index]), cell(band?.high[index])] : []),
      ])
    }
  }
  return {
    caption: spec.title,
    columns: ['name', spec.xTitle, 'value', ...(hasBand ? ['low', 'high'] : [])],
    rows,
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

/** For a spreadsheet: tabs between cells, one line a row. */
export function tableToTsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => row.map((text) => text.replaceAll(/[\t\n]/g, ' ')).join('\t')).join('\n')
}
