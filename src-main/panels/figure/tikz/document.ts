/** A figure as a document of TikZ and PGFPlots, which compiles by itself and by \input. */
import type { FigureStyle, FigureText, Provenance } from '@contract/figure'
import { shorten } from '@charts/bar-chart'
import { lowerBound } from '@charts/ranges'
import type { Figure, FigurePart } from '../figure'
import { fitParts, leftOutWords } from '../fit-parts'
import { paletteOf, sizeOf, styledFigure } from '../style'
import { scalesOf } from './axis'
import { fitNames, marksOf, marksWidth, writeLinePart } from './line-part'
import {
  scatterAxis,
  writeBarPart,
  writeImagesPart,
  writeLayersPart,
  writeParallelPart,
  writeScatterPart,
} from './other-parts'
import { createSheet, dashKeys, marks, short, textWidth, type Box, type Sheet } from './sheet'
import { texComment } from './text'

export type TikzOptions = {
  /** Points of a line at most; null for every one. */
  readonly mostPoints: number | null
  /** Goes into comments; null for none. */
  readonly provenance: Provenance | null
}

const pad = 5
const titleHeight = 17
const cellTitleHeight = 16
const axisNameRoom = 16
const numbersRoom = 18
const cellGap = 10
/** TeX's three dots are wider than one character, and widths are estimated. */
const ellipsisRoom = 12
const lineHeight = 15
const sampleWidth = 20
const sampleGap = 5
const entryGap = 14

/**
 * The whole file. Its picture is as large as the style says; the text is of the document that it goes into, at the style's size.
 * @throws PlateauError `invalid-input` for what TeX cannot hold
 */
export function tikzOf(plain: Figure, style: FigureStyle, text: FigureText, options: TikzOptions): string {
  const size = sizeOf(style)
  // A pixel of 1/96 inch is 3/4 of a big point.
  const scale = size.scale * 0.75
  const page = { width: size.width / size.scale, height: size.height / size.scale }
  const palette = paletteOf(style)
  const sheet = createSheet({
    scale,
    height: page.height,
    palette,
    lineWidth: style.lineWidth,
    hasGrid: style.grid,
    mostPoints: options.mostPoints,
  })
  writePage(sheet, styledFigure(plain, style), style, text, page)
  const family = style.font === 'inter' || style.font === 'computer-modern-sans' ? '\\sffamily' : '\\rmfamily'
  const points = short(style.fontSize)
  const ground = `\\path[use as bounding box${style.theme === 'dark' ? `, fill=${sheet.colour('surface')}` : ''}]`
  const picture = [
    ...sheet.definitions(),
    '\\begin{tikzpicture}[',
    '  x=1bp, y=1bp, baseline=(current bounding box.south),',
    `  every node/.append style={inner sep=0pt, outer sep=0pt, font=\\fontsize{${points}bp}{${short(style.fontSize * 1.2)}bp}\\selectfont${family}},`,
    ']',
    `${ground} (0,0) rectangle (${short(page.width * scale)},${short(page.height * scale)});`,
    ...sheet.lines,
    '\\end{tikzpicture}%',
  ]
  return `${[...introduction(text, options), ...alone.before, ...picture, ...alone.after].join('\n')}\n`
}

function introduction({ caption }: FigureText, { provenance }: TikzOptions): string[] {
  return [
    '% A figure of TikZ and PGFPlots. By itself it compiles with pdflatex, lualatex or xelatex; in a document stands \\input{THIS FILE}, with',
    '% \\usepackage{pgfplots} and \\pgfplotsset{compat=1.18} in its preamble.',
    ...(caption === '' ? [] : [texComment(`Caption: ${caption}`)]),
    ...(provenance === null ? [] : [texComment(`plateau-figure: ${JSON.stringify(provenance)}`)]),
  ]
}

/**
 * What makes a document of the file where it is not read by one. `\@nodocument` is `\relax` once a document has begun; what follows `\fi`
 * would otherwise be skipped as part of the condition. The page is as large as its picture.
 */
