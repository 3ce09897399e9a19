/** A confusion matrix: cells that are darker for a larger share of their row, with their numbers. */
import { withAlpha } from '@charts/colours'
import { drawText, textWidth } from '@charts/rich-text'
import { layOutMatrix, mostInk } from '@panels/figure/confusion-figure'
import type { MatrixPart } from '@panels/figure/figure'
import type { Box } from '@panels/figure/page-layout'
import { fitting, type Ink } from './labels'

/** @returns where the cells lie. */
export function drawMatrix(ink: Ink, part: MatrixPart, box: Box): Box {
  const { ctx, palette, look } = ink
  const laid = layOutMatrix(part, box, (text) => textWidth(ctx, look, text))
  for (const cell of laid.cells) {
    ctx.fillStyle = withAlpha(palette('accent'), cell.share * mostInk)
    if (cell.share > 0) ctx.fillRect(cell.left, cell.top, cell.width, cell.height)
    if (cell.text === '') continue
    ctx.fillStyle = palette('text')
    const style = cell.isOwn ? { weight: 600 } : {}
    drawText(ctx, look, cell.text, cell.left + cell.width / 2, cell.top + cell.height / 2, 'center', style)
  }
  ctx.strokeStyle = palette('grid')
  ctx.lineWidth = 1
  ctx.setLineDash([])
  const count = part.table.classes.length
  ctx.beginPath()
  for (let line = 0; line <= count; line += 1) {
    const [x, y] = [laid.box.left + (line / count) * laid.box.width, laid.box.top + (line / count) * laid.box.height]
    ctx.moveTo(x, laid.box.top)
    ctx.lineTo(x, laid.box.top + laid.box.height)
    ctx.moveTo(laid.box.left, y)
    ctx.lineTo(laid.box.left + laid.box.width, y)
  }
  ctx.stroke()
  ctx.fillStyle = palette('text-2')
  const write = (placed: (typeof laid.notes)[number], align: 'center' | 'right') => {
    drawText(ctx, look, fitting(ink, placed.text, placed.room), placed.x, placed.y, align)
  }
  for (const name of laid.rowNames) write(name, 'right')
  for (const placed of [...laid.shares, ...laid.notes]) write(placed, 'center')
  for (const name of laid.columnNames) {
    if (!laid.areUpright) {
      write(name, 'center')
      continue
    }
    ctx.save()
    ctx.translate(name.x, name.y)
    ctx.rotate(-Math.PI / 2)
    drawText(ctx, look, fitting(ink, name.text, name.room), 0, 0, 'left')
    ctx.restore()
  }
  return laid.box
}
