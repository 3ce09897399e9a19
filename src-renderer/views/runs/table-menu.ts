/** What the menus of the table of runs offer beyond what every run has: with a cell's value, and with a column. */
import ArrowUpDown from '@lucide/svelte/icons/arrow-up-down'
import Copy from '@lucide/svelte/icons/copy'
import EyeOff from '@lucide/svelte/icons/eye-off'
import ListFilter from '@lucide/svelte/icons/list-filter'
import Pin from '@lucide/svelte/icons/pin'
import Rows3 from '@lucide/svelte/icons/rows-3'
import type { RunSummary } from '@contract/run'
import { withCondition } from '@model/query/toggle'
import { groupKeyOf, type RunColumn } from '@panels/runs/run-columns'
import type { MenuEntry, MenuGroups } from '../../components/menu'
import type { App } from '../../state/app.svelte'
import { copyWords } from '../../state/links'
import { lineFor } from '../run/find-setting'
import { groupTable, tableOf, toggleColumn, togglePinned } from './run-table'
import type { RunTableScreen } from './table.svelte'

/** The column of the cell that lies under a menu; undefined for the cells before and behind all columns. */
export function columnAt(target: Element, columns: readonly RunColumn[]): RunColumn | undefined {
  const cell = target.closest('td, th')
  // Behind the check box and the name.
  return cell instanceof HTMLTableCellElement ? columns[cell.cellIndex - 2] : undefined
}

/** A run's menu, which begins with the value of the cell. */
export function cellGroups(
  app: App,
  screen: RunTableScreen,
  run: RunSummary,
  column: RunColumn | undefined,
  ofRun: MenuGroups,
): MenuGroups {
  if (column === undefined) return ofRun
  const { text } = column.cell(run, screen.source)
  const { subject } = column
  const condition = subject.kind === 'config' ? lineFor(subject.key, run.config[subject.key] ?? null) : null
  const filtered: MenuEntry[] =
    condition === null
      ? []
      : [
          {
            label: `Only runs with ${condition}`,
            icon: ListFilter,
            onselect: () => {
              const runQuery = withCondition(app.workspace.layout.runQuery, condition)
              app.workspace.change('Query', { runQuery }, { isUndoable: false })
            },
          },
        ]
  const copied: MenuEntry[] =
    text === '' ? [] : [{ label: `Copy ${text}`, icon: Copy, onselect: () => copyWords(app, text) }]
  return { ...ofRun, value: [...filtered, sortEntry(screen, column)], copy: [...copied, ...(ofRun.copy ?? [])] }
}

const sortEntry = (screen: RunTableScreen, column: RunColumn): MenuEntry => ({
  label: `Sort by ${column.label}`,
  icon: ArrowUpDown,
  onselect: () => screen.sort(column, false),
})

/** The menu of a column's head. */
export function headGroups({ workspace }: App, screen: RunTableScreen, column: RunColumn): MenuGroups {
  const { pinned } = tableOf(workspace)
  const groupKey = groupKeyOf(column)
  return {
    name: column.label,
    thing: [
      sortEntry(screen, column),
      { label: 'Sort by it, after the others', icon: ArrowUpDown, onselect: () => screen.sort(column, true) },
      ...(groupKey === null
        ? []
        : [{ label: 'Group by it', icon: Rows3, onselect: () => void groupTable(workspace, [groupKey]) }]),
      {
        label: pinned.includes(column.id) ? 'Let it scroll' : 'Pin to the left',
        icon: Pin,
        onselect: () => togglePinned(workspace, column.id),
      },
    ],
    bin: [{ label: 'Hide the column', icon: EyeOff, onselect: () => toggleColumn(workspace, column.id) }],
  }
}
