/** Words around the plots: titles, names of axes, legends. Sizes are those of the charts' own pixels. */
import { withAlpha, type Palette } from '@charts/colours'
import { drawSymbol } from '@charts/line-symbols'
import type { Look } from '@charts/look'
import type { Text } from '@charts/mathematics'
import { drawText, textWidth, type TextStyle } from '@charts/rich-text'
import { shortenText, wrapText } from '@charts/shorten'
import type { Figure } from '@panels/figure/figure'
import { legendSample, lineHeight } from '@panels/figure/page-layout'

export type Ink = { readonly ctx: CanvasRenderingContext2D; readonly palette: Palette; readonly look: Look }

const { width: sampleWidth, gap: sampleGap, between: entryGap } = legendSample

/** A text in lines that fit a width, broken between words. A word that is too long stands alone, and is cut by {@link fitting}. */
export const wrapped = ({ ctx, look }: Ink, text: Text, width: number, style: TextStyle): Text[] =>
  wrapText(text, width, (part) => textWidth(ctx, look, part, style))

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

type Entry = Figure['legend'][number]
const wordsOf = ({ label, richLabel }: Entry): Text => richLabel ?? label

function drawSample({ ctx, palette, look }: Ink, entry: Entry, left: number, middle: number): void {
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

/** A legend as it is laid out: entries in rows, all within a box. */
export type LaidLegend = {
  readonly width: number
  readonly height: number
  readonly draw: (left: number, top: number) => void
}

/** What is said in place of the entries that have no room. */
const restWords = (count: number): string => `and ${count} more`

/** Entries below each other. Null where there is no room for one. */
export function legendColumn(
  ink: Ink,
  legend: Figure['legend'],
  most: { width: number; height: number },
): LaidLegend | null {
  const rows = Math.min(legend.length, Math.floor(most.height / lineHeight))
  const room = most.width - sampleWidth - sampleGap
  if (rows < 1 || room < 20) return null
  const shown = rows < legend.length ? legend.slice(0, rows - 1) : legend
  if (shown.length === 0) return null
  const labels = shown.map((entry) => fitting(ink, wordsOf(entry), room))
  const rest = legend.length - shown.length
  const words: Text[] = rest > 0 ? [...labels, restWords(rest)] : labels
  const { ctx, palette, look } = ink
  const width = sampleWidth + sampleGap + Math.max(...words.map((label) => textWidth(ctx, look, label)))
  return {
    width,
    height: words.length * lineHeight,
    draw(left, top) {
      words.forEach((label, index) => {
        const middle = top + (index + 0.5) * lineHeight
        const entry = shown[index]
        if (entry) drawSample(ink, entry, left, middle)
        ctx.fillStyle = palette('text')
        drawText(ctx, look, label, left + sampleWidth + sampleGap, middle, 'left')
      })
    },
  }
}

/** Entries beside each other, in as many centred rows as they need. Null where there is no room for one. */
export function legendRows(
  ink: Ink,
  legend: Figure['legend'],
  most: { width: number; height: number },
): LaidLegend | null {
  const { ctx, palette, look } = ink
  const mostRows = Math.floor(most.height / lineHeight)
  if (mostRows < 1) return null
  const widthOf = (label: Text, hasSample: boolean) =>
    textWidth(ctx, look, label) + (hasSample ? sampleWidth + sampleGap : 0)
  const items = legend.map((entry): { entry: Entry | null; label: Text; width: number } => {
    const label = fitting(ink, wordsOf(entry), most.width - sampleWidth - sampleGap)
    return { entry, label, width: widthOf(label, true) }
  })
  const rows: (typeof items)[] = []
  const widthOfRow = (row: typeof items) => row.reduce((sum, { width }) => sum + width + entryGap, -entryGap)
  for (const [index, item] of items.entries()) {
    const row = rows.at(-1)
    if (row !== undefined && widthOfRow([...row, item]) <= most.width) {
      row.push(item)
      continue
    }
    if (rows.length === mostRows) {
      // The last row says how many have no room, in the place of one or more of its own.
      let rest = items.length - index
      for (;;) {
        const label = restWords(rest)
        const last = { entry: null, label, width: widthOf(label, false) }
        if (row === undefined || row.length === 0 || widthOfRow([...row, last]) <= most.width) {
          row?.push(last)
          break
        }
        row.pop()
        rest += 1
      }
      break
    }
    rows.push([item])
  }
  if (rows.length === 0) return null
  const width = Math.max(...rows.map(widthOfRow))
  return {
    width,
    height: rows.length * lineHeight,
    draw(left, top) {
      rows.forEach((row, index) => {
        const middle = top + (index + 0.5) * lineHeight
        let at = left + (width - widthOfRow(row)) / 2
        for (const { entry, label, width: wide } of row) {
          if (entry) drawSample(ink, entry, at, middle)
          ctx.fillStyle = palette('text')
          drawText(ctx, look, label, entry ? at + sampleWidth + sampleGap : at, middle, 'left')
          at += wide + entryGap
        }
      })
    },
  }
}

/** A legend in a plot, on a ground of its own. */
export function drawInside({ ctx, palette }: Ink, legend: LaidLegend, left: number, top: number): void {
  ctx.save()
  ctx.fillStyle = withAlpha(palette('surface'), 0.88)
  ctx.fillRect(left - 4, top - 2, legend.width + 8, legend.height + 4)
  ctx.restore()
  legend.draw(left, top)
}
