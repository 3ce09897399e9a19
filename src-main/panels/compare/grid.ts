/** The cells of a comparison: runs by the values of two settings, and how each cell looks. */
import { builtInArchitectures, lossKinds, type RunLoss } from '@contract/config'
import { isRunLoss, usualLoss } from '@recipes/registry/losses'
import { rolesOf } from '@model/comparison/metric'
import { groupValue, lossWords, orderValues } from '@model/grouping'
import { roleOf } from '@model/roles'
import { keysOf } from '@model/values'
import type { RunSummary } from '@contract/run'
import type { FlatConfig } from '@protocol/config'
import { lookCount } from '@contract/looks'
import { inOrderOfMaking } from '@model/looks'
import {
  dashOfLoss,
  dashWordOfLoss,
  lookOfRun,
  lookOfSlot,
  looksTogether,
  shadeOf,
  type DashRule,
  type RunLook,
} from '../words/run-look'

/** The key of a series; `validation_loss` is each run's own loss, on its own scale. */
export type ComparedMetric = string

export type Cell = {
  /** The values of the two settings, in words. */
  readonly row: string
  readonly column: string
  readonly runs: readonly RunSummary[]
}
export type Grid = {
  readonly rowKey: string
  readonly columnKey: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** Row by row; a cell without a run is there as well. */
  readonly cells: readonly Cell[]
}

/** Runs by the values of two settings, in the order that the core's groups have. By one setting alone they stand in one column. */
export function buildGrid(runs: readonly RunSummary[], rowKey = 'architecture', columnKey = 'loss'): Grid {
  const configs = runs.map(({ config }) => config)
  const rows = orderValues(configs, rowKey)
  const isOneKey = rowKey === columnKey
  const columns = isOneKey ? [''] : orderValues(configs, columnKey)
  const nameOf = (row: string, column: string) => JSON.stringify([row, column])
  const members = Map.groupBy(runs, ({ config }) =>
    nameOf(groupValue(config, rowKey), isOneKey ? '' : groupValue(config, columnKey)),
  )
  const cells = rows.flatMap((row) =>
    columns.map((column) => ({
      row,
      column: isOneKey ? row : column,
      runs: members.get(nameOf(row, column)) ?? [],
    })),
  )
  return { rowKey, columnKey, rows, columns, cells }
}

/** A cell in words: its two values, or the one where it is by one setting. */
export const cellName = ({ row, column }: Pick<Cell, 'row' | 'column'>): string =>
  row === column ? row : `${row}, ${column}`

/** How cells and their runs look. */
export type GridLooks = {
  /** Whether several runs share a cell: then colours say the row and dashes the column, else each run has its own look. */
  readonly areOfGroups: boolean
  readonly ofCell: (cell: Pick<Cell, 'row' | 'column'>) => RunLook
  readonly ofRun: (run: RunSummary) => RunLook
}

/** A run alone in its cell looks as it does everywhere; runs that share one have shades of their cell's colour. */
export function gridLooks(grid: Grid, dashes: DashRule): GridLooks {
  const { cells } = grid
  const cellOf = ({ row, column }: Pick<Cell, 'row' | 'column'>) =>
    cells.find((cell) => cell.row === row && cell.column === column)
  if (cells.every(({ runs }) => runs.length < 2)) {
    const ofRun = looksTogether(
      cells.flatMap(({ runs }) => runs),
      dashes,
    )
    const ofCell: GridLooks['ofCell'] = (cell) => {
      const [run] = cellOf(cell)?.runs ?? []
      return run === undefined ? lookOfSlot(0) : ofRun(run)
    }
    return { areOfGroups: false, ofCell, ofRun }
  }
  const ofCell: GridLooks['ofCell'] = (cell) => lookOfCell(grid, cell)
  // Where dashes say the column, they tell no runs apart.
  const isSaid = grid.columns.length > 1 && hasDashes(grid)
  const shades = new Map(
    cells.flatMap((cell) => {
      const look = lookOfCell(grid, cell)
      return inOrderOfMaking(cell.runs).map(({ id }, place) => {
        const shade = shadeOf(look, place)
        return [id, isSaid ? { ...shade, dash: look.dash } : shade] as const
      })
    }),
  )
  return { areOfGroups: true, ofCell, ofRun: (run) => shades.get(run.id) ?? lookOfRun(run, dashes) }
}

