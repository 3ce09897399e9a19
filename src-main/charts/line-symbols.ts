/** Marks on lines that tell them apart without colour: for greyscale print. */
import type { LineSymbol, PanelSeries } from './panel'
import { lineSymbols } from './panel'
import { shareOf, type Transform } from './place'

/** Half of a symbol's width, and how far apart they stand on a line, in pixels. */
const half = 3
const apart = 72

/** Draws one symbol around a place, in the colours that are set. */
export function drawSymbol(ctx: CanvasRenderingContext2D, symbol: LineSymbol, x: number, y: number): void {
  ctx.beginPath()
  switch (symbol) {
    case 'disc':
    case 'circle':
      ctx.arc(x, y, half, 0, 2 * Math.PI)
      break
    case 'square':
      ctx.rect(x - half * 0.9, y - half * 0.9, half * 1.8, half * 1.8)
      break
    case 'triangle':
      ctx.moveTo(x, y - half * 1.15)
      ctx.lineTo(x + half * 1.1, y + half * 0.85)
      ctx.lineTo(x - half * 1.1, y + half * 0.85)
      ctx.closePath()
      break
    case 'diamond':
      ctx.moveTo(x, y - half * 1.25)
      ctx.lineTo(x + half * 1.25, y)
      ctx.lineTo(x, y + half * 1.25)
      ctx.lineTo(x - half * 1.25, y)
      ctx.closePath()
      break
    case 'cross':
      ctx.moveTo(x - half, y - half)
      ctx.lineTo(x + half, y + half)
      ctx.moveTo(x + half, y - half)
      ctx.lineTo(x - half, y + half)
      break
  }
  if (symbol === 'disc' || symbol === 'square' || symbol === 'triangle') ctx.fill()
  ctx.stroke()
}

/** Symbols at points of a line, about evenly along x; those of different kinds begin at different places. */
export function drawSymbols(
  ctx: CanvasRenderingContext2D,
  { x, y, symbol = 'disc' }: Pick<PanelSeries, 'x' | 'y' | 'symbol'>,
  { left, right, top, bottom, x: range, y: values, isLog, isLogX }: Transform,
  colour: string,
): void {
  ctx.setLineDash([])
  ctx.lineWidth = 1
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  let next = left + (apart * (lineSymbols.indexOf(symbol) + 1)) / (lineSymbols.length + 1)
  for (let index = 0; index < x.length; index += 1) {
    const at = left + shareOf(x[index] ?? Number.NaN, range, isLogX) * (right - left)
    const height = bottom - shareOf(y[index] ?? Number.NaN, values, isLog) * (bottom - top)
    if (!(at >= next && at <= right) || !(height >= top && height <= bottom)) continue
    drawSymbol(ctx, symbol, at, height)
    next = at + apart
  }
}
