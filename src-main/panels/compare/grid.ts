/** The cells of a comparison: runs by the values of two settings, and how each cell looks. */
import { lossKinds, type RunLoss } from '@contract/config'
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
import { looksByPlace, orderOfGroups, placesOfGroups, sharedDash } from '../workspace/group-looks'
import { groupIdOf } from '../workspace/run-list'

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
  readonly orders: GridOrders
}

/** Groups of the whole project, by the rows' setting and by both: places among them decide on colours, as in every other view of groups. */
export type GridOrders = { readonly rows: readonly string[]; readonly cells: readonly string[] }

/** @returns the orders by all runs of the project: the same object as before where no group came. */
export function createGridOrders(): (all: readonly RunSummary[], rowKey: string, columnKey: string) => GridOrders {
  let before: GridOrders | undefined
  return (all, rowKey, columnKey) => {
    const rows = orderOfGroups(all, [rowKey], before?.rows)
    const cells = orderOfGroups(all, [rowKey, columnKey], before?.cells)
    if (rows !== before?.rows || cells !== before.cells) before = { rows, cells }
    return before
  }
}

/**
 * Runs by the values of two settings, in the order that the core's groups have. By one setting alone they stand in one column.
 * @param orders of the project; without, of these runs.
 */
export function buildGrid(
  runs: readonly RunSummary[],
  rowKey = 'architecture',
  columnKey = 'loss',
  orders: GridOrders = createGridOrders()(runs, rowKey, columnKey),
): Grid {
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
  return { rowKey, columnKey, rows, columns, cells, orders }
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
  const lookOf = looksOfCells(grid, dashes)
  const ofCell: GridLooks['ofCell'] = (cell) => {
    const found = cellOf(cell)
    return found === undefined ? lookOfSlot(0) : lookOf(found)
  }
  // Where dashes say the column, or the loss, they tell no runs apart.
  const isColumnSaid = grid.columns.length > 1 && hasDashes(grid)
  const shades = new Map(
    cells.flatMap((cell) => {
      const look = lookOf(cell)
      return inOrderOfMaking(cell.runs).map((run, place) => {
        const shade = shadeOf(look, place)
        if (isColumnSaid) return [run.id, { ...shade, dash: look.dash }] as const
        return [run.id, dashes === 'loss' ? { ...shade, dash: dashOfLoss(run.config.loss) } : shade] as const
      })
    }),
  )
  return { areOfGroups: true, ofCell, ofRun: (run) => shades.get(run.id) ?? lookOfRun(run, dashes) }
}

/** Of groups: the colour of the row and the dash of the column; where those are not enough to tell all cells apart, a look for each. */
function looksOfCells(grid: Grid, dashes: DashRule): (cell: Cell) => RunLook {
  const ofRow = looksOfRows(grid)
  if (grid.columns.length > 1 && hasDashes(grid))
    return ({ row, column }) => ({ colour: ofRow(row).colour, dash: dashOfLoss(columnLoss(grid, column)) })
  const ofCell = grid.columns.length === 1 ? ({ row }: Cell) => ofRow(row) : looksOfEach(grid)
  if (dashes !== 'loss') return ofCell
  return (cell) => ({ ...ofCell(cell), dash: sharedDash(cell.runs, ({ config }) => dashOfLoss(config.loss)) })
}

/** Of rows, as groups by their setting look everywhere. */
function looksOfRows({ rowKey, rows, cells, orders }: Grid): (row: string) => RunLook {
  return looksOfParts(
    rows.map((row) => ({ id: row, runs: cells.flatMap((cell) => (cell.row === row ? cell.runs : [])) })),
    [rowKey],
    orders.rows,
  )
}

/** Of cells, as groups by both settings look everywhere. */
function looksOfEach({ rowKey, columnKey, cells, orders }: Grid): (cell: Cell) => RunLook {
  const parts = cells.filter(({ runs }) => runs.length > 0).map((cell) => ({ id: cellName(cell), runs: cell.runs }))
  const lookOf = looksOfParts(parts, [rowKey, columnKey], orders.cells)
  return (cell) => lookOf(cellName(cell))
}

/** Two that are one group elsewhere, as a loss with two of its parameters, do not look alike here. */
function looksOfParts(
  parts: readonly { readonly id: string; readonly runs: readonly RunSummary[] }[],
  groupBy: readonly string[],
  order: readonly string[],
): (id: string) => RunLook {
  const placeOf = placesOfGroups(order)
  return looksByPlace(
    parts.flatMap(({ id, runs: [first] }) =>
      first === undefined ? [] : [{ id, place: placeOf(groupIdOf(first, groupBy)) }],
    ),
  )
}

/** Whether each column has a dash of its own: two sums of losses have not. */
function hasDashes(grid: Grid): boolean {
  const { rows, columns } = grid
  const dashes = new Set(columns.map((column) => dashOfLoss(columnLoss(grid, column)).join()))
  return dashes.size === columns.length && rows.length <= lookCount
}

/** What a row's name is tinted in: its colour, where colours say the row; null elsewhere. */
export const rowColour = (grid: Grid, row: string): string | null =>
  grid.columns.length === 1 || hasDashes(grid) ? looksOfRows(grid)(row).colour : null

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
