/** A network as boxes and arrows: each layer that changes the shape with what follows it, its output's shape and its parameters. */
import { drawText, textWidth } from '@charts/rich-text'
import { blocksOf, type Block } from '@panels/figure/blocks'
import type { Network } from '@panels/figure/figure'
import { formatCount } from '@panels/words/format'
import { lineHeight, type Box } from '@panels/figure/page-layout'
import type { Ink } from './labels'

const padding = 7
const arrow = 18
const rowGap = 22

/** Where a row goes on below, its arrow runs around both of its ends. */
const turnRoom = (rows: number): number => (rows > 1 ? arrow + 2 : 0)

/** Rows that fit a box best: as many blocks a row as leaves the text largest. */
function layOut(count: number, width: number, height: number, box: Box): { perRow: number; scale: number } {
  let best = { perRow: 1, scale: 0 }
  for (let perRow = 1; perRow <= count; perRow += 1) {
    const rows = Math.ceil(count / perRow)
    const scale = Math.min(
      box.width / (perRow * width + (perRow - 1) * arrow + turnRoom(rows)),
      box.height / (rows * height + (rows - 1) * rowGap),
    )
    if (scale > best.scale) best = { perRow, scale }
  }
  return { ...best, scale: Math.min(1, best.scale) }
}

/** @returns where the diagram lies. */
export function drawLayers(ink: Ink, { layers, input }: Network, box: Box): Box {
  const { ctx, look } = ink
  const blocks = blocksOf(layers, input)
  const below = (block: Block) => [
    block.shape,
    block.parameters > 0 ? `${formatCount(block.parameters)} parameters` : '',
  ]
  const width =
    2 * padding +
    Math.max(
      ...blocks.flatMap((block) => [
        ...block.lines.map((line) => textWidth(ctx, look, line, { weight: 500 })),
        ...below(block).map((line) => textWidth(ctx, look, line, { size: 10 })),
      ]),
    )
  const boxHeight = 2 * padding + Math.max(...blocks.map(({ lines }) => lines.length)) * lineHeight
  const height = boxHeight + 2 * lineHeight
  const { perRow, scale } = layOut(blocks.length, width, height, box)
  const rows = Math.ceil(blocks.length / perRow)
  const turn = turnRoom(rows)
  const total = { width: perRow * width + (perRow - 1) * arrow + turn, height: rows * height + (rows - 1) * rowGap }
  const left = box.left + (box.width - total.width * scale) / 2
  const top = box.top + (box.height - total.height * scale) / 2
  ctx.save()
  ctx.translate(left, top)
  ctx.scale(scale, scale)
  ctx.translate(turn / 2, 0)
  blocks.forEach((block, index) => {
    const row = Math.floor(index / perRow)
    const x = (index % perRow) * (width + arrow)
    const y = row * (height + rowGap)
    drawBlock(ink, block, below(block), { left: x, top: y, width, height: boxHeight })
    if (index + 1 === blocks.length) return
    const middle = y + boxHeight / 2
    if ((index + 1) % perRow !== 0)
      drawArrow(ink, [
        [x + width + 2, middle],
        [x + width + arrow - 2, middle],
      ])
    else {
      // Round to the beginning of the next row, between the two.
      const between = y + height + rowGap / 2
      const end = x + width + arrow / 2
      drawArrow(ink, [
        [x + width, middle],
        [end, middle],
        [end, between],
        [-arrow / 2, between],
        [-arrow / 2, y + height + rowGap + boxHeight / 2],
        [-2, y + height + rowGap + boxHeight / 2],
      ])
    }
  })
  ctx.restore()
  return { left, top, width: total.width * scale, height: total.height * scale }
}

function drawBlock({ ctx, palette, look }: Ink, { lines }: Block, below: readonly string[], box: Box): void {
  const middle = box.left + box.width / 2
  ctx.lineWidth = 1
  ctx.setLineDash([])
  ctx.strokeStyle = palette('text-2')
  ctx.strokeRect(box.left, box.top, box.width, box.height)
  const first = box.top + (box.height - lines.length * lineHeight) / 2
  lines.forEach((line, index) => {
    ctx.fillStyle = palette(index === 0 ? 'text' : 'text-2')
    drawText(ctx, look, line, middle, first + (index + 0.5) * lineHeight, 'center', index === 0 ? { weight: 500 } : {})
  })
  below.forEach((line, index) => {
    ctx.fillStyle = palette('text-3')
    drawText(ctx, look, line, middle, box.top + box.height + 2 + (index + 0.5) * (lineHeight - 2), 'center', {
      size: 10,
    })
  })
}

function drawArrow({ ctx, palette }: Ink, points: readonly (readonly [x: number, y: number])[]): void {
  ctx.strokeStyle = palette('text-2')
  ctx.fillStyle = palette('text-2')
  ctx.lineWidth = 1
  ctx.beginPath()
  points.forEach(([x, y], index) => (index === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)))
  ctx.stroke()
  const [x, y] = points.at(-1) ?? [0, 0]
  ctx.beginPath()
  ctx.moveTo(x, y)
  ctx.lineTo(x - 5, y - 3)
  ctx.lineTo(x - 5, y + 3)
  ctx.closePath()
  ctx.fill()
}
