/** Bands between two values, as closed shapes straight from typed arrays. */
import { withAlpha, type Palette } from './colours'
import type { PanelSeries } from './panel'
import { placingOf, type Transform } from './place'
import { isAscending, lowerBound } from './ranges'

/** What a path is drawn into: a canvas, or what counts its calls in a test. */
export type Pen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo'>

/** How far above, below and beside the plot a line is drawn, in pixels. */
export const [mostBeyond, mostAside] = [4_000, 1e7]

/** How much of a band's colour shows: the less, the more there are, as they lie on each other. */
export function bandOpacityOf(series: readonly PanelSeries[]): number {
  const count = series.reduce((sum, { band }) => sum + (band ? 1 : 0), 0)
  return count <= 1 ? 0.2 : count <= 4 ? 0.14 : 0.06
}

/** The same of the one at hand, and how much its edges show. */
const [handOpacity, edgeOpacity] = [0.22, 0.45]

/**
 * A band between two values as closed shapes, one for each stretch without a gap. On a log axis a band that reaches down to 0 goes to the
 * plot's foot, as it does in truth.
 */
export function traceBand(
  pen: Pen,
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  transform: Transform,
): void {
  const { left, bottom, top, isLog, isLogX = false } = transform
  const [from, to] = transform.x
  const xPlacing = placingOf(transform.x, isLogX)
  const yPlacing = placingOf(transform.y, isLog)
  const perX = (transform.right - left) / xPlacing.span
  const perY = (bottom - top) / yPlacing.span
  const toX = (index: number) => {
    const across = x[index] ?? Number.NaN
    const at = left + ((isLogX ? Math.log(across) : across * xPlacing.unit) - xPlacing.start) * perX
    return Math.max(left - mostAside, Math.min(transform.right + mostAside, at))
  }
  const toY = (value: number) => {
    if (isLog && value <= 0) return bottom + 10
    const at = bottom - ((isLog ? Math.log(value) : value * yPlacing.unit) - yPlacing.start) * perY
    return Math.max(top - mostBeyond, Math.min(bottom + mostBeyond, at))
  }
  const isGap = (index: number) => {
    const [below, above] = [low[index] ?? Number.NaN, high[index] ?? Number.NaN]
    if (isLogX && !((x[index] ?? Number.NaN) > 0)) return true
    return !Number.isFinite(below) || !Number.isFinite(above) || (isLog && above <= 0)
  }
  const isSorted = isAscending(x)
  if (!isSorted) return
  const size = Math.min(x.length, low.length, high.length)
  const end = Math.min(size, lowerBound(x, to) + 2)
  let index = Math.max(0, lowerBound(x, from) - 1)
  while (index < end) {
    if (isGap(index)) {
      index += 1
      continue
    }
    const start = index
    while (index < end && !isGap(index)) index += 1
    pen.moveTo(toX(start), toY(high[start] ?? Number.NaN))
    for (let at = start + 1; at < index; at += 1) pen.lineTo(toX(at), toY(high[at] ?? Number.NaN))
    for (let at = index - 1; at >= start; at -= 1) pen.lineTo(toX(at), toY(low[at] ?? Number.NaN))
    pen.lineTo(toX(start), toY(high[start] ?? Number.NaN))
  }
}

/** The band of one group over all others, with its edges. The caller clips to the plot. */
export function drawBandInFront(
  ctx: CanvasRenderingContext2D,
  { x, band, colour }: PanelSeries,
  transform: Transform,
  palette: Palette,
): void {
  if (!band) return
  ctx.save()
  ctx.fillStyle = withAlpha(palette(colour), handOpacity)
  ctx.strokeStyle = withAlpha(palette(colour), edgeOpacity)
  ctx.lineWidth = 1
  ctx.beginPath()
  traceBand(ctx, x, band.low, band.high, transform)
  ctx.fill()
  ctx.stroke()
  ctx.restore()
}
