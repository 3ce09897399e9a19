/** A confusion matrix in TikZ. */
import { shorten } from '@charts/shorten'
import { layOutMatrix, mostInk } from '../confusion-figure'
import type { MatrixPart } from '../figure'
import type { Box } from '../page-layout'
import { short, textWidth, type Anchor, type Sheet } from './sheet'

export function writeMatrixPart(sheet: Sheet, part: MatrixPart, box: Box): void {
  const laid = layOutMatrix(part, box, textWidth)
  for (const { left, top, width, height, share, isOwn, text } of laid.cells) {
    const corners = `${sheet.at(left, top)} rectangle ${sheet.at(left + width, top + height)}`
    if (share > 0) sheet.put(`\\fill[${sheet.colour('accent')}, opacity=${short(share * mostInk)}] ${corners};`)
    sheet.put(`\\draw[${sheet.colour('grid')}, line width=${sheet.length(1)}] ${corners};`)
    sheet.write(text, left + width / 2, top + height / 2, 'center', { colour: 'text', isStrong: isOwn })
  }
  const write = ({ text, x, y, room }: (typeof laid.notes)[number], anchor: Anchor, rotate?: number) => {
    sheet.write(shorten(text, room, textWidth), x, y, anchor, rotate === undefined ? {} : { rotate })
  }
  for (const name of laid.rowNames) write(name, 'east')
  for (const placed of [...laid.shares, ...laid.notes]) write(placed, 'center')
  for (const name of laid.columnNames)
    if (laid.areUpright) write(name, 'west', 90)
    else write(name, 'center')
}
