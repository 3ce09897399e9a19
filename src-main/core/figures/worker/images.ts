/** Pictures in rows and columns: real pixels, never smoothed. */
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas'
import { drawText, textWidth } from '@charts/rich-text'
import type { FigurePart, PixelImage } from '@panels/figure/figure'
import { fitting, lineHeight, type Box, type Ink } from './labels'

type ImagesPart = Extract<FigurePart, { kind: 'images' }>

const gap = 4
const titleLines = 2

/** Draws a picture at its own resolution, each of its pixels a square. */
function drawPixels(ctx: CanvasRenderingContext2D, { width, height, rgba }: PixelImage, box: Box): void {
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0)
  ctx.save()
  ctx.imageSmoothingEnabled = false
  ;(ctx as unknown as SKRSContext2D).drawImage(canvas, box.left, box.top, box.width, box.height)
  ctx.restore()
}

/** A column's title in two lines at most, broken behind hyphens and spaces. */
function titleOf(ink: Ink, text: string, width: number): string[] {
  const { ctx, look } = ink
  if (textWidth(ctx, look, text) <= width) return [text]
  const pieces = text.split(/(?<=[-\s])/)
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(ctx, look, last + piece) <= width) lines[lines.length - 1] = last + piece
    else lines.push(piece)
  }
  const kept =
    lines.length <= titleLines ? lines : [...lines.slice(0, titleLines - 1), lines.slice(titleLines - 1).join('')]
  return kept.map((line) => fitting(ink, line.trim(), width))
}

/** @returns where the pictures lie. */
export function drawImages(ink: Ink, { cells, columnTitles, rowTitles, notes }: ImagesPart, box: Box): Box {
  const { ctx, palette, look } = ink
  const columns = columnTitles.length
  const rows = cells.length
  const rowRoom = Math.min(box.width * 0.3, Math.max(0, ...rowTitles.map((text) => textWidth(ctx, look, text))) + 6)
  const notesHeight = notes.length * lineHeight
  const wide = (box.width - rowRoom) / columns - gap
  const titles = columnTitles.map((text) => titleOf(ink, text, wide))
  const head = Math.max(...titles.map(({ length }) => length)) * (lineHeight - 2) + 3
  const high = (box.height - head - notesHeight) / rows - gap
  const side = Math.max(4, Math.min(wide, high))
  const left = box.left + rowRoom + Math.max(0, (box.width - rowRoom - columns * (side + gap)) / 2)
  const top = box.top + head
  titles.forEach((lines, column) => {
    ctx.fillStyle = palette('text-2')
    const middle = left + column * (side + gap) + side / 2
    lines.forEach((line, index) => {
      const fromBelow = (lines.length - index - 0.5) * (lineHeight - 2)
      drawText(ctx, look, line, middle, top - 3 - fromBelow, 'center')
    })
  })
  cells.forEach((row, index) => {
    const at = top + index * (side + gap)
    ctx.fillStyle = palette('text-2')
    drawText(ctx, look, fitting(ink, rowTitles[index] ?? '', rowRoom - 6), left - 6, at + side / 2, 'right')
    row.forEach((image, column) => {
      if (image) drawPixels(ctx, image, { left: left + column * (side + gap), top: at, width: side, height: side })
    })
  })
  notes.forEach((note, index) => {
    ctx.fillStyle = palette('text-2')
    const middle = top + rows * (side + gap) + (index + 0.5) * lineHeight
    drawText(ctx, look, fitting(ink, note, box.width), box.left + box.width / 2, middle, 'center')
  })
  return { left, top, width: columns * (side + gap) - gap, height: rows * (side + gap) - gap }
}
