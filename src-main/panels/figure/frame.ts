/**
 * What stands around a figure's plots, and where: title, notes, legend and what dashes say. Worked out the same way for every format, by how wide
 * texts are there. A page is as high as its style says, or as much higher as a table of names under the plots needs.
 */
import type { FigureStyle, FigureText } from '@contract/figure'
import type { Text } from '@charts/mathematics'
import { shortenText, wrapText } from '@charts/shorten'
import type { Figure } from './figure'
import { titleOf } from './figure-words'
import { fitParts, growthOf } from './fit-parts'
import { legendColumn, legendTable, type LaidLegend, type PageMeasure } from './legend-layout'
import { areNamed, fitNames, nameLines } from './line-names'
import { axisNameRoom, cellGap, cellTitleHeight, lineHeight, pad, titleHeight, type Box } from './page-layout'
import { notesOf } from './remarks'
import { sizeOf } from './style'

export const titleStyle = { weight: 600, size: 12.8 } as const

/** A plot may lose so much of its width to a legend at its right, and so much of its height to one below, before the page grows. */
const mostForColumn = 0.4
const mostForRows = 0.3
/** Where nobody chose a place, so many entries stand in the plot: more of them would hide it. */
const mostInside = 6
const mostInsideShare = 0.4
/** Of a plot, for a legend in it. */
const insideShare = { width: 0.6, height: 0.75 } as const
/** About what the numbers of axes take. */
const numbersRoom = { width: 40, height: 26 } as const
/** A page does not grow beyond this, in centimetres: it would have no room on paper. */
const tallest = 20
const pixelsInCentimetre = 96 / 2.54
const gap = 4

type PlacedLegend = { readonly laid: LaidLegend; readonly left: number; readonly top: number }

export type Frame = {
  /** In the charts' own pixels. */
  readonly page: Pick<Box, 'width' | 'height'>
  readonly title: readonly Text[]
  /** With the parts that have room, and names at lines' ends where they have some. */
  readonly figure: Figure
  /** Below everything, one a line. */
  readonly notes: readonly Text[]
  /** Of the plots with their axes. */
  readonly body: Box
  readonly legends: readonly PlacedLegend[]
  /** Stands in the first plot, where that is freest. */
  readonly inside: LaidLegend | null
  /** What made the page higher than its style says. */
  readonly grownFor: 'names' | 'cells' | null
}

/** @param plain as its style has it. @param text what is written on it */
export function frameOf(plain: Figure, style: FigureStyle, text: FigureText, measure: PageMeasure): Frame {
  const size = sizeOf(style)
  const asked = { width: size.width / size.scale, height: size.height / size.scale }
  const width = asked.width - 2 * pad
  const { widthOf, slack } = measure
  const ofTitle = (words: Text) => widthOf(words, titleStyle)
  const title = wrapText(titleOf(plain, text), width, ofTitle).map((line) => shortenText(line, width, ofTitle))
  const top = pad + title.length * titleHeight
  const growth = Math.min(
    growthOf(plain, { width: width - axisNameRoom, height: asked.height - top - pad - axisNameRoom }),
    Math.max(0, (tallest * pixelsInCentimetre) / size.scale - asked.height),
  )
  const usual = { width: asked.width, height: asked.height + growth }
  const height = usual.height - top - pad
  const { figure, leftOut } = fitParts(
    plain,
    { width: width - axisNameRoom, height: height - axisNameRoom },
    lineHeight,
  )
  const namesLeftOut = isTooTall(figure, style, usual.height + legendHeight(figure, width, measure))
  const shown = namesLeftOut ? { ...figure, legend: [] } : figure
  const notes = [
    ...notesOf(figure, leftOut, width - 2 * slack, widthOf),
    ...(namesLeftOut ? [unnamedWords(figure)] : []),
  ].map((note) => shortenText(note, width - 2 * slack, widthOf))
  const keys = style.legend === 'none' || !figure.dashKeys?.length ? null : legendTable(figure.dashKeys, width, measure)
  const keyRoom = keys === null ? 0 : keys.height + gap
  const whole: Box = { left: pad, top, width, height: height - notes.length * lineHeight - keyRoom }
  const named = withNames(shown, style, whole, measure)
  const isOnlyName = shown.legend.length < 2 && !areNamed(shown)
  const { place, laid } =
    style.legend === 'direct' && isOnlyName ? nowhere : placeLegend(named, style.legend, whole, measure)
  const isGrown = place === 'below' && laid.height > mostForRows * whole.height
  const body: Box =
    place === 'right'
      ? { ...whole, width: whole.width - laid.width - 10 }
      : place === 'below' && !isGrown
        ? { ...whole, height: whole.height - laid.height - gap }
        : whole
  const foot = body.top + body.height
  const centred = (one: LaidLegend, at: number): PlacedLegend => ({
    laid: one,
    left: pad + (width - one.width) / 2,
    top: at,
  })
  return {
    page: { width: usual.width, height: usual.height + (isGrown ? laid.height + gap : 0) },
    title,
    figure: named,
    notes,
    body,
    legends: [
      ...(keys === null ? [] : [centred(keys, foot + gap)]),
      ...(place === 'below' ? [centred(laid, foot + gap + keyRoom)] : []),
      ...(place === 'right'
        ? [{ laid, left: body.left + body.width + 10, top: top + Math.max(0, (whole.height - laid.height) / 2) }]
        : []),
    ],
    inside: place === 'inside' ? laid : null,
    grownFor: isGrown ? 'names' : growth > 0 ? 'cells' : null,
  }
}

