/** A figure on a page: its parts in rows and columns, with title, names of axes and legend around them. */
import type { FigureStyle, FigureText } from '../../../contract/figure'
import { viewOf } from '@charts/chart'
import { plainText, type Text } from '@charts/mathematics'
import { drawText, textWidth } from '@charts/rich-text'
import type { Figure } from '@panels/figure/figure'
import { axisNamesOf, titleOf } from '@panels/figure/figure-words'
import { frameOf, titleStyle, type Frame } from '@panels/figure/frame'
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
import { requireRoom } from '@panels/figure/room'
import { lookOf, paletteOf, styledFigure } from '@panels/figure/style'
import { drawInside, drawLegend, drawUpright, fitting, measureOf, type Ink } from './labels'
import { drawPart, leftEdgeOf, type Ground } from './parts'
import { scratchSurface, type Surface } from './surface'

/** Lines keep so far beside a legend in their plot. */
const legendMargin = 8

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

/** Where everything stands around a figure's plots, as wide as texts are in the style's font, which has to be known. @param ctx only measures */
export const drawnFrame = (
  { figure, style, text }: DrawnFigure,
  { ctx }: Pick<Ground, 'ctx'> = scratchSurface(),
): Frame => frameOf(styledFigure(figure, style), style, text, measureOf({ ctx, look: lookOf(style) }))

/** Draws all of it. @param hasGround false leaves what lies behind transparent. */
export function drawFigure(surface: Surface, drawn: DrawnFigure, frame: Frame, hasGround: boolean): void {
  const { ctx } = surface
  const { style, text } = drawn
  const { page, title, figure, notes } = frame
  const ink: Ink = { ctx, palette: paletteOf(style), look: lookOf(style) }
  if (hasGround) {
    ctx.fillStyle = ink.palette('surface')
    // A little more than the page: its size need not be a whole number of pixels.
    ctx.fillRect(-1, -1, page.width + 2, page.height + 2)
  }
  title.forEach((line, index) => {
    ctx.fillStyle = ink.palette('text')
    drawText(ctx, ink.look, line, page.width / 2, pad + (index + 0.5) * titleHeight, 'center', titleStyle)
  })
  notes.forEach((note, index) => {
    ctx.fillStyle = ink.palette('text-3')
    const middle = page.height - pad - (notes.length - index - 0.5) * lineHeight
    drawText(ctx, ink.look, note, page.width / 2, middle, 'center')
  })
  for (const { laid, left, top } of frame.legends) drawLegend(ink, laid, left, top)
  const plots = drawBody(surface, ink, figure, text, frame.body)
  const [first] = plots
  if (frame.inside !== null && first !== undefined)
    drawInside(ink, frame.inside, ...freestCorner(figure.parts[0]?.part, first, frame.inside, legendMargin))
  for (const plot of plots) requireRoom(plot, page, style, { title: plainText(titleOf(figure, text)) })
}

function drawBody(surface: Surface, ink: Ink, figure: Figure, text: FigureText, body: Box): Box[] {
  const { ctx, look, palette } = ink
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
