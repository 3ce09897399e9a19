/** What lies over a panel's lines: the baseline, the lines at hand with their neighbours, and the names of both. */
import { drawBandInFront } from './bands-drawing'
import { haloOf, type Palette } from './colours'
import { namePlace, type Place } from './line-end'
import { travelOf } from './lines-columns'
import { drawInFront, isMuchInFront } from './lines-drawing'
import { fontOf, screenLook } from './look'
import type { ColourToken, PanelSeries } from './panel'
import { shorten } from './shorten'
import { sharesOf, type Transform } from './place'

/** More lines than these step back behind the one at hand; more than those do so at rest, too. */
export const mostBeside = 8
const mostAtRest = 24
/** How much of the ground lies over them: what is left of their colour is the rest. */
const [veilAtHand, veilAtRest] = [0.8, 0.4]
const neighbourOpacity = 0.5
/** Of the baseline's line, at rest too; in pixels, as all that follow. */
export const baselineWidth = 3.5
/** Of the baseline's line, and of no other. */
export const baselineColour: ColourToken = 'base'
/** How wide the sample of a line is beside its name: the baseline is known by it there, too. @param usual of any other line */
export const sampleWidth = (colour: string, usual: number): number =>
  colour === baselineColour ? baselineWidth : usual
const [handWidth, haloWidth] = [2.5, 5]
const [nameGap, lineHeight, endRadius] = [9, 14, 3.25]
/** Kept free of names at the edge of the canvas. */
const edge = 4

/** How much of the ground lies over the lines of a panel, 0 to 1. */
export const veilOf = (lines: number, hasHand: boolean): number =>
  hasHand && lines > mostBeside ? veilAtHand : lines > mostAtRest ? veilAtRest : 0

/** What is drawn over the lines. */
export type InHand = {
  readonly hand: readonly PanelSeries[]
  readonly neighbours: readonly PanelSeries[]
  readonly baseline: PanelSeries | null
  /** Whether names of other lines stand right of the plot. */
  readonly isNamedBeside: boolean
}

/** All of it, within the plot but for the names. @param width of the canvas, in pixels. */
export function drawInHand(
  ctx: CanvasRenderingContext2D,
  { hand, neighbours, baseline, isNamedBeside }: InHand,
  transform: Transform,
  palette: Palette,
  width: number,
): void {
  const { left, right, top, bottom } = transform
  ctx.save()
  ctx.beginPath()
  ctx.rect(left - 2, top - 2, right - left + 4, bottom - top + 4)
  ctx.clip()
  for (const line of quietOf(neighbours, transform))
    drawInFront(ctx, line, transform, palette, { width: line.width ?? 1.5, opacity: neighbourOpacity })
  for (const line of hand) if (line.isDecimated !== true) drawBandInFront(ctx, line, transform, palette)
  // A band would tint it.
  if (baseline) drawInFront(ctx, baseline, transform, palette, { width: baselineWidth })
  for (const line of hand) {
    const isBaseline = line.isBaseline === true
    drawInFront(ctx, line, transform, palette, { width: isBaseline ? baselineWidth : handWidth, halo: haloWidth })
  }
  ctx.restore()
  // Right of the plot a name would lie on those of other lines.
  drawNames(ctx, { hand, baseline }, transform, palette, isNamedBeside ? right + edge : width)
}

/** Those of some lines that can be told from the ones behind them: what goes up and down all over the plot cannot, and takes longer than all else here. */
function quietOf(lines: readonly PanelSeries[], transform: Transform): readonly PanelSeries[] {
  let travel = 0
  const quiet = lines.filter((line) => {
    const { length, isFilling } = travelOf(line, transform)
    travel += length
    return !isFilling
  })
  return isMuchInFront(travel, transform) ? [] : quiet
}

type Name = { readonly text: string; readonly isBold: boolean; x: number; y: number; align: 'left' | 'right' }

