/** Pictures in rows and columns: real pixels, never smoothed. */
import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas'
import { fontSize } from '@charts/look'
import type { Text } from '@charts/mathematics'
import { drawText, textWidth, type TextStyle } from '@charts/rich-text'
import { isWords, type FigurePart, type PixelImage } from '@panels/figure/figure'
import { leftOutWords, pictureRowsIn, wordsScale } from '@panels/figure/fit-parts'
import { lineHeight, type Box } from '@panels/figure/page-layout'
import { fitting, type Ink } from './labels'

type ImagesPart = Extract<FigurePart, { kind: 'images' }>

const gap = 4
const titleLines = 2
const headLine = lineHeight - 2
/** Titles that do not fit otherwise are so large. */
const smallTitle = { size: 9 } as const

/** Draws a picture at its own resolution, each of its pixels a square. */
function drawPixels(ctx: CanvasRenderingContext2D, { width, height, rgba }: PixelImage, box: Box): void {
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0)
  ctx.save()
  ctx.imageSmoothingEnabled = false
  ;(ctx as unknown as SKRSContext2D).drawImage(canvas, box.left, box.top, box.width, box.height)
  ctx.restore()
}

type Title = { readonly lines: readonly Text[]; readonly style: TextStyle }

/** A column's title in two lines at most, broken behind hyphens and spaces; smaller where only that keeps it whole. */
function titleOf(ink: Ink, text: string, width: number): Title {
  const { ctx, look } = ink
  const fits = (lines: readonly string[], style: TextStyle) =>
    lines.length <= titleLines && lines.every((line) => textWidth(ctx, look, line, style) <= width)
  for (const style of [{}, smallTitle]) {
    const lines = brokenTitle(ink, text, width, style)
    if (fits(lines, style)) return { lines, style }
  }
  const lines = brokenTitle(ink, text, width, smallTitle)
  const kept = [...lines.slice(0, titleLines - 1), lines.slice(titleLines - 1).join('')].filter((line) => line !== '')
  return { lines: kept.map((line) => fitting(ink, line, width, smallTitle)), style: smallTitle }
}

function brokenTitle({ ctx, look }: Ink, text: string, width: number, style: TextStyle): string[] {
  const pieces = text.split(/(?<=[-\s])/)
  const lines: string[] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth(ctx, look, last + piece, style) <= width) lines[lines.length - 1] = last + piece
    else lines.push(piece)
  }
  return lines.map((line) => line.trim())
}

/** @returns where the pictures lie. */
export function drawImages(ink: Ink, { cells, columnTitles, rowTitles, notes }: ImagesPart, box: Box): Box {
  const { ctx, palette, look } = ink
  const columns = columnTitles.length
  const nameRoom = Math.min(box.width * 0.3, Math.max(0, ...rowTitles.map((text) => textWidth(ctx, look, text))))
  const rowRoom = nameRoom + 6
  const wide = (box.width - rowRoom) / columns - gap
  // Titles are as wide as the pictures, which are as high as their titles leave room for: two lines, then, until it is known.
  const fewest = titleLines * headLine + 3
  const rows = pictureRowsIn(cells.length, box.height - fewest - notes.length * lineHeight, lineHeight, gap)
  const shownNotes = rows < cells.length ? [...notes, leftOutWords(cells.length - rows)] : notes
  const high = (box.height - fewest - shownNotes.length * lineHeight) / rows - gap
  const side = Math.max(4, Math.min(wide, high))
  const spans = columnTitles.map((_, column) => (columnTitles[column + 1] === '' ? 2 : 1))
  const titles = columnTitles.map((text, column) => titleOf(ink, text, (spans[column] ?? 1) * (side + gap) - 1))
  const head = Math.max(...titles.map(({ lines }) => lines.length)) * headLine + 3
  const left = box.left + rowRoom + Math.max(0, (box.width - rowRoom - columns * (side + gap)) / 2)
  const top = box.top + head
  titles.forEach(({ lines, style }, column) => {
    ctx.fillStyle = palette('text-2')
    const middle = left + column * (side + gap) + ((spans[column] ?? 1) * (side + gap) - gap) / 2
    lines.forEach((line, index) => {
      const fromBelow = (lines.length - index - 0.5) * headLine
      drawText(ctx, look, line, middle, top - 3 - fromBelow, 'center', style)
    })
  })
  cells.slice(0, rows).forEach((row, index) => {
    const at = top + index * (side + gap)
    ctx.fillStyle = palette('text-2')
    drawText(ctx, look, fitting(ink, rowTitles[index] ?? '', nameRoom), left - 6, at + side / 2, 'right')
    const widthAt = (column: number) => (spans[column] ?? 1) * (side + gap) - gap
    const style = { size: fontSize * wordsScale(row, widthAt, (text) => textWidth(ctx, look, text)) }
    row.forEach((image, column) => {
      const [x, width] = [left + column * (side + gap), widthAt(column)]
      if (isWords(image)) {
        ctx.fillStyle = palette(image.colour)
        image.lines.forEach((line, place) => {
          const middle = at + side / 2 + (place - (image.lines.length - 1) / 2) * headLine
          drawText(ctx, look, fitting(ink, line, width, style), x + width / 2, middle, 'center', style)
        })
      } else if (image)
        drawPixels(ctx, image, { left: left + column * (side + gap), top: at, width: side, height: side })
    })
  })
  shownNotes.forEach((note, index) => {
    ctx.fillStyle = palette('text-2')
    const middle = top + rows * (side + gap) + (index + 0.5) * lineHeight
    drawText(ctx, look, fitting(ink, note, box.width), box.left + box.width / 2, middle, 'center')
  })
  return { left, top, width: columns * (side + gap) - gap, height: rows * (side + gap) - gap }
}
