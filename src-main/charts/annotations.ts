/** What a panel shows beyond Chart.js's lines and bars, as its plugin: zones, references, spans, markers, direct labels. */
import type { Chart, ChartArea, Plugin, Scale } from 'chart.js'
import { nameEndOf } from './axes'
import { haloOf, withAlpha, type Palette } from './colours'
import { coverOf, type Cover } from './cover'
import { fontOf, screenLook, type Look } from './look'
import { namePlace } from './line-end'
import type { Text } from './mathematics'
import { edgeMarks, edgeMarkSize } from './not-finite'
import {
  bracketPlaces,
  horizontalPlaces,
  LabelPlaces,
  markerPlaces,
  verticalPlaces,
  zonePlaces,
  type Place,
} from './label-places'
import { drawSymbol } from './line-symbols'
import { drawText, textWidth } from './rich-text'
import { shorten } from './shorten'
import {
  besideGap,
  labelsWithRoom,
  spreadLabels,
  type PanelMarker,
  type PanelSeries,
  type PanelSpan,
  type PanelSpec,
} from './panel'

type Canvas = {
  readonly ctx: CanvasRenderingContext2D
  readonly area: ChartArea
  readonly x: Scale
  readonly y: Scale
  readonly spec: PanelSpec
  readonly palette: Palette
  readonly look: Look
  /** Words keep clear of each other and of lines. Where there is no room a file leaves them out; a screen only what is wider than the plot, as a pointer reads what is below. */
  readonly places: LabelPlaces
  readonly cover: Cover
}

/** The plugin. The specification is read anew at each draw. */
export function annotations(
  current: () => { spec: PanelSpec },
  palette: Palette,
  look: Look = screenLook,
): Plugin<'lines' | 'bar'> {
  const draw = (chart: Chart<'lines' | 'bar'>, parts: readonly ((canvas: Canvas) => void)[]) => {
    const { x, y } = chart.scales
    if (!x || !y) return
    const { ctx, chartArea: area } = chart
    const { spec } = current()
    const places = new LabelPlaces({ left: area.left + 2, right: chart.width - 2, top: 0, bottom: area.bottom })
    const cover = coverOf(
      spec,
      (value) => x.getPixelForValue(value),
      (value) => y.getPixelForValue(value),
    )
    ctx.save()
    for (const part of parts) part({ ctx, area, x, y, spec, palette, look, places, cover })
    ctx.restore()
  }
  return {
    id: 'annotations',
    beforeDatasetsDraw: (chart) => draw(chart, [drawZones, drawReferences]),
    afterDatasetsDraw: (chart) =>
      // Those that are written first keep their places. A file's page names the axis.
      draw(chart, [
        drawCuts,
        drawEdgeMarks,
        drawMarkerShapes,
        drawDirectLabels,
        drawSpans,
        drawMarkerLabels,
        drawWords,
        ...(look.isFile ? [] : [drawXTitle]),
      ]),
  }
}

/** The x axis is named in the row of its numbers, at its right end or before the last of them. */
function drawXTitle({ ctx, area, x, spec, palette, look }: Canvas): void {
  const end = nameEndOf(x)
  if (spec.xTitle !== '' && end !== null)
    writeAxisName(ctx, spec.xTitle, { right: area.left + end, bottom: area.bottom }, palette, look)
}

/** An axis's name in the row of its numbers, ending at the right. */
export function writeAxisName(
  ctx: CanvasRenderingContext2D,
  name: string,
  area: { readonly right: number; readonly bottom: number },
  palette: Palette,
  look: Look,
): void {
  ctx.font = fontOf(look)
  ctx.textAlign = 'right'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = palette('text-3')
  ctx.fillText(name, area.right, area.bottom + 13)
}

/** Text on a halo of the ground's colour, so that it is read on any line. */
function put({ ctx, palette, look }: Canvas, text: Text, { x, middle, align }: Place, colour: string): void {
  ctx.setLineDash([])
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4
  ctx.strokeStyle = haloOf(palette)
  drawText(ctx, look, text, x, middle, align, { weight: 500, isHalo: true })
  ctx.fillStyle = colour
  drawText(ctx, look, text, x, middle, align, { weight: 500 })
}

/** What words within a plot may take of its width in a file. */
const mostOfPlot = 0.9

