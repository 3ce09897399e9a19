/** What stands on the page of a TikZ picture: its parts in rows and columns, with title, names of axes and legend around them. */
import type { FigureStyle, FigureText } from '@contract/figure'
import { plainText, type Text } from '@charts/mathematics'
import { shortenText } from '@charts/shorten'
import { axisNamesOf, titleOf } from '../figure-words'
import type { Figure, FigurePart } from '../figure'
import { requireRoom } from '../room'
import { frameOf, type Frame } from '../frame'
import { freestCorner } from '../free-corner'
import {
  axisNameRoom,
  cellTitleHeight,
  lineHeight,
  middleWithin,
  pad,
  partBoxes,
  titleHeight,
  type Box,
} from '../page-layout'
import type { PageMeasure } from '../legend-layout'
import { writeLegend } from './legend'
import { marksOf, marksWidth, writeLinePart } from './line-part'
import {
  scatterAxis,
  writeBarPart,
  writeImagesPart,
  writeLayersPart,
  writeParallelPart,
  writeScatterPart,
} from './other-parts'
import { writeMatrixPart } from './matrix-part'
import { textWidth, type Sheet } from './sheet'

const numbersRoom = 18
/** TeX's three dots are wider than one character, and widths are estimated. */
const ellipsisRoom = 12
/** Lines keep so far beside a legend in their plot: more than where its width is measured. */
const legendMargin = 14

/** Letters of a title are bold, and so much wider. */
const [boldWeight, boldWidth] = [600, 1.12]

/** Widths are estimated. */
const measure: PageMeasure = {
  widthOf: (text, { weight = 400 } = {}) => (weight >= boldWeight ? boldWidth : 1) * textWidth(text),
  slack: ellipsisRoom / 2,
}

/** Where everything stands around the plots of a picture. */
export const tikzFrame = (figure: Figure, style: FigureStyle, text: FigureText): Frame =>
  frameOf(figure, style, text, measure)

/** @throws PlateauError `invalid-input` for what TeX cannot hold */
export function writePage(sheet: Sheet, frame: Frame, style: FigureStyle, text: FigureText): void {
  const { page, figure, notes, legends, inside } = frame
  frame.title.forEach((line, index) => {
    sheet.write(line, page.width / 2, pad + (index + 0.5) * titleHeight, 'center', { colour: 'text', isStrong: true })
  })
  notes.forEach((note, index) => {
    const middle = page.height - pad - (notes.length - index - 0.5) * lineHeight
    sheet.write(note, page.width / 2, middle, 'center')
  })
  for (const { laid, left, top } of legends) writeLegend(sheet, laid, left, top)
  const plots = writeBody(sheet, figure, text, frame.body, (plot) =>
    requireRoom(plot, page, style, { title: plainText(titleOf(figure, text)) }),
  )
  const [plot] = plots
  if (inside === null || plot === undefined) return
  const [left, top] = freestCorner(figure.parts[0]?.part, plot, inside, legendMargin)
  sheet.put(
    `\\fill[${sheet.colour('surface')}, opacity=0.8] ${sheet.at(left - 4, top - 2)} rectangle ${sheet.at(left + inside.width + 4, top + inside.height + 2)};`,
  )
  writeLegend(sheet, inside, left, top)
}

