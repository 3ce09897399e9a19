/** How the run table stands: a part of the workspace's layout, kept as that is, in named views too, and taken back by Ctrl+Z. */
import type { RunTable } from '@contract/workspace'
import { usualColumns, usualSort } from '@panels/runs/run-columns'
import type { ChangeOptions, WorkspaceState } from '../../state/workspace.svelte'

const usual: RunTable = { columns: [...usualColumns], sort: usualSort }
const isUsual = ({ columns, sort }: RunTable): boolean =>
  columns.join() === usual.columns.join() && sort.id === usual.sort.id && sort.isDescending === usual.sort.isDescending

/** Order and columns as they stand. */
export const tableOf = ({ layout }: WorkspaceState): RunTable => layout.runTable ?? usual

function change(workspace: WorkspaceState, label: string, parts: Partial<RunTable>, options?: ChangeOptions): void {
  const table = { ...tableOf(workspace), ...parts }
  workspace.change(label, { runTable: isUsual(table) ? null : table }, options)
}

/** By another column, from its least value on; by the same one, the other way round. */
export function sortBy(workspace: WorkspaceState, id: string): void {
  const { sort } = tableOf(workspace)
  const isDescending = sort.id === id && !sort.isDescending
  change(workspace, 'Runs sorted', { sort: { id, isDescending } }, { merge: 'run-table-sort' })
}

/** What is added stands at the end. */
export function toggleColumn(workspace: WorkspaceState, id: string): void {
  const { columns } = tableOf(workspace)
  if (columns.includes(id)) change(workspace, 'Column removed', { columns: columns.filter((one) => one !== id) })
  else change(workspace, 'Column added', { columns: [...columns, id] })
}

/** The usual columns, newest first. */
export const resetTable = (workspace: WorkspaceState): void => change(workspace, 'Columns reset', usual)
