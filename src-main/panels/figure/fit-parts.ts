/** What of a figure a page has room for: parts too small to be read are left out and counted, and words in small plots are dropped. */
import type { PanelSpec } from '@charts/panel'
import type { Figure, FigurePart } from './figure'

type Room = { readonly width: number; readonly height: number }

/** Least size of a part with the name above it, in the charts' own pixels. */
const leastPart = { width: 90, height: 62 } as const
/** In parts below this, words in the plot lie upon each other and upon the lines. */
const leastForWords = { width: 170, height: 110 } as const
/** Least side of a picture, in the charts' own pixels. */
const leastPicture = 20
const gap = 10

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
  const { parts } = figure
  if (parts.length < 2 || parts.some(({ title }) => title === '')) return { figure, leftOut: 0 }
  let { columns } = figure
  if (figure.flows === true) {
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