function writeBody(sheet: Sheet, figure: Figure, text: FigureText, body: Box, check: (plot: Box) => void): Box[] {
  const { xName, yNames } = axisNamesOf(figure, text)
  const { columns, parts } = figure
  const grid: Box = {
    left: body.left + (yNames.some((name) => name.length > 0) ? axisNameRoom : 0),
    top: body.top,
    width: body.width - (yNames.some((name) => name.length > 0) ? axisNameRoom : 0),
    height: body.height - (xName.length === 0 ? 0 : axisNameRoom),
  }
  const boxes = partBoxes(figure, grid)
  // Plots below each other begin at one edge: that of the widest numbers.
  const edge = Math.max(0, ...parts.map(({ part }, index) => edgeOf(part, boxes[index])))
  const plots = parts.map(({ part, title, richTitle }, index) => {
    const box = boxes[index]
    if (box === undefined) throw new RangeError('A part of a figure has no box.')
    const plot = writePart(sheet, part, box, edge, check)
    const words = shortenText(richTitle ?? title, box.width - ellipsisRoom, textWidth)
    // Above the middle of the plot, and never beyond its cell.
    const half = Math.min(box.width, textWidth(words) + ellipsisRoom) / 2
    const middle = middleWithin(plot.left + plot.width / 2, half, box)
    sheet.write(words, middle, box.top - cellTitleHeight / 2, 'center', { colour: 'text' })
    return plot
  })
  writeAxisNames(sheet, { xName, yNames, columns, body, plots })
  return plots
}

function edgeOf(part: FigurePart, box: Box | undefined): number {
  if (box === undefined) return 0
  if (part.kind === 'line') return marksWidth(marksOf(part.spec, box).yMarks.texts)
  if (part.kind === 'scatter') return marksWidth(scatterAxis(part.spec, box).yMarks.texts)
  return 0
}

/** @returns its plot. */
function writePart(sheet: Sheet, part: FigurePart, box: Box, edge: number, check: (plot: Box) => void): Box {
  switch (part.kind) {
    case 'line': {
      const { spec } = part
      const plot = plotIn(box, edge, spec.labelRoom ?? 10)
      check(plot)
      writeLinePart(sheet, spec, plot)
      return plot
    }
    case 'scatter': {
      const plot = plotIn(box, edge, 10)
      check(plot)
      writeScatterPart(sheet, part.spec, plot)
      return plot
    }
    case 'bar':
      check(box)
      writeBarPart(sheet, part.spec, box)
      return box
    case 'parallel':
      writeParallelPart(sheet, part.spec, part.brushes, box)
      return box
    case 'images':
      writeImagesPart(sheet, part, box)
      return box
    case 'matrix':
      writeMatrixPart(sheet, part, box)
      return box
    case 'layers':
      writeLayersPart(sheet, part, box)
      return box
  }
}

const plotIn = (box: Box, left: number, right: number): Box => ({
  left: box.left + left,
  top: box.top + 8,
  width: box.width - left - right,
  height: box.height - 8 - numbersRoom,
})

type AxisNames = {
  readonly xName: Text
  readonly yNames: readonly Text[]
  readonly columns: number
  readonly body: Box
  readonly plots: readonly Box[]
}

function writeAxisNames(sheet: Sheet, { xName, yNames, columns, body, plots }: AxisNames): void {
  const lefts = plots.map(({ left }) => left)
  const rights = plots.map(({ left, width }) => left + width)
  const shownName = shortenText(xName, body.width - ellipsisRoom, textWidth)
  const half = textWidth(shownName) / 2
  const middle = (Math.min(...lefts) + Math.max(...rights)) / 2
  sheet.write(shownName, middleWithin(middle, half, body), body.top + body.height - axisNameRoom / 2 + 1, 'center')
  const x = body.left + axisNameRoom / 2 - 1
  const put = (name: Text, from: number, to: number) => {
    const rows = plots.slice(from, to)
    const top = Math.min(...rows.map((plot) => plot.top))
    const bottom = Math.max(...rows.map((plot) => plot.top + plot.height))
    const isLong = textWidth(name) > bottom - top + 8
    const shown = shortenText(name, body.height - ellipsisRoom, textWidth)
    sheet.write(shown, x, isLong ? body.top + body.height / 2 : (top + bottom) / 2, 'center', { rotate: 90 })
  }
  if (new Set(yNames.map(plainText)).size === 1) put(yNames[0] ?? '', 0, plots.length)
  else for (let from = 0; from < plots.length; from += columns) put(yNames[from] ?? '', from, from + columns)
}
