/** A parallel panel on a canvas: axes, curves, brushes. Only calls that every canvas has. */
import { haloOf, withAlpha, type Palette } from './colours'
import { fontOf, screenLook, type Look } from './look'
import { axisText, isWithin, type Brushes, type ParallelLine, type ParallelSpec } from './parallel'
import { bend, brushPixels, heightsOf, type ParallelGeometry, type PlacedAxis } from './parallel-geometry'
import { shorten } from './shorten'

/** Beyond this many lines each is drawn by the finest stroke, which costs a fraction. */
const mostFullWidth = 300
/** Half of a brush's width, in pixels. */
export const brushHalf = 8

function trace(ctx: CanvasRenderingContext2D, geometry: ParallelGeometry, line: ParallelLine): void {
  const heights = heightsOf(geometry, line)
  const reach = geometry.gap * bend
  ctx.beginPath()
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
  palette: Palette,
  look: Look,
): void {
  const { axis, x, ticks, missing } = placed
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
  for (const { at, text } of ticks) write(ctx, palette, look, text, x + 8 * side, at, isLast ? 'left' : 'right')
  if (missing > 0)
    write(
      ctx,
      palette,
      look,
      `${missing} ${axisText(axis, Number.NaN)}`,
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
}

function drawBrush(
  ctx: CanvasRenderingContext2D,
  placed: PlacedAxis,
  brush: readonly [low: number, high: number],
  palette: Palette,
  look: Look,
): void {
  const { x, axis } = placed
  const [top, bottom] = brushPixels(placed, brush)
  const accent = palette('accent')
  ctx.setLineDash([])
  ctx.fillStyle = withAlpha(accent, 0.16)
  ctx.strokeStyle = accent
  ctx.lineWidth = 1
  ctx.fillRect(x - brushHalf, top, brushHalf * 2, bottom - top)
  ctx.strokeRect(x - brushHalf, top, brushHalf * 2, bottom - top)
  // Numbers have their limits written beside them, the greater above; choices are named by their marks.
  if (axis.kind !== 'number') return
  const middles = bottom - top < 18 ? [top - 9, bottom + 9] : [top, bottom]
  ;[brush[1], brush[0]].forEach((limit, index) => {
    const text = axis.format(limit)
    ctx.font = fontOf(look, 500)
    const width = ctx.measureText(text).width + 10
    const middle = middles[index] ?? 0
    ctx.fillStyle = accent
    ctx.beginPath()
    ctx.roundRect(x + brushHalf + 5, middle - 8.5, width, 17, 3)
    ctx.fill()
    ctx.fillStyle = palette('on-accent')
    ctx.textAlign = 'left'
    ctx.textBaseline = 'middle'
    ctx.fillText(text, x + brushHalf + 10, middle + 0.5)
  })
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
  ctx.save()
  const finest = 1 / Math.max(1, ctx.getTransform().a)
  const isCrowded = !look.isFile && spec.lines.length > mostFullWidth
  const [outside, inside]: [ParallelLine[], ParallelLine[]] = [[], []]
  for (const line of spec.lines) (isWithin(spec, line, brushes) ? inside : outside).push(line)
  ctx.globalAlpha = 0.8
  ctx.lineWidth = isCrowded ? finest : look.stroke
  ctx.strokeStyle = palette('line-strong')
  for (const line of outside) {
    trace(ctx, geometry, line)
    ctx.stroke()
  }
  ctx.globalAlpha = 0.75
  ctx.lineWidth = isCrowded ? finest : 1.5 * look.stroke
  for (const line of inside) {
    ctx.strokeStyle = palette(line.colour)
    ctx.setLineDash([...line.dash])
    trace(ctx, geometry, line)
    ctx.stroke()
  }
  ctx.globalAlpha = 1
  drawAxes(ctx, geometry, brushes, palette, look)
  ctx.restore()
}

function drawAxes(
  ctx: CanvasRenderingContext2D,
  geometry: ParallelGeometry,
  brushes: Brushes,
  palette: Palette,
  look: Look,
): void {
  geometry.axes.forEach((placed, index) => {
    const brush = brushes[placed.axis.id]
    if (brush) drawBrush(ctx, placed, brush, palette, look)
    drawAxis(ctx, geometry, placed, index === geometry.axes.length - 1, palette, look)
  })
}

/** One line above all others, on a halo; the axes again, so that it does not hide their words. */
export function drawHighlightedParallel(
  ctx: CanvasRenderingContext2D,
  line: ParallelLine,
  geometry: ParallelGeometry,
  palette: Palette,
): void {
  ctx.save()
  trace(ctx, geometry, line)
  ctx.lineWidth = 5
  ctx.strokeStyle = haloOf(palette)
  ctx.stroke()
  ctx.lineWidth = 2.5
  ctx.setLineDash([...line.dash])
  ctx.strokeStyle = palette(line.colour)
  ctx.stroke()
  ctx.setLineDash([])
  drawAxes(ctx, geometry, {}, palette, screenLook)
  ctx.restore()
}
