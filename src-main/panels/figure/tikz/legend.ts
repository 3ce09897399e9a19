/** The legend of a TikZ picture, where the page's layout puts it. */
import { besideSample, type LaidLegend, type LegendEntry } from '../legend-layout'
import { legendSample, lineHeight } from '../page-layout'
import { dashKeys, marks, short, type Sheet } from './sheet'

const { width: sampleWidth } = legendSample

/** A legend with its upper left there. */
export function writeLegend(sheet: Sheet, { entries }: LaidLegend, left: number, top: number): void {
  for (const { entry, lines, ...at } of entries) {
    const middle = top + at.top + lineHeight / 2
    writeSample(sheet, entry, left + at.left, middle)
    lines.forEach((line, index) => {
      const x = left + at.left + besideSample
      sheet.write(line, x, middle + index * lineHeight, 'west', { colour: 'text' })
    })
  }
}

function writeSample(sheet: Sheet, entry: LegendEntry, left: number, middle: number): void {
  const { colour, dash, isPoint = false, isHollow = false, symbol } = entry
  const ink = sheet.colour(colour)
  const shape = symbol ?? (isPoint ? 'disc' : null)
  if (!isPoint)
    sheet.put(
      `\\draw[${[ink, `line width=${short(sheet.lineWidth)}bp`, ...dashKeys(sheet, dash)].join(', ')}] ` +
        `${sheet.at(left, middle)} -- ${sheet.at(left + sampleWidth, middle)};`,
    )
  if (shape === null) return
  const keys = [
    `mark=${marks[shape]}`,
    `mark size=${sheet.length(isPoint ? 4 : 2.6)}`,
    `mark options={draw=${ink}, fill=${isHollow ? sheet.colour('surface') : ink}}`,
  ]
  sheet.put(`\\draw plot[${keys.join(', ')}] coordinates {${sheet.at(left + sampleWidth / 2, middle)}};`)
}