const alone = {
  before: [
    '\\makeatletter',
    '\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax',
    '  \\def\\plateaualone{\\makeatother}\\def\\plateauend{\\endgroup}',
    '\\else',
    '  \\def\\plateaualone{%',
    '    \\documentclass{article}%',
    '    \\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}%',
    '    \\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{\\usepackage[OT1]{fontenc}}%',
    '    \\usepackage{amssymb}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}%',
    '    \\begin{document}%',
    '    \\begin{lrbox}{\\@tempboxa}}',
    '  \\def\\plateauend{\\endgroup',
    '    \\end{lrbox}%',
    '    \\hoffset=-1in \\voffset=-1in',
    '    \\ifdefined\\pagewidth \\let\\plateauwidth\\pagewidth \\let\\plateauheight\\pageheight',
    '    \\else \\let\\plateauwidth\\pdfpagewidth \\let\\plateauheight\\pdfpageheight \\fi',
    '    \\plateauwidth=\\wd\\@tempboxa \\plateauheight=\\dimexpr\\ht\\@tempboxa+\\dp\\@tempboxa\\relax',
    '    \\shipout\\box\\@tempboxa',
    '    \\end{document}}',
    '\\fi',
    '\\plateaualone',
    '\\begingroup%',
  ],
  after: ['\\plateauend'],
} as const

