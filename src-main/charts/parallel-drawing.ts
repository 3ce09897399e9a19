/** A parallel panel on a canvas: axes, curves, brushes. Only calls that every canvas has. */
import { haloOf, withAlpha, type Palette } from './colours'
import type { DrawingSteps } from './lines-drawing'
import { fontOf, screenLook, type Look } from './look'
import { isWithin, type Brushes, type ParallelLine, type ParallelSpec } from './parallel'
import {
  bend,
  clearOf,
  brushPixels,
  fittedMarks,
  footText,
  heightsOf,
  isClearOf,
  limitHalf,
  placedLimits,
  type AxisBrush,
  type ParallelGeometry,
  type PlacedAxis,
} from './parallel-geometry'
import { shorten } from './shorten'

/** Beyond this many lines each is drawn by the finest stroke, which costs a fraction. */
const mostFullWidth = 300
/** Half of a brush's width, in pixels. */
export const brushHalf = 8

/** Adds a line to the path. */
function trace(ctx: CanvasRenderingContext2D, geometry: ParallelGeometry, line: ParallelLine): void {
  const heights = heightsOf(geometry, line)
  const reach = geometry.gap * bend
  geometry.axes.forEach(({ x }, index) => {
    const height = heights[index] ?? 0
    if (index === 0) ctx.moveTo(x, height)
    else ctx.bezierCurveTo(x - geometry.gap + reach, heights[index - 1] ?? 0, x - reach, height, x, height)
  })
}

function write(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  look: Look,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign,
  colour = 'text-2',
): void {
  ctx.font = fontOf(look)
  ctx.textAlign = align
  ctx.textBaseline = 'middle'
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4
  ctx.strokeStyle = haloOf(palette)
  ctx.strokeText(text, x, y)
  ctx.fillStyle = palette(colour)
  ctx.fillText(text, x, y)
}

function drawAxis(
  ctx: CanvasRenderingContext2D,
  geometry: ParallelGeometry,
  placed: PlacedAxis,
  isLast: boolean,
  brush: AxisBrush | undefined,
  palette: Palette,
  look: Look,
): void {
  const { axis, x, ticks } = placed
  // Limits stand at the right of an axis, as the marks of the last one do: where both would, the limit is the one to read.
  const limits = isLast && brush ? placedLimits(placed, brush) : []
  const foot = footText(placed)
  const side = isLast ? 1 : -1
  ctx.strokeStyle = palette('axis')
  ctx.lineWidth = 1
  ctx.setLineDash([])
  ctx.beginPath()
  ctx.moveTo(x, geometry.top)
  ctx.lineTo(x, geometry.bottom)
  for (const { at } of ticks) {
    ctx.moveTo(x, at)
    ctx.lineTo(x + 4 * side, at)
  }
  ctx.stroke()
  ctx.font = fontOf(look)
  const fitted = fittedMarks(geometry, placed, (text) => ctx.measureText(text).width)
  for (const [index, { at }] of ticks.entries())
    if (isClearOf(limits, at))
      write(ctx, palette, look, fitted[index] ?? '', x + 8 * side, at, isLast ? 'left' : 'right')
  if (foot !== '')
    write(
      ctx,
      palette,
      look,
      foot,
      x + 8 * side,
      geometry.foot,
      isLast ? 'left' : 'right',
      axis.noneText === undefined ? 'text-3' : 'danger',
    )
  ctx.font = fontOf(look, isLast ? 600 : 500, 12)
  ctx.textAlign = 'center'
  ctx.fillStyle = palette('text')
  const room = geometry.gap > 0 ? geometry.gap - 8 : 200
  ctx.fillText(
    shorten(axis.label, room, (text) => ctx.measureText(text).width),
    x,
    16,
  )
  drawImportance(ctx, placed, room, palette, look)
}

/** Of the bar under an axis's name, in pixels, and how far below the top of the panel it stands. */
const importanceBar = { width: 44, height: 4, top: 31 } as const

