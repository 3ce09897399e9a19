/**
 * Lines and bands from typed arrays straight into a canvas: no object for a point, no element for a line. Only calls that every
 * canvas has, so that the same code draws on screen, into a file and on Skia.
 */
import { withAlpha, type Palette } from './colours'
import type { PanelSeries, Range } from './panel'
import { indicesWithin, isAscending, lowerBound } from './ranges'

/** From values to pixels: x is linear, y is linear in `y` or in its logarithm. */
export type Transform = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly x: Range
  readonly y: Range
  readonly isLog: boolean
}

/** What a path is drawn into: a canvas, or what counts its calls in a test. */
export type Pen = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo'>

/** Points that a pixel's column is drawn with before it is drawn by its first, least, greatest and last alone. */
const mostPerColumn = 4
/** Vertices nearer to each other than this, in pixels, are one: less than what anti-aliasing can show. */
const leastDistance = 0.25

/**
 * One line as a path. Where more than {@link mostPerColumn} points share a column of pixels, the column is drawn by its first, least,
 * greatest and last value, which covers the same pixels as all of them. Values that are not finite, and on a log axis those that are not
 * positive, are gaps.
 * @param alone told where a point stands between two gaps: a line of one point cannot be seen.
 */
export function tracePath(
  pen: Pen,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  transform: Transform,
  alone: (x: number, y: number) => void = () => undefined,
): void {
  const { left, bottom, isLog } = transform
  const [from, to] = transform.x
  const [yLow, yHigh] = isLog ? [Math.log(transform.y[0]), Math.log(transform.y[1])] : transform.y
  const perX = (transform.right - left) / (to - from)
  const perY = (bottom - transform.top) / (yHigh - yLow)
  // Far outside of the plot a line is as steep as it is long: beyond this nobody sees a difference, and canvases lose precision.
  const [ceiling, floor] = [transform.top - 4_000, bottom + 4_000]
  const isSorted = isAscending(x)
  // One point more on each side, so that the line reaches the plot's edge.
  const start = isSorted ? Math.max(0, lowerBound(x, from) - 1) : 0
  const size = Math.min(x.length, y.length)
  const end = isSorted ? Math.min(size, lowerBound(x, to) + 2) : size
  const isDense = isSorted && end - start > mostPerColumn * Math.max(1, transform.right - left)

  let isDown = false as boolean
  let run = 0
  let [lastX, lastY] = [0, 0]
  // The column of pixels under way, when there are many points.
  let column = Number.NaN
  let [columnLow, columnHigh, columnLast, lowFirst] = [0, 0, 0, true]
  const put = (px: number, py: number) => {
    if (isDown) pen.lineTo(px, py)
    else pen.moveTo(px, py)
    isDown = true
    lastX = px
    lastY = py
  }
  const endColumn = () => {
    if (Number.isNaN(column)) return
    if (columnLow !== columnHigh) {
      put(column, lowFirst ? columnLow : columnHigh)
      put(column, lowFirst ? columnHigh : columnLow)
    }
    if (columnLast !== lastY) put(column, columnLast)
    column = Number.NaN
  }
  const lift = () => {
    endColumn()
    if (run === 1) alone(lastX, lastY)
    isDown = false
    run = 0
  }
  for (let index = start; index < end; index += 1) {
    const value = y[index] ?? Number.NaN
    if (!(isLog ? value > 0 && value < Infinity : value - value === 0)) {
      lift()
      continue
    }
    const px = left + ((x[index] ?? Number.NaN) - from) * perX
    let py = bottom - ((isLog ? Math.log(value) : value) - yLow) * perY
    if (py < ceiling) py = ceiling
    else if (py > floor) py = floor
    run += 1
    if (!isDense) {
      // The last point always counts: a marker may stand on it.
      if (isDown && index < end - 1 && Math.abs(px - lastX) < leastDistance && Math.abs(py - lastY) < leastDistance)
        continue
      put(px, py)
      continue
    }
    const at = Math.round(px)
    if (at !== column) {
      endColumn()
      put(at, py)
      column = at
      columnLow = columnHigh = columnLast = py
      lowFirst = true
      continue
    }
    if (py < columnLow) {
      columnLow = py
      lowFirst = false
    } else if (py > columnHigh) {
      columnHigh = py
      lowFirst = true
    }
    columnLast = py
  }
  lift()
}

