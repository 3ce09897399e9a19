/** Where a tooltip lies: at the side of the plot with fewest lines, away from the crosshair, within the window. All in pixels of the window. */

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** From the crosshair: nearer, it covers what is being read. */
export const leastDistance = 60
/** From the window's edges. */
const edge = 8

/**
 * How far right a tooltip may reach: to the sheet that stands beside what it belongs to, which it would hide. In pixels of the window.
 * @param from within what it belongs to. @returns infinity where no sheet is open, and for what lies in a sheet itself
 */
export function reachOf(from: Element): number {
  for (let within: Element | null = from; within !== null; within = within.parentElement) {
    if (within.matches('.sheet')) break
    const sheet = within.parentElement?.querySelector(':scope > .sheet')
    if (sheet) return sheet.getBoundingClientRect().left
  }
  return Number.POSITIVE_INFINITY
}

/**
 * How far left a tooltip may reach: to where what it belongs to is scrolled, as a list that stands beside it would be hidden too. In pixels of the window.
 * @param from within what it belongs to
 */
export function startOf(from: Element): number {
  return Math.max(0, from.closest('.scroll')?.getBoundingClientRect().left ?? 0)
}

/**
 * @param window its `left` is where what may be covered begins
 * @param countWithin how many lines run through a box.
 * @returns the upper left corner. Where neither side has room for the distance, the one with more room.
 */
export function placeTooltip(
  size: { readonly width: number; readonly height: number },
  crossAt: number,
  plot: Box,
  window: { readonly left?: number; readonly width: number; readonly height: number },
  countWithin: (box: Box) => number,
): { readonly x: number; readonly y: number } {
  const top = Math.max(edge, Math.min(window.height - size.height - edge, plot.top + 2))
  const boxAt = (left: number): Box => ({ left, top, right: left + size.width, bottom: top + size.height })
  const right = boxAt(crossAt + leastDistance)
  const left = boxAt(crossAt - leastDistance - size.width)
  const fitsRight = right.right <= window.width - edge
  const start = window.left ?? 0
  const fitsLeft = left.left >= start + edge
  if (!fitsLeft && !fitsRight) {
    const x = crossAt < (start + window.width) / 2 ? window.width - size.width - edge : start + edge
    return { x: Math.max(edge, x), y: top }
  }
  if (fitsLeft !== fitsRight) return { x: (fitsRight ? right : left).left, y: top }
  // Beyond the plot it would lie on another panel: that counts as much as many lines.
  const beyond = (box: Box) => Math.max(0, box.right - plot.right) + Math.max(0, plot.left - box.left)
  const [costRight, costLeft] = [right, left].map((box) => countWithin(box) + beyond(box) / 40) as [number, number]
  if (costRight === costLeft) return { x: (crossAt - plot.left < plot.right - crossAt ? right : left).left, y: top }
  return { x: (costRight < costLeft ? right : left).left, y: top }
}