/** The axes' names that a part has by itself. */
function namesOf(part: FigurePart): { readonly x: string; readonly y: string } {
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

type Page = { readonly width: number; readonly height: number }

function writePage(sheet: Sheet, plain: Figure, style: FigureStyle, text: FigureText, page: Page): void {
  const title = text.title ?? plain.title
  const titleRoom = title === '' ? 0 : titleHeight
  sheet.write(title, page.width / 2, pad + titleHeight / 2, 'center', { colour: 'text', isStrong: true })
  const [width, height] = [page.width - 2 * pad, page.height - titleRoom - 2 * pad]
  const { figure, leftOut } = fitParts(
    plain,
    { width: width - axisNameRoom, height: height - axisNameRoom },
    lineHeight,
  )
  const whole: Box = { left: pad, top: pad + titleRoom, width, height: height - (leftOut > 0 ? lineHeight : 0) }
  if (leftOut > 0) sheet.write(leftOutWords(leftOut), page.width / 2, page.height - pad - lineHeight / 2, 'center')
  const place = placeOfLegend(figure, style.legend, (whole.width - axisNameRoom) / figure.columns - cellGap)
  const legend = place === 'none' ? null : layLegend(figure.legend, place, whole)
  let body = whole
  if (legend && place === 'right') {
    body = { ...whole, width: whole.width - legend.width - 10 }
    legend.write(sheet, body.left + body.width + 10, whole.top + Math.max(0, (whole.height - legend.height) / 2))
  }
  if (legend && place === 'below') {
    body = { ...whole, height: whole.height - legend.height - 4 }
    legend.write(sheet, whole.left + (whole.width - legend.width) / 2, body.top + body.height + 4)
  }
  const plots = writeBody(sheet, figure, text, body)
  const [plot] = plots
  if (legend && place === 'inside' && plot) {
    const [left, top] = freestCorner(figure.parts[0]?.part, plot, legend)
    sheet.put(
      `\\fill[${sheet.colour('surface')}, opacity=0.8] ${sheet.at(left - 4, top - 2)} rectangle ${sheet.at(left + legend.width + 4, top + legend.height + 2)};`,
    )
    legend.write(sheet, left, top)
  }
}

type LegendPlace = FigureStyle['legend']

/** Names at lines' ends need lines, and room for them. */
function placeOfLegend(figure: Figure, wanted: LegendPlace, width: number): LegendPlace {
  if (figure.legend.length === 0) return 'none'
  const kinds = new Set(figure.parts.map(({ part }) => part.kind))
  // Lines between the axes of parallel coordinates leave no corner free, and points may lie in any.
  const inside = kinds.has('parallel') || kinds.has('scatter') ? 'below' : 'inside'
  if (wanted === 'inside') return inside
  if (wanted !== 'direct') return wanted
  const areNamed = figure.parts.some(
    ({ part }) =>
      part.kind === 'line' &&
      fitNames(part.spec, width).spec.series.some(({ directLabel }) => directLabel !== undefined),
  )
  return areNamed || figure.legend.length < 2 ? 'none' : inside
}

function writeBody(sheet: Sheet, figure: Figure, text: FigureText, body: Box): Box[] {
  const names = figure.parts.map(({ part }) => namesOf(part))
  const xName = text.xLabel ?? names.at(-1)?.x ?? ''
  const yNames = names.map(({ y }) => text.yLabel ?? y)
  const { columns, parts } = figure
  const grid: Box = {
    left: body.left + (yNames.some((name) => name !== '') ? axisNameRoom : 0),
    top: body.top,
    width: body.width - (yNames.some((name) => name !== '') ? axisNameRoom : 0),
    height: body.height - (xName === '' ? 0 : axisNameRoom),
  }
  const rows = Math.ceil(parts.length / columns)
  const weights = Array.from({ length: rows }, (_, row) =>
    Math.max(...parts.slice(row * columns, (row + 1) * columns).map(({ weight }) => weight)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const heights = weights.map((weight) => ((grid.height - cellGap * (rows - 1)) * weight) / sum)
  const cellWidth = (grid.width - cellGap * (columns - 1)) / columns
  const titleRoom = parts.some(({ title }) => title !== '') ? cellTitleHeight : 0
  const boxes = parts.map((_, index): Box => {
    const row = Math.floor(index / columns)
    const above = heights.slice(0, row).reduce((total, height) => total + height + cellGap, 0)
    return {
      left: grid.left + (index % columns) * (cellWidth + cellGap),
      top: grid.top + above + titleRoom,
      width: cellWidth,
      height: Math.max(20, (heights[row] ?? 0) - titleRoom),
    }
  })
  // Plots below each other begin at one edge: that of the widest numbers.
  const edge = Math.max(0, ...parts.map(({ part }, index) => edgeOf(part, boxes[index])))
  const plots = parts.map(({ part, title }, index) => {
    const box = boxes[index]
    if (box === undefined) throw new RangeError('A part of a figure has no box.')
    const plot = writePart(sheet, part, box, edge)
    const words = title.includes('$') ? title : shorten(title, box.width - ellipsisRoom, textWidth)
    // Above the middle of the plot, and never beyond its cell.
    const half = Math.min(box.width, textWidth(words) + ellipsisRoom) / 2
    const middle = Math.max(box.left + half, Math.min(box.left + box.width - half, plot.left + plot.width / 2))
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
function writePart(sheet: Sheet, part: FigurePart, box: Box, edge: number): Box {
  switch (part.kind) {
    case 'line': {
      const { spec, room } = fitNames(part.spec, box.width)
      const plot = plotIn(box, edge, room)
      writeLinePart(sheet, spec, plot)
      return plot
    }
    case 'scatter': {
      const plot = plotIn(box, edge, 10)
      writeScatterPart(sheet, part.spec, plot)
      return plot
    }
    case 'bar':
      writeBarPart(sheet, part.spec, box)
      return box
    case 'parallel':
      writeParallelPart(sheet, part.spec, part.brushes, box)
      return box
    case 'images':
      writeImagesPart(sheet, part, box)
      return box
    case 'layers':
      writeLayersPart(sheet, part.layers, box)
      return box
  }
}

const plotIn = (box: Box, left: number, right: number): Box => ({
  left: box.left + left,
  top: box.top + 8,
  width: Math.max(20, box.width - left - right),
  height: Math.max(12, box.height - 8 - numbersRoom),
})

type AxisNames = {
  readonly xName: string
  readonly yNames: readonly string[]
  readonly columns: number
  readonly body: Box
  readonly plots: readonly Box[]
}

function writeAxisNames(sheet: Sheet, { xName, yNames, columns, body, plots }: AxisNames): void {
  const lefts = plots.map(({ left }) => left)
  const rights = plots.map(({ left, width }) => left + width)
  const half = textWidth(xName) / 2
  const middle = (Math.min(...lefts) + Math.max(...rights)) / 2
  const at = Math.min(body.left + body.width - half, Math.max(body.left + half, middle))
  sheet.write(xName, at, body.top + body.height - axisNameRoom / 2 + 1, 'center')
  const x = body.left + axisNameRoom / 2 - 1
  const put = (name: string, from: number, to: number) => {
    const rows = plots.slice(from, to)
    const top = Math.min(...rows.map((plot) => plot.top))
    const bottom = Math.max(...rows.map((plot) => plot.top + plot.height))
    const isLong = textWidth(name) > bottom - top + 8
    sheet.write(name, x, isLong ? body.top + body.height / 2 : (top + bottom) / 2, 'center', { rotate: 90 })
  }
  if (new Set(yNames).size === 1) put(yNames[0] ?? '', 0, plots.length)
  else for (let from = 0; from < plots.length; from += columns) put(yNames[from] ?? '', from, from + columns)
}

type LaidLegend = {
  readonly width: number
  readonly height: number
  write(sheet: Sheet, left: number, top: number): void
}

/** In one column, or below the plots in as many as fit. Entries without room are counted. */
function layLegend(legend: Figure['legend'], place: LegendPlace, whole: Box): LaidLegend {
  const entryWidth = sampleWidth + sampleGap + Math.max(...legend.map(({ label }) => textWidth(label)))
  const columns = place === 'below' ? Math.max(1, Math.floor((whole.width + entryGap) / (entryWidth + entryGap))) : 1
  const mostRows = Math.max(1, Math.floor((whole.height * (place === 'below' ? 0.4 : 0.75)) / lineHeight))
  const most = columns * mostRows
  const shown = legend.length > most ? legend.slice(0, most - 1) : legend
  const rest = legend.length - shown.length
  const rows = Math.ceil((shown.length + (rest > 0 ? 1 : 0)) / columns)
  const used = Math.min(columns, shown.length + (rest > 0 ? 1 : 0))
  return {
    width: used * entryWidth + (used - 1) * entryGap,
    height: rows * lineHeight,
    write(sheet, left, top) {
      const placeOf = (index: number) =>
        [
          left + (index % columns) * (entryWidth + entryGap),
          top + (Math.floor(index / columns) + 0.5) * lineHeight,
        ] as const
      shown.forEach((entry, index) => {
        const [x, middle] = placeOf(index)
        writeSample(sheet, entry, x, middle)
        sheet.write(entry.label, x + sampleWidth + sampleGap, middle, 'west', { colour: 'text' })
      })
      const [x, middle] = placeOf(shown.length)
      if (rest > 0) sheet.write(`and ${rest} more`, x + sampleWidth + sampleGap, middle, 'west', { colour: 'text' })
    },
  }
}

function writeSample(sheet: Sheet, entry: Figure['legend'][number], left: number, middle: number): void {
  const { colour, dash, isPoint = false, isHollow = false, symbol } = entry
  const ink = sheet.colour(colour)
  const shape = symbol ?? (isPoint ? 'disc' : null)
  if (!isPoint)
    sheet.put(
      `\\draw[${[ink, `line width=${short(sheet.lineWidth)}bp`, ...dashKeys(sheet, dash)].join(', ')}] ` +
        `${sheet.at(left, middle)} -- ${sheet.at(left + sampleWidth, middle)};`,
    )
  if (shape === null) return
  const keys = [
    `mark=${marks[shape]}`,
    `mark size=${sheet.length(isPoint ? 4 : 2.6)}`,
    `mark options={draw=${ink}, fill=${isHollow ? sheet.colour('surface') : ink}}`,
  ]
  sheet.put(`\\draw plot[${keys.join(', ')}] coordinates {${sheet.at(left + sampleWidth / 2, middle)}};`)
}

/** The corner of a plot in which a box hides least of the lines. */
function freestCorner(
  part: FigurePart | undefined,
  plot: Box,
  legend: LaidLegend,
): readonly [left: number, top: number] {
  const inset = 8
  const [left, right] = [plot.left + inset, plot.left + plot.width - legend.width - inset]
  const [top, bottom] = [plot.top + inset - 2, plot.top + plot.height - legend.height - inset]
  const corners = [
    [right, top],
    [right, bottom],
    [left, top],
    [left, bottom],
  ] as const
  const points = part === undefined ? [] : pointsOn(part, plot)
  const hidden = corners.map(
    ([x, y]) =>
      points.filter(
        ([atX, atY]) => atX > x - 14 && atX < x + legend.width + 14 && atY > y - 6 && atY < y + legend.height + 6,
      ).length,
  )
  return corners[hidden.indexOf(Math.min(...hidden))] ?? corners[0]
}

/** Places of lines at even distances along x. */
function pointsOn(part: FigurePart, plot: Box): (readonly [x: number, y: number])[] {
  if (part.kind !== 'line') return []
  const { spec } = part
  const axis = { box: plot, ...marksOf(spec, plot), isLogY: spec.logY === true }
  const scales = scalesOf(axis)
  const steps = 60
  return spec.series.flatMap(({ x, y, isUndrawn }) =>
    isUndrawn === true
      ? []
      : Array.from({ length: steps + 1 }, (_, step) => {
          const index = lowerBound(x, axis.x[0] + ((axis.x[1] - axis.x[0]) * step) / steps)
          const height = index < x.length ? scales.y.toPixel(y[index] ?? Number.NaN) : Number.NaN
          return [plot.left + (plot.width * step) / steps, height] as const
        }),
  )
}
