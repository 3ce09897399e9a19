/** Which rows of a long table are drawn: those in sight and a few around them. */

export type VisibleRows = {
  readonly from: number
  /** One past the last. */
  readonly to: number
  /** Heights of what is left out, in pixels. */
  readonly above: number
  readonly below: number
}

/** Up to `short` rows are drawn whole: search in the page and a screen reader's count then just work. `around`: beyond each end of what is in sight. */
export type RowsDrawn = { readonly short: number; readonly around: number }
const usualRows: RowsDrawn = { short: 100, around: 12 }
/** Rows of runs have many parts. */
export const rowsOfRuns: RowsDrawn = { short: 40, around: 6 }

/** @param scrollTop, viewHeight, rowHeight in pixels. */
export function visibleRows(
  count: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  { short, around } = usualRows,
): VisibleRows {
  if (count <= short) return { from: 0, to: count, above: 0, below: 0 }
  const first = Math.floor(scrollTop / rowHeight)
  const from = Math.max(0, Math.min(count - 1, first - around))
  const to = Math.max(from, Math.min(count, first + Math.ceil(viewHeight / rowHeight) + around))
  return { from, to, above: from * rowHeight, below: (count - to) * rowHeight }
}