/** Text at the first of several places that is free. @param mostLines that may run through it in a file. */
function writeWhereFree(
  canvas: Canvas,
  whole: string,
  wanted: readonly Place[],
  colour: string,
  mostLines = Number.POSITIVE_INFINITY,
): void {
  const { ctx, area, look, places, cover } = canvas
  const widthOf = (part: string) => textWidth(ctx, look, part, { weight: 500 })
  // A long name loses its middle before it loses its place.
  const text = look.isFile ? shorten(whole, mostOfPlot * area.width, widthOf) : whole
  const place = places.choose(widthOf(text), wanted, cover, mostLines)
  const [usual] = wanted
  if (place) put(canvas, text, place, colour)
  // Wider than the plot it would be cut, or stand on the numbers of an axis.
  else if (!look.isFile && usual && widthOf(text) <= area.width) put(canvas, text, usual, colour)
}

/** Text that stands where it stands; in a file it moves up or down for others. */
function write(canvas: Canvas, text: Text, wanted: Place, colour: string): void {
  const place = placeFor(canvas, text, wanted)
  if (place) put(canvas, text, place, colour)
}

function placeFor({ ctx, look, places }: Canvas, text: Text, { x, middle, align }: Place): Place | null {
  const width = textWidth(ctx, look, text, { weight: 500 })
  const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2
  if (!look.isFile) {
    places.take(left, width, middle)
    return { x, middle, align }
  }
  const place = places.find(left, width, middle)
  return place && { x: place.left, middle: place.middle, align: 'left' }
}

function drawZones({ ctx, area, x, spec, palette }: Canvas): void {
  ctx.fillStyle = withAlpha(palette('accent'), 0.11)
  for (const { from, to } of spec.zones ?? []) {
    const left = Math.max(area.left, x.getPixelForValue(from))
    const right = Math.min(area.right, x.getPixelForValue(to))
    if (right > left) ctx.fillRect(left, area.top, right - left, area.height)
  }
}

function drawReferences({ ctx, area, x, y, spec, palette }: Canvas): void {
  for (const { axis, at, colour, dash } of spec.references ?? []) {
    const pixel = Math.round((axis === 'y' ? y : x).getPixelForValue(at)) + 0.5
    const [low, high] = axis === 'y' ? [area.top, area.bottom] : [area.left, area.right]
    if (pixel < low - 1 || pixel > high + 1) continue
    ctx.strokeStyle = palette(colour)
    ctx.lineWidth = 1
    ctx.setLineDash([...(dash ?? [2, 3])])
    ctx.beginPath()
    if (axis === 'y') {
      ctx.moveTo(area.left, pixel)
      ctx.lineTo(area.right, pixel)
    } else {
      ctx.moveTo(pixel, area.top)
      ctx.lineTo(pixel, area.bottom)
    }
    ctx.stroke()
  }
  ctx.setLineDash([])
}

/** A slash across the top of every bar that goes on beyond the axis. */
function drawCuts({ ctx, x, y, spec, palette }: Canvas): void {
  ctx.strokeStyle = haloOf(palette)
  ctx.lineWidth = 2
  // Bars stand one apart: a slash ends before it would cross the next one.
  const reach = Math.min(8, Math.abs(x.getPixelForValue(1) - x.getPixelForValue(0)) / 2)
  for (const bar of spec.bars ?? []) {
    if (bar.isCut !== true) continue
    const [at, top] = [x.getPixelForValue(bar.x), y.getPixelForValue(bar.y)]
    ctx.beginPath()
    ctx.moveTo(at - reach, top + 5.5 + reach * 0.3)
    ctx.lineTo(at + reach, top + 5.5 - reach * 0.3)
    ctx.stroke()
  }
}

/** Where values are no numbers or infinite, at the edge of the plot. */
function drawEdgeMarks({ ctx, area, x, spec, palette }: Canvas): void {
  ctx.setLineDash([])
  ctx.lineWidth = 1.5
  for (const mark of edgeMarks(spec, [x.min, x.max], (value) => x.getPixelForValue(value), area)) {
    const half = edgeMarkSize
    const tip = mark.kind === 'up' ? -half : half
    ctx.strokeStyle = palette(mark.colour)
    ctx.fillStyle = palette(mark.colour)
    ctx.beginPath()
    if (mark.kind === 'cross') {
      ctx.moveTo(mark.x - half, mark.y - half)
      ctx.lineTo(mark.x + half, mark.y + half)
      ctx.moveTo(mark.x - half, mark.y + half)
      ctx.lineTo(mark.x + half, mark.y - half)
      ctx.stroke()
    } else {
      ctx.moveTo(mark.x, mark.y + tip)
      ctx.lineTo(mark.x + half, mark.y - tip)
      ctx.lineTo(mark.x - half, mark.y - tip)
      ctx.closePath()
      ctx.fill()
    }
  }
}

