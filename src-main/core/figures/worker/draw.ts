/** A figure on a page: its parts in rows and columns, with title, names of axes and legend around them. */
import type { FigureStyle, FigureText } from '../../../contract/figure'
import { viewOf } from '@charts/chart'
import { plainText, type Text } from '@charts/mathematics'
import { drawText, textWidth } from '@charts/rich-text'
import type { Figure } from '@panels/figure/figure'
import { axisNamesOf, titleOf } from '@panels/figure/figure-words'
import { fitParts } from '@panels/figure/fit-parts'
import { freestCorner } from '@panels/figure/free-corner'
import {
  axisNameRoom,
  cellGap,
  cellTitleHeight,
  lineHeight,
  middleWithin,
  pad,
  partBoxes,
  titleHeight,
  type Box,
} from '@panels/figure/page-layout'
import { notesOf } from '@panels/figure/remarks'
import { requireRoom } from '@panels/figure/room'
import { lookOf, paletteOf, sizeOf, styledFigure } from '@panels/figure/style'
import { drawInside, drawUpright, fitting, legendColumn, legendRows, wrapped, type Ink } from './labels'
import { drawPart, fitNames, leftEdgeOf } from './parts'
import { scratchSurface, type Surface } from './surface'

const titleStyle = { weight: 600, size: 12.8 } as const
/** Lines keep so far beside a legend in their plot. */
const legendMargin = 8
/** A plot may lose so much to a legend beside it, and so much to one below. */
const mostForColumn = 0.4
const mostForRows = 0.4

type LegendPlace = FigureStyle['legend']

/** Where nobody chose a place, so many entries stand in the plot, and so many below it: more of them would take the plot's room. */
const mostInside = 6
const mostInsideShare = 0.4
const mostBelow = 16

/** Where the legend stands: names at lines' ends need lines, and room for them. */
function placeLegend({ legend, parts }: Figure, wanted: LegendPlace, ink: Ink, whole: Box): LegendPlace {
  if (legend.length === 0) return 'none'
  const kinds = new Set(parts.map(({ part }) => part.kind))
  // Lines between the axes of parallel coordinates leave no corner free.
  if (wanted === 'inside') return kinds.has('parallel') ? 'below' : 'inside'
  if (wanted !== 'direct') return wanted
  const areNamed = parts.some(
    ({ part }) => part.kind === 'line' && part.spec.series.some(({ directLabel }) => directLabel !== undefined),
  )
  if (areNamed || !takesNames(legend)) return 'none'
  const { width, height } = legendColumn(ink, legend, whole) ?? whole
  const isSmall = width <= mostInsideShare * whole.width && height <= mostInsideShare * whole.height
  return kinds.has('line') && legend.length <= mostInside && isSmall ? 'inside' : 'below'
}

/** Whether a legend can have the names that are too long for the lines' ends. */
const takesNames = (legend: Figure['legend']): boolean => legend.length >= 2 && legend.length <= mostBelow

/** The figure with the names at lines' ends that have room, and plots below each other as wide as each other. */
function withFittingNames(figure: Figure, ink: Ink, width: number): Figure {
  const fitted = figure.parts.map((placed) =>
    placed.part.kind === 'line'
      ? { ...placed, part: { ...placed.part, spec: fitNames(ink, placed.part.spec, width, takesNames(figure.legend)) } }
      : placed,
  )
  const room = Math.max(0, ...fitted.map(({ part }) => (part.kind === 'line' ? (part.spec.labelRoom ?? 0) : 0)))
  return {
    ...figure,
    parts: fitted.map((placed) =>
      placed.part.kind === 'line'
        ? { ...placed, part: { ...placed.part, spec: { ...placed.part.spec, labelRoom: room } } }
        : placed,
    ),
  }
}

/** Whether parts share an axis: then only the outer ones have its numbers. */
function sharesAxis(parts: Figure['parts'], axis: 'x' | 'y'): boolean {
  const ranges = parts.map(({ part }) =>
    part.kind === 'line'
      ? JSON.stringify([viewOf(part.spec, null)[axis], part.spec.logX === true, part.spec.logY === true])
      : null,
  )
  return !ranges.includes(null) && new Set(ranges).size === 1
}

const areSame = (texts: readonly Text[]): boolean => new Set(texts.map(plainText)).size === 1

export type DrawnFigure = { readonly figure: Figure; readonly style: FigureStyle; readonly text: FigureText }