/** How much a setting mattered: a bar and its number, hollow and pale where that may be chance. @param room of an axis's name, in pixels */
function drawImportance(
  ctx: CanvasRenderingContext2D,
  { axis, x }: PlacedAxis,
  room: number,
  palette: Palette,
  look: Look,
): void {
  const { importance } = axis
  if (importance === undefined) return
  const text = importance.value.toFixed(2)
  ctx.font = fontOf(look)
  const { height, top } = importanceBar
  const textWide = ctx.measureText(text).width
  const width = Math.max(4, Math.min(importanceBar.width, room - 5 - textWide))
  const left = x - (width + 5 + textWide) / 2
  const filled = Math.min(1, importance.value) * width
  ctx.fillStyle = palette('line')
  ctx.fillRect(left, top, width, height)
  ctx.fillStyle = ctx.strokeStyle = palette('text-2')
  ctx.lineWidth = 1
  if (!importance.isQuiet) ctx.fillRect(left, top, filled, height)
  else if (filled >= 1) ctx.strokeRect(left + 0.5, top + 0.5, filled, height - 1)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = palette(importance.isQuiet ? 'text-3' : 'text-2')
  ctx.fillText(text, left + width + 5, top + height / 2 + 0.5)
  ctx.textBaseline = 'alphabetic'
}

function drawBrush(ctx: CanvasRenderingContext2D, placed: PlacedAxis, brush: AxisBrush, palette: Palette): void {
  const { x } = placed
  const [top, bottom] = brushPixels(placed, brush)
  const accent = palette('accent')
  ctx.setLineDash([])
  ctx.fillStyle = withAlpha(accent, 0.16)
  ctx.strokeStyle = accent
  ctx.lineWidth = 1
  ctx.fillRect(x - brushHalf, top, brushHalf * 2, bottom - top)
  ctx.strokeRect(x - brushHalf, top, brushHalf * 2, bottom - top)
}

/** Numbers have their limits written beside the brush. */
function writeLimits(
  ctx: CanvasRenderingContext2D,
  placed: PlacedAxis,
  brush: AxisBrush,
  palette: Palette,
  look: Look,
): void {
  const { x } = placed
  const accent = palette('accent')
  for (const { text, middle } of placedLimits(placed, brush)) {
    ctx.font = fontOf(look, 500)
    const width = ctx.measureText(text).width + 10
    ctx.fillStyle = accent
    ctx.beginPath()
    ctx.roundRect(x + brushHalf + 5, middle - limitHalf, width, limitHalf * 2, 3)
    ctx.fill()
    ctx.fillStyle = palette('on-accent')
    ctx.textAlign = 'left'
    ctx.textBaseline = 'middle'
    ctx.fillText(text, x + brushHalf + 10, middle + 0.5)
  }
}

/** Everything but what is highlighted. The canvas is empty before. */
export function drawParallel(
  ctx: CanvasRenderingContext2D,
  spec: ParallelSpec,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  look: Look = screenLook,
): void {
  const steps = parallelInSteps(ctx, spec, geometry, brushes, palette, look)
  while (steps.next().done !== true);
  drawParallelAxes(ctx, geometry, brushes, palette, look)
}

/** Its lines, a few with each step: of ten thousand at once a window would be held up. */
export function* parallelInSteps(
  ctx: CanvasRenderingContext2D,
  spec: ParallelSpec,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  look: Look = screenLook,
): DrawingSteps {
  ctx.save()
  const finest = 1 / Math.max(1, ctx.getTransform().a)
  const isCrowded = !look.isFile && spec.lines.length > mostFullWidth
  const isInside = isWithin(spec, brushes)
  const outside = spec.lines.filter((line) => !isInside(line))
  const inside = (spec.colouring === undefined ? spec.lines : byRank(spec.lines)).filter(isInside)
  ctx.globalAlpha = 0.8
  ctx.lineWidth = isCrowded ? finest : look.stroke
  ctx.strokeStyle = palette('line-strong')
  yield* strokeAll(ctx, outside, geometry, isCrowded)
  // Of thousands, each is faint: where most of them run is seen.
  ctx.globalAlpha = isCrowded ? Math.max(0.12, Math.min(0.75, mostFullWidth / inside.length)) : 0.75
  ctx.lineWidth = isCrowded ? finest : 1.5 * look.stroke
  for (const { look: shared, lines } of stretchesOf(inside)) {
    ctx.strokeStyle = palette(shared.colour)
    ctx.setLineDash(isCrowded ? [] : [...shared.dash])
    yield* strokeAll(ctx, lines, geometry, isCrowded)
  }
  ctx.restore()
}