/**
 * A band between two values as closed shapes, one for each stretch without a gap. On a log axis a band that reaches down to 0 goes to the
 * plot's foot, as it does in truth.
 */
function traceBand(
  pen: Pen,
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  transform: Transform,
): void {
  const { left, bottom, top, isLog } = transform
  const [from, to] = transform.x
  const scale = isLog ? Math.log : (value: number) => value
  const [yLow, yHigh] = [scale(transform.y[0]), scale(transform.y[1])]
  const perX = (transform.right - left) / (to - from)
  const perY = (bottom - top) / (yHigh - yLow)
  const toX = (index: number) => left + ((x[index] ?? Number.NaN) - from) * perX
  const toY = (value: number) => {
    if (isLog && value <= 0) return bottom + 10
    return Math.max(top - 4_000, Math.min(bottom + 4_000, bottom - (scale(value) - yLow) * perY))
  }
  const isGap = (index: number) => {
    const [below, above] = [low[index] ?? Number.NaN, high[index] ?? Number.NaN]
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

/** How much of a band's colour shows. */
const bandOpacity = 0.16
/**
 * Corners beyond this number are drawn by the finest stroke. Measured in headless Chromium without a graphics card, 1,000 lines of 1,000
 * points: 2,060 ms at 1.5 pixels with round corners, 85 ms at one pixel of the screen, which Skia draws without an outline; a path for each
 * line is as fast as one for each style (100 ms), and a Path2D slower (120 ms). This many cost 40 ms at full width.
 */
const mostFullCorners = 20_000

const highlightWidth = 2.25

/** About how many corners a line is drawn with: see {@link tracePath}. */
function cornersOf({ x }: PanelSeries, transform: Transform): number {
  const [start, end] = indicesWithin(x, transform.x)
  return Math.min(end - start, mostPerColumn * Math.max(1, transform.right - transform.left))
}

function strokeSeries(
  ctx: CanvasRenderingContext2D,
  series: PanelSeries,
  transform: Transform,
  palette: Palette,
  width: number,
): void {
  const colour = palette(series.colour)
  ctx.globalAlpha = series.opacity ?? 1
  ctx.strokeStyle = colour
  ctx.lineWidth = width
  ctx.setLineDash([...(series.dash ?? [])])
  ctx.beginPath()
  tracePath(ctx, series.x, series.y, transform, (x, y) => {
    ctx.fillStyle = colour
    ctx.fillRect(x - 2, y - 2, 4, 4)
  })
  ctx.stroke()
}

/** Every band, then every line, background first. The caller clips to the plot, and draws what is highlighted. */
export function drawLines(
  ctx: CanvasRenderingContext2D,
  series: readonly PanelSeries[],
  transform: Transform,
  palette: Palette,
): void {
  const drawn = series.filter(({ isUndrawn, x }) => isUndrawn !== true && x.length > 0)
  const isCrowded = drawn.reduce((sum, line) => sum + cornersOf(line, transform), 0) > mostFullCorners
  const finest = 1 / Math.max(1, ctx.getTransform().a)
  ctx.save()
  ctx.lineJoin = isCrowded ? 'bevel' : 'round'
  for (const { band, x, colour } of drawn) {
    if (!band) continue
    ctx.fillStyle = withAlpha(palette(colour), bandOpacity)
    ctx.beginPath()
    traceBand(ctx, x, band.low, band.high, transform)
    ctx.fill()
  }
  for (const isBackground of [true, false]) {
    for (const line of drawn) {
      if ((line.isBackground ?? false) !== isBackground) continue
      strokeSeries(ctx, line, transform, palette, isCrowded ? finest : (line.width ?? 1.5))
    }
  }
  ctx.restore()
}

/** One line over all others, and wider. The caller clips to the plot. */
export function drawHighlighted(
  ctx: CanvasRenderingContext2D,
  series: PanelSeries,
  transform: Transform,
  palette: Palette,
): void {
  if (series.isUndrawn === true) return
  ctx.save()
  ctx.lineJoin = 'round'
  strokeSeries(ctx, { ...series, opacity: 1 }, transform, palette, highlightWidth)
  ctx.restore()
}