/** Draws all of it. @param hasGround false leaves what lies behind transparent. */
export function drawFigure(surface: Surface, { figure: plain, style, text }: DrawnFigure, hasGround: boolean): void {
  const { ctx } = surface
  const size = sizeOf(style)
  const page = { width: size.width / size.scale, height: size.height / size.scale }
  const styled = styledFigure(plain, style)
  const ink: Ink = { ctx, palette: paletteOf(style), look: lookOf(style) }
  if (hasGround) {
    ctx.fillStyle = ink.palette('surface')
    // A little more than the page: its size need not be a whole number of pixels.
    ctx.fillRect(-1, -1, page.width + 2, page.height + 2)
  }
  const titleLines = wrapped(ink, titleOf(styled, text), page.width - 2 * pad, titleStyle)
  titleLines.forEach((line, index) => {
    ctx.fillStyle = ink.palette('text')
    const words = fitting(ink, line, page.width - 2 * pad, titleStyle)
    drawText(ctx, ink.look, words, page.width / 2, pad + (index + 0.5) * titleHeight, 'center', titleStyle)
  })
  const top = pad + titleLines.length * titleHeight
  const all: Box = { left: pad, top, width: page.width - 2 * pad, height: page.height - top - pad }
  const { figure, leftOut } = fitParts(
    styled,
    { width: all.width - axisNameRoom, height: all.height - axisNameRoom },
    lineHeight,
  )
  const notes = notesOf(figure, leftOut, all.width, (note) => textWidth(ctx, ink.look, note))
  const whole = { ...all, height: all.height - notes.length * lineHeight }
  notes.forEach((note, index) => {
    ctx.fillStyle = ink.palette('text-3')
    const middle = page.height - pad - (notes.length - index - 0.5) * lineHeight
    drawText(ctx, ink.look, fitting(ink, note, whole.width), page.width / 2, middle, 'center')
  })
  const besideLegend = style.legend === 'right' ? 1 - mostForColumn : 1
  const named = withFittingNames(figure, ink, (whole.width * besideLegend) / figure.columns)
  const plots = drawBody(surface, ink, named, text, placeLegend(named, style.legend, ink, whole), whole)
  for (const plot of plots) requireRoom(plot, page, style, { title: plainText(titleOf(styled, text)) })
}

function drawBody(surface: Surface, ink: Ink, figure: Figure, text: FigureText, place: LegendPlace, whole: Box): Box[] {
  const { ctx, look, palette } = ink
  let body = whole
  if (place === 'right') {
    const legend = legendColumn(ink, figure.legend, { width: whole.width * mostForColumn, height: whole.height })
    if (legend) {
      body = { ...whole, width: whole.width - legend.width - 10 }
      legend.draw(body.left + body.width + 10, whole.top + Math.max(0, (whole.height - legend.height) / 2))
    }
  }
  if (place === 'below') {
    const legend = legendRows(ink, figure.legend, { width: whole.width, height: whole.height * mostForRows })
    if (legend) {
      body = { ...whole, height: whole.height - legend.height - 4 }
      legend.draw(whole.left + (whole.width - legend.width) / 2, body.top + body.height + 4)
    }
  }
  const { xName, yNames } = axisNamesOf(figure, text)
  const left = yNames.some((name) => name.length > 0) ? axisNameRoom : 0
  const bottom = xName.length === 0 ? 0 : axisNameRoom
  const all: Box = { left: body.left + left, top: body.top, width: body.width - left, height: body.height - bottom }
  // Below the lowest plots stand the numbers of all.
  const rows = Math.ceil(figure.parts.length / figure.columns)
  const isShared = rows > 1 && sharesAxis(figure.parts, 'x')
  const below = isShared ? Math.round(numbersHeightOf(ink, figure, all)) : 0
  const between = cellGap * (rows - 1) + below
  // Charts are whole pixels high: rows that are as high as each other have the same marks.
  const height = isShared ? Math.floor((all.height - between) / rows) * rows + between : all.height
  const grid = { ...all, height }
  const boxes = partBoxes(figure, grid, below)
  const aligned = figure.parts.length > 1 ? withSharedEdge(ink, figure, boxes) : ink
  const plots = figure.parts.map(({ part, title, richTitle }, index) => {
    const box = boxes[index]
    if (box === undefined) throw new RangeError('A part of a figure has no box.')
    const plot = drawPart(surface, withNumbers(aligned, figure, index), part, box)
    if (title !== '') {
      ctx.fillStyle = palette('text')
      const words = fitting(ink, richTitle ?? title, box.width, { weight: 500 })
      const half = textWidth(ctx, look, words, { weight: 500 }) / 2
      // Above the middle of the plot, and never beyond its cell.
      const middle = middleWithin(plot.left + plot.width / 2, half, box)
      drawText(ctx, look, words, middle, box.top - cellTitleHeight / 2, 'center', { weight: 500 })
    }
    return plot
  })
  drawAxisNames(ink, { xName, yNames, columns: figure.columns, body, plots })
  const [first] = plots
  if (place === 'inside' && first !== undefined) {
    const legend = legendColumn(ink, figure.legend, { width: first.width * 0.6, height: first.height * 0.75 })
    if (legend) drawInside(ink, legend, ...freestCorner(figure.parts[0]?.part, first, legend, legendMargin))
  }
  return plots
}

