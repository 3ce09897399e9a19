/** The legend of a TikZ picture: where it stands, and its entries. */
import type { FigureStyle } from '@contract/figure'
import type { Text } from '@charts/mathematics'
import { shortenText } from '@charts/shorten'
import type { Figure } from '../figure'
import { legendSample, lineHeight, type Box } from '../page-layout'
import { fitNames } from './line-part'
import { dashKeys, marks, short, textWidth, type Sheet } from './sheet'

const { width: sampleWidth, gap: sampleGap, between: entryGap } = legendSample

type LegendPlace = FigureStyle['legend']

/** Whether a legend can have the names that are too long for the lines' ends. */
export const takesNames = ({ legend }: Figure): boolean => legend.length >= 2

/** Names at lines' ends need lines, and room for them. */
export function placeOfLegend(figure: Figure, wanted: LegendPlace, width: number): LegendPlace {
  if (figure.legend.length === 0) return 'none'
  const kinds = new Set(figure.parts.map(({ part }) => part.kind))
  // Lines between the axes of parallel coordinates leave no corner free, and points may lie in any.
  const inside = kinds.has('parallel') || kinds.has('scatter') ? 'below' : 'inside'
  if (wanted === 'inside') return inside
  if (wanted !== 'direct') return wanted
  const areNamed = figure.parts.some(
    ({ part }) =>
      part.kind === 'line' &&
      fitNames(part.spec, width, takesNames(figure)).spec.series.some(({ directLabel }) => directLabel !== undefined),
  )
  return areNamed || figure.legend.length < 2 ? 'none' : inside
}

const wordsOf = ({ label, richLabel }: Figure['legend'][number]): Text => richLabel ?? label

type LaidLegend = {
  readonly width: number
  readonly height: number
  write(sheet: Sheet, left: number, top: number): void
}

/** In one column, or below the plots in as many as fit. Entries without room are counted. */
export function layLegend(legend: Figure['legend'], place: LegendPlace, whole: Box): LaidLegend {
  const mostName = Math.max(20, whole.width * (place === 'below' ? 1 : 0.4) - sampleWidth - sampleGap)
  const entryWidth =
    sampleWidth + sampleGap + Math.max(...legend.map((entry) => Math.min(mostName, textWidth(wordsOf(entry)))))
  const columns = place === 'below' ? Math.max(1, Math.floor((whole.width + entryGap) / (entryWidth + entryGap))) : 1
  const mostRows = Math.max(1, Math.floor((whole.height * (place === 'below' ? 0.4 : 0.75)) / lineHeight))
  const most = columns * mostRows
  const shown = legend.length > most ? legend.slice(0, most - 1) : legend
  const rest = legend.length - shown.length
  const rows = Math.ceil((shown.length + (rest > 0 ? 1 : 0)) / columns)
  const used = Math.min(columns, shown.length + (rest > 0 ? 1 : 0))
  return {
    width: used * entryWidth + (used - 1) * entryGap,
    height: rows * lineHeight,
    write(sheet, left, top) {
      const placeOf = (index: number) =>
        [
          left + (index % columns) * (entryWidth + entryGap),
          top + (Math.floor(index / columns) + 0.5) * lineHeight,
        ] as const
      shown.forEach((entry, index) => {
        const [x, middle] = placeOf(index)
        writeSample(sheet, entry, x, middle)
        sheet.write(shortenText(wordsOf(entry), mostName, textWidth), x + sampleWidth + sampleGap, middle, 'west', {
          colour: 'text',
        })
      })
      const [x, middle] = placeOf(shown.length)
      if (rest > 0) sheet.write(`and ${rest} more`, x + sampleWidth + sampleGap, middle, 'west', { colour: 'text' })
    },
  }
}

function writeSample(sheet: Sheet, entry: Figure['legend'][number], left: number, middle: number): void {
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
