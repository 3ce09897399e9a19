/** How the run table stands: a part of the workspace's layout, kept as that is, in named views too, and taken back by Ctrl+Z. */
import { mostTableGroups, mostTableSorts, type RunTable } from '@contract/workspace'
import { usualColumns, usualSort, type RunSort } from '@panels/runs/run-columns'
import type { Change } from '../../state/undo.svelte'
import type { ChangeOptions, WorkspaceState } from '../../state/workspace.svelte'

/** With everything that tables of earlier versions do not have. */
export type WholeTable = {
  readonly columns: readonly string[]
  /** What decides first comes first; never none. */
  readonly sorts: readonly RunSort[]
  readonly groupBy: readonly string[]
  readonly widths: ReadonlyMap<string, number>
  readonly pinned: readonly string[]
  readonly turned: readonly string[]
}

type Workspace = Pick<WorkspaceState, 'layout' | 'usualColumns'>

const usual: WholeTable = {
  columns: usualColumns,
  sorts: [usualSort],
  groupBy: [],
  widths: new Map(),
  pinned: [],
  turned: [],
}

/** Tags and notes were not columns that could be chosen: a table of then ends with them. */
function toWhole({ columns, sort, thenBy, groupBy = [], widths = [], pinned = [], turned = [] }: RunTable): WholeTable {
  const isEarlier = thenBy === undefined
  return {
    columns: isEarlier ? [...columns, ...['tags', 'notes'].filter((id) => !columns.includes(id))] : columns,
    sorts: [sort, ...(thenBy ?? [])],
    groupBy,
    widths: new Map(widths),
    pinned,
    turned,
  }
}

const toKept = ({ columns, sorts, groupBy, widths, pinned, turned }: WholeTable): RunTable => ({
  columns: [...columns],
  sort: sorts[0] ?? usualSort,
  thenBy: sorts.slice(1, mostTableSorts),
  groupBy: [...groupBy],
  widths: [...widths],
  pinned: [...pinned],
  turned: turned.slice(-1_000),
})

/** By what its project's runs have. */
const usualTables = new WeakMap<readonly string[], WholeTable>([[usualColumns, usual]])

function usualOf({ usualColumns: columns }: Workspace): WholeTable {
  let table = usualTables.get(columns)
  if (table === undefined) usualTables.set(columns, (table = { ...usual, columns }))
  return table
}

const wholes = new WeakMap<RunTable, WholeTable>()

/** The same object for as long as the layout's is: what is worked out of it stays. */
export function tableOf(workspace: Workspace): WholeTable {
  const { layout } = workspace
  if (layout.runTable === null) return usualOf(workspace)
  let whole = wholes.get(layout.runTable)
  if (whole === undefined) wholes.set(layout.runTable, (whole = toWhole(layout.runTable)))
  return whole
}

function change(workspace: WorkspaceState, label: string, parts: Partial<WholeTable>, options?: ChangeOptions) {
  const kept = toKept({ ...tableOf(workspace), ...parts })
  const isUsual = JSON.stringify(kept) === JSON.stringify(toKept(usualOf(workspace)))
  return workspace.change(label, { runTable: isUsual ? null : kept }, options)
}

/**
 * By another column, from its least value on or, where more is better, from the greatest; by the same one, the other way round.
 * @param isAdded behind the columns that decide already, of which it may be one.
 */
export function sortBy(
  workspace: WorkspaceState,
  id: string,
  { isAdded = false, startsDescending = false }: { isAdded?: boolean; startsDescending?: boolean } = {},
): void {
  const { sorts } = tableOf(workspace)
  const before = sorts.find((sort) => sort.id === id)
  const turned = { id, isDescending: before === undefined ? startsDescending : !before.isDescending }
  const next = !isAdded
    ? [sorts.length > 1 && before !== undefined ? before : turned]
    : before === undefined
      ? [...sorts.slice(0, mostTableSorts - 1), turned]
      : sorts.map((sort) => (sort.id === id ? turned : sort))
  change(workspace, 'Runs sorted', { sorts: next }, { merge: 'run-table-sort' })
}

