/**
 * Lines and bands from typed arrays straight into a canvas: no object for a point, no element for a line. Only calls that every
 * canvas has, so that the same code draws on screen, into a file and on Skia.
 */
import { bandOpacityOf, traceBand } from './bands-drawing'
import { haloOf, withAlpha, type Palette } from './colours'
import { countLine, drawDensity, emptyDensity } from './density'
import {
  coverLine,
  emptyColumns,
  fillColumns,
  gridOf,
  hideBehind,
  joinColumns,
  leastSteepness,
  travelOf,
  type Columns,
  type Travel,
} from './lines-columns'
import { drawSymbols } from './line-symbols'
import { screenLook, type Look } from './look'
import type { PanelSeries } from './panel'
import { mostPerColumn, tracePath } from './lines-tracing'
import type { Transform } from './place'
import { indicesWithin } from './ranges'

/**
 * Corners beyond this number are drawn by the finest stroke. Measured in headless Chromium without a graphics card, 1,000 lines of 1,000
 * points: 2,060 ms at 1.5 pixels with round corners, 85 ms at one pixel of the screen, which Skia draws without an outline; a path for each
 * line is as fast as one for each style (100 ms), and a Path2D slower (120 ms). This many cost 40 ms at full width.
 */
const mostFullCorners = 20_000
/** So far lines may go up and down in all, in pixels, at full width: 40 ms. A wide stroke costs by its length. */
const mostFullTravel = 100_000
/** So far one line in front of the others may, which is drawn twice and wider: 5 ms. */
const mostTravelInFront = 5_000
const usualWidth = 1.5
/** More bands of lines that fill the plot are a tint that says nothing of any of them: in 24 colours they took half of the time of a zoom. */
const mostBanded = 24
export const haloOpacity = 0.85
/** How much wider than a line on a density the ground beneath it is, in pixels. */
export const haloBeyond = 2.5

/** About how many corners a line is drawn with: see {@link tracePath}. */
function cornersOf({ x }: PanelSeries, transform: Transform): number {
  const [start, end] = indicesWithin(x, transform.x)
  return Math.min(end - start, mostPerColumn * Math.max(1, transform.right - transform.left))
}

/** How a traced line is stroked, once or over its halo. */
type Stroke = {
  readonly colour: string
  readonly width: number
  readonly opacity: number
  readonly dash: readonly number[]
}

/** Traces a line. @returns points that stand between two gaps, x and y in turns. */
function beginLine(ctx: CanvasRenderingContext2D, { x, y }: PanelSeries, transform: Transform): readonly number[] {
  const alone: number[] = []
  ctx.beginPath()
  tracePath(ctx, x, y, transform, (px, py) => alone.push(px, py))
  return alone
}

/** Strokes the line that was traced last. */
function strokeLine(
  ctx: CanvasRenderingContext2D,
  alone: readonly number[],
  { colour, width, opacity, dash }: Stroke,
): void {
  ctx.globalAlpha = opacity
  ctx.strokeStyle = ctx.fillStyle = colour
  ctx.lineWidth = width
  ctx.setLineDash([...dash])
  ctx.stroke()
  for (let at = 0; at < alone.length; at += 2) ctx.fillRect((alone[at] ?? 0) - 2, (alone[at + 1] ?? 0) - 2, 4, 4)
}

const noDash: readonly number[] = []

/** @param halo how wide the ground beneath it is, so that it is told from what it lies on; 0 for none. Both are one path. */
function strokeSeries(
  ctx: CanvasRenderingContext2D,
  series: PanelSeries,
  transform: Transform,
  palette: Palette,
  { width, opacity = series.opacity ?? 1, halo = 0 }: InFront,
): void {
  const colour = palette(series.colour)
  const alone = beginLine(ctx, series, transform)
  if (halo > 0) strokeLine(ctx, alone, { colour: haloOf(palette), width: halo, opacity: haloOpacity, dash: noDash })
  strokeLine(ctx, alone, { colour, width, opacity, dash: series.dash ?? noDash })
  if (series.symbol !== undefined) drawSymbols(ctx, series, transform, colour)
}

