/** The numbers of a figure as a table of text: for the clipboard, and for documents. */
import type { TableFormat } from '@contract/figure'
import { confusionCorner } from '@contract/media'
import { exactText } from '@contract/numbers'
import { barTable, lineTable, parallelTable, scatterTable, tableToTsv, type ChartTable } from '@charts/table'
import type { ConfusionTable } from '../samples/confusion-table'
import type { Figure, FigureData, FigurePart } from './figure'
import type { NumberTable } from './numbers'
import { shownNumbers } from './shown-numbers'
import { escapeTex } from './tikz/text'

/** As the tables of the charts on screen; of several charts one below the other, each named in a column before. */
export function shownTable(data: FigureData, figure: Figure): ChartTable {
  const tables = figure.parts.flatMap(({ part, title }) => {
    const table = partTable(part)
    return table === null ? [] : [{ table, title }]
  })
  const [first] = tables
  if (first === undefined) return textTable(figure.title, shownNumbers(data, figure))
  if (tables.length === 1) return { ...first.table, caption: figure.title }
  const columns = tables.reduce(
    (most, { table }) => (table.columns.length > most.length ? table.columns : most),
    first.table.columns,
  )
  return {
    caption: figure.title,
    columns: ['chart', ...columns],
    rows: tables.flatMap(({ table, title }) =>
      table.rows
        .slice()
        .map((row) => [title === '' ? table.caption : title, ...columns.map((_, index) => row[index] ?? '')]),
    ),
  }
}

/** Null for what has no table of a chart: pictures and layers. */
function partTable(part: FigurePart): ChartTable | null {
  switch (part.kind) {
    case 'line':
      return lineTable(part.spec)
    case 'scatter':
      return scatterTable(part.spec)
    case 'bar':
      return barTable(part.spec)
    case 'parallel':
      return parallelTable(part.spec)
    case 'matrix':
      return matrixTable(part.table)
    case 'images':
    case 'layers':
      return null
  }
}

/** As the table of the run page: the true class by row, and the share of its images that were said right. */
const matrixTable = ({ classes, rows }: ConfusionTable): ChartTable => ({
  caption: 'Confusion matrix',
  columns: [confusionCorner, ...classes, 'right'],
  rows: rows.map(({ name, cells, right }) => [name, ...cells.map(({ count }) => String(count)), exactText(right)]),
})

const textOf = (cell: string | number | null | undefined): string =>
  typeof cell === 'number' ? exactText(cell) : (cell ?? '')

function textTable(caption: string, { columns, rows }: NumberTable): ChartTable {
  const texts: string[][] = []
  for (const { count, cells } of rows)
    for (let index = 0; index < count; index += 1)
      texts.push(cells.map((column) => (typeof column === 'string' ? column : textOf(column[index]))))
  return { caption, columns: columns.map(({ name }) => name), rows: texts }
}

export function tableText(table: ChartTable, format: TableFormat): string {
  switch (format) {
    case 'tsv':
      return tableToTsv(table)
    case 'markdown':
      return tableToMarkdown(table)
    case 'latex':
      return tableToLatex(table)
  }
}

const isNumber = (text: string): boolean => text === '' || /^(-?(\d|\.\d|Infinity)|NaN)/.test(text)

/** Columns whose cells are numbers, of which there is one at least. */
const numberColumns = ({ columns, rows }: ChartTable): boolean[] =>
  columns.map((_, index) => {
    const cells = rows.slice().map((row) => row[index] ?? '')
    return cells.some((cell) => cell !== '') && cells.every(isNumber)
  })

/** A table of GitHub's Markdown, numbers at the right. No cell ends it, begins HTML or is emphasis. */
export function tableToMarkdown(table: ChartTable): string {
  const escaped = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|~$&#]/g, '\\$&')
  const row = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`
  const rule = `| ${numberColumns(table)
    .map((isRight) => (isRight ? '---:' : '---'))
    .join(' | ')} |`
  return `${[row(table.columns), rule, ...table.rows.slice().map(row)].join('\n')}\n`
}

/** A tabular with the rules of booktabs. */
export function tableToLatex(table: ChartTable): string {
  // Behind the end of a row, [ and * would be its options.
  const cell = (text: string) => escapeTex(text.replaceAll(/\s+/g, ' ')).replace(/^\s*[[*]/, '{}$&')
  const row = (cells: readonly string[]) => `  ${cells.map(cell).join(' & ')} \\\\`
  const columns = numberColumns(table)
    .map((isRight) => (isRight ? 'r' : 'l'))
    .join('')
  return `${[
    `% ${table.caption.replaceAll(/\s+/g, ' ')}; needs \\usepackage{booktabs}`,
    `\\begin{tabular}{${columns}}`,
    '  \\toprule',
    row(table.columns),
    '  \\midrule',
    ...table.rows.slice().map(row),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n')}\n`
}