/** Takes a column out of those that decide on the order; without any, the newest come first. */
export function dropSort(workspace: WorkspaceState, id: string): void {
  const sorts = tableOf(workspace).sorts.filter((sort) => sort.id !== id)
  change(workspace, 'Runs sorted', { sorts: sorts.length > 0 ? sorts : [usualSort] })
}

export const groupTable = (workspace: WorkspaceState, groupBy: readonly string[]): Change | null =>
  change(workspace, groupBy.length === 0 ? 'Groups removed' : 'Runs grouped', {
    groupBy: groupBy.slice(0, mostTableGroups),
    turned: [],
  })

/** Opens or closes a group. */
export function turnGroup(workspace: WorkspaceState, id: string): void {
  const { turned } = tableOf(workspace)
  const next = turned.includes(id) ? turned.filter((one) => one !== id) : [...turned, id]
  change(workspace, 'Group folded', { turned: next }, { isUndoable: false })
}

/** What is added stands at the end. */
export function toggleColumn(workspace: WorkspaceState, id: string): void {
  const { columns, pinned } = tableOf(workspace)
  if (!columns.includes(id)) change(workspace, 'Column added', { columns: [...columns, id] })
  else
    change(workspace, 'Column removed', {
      columns: columns.filter((one) => one !== id),
      pinned: pinned.filter((one) => one !== id),
    })
}

/** Takes several columns away at once. */
export function dropColumns(workspace: WorkspaceState, ids: readonly string[]): void {
  const { columns, pinned } = tableOf(workspace)
  const isKept = (id: string) => !ids.includes(id)
  change(workspace, 'Columns removed', { columns: columns.filter(isKept), pinned: pinned.filter(isKept) })
}

/** Puts a column before or behind another one. */
export function moveColumn(workspace: WorkspaceState, id: string, target: string, edge: 'before' | 'behind'): void {
  const { columns } = tableOf(workspace)
  if (id === target || !columns.includes(id)) return
  const rest = columns.filter((one) => one !== id)
  const at = rest.indexOf(target) + (edge === 'behind' ? 1 : 0)
  change(workspace, 'Column moved', { columns: rest.toSpliced(Math.max(0, at), 0, id) })
}

/** Moves a column by one place among those on its side of the pinned ones. */
export function stepColumn(workspace: WorkspaceState, id: string, step: -1 | 1): void {
  const { pinned } = tableOf(workspace)
  const shown = shownOrder(tableOf(workspace))
  const other = shown[shown.indexOf(id) + step]
  if (other === undefined || pinned.includes(other) !== pinned.includes(id)) return
  moveColumn(workspace, id, other, step < 0 ? 'before' : 'behind')
}

export function togglePinned(workspace: WorkspaceState, id: string): void {
  const { pinned } = tableOf(workspace)
  if (pinned.includes(id)) change(workspace, 'Column unpinned', { pinned: pinned.filter((one) => one !== id) })
  else change(workspace, 'Column pinned', { pinned: [...pinned, id] })
}

/** In pixels; null for as wide as usual. */
export function resizeColumn(workspace: WorkspaceState, id: string, width: number | null): void {
  const widths = new Map(tableOf(workspace).widths)
  if (width === null) widths.delete(id)
  else widths.set(id, Math.round(Math.max(40, Math.min(1_200, width))))
  change(workspace, 'Column resized', { widths }, { merge: `run-table-width ${id}` })
}

/** Columns as they stand side by side: pinned ones first. */
export const shownOrder = ({ columns, pinned }: Pick<WholeTable, 'columns' | 'pinned'>): string[] => [
  ...columns.filter((id) => pinned.includes(id)),
  ...columns.filter((id) => !pinned.includes(id)),
]

/** The usual columns, newest first, in no groups. @returns the change; null where all was as usual */
export const resetTable = (workspace: WorkspaceState): Change | null =>
  change(workspace, 'Columns reset', usualOf(workspace))