/** Lines as how many of them lie on each other. */
function* denseInSteps(
  ctx: CanvasRenderingContext2D,
  dense: readonly PanelSeries[],
  transform: Transform,
  palette: Palette,
  look: Look,
): DrawingSteps {
  const density = emptyDensity(transform)
  for (const line of dense) {
    countLine(density, line, transform)
    yield
  }
  ctx.save()
  yield* drawDensity(ctx, density, transform, palette, look)
  ctx.restore()
}

/** A pixel of the screen. */
const finestOf = (ctx: CanvasRenderingContext2D): number => 1 / Math.max(1, ctx.getTransform().a)

/** Lines that fill the columns that they run through, with their bands, as they lie on each other: the first one rearmost. */
function* drawFilling(
  ctx: CanvasRenderingContext2D,
  filling: readonly PanelSeries[],
  transform: Transform,
  palette: Palette,
  bandOpacity: number,
): DrawingSteps {
  const grid = gridOf(transform, finestOf(ctx))
  const front = emptyColumns(grid)
  const columns = new Map<PanelSeries, Columns>()
  for (const line of [...filling].reverse()) {
    const own = emptyColumns(grid)
    coverLine(own, grid, line, transform, line.width ?? usualWidth)
    columns.set(line, own)
    if ((line.opacity ?? 1) === 1) hideBehind(own, front)
    yield
  }
  // Bands of one colour that lie on each other are tinted once: fifty of them would be as dark as a line.
  const bands = new Map<string, Columns>()
  for (const { x, band, colour } of filling.length > mostBanded ? [] : filling) {
    if (!band) continue
    ctx.fillStyle = withAlpha(palette(colour), bandOpacity)
    const own = emptyColumns(grid)
    coverLine(own, grid, { x, y: band.low }, transform, 0)
    coverLine(own, grid, { x, y: band.high }, transform, 0)
    const all = bands.get(colour)
    const apart = all ? joinColumns(all, own) : null
    if (!all) bands.set(colour, own)
    if (apart) fillColumns(ctx, apart, grid, transform)
    yield
  }
  for (const [colour, all] of bands) {
    ctx.fillStyle = withAlpha(palette(colour), bandOpacity)
    fillColumns(ctx, all, grid, transform)
  }
  for (const line of filling) {
    const own = columns.get(line)
    if (!own) continue
    ctx.globalAlpha = line.opacity ?? 1
    ctx.fillStyle = palette(line.colour)
    fillColumns(ctx, own, grid, transform)
    yield
  }
  ctx.globalAlpha = 1
}

const byDepth = (left: PanelSeries, right: PanelSeries): number =>
  Number(right.isBackground ?? false) - Number(left.isBackground ?? false)

/** Lines are drawn one after the other: between two of them whoever draws may do something else. */
export type DrawingSteps = Generator<undefined, void, undefined>

const isDrawn = ({ isUndrawn, x }: PanelSeries): boolean => isUndrawn !== true && x.length > 0

/** About how many corners all lines together are drawn with: what drawing them costs. */
export const cornersOfAll = (series: readonly PanelSeries[], transform: Transform): number =>
  series.reduce((sum, line) => sum + (isDrawn(line) ? cornersOf(line, transform) : 0), 0)

/** All of {@link linesInSteps} at once. */
export function drawLines(
  ctx: CanvasRenderingContext2D,
  series: readonly PanelSeries[],
  transform: Transform,
  palette: Palette,
  look: Look = screenLook,
): void {
  const steps = linesInSteps(ctx, series, transform, palette, look)
  while (steps.next().done !== true);
}

/**
 * Every band, then every line, background first; lines that fill the plot lie behind those that can be told from each other. The caller
 * clips to the plot, draws what is highlighted, and leaves the context alone between two steps.
 * @param look of a file: every line is a stroke of its own width, however many there are.
 */
