/** Words around the plots: titles, names of axes, legends. Sizes are those of the charts' own pixels. */
import { withAlpha, type Palette } from '@charts/colours'
import { drawSymbol } from '@charts/line-symbols'
import type { Look } from '@charts/look'
import type { Text } from '@charts/mathematics'
import { drawText, textWidth, type TextStyle } from '@charts/rich-text'
import { shortenText } from '@charts/shorten'
import { besideSample, type LaidLegend, type LegendEntry, type PageMeasure } from '@panels/figure/legend-layout'
import { legendSample, lineHeight } from '@panels/figure/page-layout'

export type Ink = { readonly ctx: CanvasRenderingContext2D; readonly palette: Palette; readonly look: Look }

const { width: sampleWidth } = legendSample

/** Texts as wide as they are drawn. */
export const measureOf = ({ ctx, look }: Omit<Ink, 'palette'>): PageMeasure => ({
  widthOf: (text, style) => textWidth(ctx, look, text, style),
  slack: 0,
})

/** A text that fits a width: with its middle left out where it does not. */
export const fitting = ({ ctx, look }: Ink, text: Text, width: number, style: TextStyle = {}): Text =>
  shortenText(text, width, (part) => textWidth(ctx, look, part, style))

/** A text that stands upright beside a plot, read from below. @param middle of its line and of its length. */
export function drawUpright(ink: Ink, text: Text, x: number, middle: number, room: number): void {
  const { ctx, palette, look } = ink
  ctx.save()
  ctx.translate(x, middle)
  ctx.rotate(-Math.PI / 2)
  ctx.fillStyle = palette('text-2')
  drawText(ctx, look, fitting(ink, text, room), 0, 0, 'center')
  ctx.restore()
}

function drawSample({ ctx, palette, look }: Ink, entry: LegendEntry, left: number, middle: number): void {
  ctx.save()
  const colour = palette(entry.colour)
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  const centre = left + sampleWidth / 2
  if (entry.isPoint === true) {
    ctx.lineWidth = 1.5
    if (entry.symbol !== undefined && entry.symbol !== 'disc') drawSymbol(ctx, entry.symbol, centre, middle)
    else {
      ctx.beginPath()
      ctx.arc(centre, middle, 3.5, 0, 2 * Math.PI)
      if (entry.isHollow !== true) ctx.fill()
      ctx.stroke()
    }
  } else {
    ctx.lineWidth = Math.max(1, 1.5 * look.stroke)
    ctx.setLineDash([...entry.dash])
    ctx.beginPath()
    ctx.moveTo(left, middle)
    ctx.lineTo(left + sampleWidth, middle)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.lineWidth = 1
    if (entry.symbol !== undefined) drawSymbol(ctx, entry.symbol, centre, middle)
  }
  ctx.restore()
}

/** A legend with its upper left there. */
export function drawLegend(ink: Ink, { entries }: LaidLegend, left: number, top: number): void {
  const { ctx, palette, look } = ink
  for (const { entry, lines, ...at } of entries) {
    const middle = top + at.top + lineHeight / 2
    drawSample(ink, entry, left + at.left, middle)
    ctx.fillStyle = palette('text')
    lines.forEach((line, index) => {
      drawText(ctx, look, line, left + at.left + besideSample, middle + index * lineHeight, 'left')
    })
  }
}

/** A legend in a plot, on a ground of its own. */
export function drawInside(ink: Ink, legend: LaidLegend, left: number, top: number): void {
  const { ctx, palette } = ink
  ctx.save()
  ctx.fillStyle = withAlpha(palette('surface'), 0.88)
  ctx.fillRect(left - 4, top - 2, legend.width + 8, legend.height + 4)
  ctx.restore()
  drawLegend(ink, legend, left, top)
}