/** A line that is named at its end already is not named twice. */
function drawNames(
  ctx: CanvasRenderingContext2D,
  { hand, baseline }: Pick<InHand, 'hand' | 'baseline'>,
  transform: Transform,
  palette: Palette,
  end: number,
): void {
  const [first] = hand
  const names: Name[] = []
  if (baseline && baseline.id !== first?.id) names.push(...nameOf(ctx, baseline, false, transform, palette, end))
  if (first) names.push(...nameOf(ctx, first, true, transform, palette, end))
  const [one, other] = names
  // The one at hand stays where its line ends.
  if (one && other && Math.abs(one.y - other.y) < lineHeight) {
    const down = other.y + lineHeight
    one.y = down <= transform.bottom - 4 ? down : other.y - lineHeight
  }
  ctx.save()
  ctx.textBaseline = 'middle'
  ctx.lineJoin = 'round'
  ctx.lineWidth = 4
  ctx.strokeStyle = haloOf(palette)
  for (const { text, isBold, x, y, align } of names) {
    ctx.font = fontOf(screenLook, isBold ? 600 : 500)
    ctx.textAlign = align
    ctx.fillStyle = palette(isBold ? 'text' : 'text-2')
    ctx.strokeText(text, x, y)
    ctx.fillText(text, x, y)
  }
  ctx.restore()
}

/** Where a line's name stands, and a dot where it ended early; none where nothing of it is seen. @param last where it has to end, in pixels. */
function nameOf(
  ctx: CanvasRenderingContext2D,
  line: PanelSeries,
  isBold: boolean,
  transform: Transform,
  palette: Palette,
  last: number,
): Name[] {
  if (line.directLabel !== undefined || line.isUndrawn === true) return []
  const across = sharesOf(transform.x, transform.isLogX)
  const up = sharesOf(transform.y, transform.isLog)
  const toX = (value: number) => transform.left + across(value) * (transform.right - transform.left)
  const toY = (value: number) => transform.bottom - up(value) * (transform.bottom - transform.top)
  const end = namePlace(line, transform.x, toX, toY, transform)
  if (end === null) return []
  const isItsEnd = Math.abs(end.x - toX(line.x[line.x.length - 1] ?? Number.NaN)) < 1
  const isEarly = isItsEnd && line.endNote !== undefined
  const name = line.isBaseline === true ? `baseline ${line.label}` : line.label
  const text = isEarly ? `${name}, ${line.endNote}` : name
  if (isEarly) {
    ctx.fillStyle = palette(line.colour)
    ctx.beginPath()
    ctx.arc(end.x, end.y, endRadius, 0, 2 * Math.PI)
    ctx.fill()
  }
  ctx.font = fontOf(screenLook, isBold ? 600 : 500)
  const room = last - edge
  const measure = (part: string) => ctx.measureText(part).width
  const long = measure(text)
  if (end.x + nameGap + long <= room) return [{ text, isBold, x: end.x + nameGap, y: end.y, align: 'left' }]
  // Within the plot: in a small panel a long name would lie on the numbers of y.
  const shown = long <= room - transform.left ? text : shorten(text, room - transform.left, measure)
  const x = Math.max(transform.left + Math.min(long, measure(shown)), Math.min(end.x, room))
  const y = sideOf(line, { x: x - measure(shown), end }, toX, toY, transform)
  return [{ text: shown, isBold, x, y, align: 'right' }]
}

/**
 * How high a name stands that has no room beside its line's end: above the line or below it, on the side from which the line does not come, so
 * that the name does not lie on it; on the other one at an edge of the plot.
 * @param x where the name begins, in pixels, as all places are.
 */
function sideOf(
  line: PanelSeries,
  { x: from, end }: { readonly x: number; readonly end: Place },
  toX: (value: number) => number,
  toY: (value: number) => number,
  { top, bottom }: Pick<Transform, 'top' | 'bottom'>,
): number {
  let [highest, lowest, next] = [end.y, end.y, end]
  for (let at = Math.min(line.x.length, line.y.length) - 1; at >= 0 && next.x > from; at -= 1) {
    const place = { x: toX(line.x[at] ?? Number.NaN), y: toY(line.y[at] ?? Number.NaN) }
    if (!(place.x < next.x) || !Number.isFinite(place.y)) continue
    const share = Math.min(1, (next.x - from) / (next.x - place.x))
    const y = next.y + share * (place.y - next.y)
    if (y < highest) highest = y
    if (y > lowest) lowest = y
    next = place
  }
  const [above, below] = [end.y - lineHeight, end.y + lineHeight]
  const [hasAbove, hasBelow] = [above >= top + 6, below <= bottom - 6]
  const isRising = lowest - end.y > end.y - highest
  if (hasAbove && (isRising || lowest === highest || !hasBelow)) return above
  return hasBelow || !hasAbove ? below : above
}