/** The figure with names at the ends of its lines, where they are to be there and have room. */
function withNames(figure: Figure, style: FigureStyle, whole: Box, measure: PageMeasure): Figure {
  const rows = Math.ceil(figure.parts.length / figure.columns)
  const hasTitles = figure.parts.some(({ title }) => title !== '')
  const height = (whole.height - axisNameRoom - cellGap * (rows - 1)) / rows - (hasTitles ? cellTitleHeight : 0)
  const across = whole.width * (style.legend === 'right' ? 1 - mostForColumn : 1) - axisNameRoom
  const room = { width: across / figure.columns, height: height - numbersRoom.height }
  return fitNames(style.legend === 'direct' ? nameLines(figure) : figure, room, measure)
}

type Placed =
  | { readonly place: 'none'; readonly laid: null }
  | { readonly place: 'inside' | 'right' | 'below'; readonly laid: LaidLegend }

const nowhere = { place: 'none', laid: null } as const

/** Where a legend stands that has all of its names: where it was asked for, else where it has room, which it always has below. */
function placeLegend(figure: Figure, wanted: FigureStyle['legend'], whole: Box, measure: PageMeasure): Placed {
  const { legend, parts } = figure
  if (legend.length === 0 || wanted === 'none' || (wanted === 'direct' && areNamed(figure))) return nowhere
  const kinds = new Set(parts.map(({ part }) => part.kind))
  const plot = {
    width: insideShare.width * (whole.width - axisNameRoom - numbersRoom.width),
    height: insideShare.height * (whole.height - axisNameRoom - numbersRoom.height),
  }
  if (wanted === 'right') {
    const laid = legendColumn(legend, { width: whole.width * mostForColumn, height: whole.height }, measure)
    if (laid) return { place: 'right', laid }
  }
  // Lines between the axes of parallel coordinates leave no corner free.
  if (wanted === 'inside' && !kinds.has('parallel')) {
    const laid = legendColumn(legend, plot, measure)
    if (laid) return { place: 'inside', laid }
  }
  if (wanted === 'direct' && kinds.has('line') && legend.length <= mostInside) {
    const most = { width: mostInsideShare * whole.width, height: mostInsideShare * whole.height }
    const laid = legendColumn(legend, most, measure)
    if (laid) return { place: 'inside', laid }
  }
  return { place: 'below', laid: legendTable(legend, whole.width, measure) }
}

const legendHeight = ({ legend }: Figure, width: number, measure: PageMeasure): number =>
  legend.length === 0 ? 0 : legendTable(legend, width, measure).height

/** Whether a table of all names has no room on paper. */
function isTooTall({ legend }: Figure, style: FigureStyle, height: number): boolean {
  const { height: usual, scale } = sizeOf(style)
  return legend.length > 1 && style.legend !== 'none' && height * scale > Math.max(usual, tallest * pixelsInCentimetre)
}

const unnamedWords = ({ legend }: Figure): string => `${legend.length} lines, not named: a table of them has no room`
