/** The cells of a comparison: runs by the values of two settings, and how each cell looks. */
import { architectureKinds, lossKinds, type LossKind } from '@contract/config'
import { isLossKind, usualLoss } from '@recipes/registry/losses'
import { rolesOf } from '@model/comparison/metric'
import { groupValue, lossWords, orderValues } from '@model/grouping'
import { roleOf } from '@model/roles'
import { keysOf } from '@model/values'
import type { RunSummary } from '@contract/run'
import type { FlatConfig } from '@protocol/config'
import { colourToken, dashWords, lossDashes } from '../words/run-look'

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
  const cells = rows.flatMap((row) =>
    columns.map((column) => ({
      row,
      column: isOneKey ? row : column,
      runs: runs.filter(
        ({ config }) => groupValue(config, rowKey) === row && (isOneKey || groupValue(config, columnKey) === column),
      ),
    })),
  )
  return { rowKey, columnKey, rows, columns, cells }
}

/** A cell in words: its two values, or the one where it is by one setting. */
export const cellName = ({ row, column }: Pick<Cell, 'row' | 'column'>): string =>
  row === column ? row : `${row}, ${column}`

/** The palette slot of a row: plain is the first, pooled the second (design guide); other values in their order. */
export function rowSlot(grid: Grid, row: string): number {
  const kind = grid.rowKey === 'architecture' ? architectureKinds.findIndex((name) => name === row) : -1
  return (kind < 0 ? Math.max(0, grid.rows.indexOf(row)) : kind) % 8
}
export const rowColour = (grid: Grid, row: string): string => colourToken(rowSlot(grid, row))

const firstConfig = (grid: Grid, column: string): FlatConfig | undefined =>
  grid.cells.find((cell) => cell.column === column && cell.runs.length > 0)?.runs[0]?.config

/** The loss whose dash a column takes: its own, or for other settings the next of all. */
export function columnLoss(grid: Grid, column: string): LossKind {
  const own = grid.columnKey === 'loss' ? firstConfig(grid, column)?.loss : undefined
  if (isLossKind(own)) return own
  return lossKinds[Math.max(0, grid.columns.indexOf(column)) % lossKinds.length] ?? usualLoss
}
export const columnDash = (grid: Grid, column: string): readonly number[] => lossDashes[columnLoss(grid, column)]
export const columnDashWord = (grid: Grid, column: string): string => dashWords[columnLoss(grid, column)]

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