/** Lines by their ranks, once for all the brushes that they are drawn under. */
const ranked = new WeakMap<readonly ParallelLine[], readonly ParallelLine[]>()
function byRank(lines: readonly ParallelLine[]): readonly ParallelLine[] {
  const known = ranked.get(lines)
  if (known !== undefined) return known
  const sorted = lines.toSorted((left, right) => (left.rank ?? -1) - (right.rank ?? -1))
  ranked.set(lines, sorted)
  return sorted
}

/** Its axes and brushes, over the lines. */
export function drawParallelAxes(
  ctx: CanvasRenderingContext2D,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  look: Look = screenLook,
): void {
  drawUnderAxes(ctx, geometry, brushes, palette, look, () => {
    for (const placed of geometry.axes) {
      const brush = brushes[placed.axis.id]
      if (brush) drawBrush(ctx, placed, brush, palette)
    }
  })
}

/** So many lines are one path: a stroke for each of ten thousand takes four times as long, and a path of all of them longer still. */
const mostTogether = 64

function* strokeAll(
  ctx: CanvasRenderingContext2D,
  lines: readonly ParallelLine[],
  geometry: ParallelGeometry,
  isCrowded: boolean,
): DrawingSteps {
  const together = isCrowded ? mostTogether : 1
  for (let from = 0; from < lines.length; from += together) {
    ctx.beginPath()
    for (const line of lines.slice(from, from + together)) trace(ctx, geometry, line)
    ctx.stroke()
    yield
  }
}

/** Lines that are drawn alike one after the other. */
function stretchesOf(
  lines: readonly ParallelLine[],
): { readonly look: ParallelLine; readonly lines: ParallelLine[] }[] {
  const stretches: { readonly look: ParallelLine; readonly lines: ParallelLine[] }[] = []
  for (const line of lines) {
    const last = stretches.at(-1)
    const isAlike =
      last?.look.colour === line.colour &&
      (last.look.dash === line.dash || String(last.look.dash) === String(line.dash))
    if (last && isAlike) last.lines.push(line)
    else stretches.push({ look: line, lines: [line] })
  }
  return stretches
}

/** What is drawn by a function, and over it axes with their words and the limits of brushes, so that it hides none of these. */
function drawUnderAxes(
  ctx: CanvasRenderingContext2D,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  look: Look,
  draw: () => void,
): void {
  ctx.save()
  draw()
  ctx.restore()
  ctx.save()
  geometry.axes.forEach((placed, index) => {
    const brush = brushes[placed.axis.id]
    drawAxis(ctx, geometry, placed, index === geometry.axes.length - 1, brush, palette, look)
    if (brush) writeLimits(ctx, placed, brush, palette, look)
  })
  ctx.restore()
}

/** One line above all others, on a halo and with its name, under the axes. @param width of the panel, in pixels */
export function drawHighlightedParallel(
  ctx: CanvasRenderingContext2D,
  line: ParallelLine,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  width: number,
): void {
  drawUnderAxes(ctx, geometry, brushes, palette, screenLook, () => {
    ctx.beginPath()
    trace(ctx, geometry, line)
    ctx.lineWidth = 5
    ctx.strokeStyle = haloOf(palette)
    ctx.stroke()
    ctx.lineWidth = 2.5
    ctx.setLineDash([...line.dash])
    ctx.strokeStyle = palette(line.colour)
    ctx.stroke()
  })
  ctx.save()
  writeName(ctx, line, geometry, brushes, palette, width)
  ctx.restore()
}

/** A line's name at its end, right of the last axis: in the place of the numbers that stand there, beside the limits of a brush. */
function writeName(
  ctx: CanvasRenderingContext2D,
  line: ParallelLine,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  width: number,
): void {
  const placed = geometry.axes.at(-1)
  const end = heightsOf(geometry, line).at(-1)
  if (!placed || end === undefined) return
  const brush = brushes[placed.axis.id]
  const limits = brush ? placedLimits(placed, brush) : []
  const middle = clearOf(limits, end)
  const left = placed.x + brushHalf + 5
  const edge = brush ? brushHalf + 1 : 5
  ctx.fillStyle = palette('surface')
  for (const at of [middle, ...placed.ticks.map((tick) => tick.at), geometry.foot])
    if (!isClearOf([{ middle }], at) && isClearOf(limits, at))
      ctx.fillRect(placed.x + edge, at - 8, width - placed.x - edge, 16)
  ctx.font = fontOf(screenLook, 600)
  const name = shorten(line.label, width - left - 4, (text) => ctx.measureText(text).width)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = palette('text')
  ctx.fillText(name, left, middle)
}
