/** What of a figure a page has room for: parts too small to be read are left out and counted, and words in small plots are dropped. */
import type { PanelSpec } from '@charts/panel'
import { isWords, type Figure, type FigurePart } from './figure'

type Room = { readonly width: number; readonly height: number }

/** Least size of a part with the name above it, in the charts' own pixels. */
const leastPart = { width: 90, height: 62 } as const
/** In parts below this, words in the plot lie upon each other and upon the lines. */
const leastForWords = { width: 170, height: 110 } as const
/** Least side of a picture, in the charts' own pixels. */
const leastPicture = 20
const gap = 10

/** Cells of a grid that would be narrower show nothing beside the numbers of their axes. */
const leastCellWidth = 66
/** Cells that stand in other columns than those of their grid have room for their names, and are as high as this, for which the page grows. */
const flowing = { width: 130, height: 104 } as const

/** A grid with more columns than the page has room for: its cells, which are named, then stand in as many as there is room for. */
function mustFlow({ parts, columns, flows = false }: Figure, { width }: Pick<Room, 'width'>): boolean {
  const areNamed = parts.length > 1 && parts.every(({ title }) => title !== '')
  return !flows && areNamed && (width - gap * (columns - 1)) / columns < leastCellWidth
}

/** How much higher than its room a grid is whose cells stand in other columns than its own; 0 for any other figure. */
export function growthOf(figure: Figure, room: Room): number {
  if (!mustFlow(figure, room)) return 0
  const rows = Math.ceil(drawnCells(figure.parts).length / countIn(room.width, flowing.width, gap))
  return Math.max(0, rows * (flowing.height + gap) - gap - room.height)
}

/** Without the places of a grid that no run belongs to: outside of rows and columns they say nothing. */
function drawnCells(parts: Figure['parts']): Figure['parts'] {
  const isDrawn = ({ part }: Figure['parts'][number]): boolean =>
    part.kind !== 'line' || part.spec.series.some(({ isBackground, x }) => isBackground !== true && x.length > 0)
  const drawn = parts.filter(isDrawn)
  return drawn.length > 0 ? drawn : parts
}

/** How many of a size stand beside each other in a length: at least one. */
const countIn = (length: number, size: number, between: number): number =>
  Math.max(1, Math.floor((length + between) / (size + between)))

/** Said below what was drawn. */
export const leftOutWords = (count: number): string => `${count} more not shown: choose a larger size`

/**
 * Without words in the plot: what they say is beside the plot, in the caption, or in the figure at a larger size. How many epochs
 * earlier or later a group gets there is what the figure is for: that stays.
 */
function withoutWords(spec: PanelSpec): PanelSpec {
  const unnamed = <Marked extends { readonly label?: string }>(marks: readonly Marked[]) =>
    marks.map(({ label: _label, ...mark }) => mark)
  return {
    ...spec,
    ...(spec.spans ? { spans: spec.spans.map((span) => ({ ...span, label: span.shortLabel ?? span.label })) } : {}),
    ...(spec.markers ? { markers: unnamed(spec.markers) } : {}),
    ...(spec.references ? { references: unnamed(spec.references) } : {}),
    ...(spec.zones ? { zones: unnamed(spec.zones) } : {}),
  }
}

/**
 * The named parts that have room, and how many have none. Parts without names belong together: they are kept as they are.
 * @param room of all parts with the gaps between them, in the charts' own pixels.
 * @param noteHeight what the words about the others take of it.
 */
export function fitParts(
  figure: Figure,
  room: Room,
  noteHeight: number,
): { readonly figure: Figure; readonly leftOut: number } {
  if (figure.parts.length < 2 || figure.parts.some(({ title }) => title === '')) return { figure, leftOut: 0 }
  const isFlowingGrid = mustFlow(figure, room)
  const parts = isFlowingGrid ? drawnCells(figure.parts) : figure.parts
  let { columns } = figure
  if (isFlowingGrid) columns = countIn(room.width, flowing.width, gap)
  else if (figure.flows === true) {
    const [across, below] = [countIn(room.width, leastPart.width, gap), countIn(room.height, leastPart.height, gap)]
    columns = Math.min(across, Math.max(columns, Math.ceil(parts.length / below)))
  }
  const rows = Math.ceil(parts.length / columns)
  const isCut = rows > countIn(room.height, leastPart.height, gap)
  const shownRows = isCut ? countIn(room.height - noteHeight, leastPart.height, gap) : rows
  const shown = parts.slice(0, shownRows * columns)
  const width = (room.width - gap * (columns - 1)) / columns
  const height = (room.height - (isCut ? noteHeight : 0) - gap * (shownRows - 1)) / shownRows
  const isSmall = width < leastForWords.width || height < leastForWords.height
  const fit = (part: FigurePart): FigurePart =>
    isSmall && part.kind === 'line' ? { ...part, spec: withoutWords(part.spec) } : part
  return {
    figure: { ...figure, columns, parts: shown.map((placed) => ({ ...placed, part: fit(placed.part) })) },
    leftOut: parts.length - shown.length,
  }
}

/** Rows of pictures that have room, each with the gap below it. @param height of all rows, in the charts' own pixels. */
export function pictureRowsIn(count: number, height: number, noteHeight: number, between: number): number {
  const rowsIn = (room: number) => Math.max(1, Math.floor(room / (leastPicture + between)))
  return count <= rowsIn(height) ? count : rowsIn(height - noteHeight)
}

/** Words in the place of pictures are at least so large, as a share of their usual size; what is wider still is shortened. */
const leastWords = 0.6

/** The size of a row's words, as a share of their usual one: all alike, so that none of them is cut where it can be smaller. @param widthOf at the usual size */
export function wordsScale(
  row: Extract<FigurePart, { kind: 'images' }>['cells'][number],
  roomAt: (column: number) => number,
  widthOf: (text: string) => number,
): number {
  const shares = row.flatMap((cell, column) =>
    isWords(cell) ? cell.lines.map((line) => roomAt(column) / Math.max(1, widthOf(line))) : [],
  )
  return Math.max(leastWords, Math.min(1, ...shares))
}