/** The names of references and zones. */
function drawWords(canvas: Canvas): void {
  const { ctx, area, x, y, spec, palette, look } = canvas
  for (const { axis, at, label, colour, inside } of spec.references ?? []) {
    if (label === undefined) continue
    const ink = palette(`${colour}-text`) || palette('text-2')
    const pixel = (axis === 'y' ? y : x).getPixelForValue(at)
    if (axis === 'y') {
      if (pixel < area.top - 1 || pixel > area.bottom + 1) continue
      if (inside === undefined) write(canvas, label, { x: area.right + 6, middle: pixel, align: 'left' }, ink)
      else writeWhereFree(canvas, label, horizontalPlaces(pixel, inside, area), ink)
    } else if (pixel >= area.left && pixel <= area.right + 1) {
      writeWhereFree(canvas, label, verticalPlaces(pixel, area), ink)
    }
  }
  for (const { to, label } of spec.zones ?? []) {
    if (label === undefined) continue
    const end = x.getPixelForValue(to)
    // Beside the zone, or nowhere: the track says it in words as well.
    if (end + 8 + textWidth(ctx, look, label, { weight: 500 }) <= area.right)
      writeWhereFree(canvas, label, zonePlaces(end, area), palette('text-3'), 0)
  }
}

/** The words of a bracket, the short ones or none where they have no room, and half of the gap that they need. */
function spanLabel(
  { ctx, area, look }: Canvas,
  { label, shortLabel }: PanelSpan,
): readonly [label: string, half: number] {
  const halfOf = (text: string) => textWidth(ctx, look, text, { weight: 500 }) / 2 + 5
  const fits = [label, ...(shortLabel === undefined ? [] : [shortLabel])].find((text) => 2 * halfOf(text) <= area.width)
  return fits === undefined ? ['', 0] : [fits, halfOf(fits)]
}

/** On screen they stand in its line. */
function bracketWords(canvas: Canvas, label: string, wanted: readonly Place[]): Place | null {
  const { ctx, look, places } = canvas
  if (look.isFile) return places.choose(textWidth(ctx, look, label, { weight: 500 }), wanted)
  const [place] = wanted
  return place ? placeFor(canvas, label, place) : null
}

/** A bracket from one epoch to another with its words in a gap of the line. */
function drawSpans(canvas: Canvas): void {
  const { ctx, area, x, y, spec, palette } = canvas
  for (const span of spec.spans ?? []) {
    const [from, to] = [x.getPixelForValue(span.from), x.getPixelForValue(span.to)].sort((a, b) => a - b) as [
      number,
      number,
    ]
    const beside = y.getPixelForValue(span.y) + (span.side === 'below' ? 13 : -13)
    const at = Math.round(Math.min(area.bottom - 8, Math.max(area.top + 8, beside))) + 0.5
    const [label, half] = spanLabel(canvas, span)
    const middle = Math.min(area.right - half, Math.max(area.left + half, (from + to) / 2))
    ctx.strokeStyle = palette('text-2')
    ctx.lineWidth = 1
    ctx.setLineDash([])
    ctx.beginPath()
    for (const end of [from, to]) {
      ctx.moveTo(end, at - 4)
      ctx.lineTo(end, at + 4)
    }
    // The line has a gap for its words, unless they found a place above or below.
    const written = label === '' ? null : bracketWords(canvas, label, bracketPlaces(from, to, middle, at, half))
    for (const [start, end] of besideGap(from, to, written?.middle === at ? [middle - half, middle + half] : null)) {
      ctx.moveTo(start, at)
      ctx.lineTo(end, at)
      // Other words keep off its line as well as off its words.
      canvas.places.take(start, end - start, at)
    }
    ctx.stroke()
    if (written) put(canvas, label, written, palette('text'))
  }
}

const drawMarkerShapes = (canvas: Canvas) =>
  placedMarkers(canvas).forEach((placed) => {
    drawMarkerShape(canvas, placed)
    canvas.places.take(placed.atX - 5, 10, placed.atY)
  })
const drawMarkerLabels = (canvas: Canvas) => placedMarkers(canvas).forEach((placed) => drawMarkerLabel(canvas, placed))

type PlacedMarker = { readonly marker: PanelMarker; readonly atX: number; readonly atY: number }

