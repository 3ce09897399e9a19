/** Which rows of a long table are drawn: those in sight and a few around them. */

export type VisibleRows = {
  readonly from: number
  /** One past the last. */
  readonly to: number
  /** Heights of what is left out, in pixels. */
  readonly above: number
  readonly below: number
}

/** Shorter tables are drawn whole: search in the page and a screen reader's count then just work. */
const shortTable = 100
const around = 12

/** The same of rows with many parts: so many as a window shows. */
export const shortOfRuns = 40

/** @param scrollTop, viewHeight, rowHeight in pixels. @param short up to so many rows are drawn whole. */
export function visibleRows(
  count: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  short = shortTable,
): VisibleRows {
  if (count <= short) return { from: 0, to: count, above: 0, below: 0 }
  const first = Math.floor(scrollTop / rowHeight)
  const from = Math.max(0, Math.min(count - 1, first - around))
  const to = Math.max(from, Math.min(count, first + Math.ceil(viewHeight / rowHeight) + around))
  return { from, to, above: from * rowHeight, below: (count - to) * rowHeight }
}
