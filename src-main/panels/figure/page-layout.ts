/** How a figure's parts share a page, whatever draws them: in the charts' own pixels, from the top left. */
import type { Figure, FigurePart } from './figure'

export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** Between the page's edge and what is on it. */
export const pad = 5
export const titleHeight = 17
export const cellTitleHeight = 16
export const axisNameRoom = 16
export const cellGap = 10
/** Of a line of text. */
export const lineHeight = 15
/** A line or a point of a legend, the gap before its name, and the gap between two entries. */
export const legendSample = { width: 20, gap: 5, between: 14 } as const

/** Plots are never lower, however many share a page. */
const leastHeight = 20

/** The axes' names that a part has by itself; empty where it has none. */
export function namesOf(part: FigurePart): { readonly x: string; readonly y: string } {
  switch (part.kind) {
    case 'line':
      return { x: part.spec.xTitle, y: part.yTitle }
    case 'scatter':
      return { x: part.spec.xTitle, y: part.spec.yTitle }
    case 'bar':
      return { x: part.spec.valueTitle, y: '' }
    default:
      return { x: '', y: '' }
  }
}

/**
 * Boxes of the parts, row by row, each beneath its title where any part has one; rows are as high as their parts' weights say.
 * @param below what the lowest row has for the numbers of all.
 */
export function partBoxes({ parts, columns }: Figure, grid: Box, below = 0): Box[] {
  const rows = Math.ceil(parts.length / columns)
  const weights = Array.from({ length: rows }, (_, row) =>
    Math.max(...parts.slice(row * columns, (row + 1) * columns).map(({ weight }) => weight)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const room = grid.height - cellGap * (rows - 1) - below
  const heights = weights.map((weight, row) => (room * weight) / sum + (row === rows - 1 ? below : 0))
  const width = (grid.width - cellGap * (columns - 1)) / columns
  const titleRoom = parts.some(({ title }) => title !== '') ? cellTitleHeight : 0
  return parts.map((_, index) => {
    const row = Math.floor(index / columns)
    const above = heights.slice(0, row).reduce((total, height) => total + height + cellGap, 0)
    return {
      left: grid.left + (index % columns) * (width + cellGap),
      top: grid.top + above + titleRoom,
      width,
      height: Math.max(leastHeight, (heights[row] ?? 0) - titleRoom),
    }
  })
}

/** The middle of a text that stands around a place, and never beyond an edge. @param half of its width. */
export const middleWithin = (wanted: number, half: number, { left, width }: Pick<Box, 'left' | 'width'>): number =>
  Math.min(left + width - half, Math.max(left + half, wanted))