/** Those within the plot. */
const placedMarkers = ({ area, x, y, spec }: Canvas): PlacedMarker[] =>
  (spec.markers ?? []).flatMap((marker) => {
    const atX = x.getPixelForValue(marker.x)
    const atY = y.getPixelForValue(marker.y)
    const isOutside = atX < area.left - 1 || atX > area.right + 1 || atY < area.top - 6 || atY > area.bottom + 6
    return isOutside ? [] : [{ marker, atX, atY }]
  })

function drawMarkerShape({ ctx, palette }: Canvas, { marker, atX, atY }: PlacedMarker): void {
  ctx.setLineDash([])
  ctx.strokeStyle = palette(marker.colour)
  ctx.lineWidth = 1.5
  ctx.beginPath()
  if (marker.kind === 'best') {
    ctx.moveTo(atX, atY - 5)
    ctx.lineTo(atX + 5, atY)
    ctx.lineTo(atX, atY + 5)
    ctx.lineTo(atX - 5, atY)
    ctx.closePath()
    ctx.fillStyle = haloOf(palette)
  } else {
    ctx.arc(atX, atY, 3.5, 0, 2 * Math.PI)
    ctx.fillStyle = palette(marker.colour)
  }
  ctx.fill()
  ctx.stroke()
}

function drawMarkerLabel(canvas: Canvas, { marker, atX, atY }: PlacedMarker): void {
  const { area, spec, palette } = canvas
  if (marker.label === undefined) return
  // Behind the end of a named line stands its name.
  const isAtName = spec.series.some((line) => {
    const end = line.directLabel === undefined ? null : endOf(canvas, line)
    return end !== null && Math.abs(end.x - atX) < 60
  })
  const { side } = marker
  const places = markerPlaces({ x: atX, y: atY, ...(side ? { side } : {}) }, area, isAtName)
  writeWhereFree(canvas, marker.label, places, palette('text'))
}

/** A piece of the line before its name, in a file: where names stand apart from the lines' ends, nothing else says whose they are. */
export const nameSample = { width: 12, gap: 4 } as const

const endOf = ({ x, y, area }: Canvas, line: PanelSeries) =>
  namePlace(
    line,
    [x.min, x.max],
    (value) => x.getPixelForValue(value),
    (value) => y.getPixelForValue(value),
    area,
  )

/** Series named at their right ends, moved apart where they would overlap. */
function drawDirectLabels(canvas: Canvas): void {
  const { ctx, area, spec, palette, look, places } = canvas
  const all = spec.series.flatMap((line) => {
    if (line.directLabel === undefined || line.isUndrawn === true) return []
    const end = endOf(canvas, line)
    const name = (look.isFile ? line.richLabel : undefined) ?? line.directLabel
    return end === null ? [] : [{ line, name, end }]
  })
  const room = [14, area.top + 6, area.bottom - 8] as const
  const heightOf = ({ end }: (typeof all)[number]) => Math.min(area.bottom, Math.max(area.top, end.y))
  // A file's names find places of their own.
  const ends = look.isFile ? all : labelsWithRoom(all.map(heightOf), ...room).flatMap((index) => all[index] ?? [])
  const placed = spreadLabels(ends.map(heightOf), ...room)
  ends.forEach(({ line, name, end }, index) => {
    const at = placed[index] ?? end.y
    const left = Math.min(end.x + 10, area.right + 8)
    if (!look.isFile) {
      write(canvas, name, { x: left, middle: at, align: 'left' }, palette('text-2'))
      return
    }
    const width = textWidth(ctx, look, name, { weight: 500 })
    const place = places.find(left, nameSample.width + nameSample.gap + width, at)
    if (place === null) return
    ctx.strokeStyle = palette(line.colour)
    ctx.lineWidth = Math.max(1, (line.width ?? 1.5) * look.stroke)
    ctx.setLineDash([...(line.dash ?? [])])
    ctx.beginPath()
    ctx.moveTo(place.left, place.middle)
    ctx.lineTo(place.left + nameSample.width, place.middle)
    ctx.stroke()
    ctx.setLineDash([])
    if (line.symbol !== undefined) {
      ctx.fillStyle = palette(line.colour)
      ctx.lineWidth = 1
      drawSymbol(ctx, line.symbol, place.left + nameSample.width / 2, place.middle)
    }
    const x = place.left + nameSample.width + nameSample.gap
    put(canvas, name, { x, middle: place.middle, align: 'left' }, palette('text-2'))
  })
}
