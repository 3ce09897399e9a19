/** Where the entries of a legend stand: every name whole and none on another, whatever draws them. In the charts' own pixels. */
import type { Text } from '@charts/mathematics'
import type { TextStyle } from '@charts/rich-text'
import { breakText } from '@charts/shorten'
import type { Figure } from './figure'
import { legendSample, lineHeight, type Box } from './page-layout'

export type LegendEntry = Figure['legend'][number]

/** How wide texts are. */
export type PageMeasure = {
  readonly widthOf: (text: Text, style?: TextStyle) => number
  /** What is kept free beside each text; 0 where widths are measured and not estimated. */
  readonly slack: number
}

/** An entry: its sample stands at `left`, in the middle of the first line. */
type LaidEntry = {
  readonly entry: LegendEntry
  readonly lines: readonly Text[]
  readonly left: number
  readonly top: number
  readonly width: number
}
export type LaidLegend = {
  readonly width: number
  readonly height: number
  readonly entries: readonly LaidEntry[]
}

/** From an entry's left to its name. */
export const besideSample = legendSample.width + legendSample.gap
const { between } = legendSample
/** More columns of names are never worth a look. */
const mostColumns = 12

const wordsOf = ({ label, richLabel }: LegendEntry): Text => richLabel ?? label

const entryWidth = (lines: readonly Text[], { widthOf, slack }: PageMeasure): number =>
  besideSample + slack + Math.max(0, ...lines.map((line) => widthOf(line)))

/** Entries below each other, each on one line. Null where they have no room. */
export function legendColumn(
  legend: readonly LegendEntry[],
  most: Pick<Box, 'width' | 'height'>,
  measure: PageMeasure,
): LaidLegend | null {
  if (legend.length * lineHeight > most.height) return null
  const entries = legend.map((entry, row): LaidEntry => {
    const lines = [wordsOf(entry)]
    return { entry, lines, left: 0, top: row * lineHeight, width: entryWidth(lines, measure) }
  })
  const width = Math.max(0, ...entries.map((entry) => entry.width))
  return width > most.width ? null : { width, height: legend.length * lineHeight, entries }
}

/** Entries beside each other. Null where they need more than one row. */
function legendRow(legend: readonly LegendEntry[], width: number, measure: PageMeasure): LaidLegend | null {
  let left = 0
  const entries: LaidEntry[] = []
  for (const entry of legend) {
    const lines = [wordsOf(entry)]
    const wide = entryWidth(lines, measure)
    if (left + wide > width) return null
    entries.push({ entry, lines, left, top: 0, width: wide })
    left += wide + between
  }
  return { width: left - between, height: lineHeight, entries }
}

/** In so many columns, read downwards. Names that are too long have several lines. Null where one of them would be broken within a word. */
function inColumns(
  legend: readonly LegendEntry[],
  width: number,
  columns: number,
  { widthOf, slack }: PageMeasure,
): LaidLegend | null {
  const rows = Math.ceil(legend.length / columns)
  const used = Math.ceil(legend.length / rows)
  const room = (width - between * (used - 1)) / used - besideSample - slack
  if (room < lineHeight) return null
  const texts: (readonly Text[])[] = []
  for (const entry of legend) {
    const { lines, isBroken } = breakText(wordsOf(entry), room, widthOf)
    if (isBroken && used > 1) return null
    texts.push(lines)
  }
  const widths = Array.from({ length: used }, (_, column) =>
    Math.max(...texts.slice(column * rows, (column + 1) * rows).map((lines) => entryWidth(lines, { widthOf, slack }))),
  )
  const heights = Array.from({ length: rows }, (_, row) =>
    Math.max(...texts.filter((__, index) => index % rows === row).map((lines) => lines.length * lineHeight)),
  )
  const before = (sizes: readonly number[], index: number, gap: number) =>
    sizes.slice(0, index).reduce((sum, size) => sum + size + gap, 0)
  return {
    width: before(widths, used, between) - between,
    height: before(heights, rows, 0),
    entries: legend.map((entry, index) => {
      const column = Math.floor(index / rows)
      return {
        entry,
        lines: texts[index] ?? [],
        left: before(widths, column, between),
        top: before(heights, index % rows, 0),
        width: widths[column] ?? 0,
      }
    }),
  }
}

/** Entries in one row, or as a table: in as many columns as leave it lowest. */
export function legendTable(legend: readonly LegendEntry[], width: number, measure: PageMeasure): LaidLegend {
  const row = legendRow(legend, width, measure)
  if (row !== null) return row
  let best: LaidLegend | null = null
  for (let columns = 1; columns <= Math.min(mostColumns, legend.length); columns += 1) {
    const laid = inColumns(legend, width, columns, measure)
    if (laid !== null && (best === null || laid.height < best.height)) best = laid
  }
  return best ?? { width: 0, height: 0, entries: [] }
}