/** Of a group: the colour of its row and the dash of its column; where those are not enough to tell all cells apart, a look of its own. */
function lookOfCell(grid: Grid, { row, column }: Pick<Cell, 'row' | 'column'>): RunLook {
  const slot = rowSlot(grid, row)
  if (grid.columns.length === 1) return lookOfSlot(slot)
  if (hasDashes(grid)) return { colour: lookOfSlot(slot).colour, dash: dashOfLoss(columnLoss(grid, column)) }
  return lookOfSlot(grid.cells.findIndex((cell) => cell.row === row && cell.column === column))
}

/** Whether each column has a dash of its own: two sums of losses have not. */
function hasDashes(grid: Grid): boolean {
  const { rows, columns } = grid
  const dashes = new Set(columns.map((column) => dashOfLoss(columnLoss(grid, column)).join()))
  return dashes.size === columns.length && rows.length <= lookCount
}

/** The look of a row: plain has the first, pooled the second (design guide); other values in their order, behind those. */
function rowSlot({ rowKey, rows }: Grid, row: string): number {
  const fixed: readonly string[] = rowKey === 'architecture' && rows.some(isBuiltIn) ? builtInArchitectures : []
  const place = fixed.indexOf(row)
  if (place >= 0) return place
  const others = rows.filter((other) => !fixed.includes(other))
  return fixed.length + Math.max(0, others.indexOf(row))
}
const isBuiltIn = (row: string): boolean => builtInArchitectures.some((name) => name === row)

/** What a row's name is tinted in: its colour, where colours say the row; null elsewhere. */
export const rowColour = (grid: Grid, row: string): string | null =>
  grid.columns.length === 1 || hasDashes(grid) ? lookOfSlot(rowSlot(grid, row)).colour : null

const firstConfig = (grid: Grid, column: string): FlatConfig | undefined =>
  grid.cells.find((cell) => cell.column === column && cell.runs.length > 0)?.runs[0]?.config

/** The loss whose dash a column takes: its own, or for other settings the next of all. */
function columnLoss(grid: Grid, column: string): RunLoss {
  const own = grid.columnKey === 'loss' ? firstConfig(grid, column)?.loss : undefined
  if (isRunLoss(own)) return own
  return lossKinds[Math.max(0, grid.columns.indexOf(column)) % lossKinds.length] ?? usualLoss
}
/** What the dash of a column is called, where dashes say the column; empty elsewhere. @param dashes what those of runs by themselves say. */
export function columnDashWord(grid: Grid, column: string, dashes: DashRule): string {
  const isSaid = gridLooks(grid, dashes).areOfGroups
    ? grid.columns.length > 1 && hasDashes(grid)
    : dashes === 'loss' && grid.columnKey === 'loss'
  return isSaid ? dashWordOfLoss(columnLoss(grid, column)) : ''
}

/** Settings that can make rows and columns: those in which the runs differ first, each named once. */
export function countValues(runs: readonly RunSummary[], key: string): number {
  return new Set(runs.map(({ config }) => groupValue(config, key))).size
}

/** The losses of a set of runs, in words: by what has the role of a loss in each. */
export function lossesOf(runs: readonly RunSummary[]): string[] {
  const roles = rolesOf(runs)
  const configs = runs.map(({ config }) => config)
  const keys = keysOf(configs).filter((key) => roleOf(key, roles) === 'loss')
  const [only = 'loss'] = keys
  return keys.length < 2 ? orderValues(configs, only) : [...new Set(configs.map((config) => lossWords(config, roles)))]
}
