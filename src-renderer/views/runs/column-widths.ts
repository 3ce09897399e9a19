/** How wide columns of the run table are, in pixels. */
import type { RunColumn } from '@panels/runs/run-columns'

export const tickWidth = 40
export const endWidth = 44
const nameWidth = 250
/** Of a sign of a head, and what lies beside it: its padding, the arrow of an order and its digit. */
const signWidth = 7
const headRoom = 66

const own: Readonly<Record<string, number>> = {
  curve: 92,
  // "interrupted" with Resume behind it.
  state: 196,
  tags: 176,
  notes: 180,
  lineage: 200,
  created: 116,
  started: 116,
  ended: 116,
  id: 250,
}

/** As wide as its head, within limits: nothing of what runs have makes a column move. */
function usualWidth({ id, label, unit, isNumber }: RunColumn): number {
  const known = own[id]
  if (known !== undefined) return known
  const head = (label.length + (unit === '' ? 0 : unit.length + 2)) * signWidth + headRoom
  return Math.max(isNumber ? 72 : 96, Math.min(240, head))
}

export const widthOf = (column: RunColumn, widths: ReadonlyMap<string, number>): number =>
  widths.get(column.id) ?? usualWidth(column)
export const widthOfName = (widths: ReadonlyMap<string, number>): number => widths.get('name') ?? nameWidth

/** Where a cell stays from the left edge; undefined for one that does not. */
export const stayAt = (left: number | null | undefined): string | undefined =>
  typeof left === 'number' ? `${left}px` : undefined
