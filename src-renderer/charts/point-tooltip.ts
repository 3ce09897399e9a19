/** Where a tooltip of one thing lies: beside it, within the window. All in pixels of the window. */
const edge = 8
const distance = 18

/** To the right of a point where there is room, else to its left. @returns the upper left corner. */
export function placeBeside(
  size: { readonly width: number; readonly height: number },
  at: { readonly x: number; readonly y: number },
  window: { readonly width: number; readonly height: number },
): { readonly x: number; readonly y: number } {
  const right = at.x + distance
  const x = right + size.width <= window.width - edge ? right : at.x - distance - size.width
  return {
    x: Math.max(edge, x),
    y: Math.max(edge, Math.min(window.height - size.height - edge, at.y - size.height / 2)),
  }
}
