/** The run table as it is shown, as a table of text: columns, order and groups, numbers as they stand there. */
import type { ChartTable } from '@charts/table'
import type { RunSummary } from '@contract/run'
import { settingName } from '@model/grouping'
import type { GroupCell } from './group-cells'
import { groupKeyOf, type CellSource, type RunColumn } from './run-columns'
import type { TableGroup, TableRow } from './table-rows'

type Shown = {
  /** All of them, in their order. */
  readonly rows: readonly TableRow<RunSummary>[]
  readonly columns: readonly RunColumn[]
  readonly groupBy: readonly string[]
  /** The column whose deviation and best groups have. */
  readonly primary: RunColumn | null
  readonly source: CellSource
  /** A run with all that the columns read of it. */
  readonly full: (run: RunSummary) => RunSummary
  readonly groupCell: (column: RunColumn, group: TableGroup<RunSummary>) => GroupCell
}

/** Pictures have no text. */
const isText = ({ id }: RunColumn): boolean => id !== 'curve'

const headOf = ({ label, unit }: RunColumn): string => (unit === '' ? label : `${label}, ${unit}`)

/**
 * Where runs are grouped, the settings that they are grouped by come first, and not again as columns, so that each line says by itself which group it is of;
 * a group has how many runs it has, and its deviation and best beside the mean, where runs have nothing.
 */
export function copiedTable(caption: string, shown: Shown): ChartTable {
  const { groupBy, primary, rows } = shown
  const isOfGroups = (column: RunColumn) => groupBy.includes(groupKeyOf(column) ?? '')
  const columns = shown.columns.filter((column) => isText(column) && !isOfGroups(column))
  const isGrouped = groupBy.length > 0
  const wide = (column: RunColumn, cells: readonly [string, string, string]): string[] =>
    isGrouped && column.id === primary?.id ? [...cells] : [cells[0]]
  const heads = columns.flatMap((column) => {
    const head = headOf(column)
    return wide(column, [head, `${head} sd`, `${head} best`])
  })
  let path: readonly string[] = []
  const lines = rows.flatMap((row): string[][] => {
    if (row.kind === 'more') return []
    if (row.kind === 'run') {
      const run = shown.full(row.run)
      const cells = columns.flatMap((column) => wide(column, [column.cell(run, shown.source).text, '', '']))
      return [[...(isGrouped ? [...fill(path, groupBy.length), run.name, ''] : [run.name]), ...cells]]
    }
    const { group } = row
    path = [...path.slice(0, group.level), group.label]
    const cells = columns.flatMap((column) => {
      const { text, deviation, best } = shown.groupCell(column, group)
      return wide(column, [text, deviation.replace(/^± /, ''), best])
    })
    return [[...fill(path, groupBy.length), '', String(group.count), ...cells]]
  })
  return {
    caption,
    columns: isGrouped ? [...groupBy.map(settingName), 'Name', 'Runs', ...heads] : ['Name', ...heads],
    rows: lines,
  }
}

const fill = (path: readonly string[], length: number): string[] => Array.from({ length }, (_, at) => path[at] ?? '')