/** Numbers at the axes of a part: those that the lowest part has for all of its column are left out. */
function withNumbers(ink: Ink, { parts, columns }: Figure, index: number): Ink {
  const column = parts.filter((_, other) => other % columns === index % columns)
  const isLowest = index + columns >= parts.length
  return { ...ink, look: { ...ink.look, numbers: { x: isLowest || !sharesAxis(column, 'x'), y: true } } }
}

/** What the numbers below a plot take of its height: measured, so that rows with and without them have plots of one height. */
function numbersHeightOf({ ctx: _, ...ink }: Ink, { parts, columns }: Figure, { width, height }: Box): number {
  const part = parts.at(-1)?.part
  if (part === undefined) return 0
  const scratch = scratchSurface()
  const box = { left: 0, top: 0, width: width / columns, height }
  const footOf = (x: boolean) => {
    const look = { ...ink.look, numbers: { x, y: true } }
    return height - drawPart(scratch, { ...ink, ctx: scratch.ctx, look }, part, box).height
  }
  return footOf(true) - footOf(false)
}

/** Plots below each other begin at one edge: that of the widest axis. */
function withSharedEdge(ink: Ink, figure: Figure, boxes: readonly Box[]): Ink {
  const scratch = scratchSurface()
  const edges = figure.parts.map(({ part }, index) => {
    const box = boxes[index]
    return box === undefined ? 0 : leftEdgeOf(scratch, ink, part, box)
  })
  return { ...ink, look: { ...ink.look, axisWidth: Math.max(ink.look.axisWidth, ...edges) } }
}

type AxisNames = {
  readonly xName: Text
  readonly yNames: readonly Text[]
  readonly columns: number
  readonly body: Box
  readonly plots: readonly Box[]
}

function drawAxisNames(ink: Ink, { xName, yNames, columns, body, plots }: AxisNames): void {
  const { ctx, look, palette } = ink
  const lefts = plots.map(({ left }) => left)
  const rights = plots.map(({ left, width }) => left + width)
  if (xName.length > 0) {
    ctx.fillStyle = palette('text-2')
    const words = fitting(ink, xName, body.width)
    const half = textWidth(ctx, look, words) / 2
    const middle = (Math.min(...lefts) + Math.max(...rights)) / 2
    // Never beyond the page, however far the plot stands at one side of it.
    drawText(
      ctx,
      look,
      words,
      middleWithin(middle, half, body),
      body.top + body.height - axisNameRoom / 2 + 1,
      'center',
    )
  }
  const x = body.left + axisNameRoom / 2 - 1
  const spanOf = (from: number, to: number): readonly [middle: number, room: number] => {
    const rows = plots.slice(from, to)
    const [top, bottom] = [
      Math.min(...rows.map((plot) => plot.top)),
      Math.max(...rows.map((plot) => plot.top + plot.height)),
    ]
    return [(top + bottom) / 2, bottom - top + 8]
  }
  if (areSame(yNames)) {
    const [name = ''] = yNames
    if (name.length === 0) return
    const [middle, room] = spanOf(0, plots.length)
    const half = textWidth(ctx, look, name) / 2
    // Beside the plots, or where it is longer than they are high, beside all of the body.
    if (2 * half <= room) drawUpright(ink, name, x, middle, room)
    else drawUpright(ink, name, x, body.top + body.height / 2, body.height)
    return
  }
  for (let from = 0; from < plots.length; from += columns) {
    const name = yNames[from] ?? ''
    if (name.length > 0) drawUpright(ink, name, x, ...spanOf(from, from + columns))
  }
}