export function* linesInSteps(
  ctx: CanvasRenderingContext2D,
  series: readonly PanelSeries[],
  transform: Transform,
  palette: Palette,
  look: Look = screenLook,
): DrawingSteps {
  const dense = series.filter((line) => isDrawn(line) && line.isDense === true)
  if (dense.length > 0) yield* denseInSteps(ctx, dense, transform, palette, look)
  const drawn = series.filter((line) => isDrawn(line) && line.isDense !== true).sort(byDepth)
  const travels = new Map<PanelSeries, Travel>()
  for (const line of drawn) {
    travels.set(line, travelOf(line, transform))
    yield
  }
  const isFilling = (line: PanelSeries) => !look.isFile && travels.get(line)?.isFilling === true
  const isCrowded =
    !look.isFile &&
    isMuch(
      drawn.filter((line) => !isFilling(line)),
      travels,
      transform,
    )
  const mostTravel = isCrowded ? leastSteepness * (transform.right - transform.left) : Number.POSITIVE_INFINITY
  const isColumns = (line: PanelSeries) => isFilling(line) || (travels.get(line)?.length ?? 0) > mostTravel
  const filling = drawn.filter(isColumns)
  const lines = drawn.filter((line) => !isColumns(line))
  ctx.save()
  const bandOpacity = bandOpacityOf(drawn)
  if (filling.length > 0) yield* drawFilling(ctx, filling, transform, palette, bandOpacity)
  ctx.lineJoin = isCrowded ? 'bevel' : 'round'
  for (const { band, x, colour } of lines) {
    if (!band) continue
    ctx.fillStyle = withAlpha(palette(colour), bandOpacity)
    ctx.beginPath()
    traceBand(ctx, x, band.low, band.high, transform)
    ctx.fill()
    yield
  }
  for (const line of lines) {
    const width = isCrowded ? finestOf(ctx) : (line.width ?? usualWidth) * look.stroke
    const halo = dense.length > 0 ? width + haloBeyond * look.stroke : 0
    strokeSeries(ctx, line, transform, palette, { width, halo })
    yield
  }
  ctx.restore()
}

/** Whether lines are too much for strokes of their own width. */
function isMuch(
  strokes: readonly PanelSeries[],
  travels: ReadonlyMap<PanelSeries, Travel>,
  transform: Transform,
): boolean {
  let corners = 0
  let length = 0
  for (const line of strokes) {
    corners += cornersOf(line, transform)
    length += travels.get(line)?.length ?? 0
  }
  return corners > mostFullCorners || length > mostFullTravel
}

/** How a line is drawn over all others. */
export type InFront = {
  readonly width: number
  /** 1 unless given. */
  readonly opacity?: number
  /** How wide the ground shows beneath it, in pixels: a line wider than what it lies on is told from it. None unless given. */
  readonly halo?: number
}

/**
 * Whether lines in front take too long as strokes that go up and down so far, and are so steep that strokes cannot be told from each other: between the few
 * points that there are right after a zoom two strokes of one line took 30 ms.
 */
export const isMuchInFront = (travel: number, { left, right }: Transform): boolean =>
  travel > Math.max(mostTravelInFront, leastSteepness * (right - left))

/** One line over all others, without its band. The caller clips to the plot. */
export function drawInFront(
  ctx: CanvasRenderingContext2D,
  series: PanelSeries,
  transform: Transform,
  palette: Palette,
  { width, opacity = 1, halo = 0 }: InFront,
): void {
  if (series.isUndrawn === true) return
  ctx.save()
  ctx.lineJoin = 'round'
  const travel = travelOf(series, transform)
  if (travel.isFilling || isMuchInFront(travel.length, transform)) {
    const { band: _, ...line } = { ...series, opacity, width }
    const steps = drawFilling(ctx, [line], transform, palette, 0)
    while (steps.next().done !== true);
  } else strokeSeries(ctx, series, transform, palette, { width, opacity, halo })
  ctx.restore()
}
