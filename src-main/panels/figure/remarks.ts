/** What a figure does not show of its data, in words: below its plots, and as remarks of the command line. */
import type { FigureSource, FigureStyle } from '@contract/figure'
import { countNotPositiveBars } from '@charts/bars'
import { densityWords } from '@charts/density'
import { countNotPositive, fitX } from '@charts/ranges'
import { countNotFinite, notFiniteWords, notPositiveWords } from '@charts/not-finite'
import { shownPoints } from '@charts/scatter'
import { smoothedNote } from '../words/smoothing-words'
import type { Figure, FigureData } from './figure'
import { leftOutWords } from './fit-parts'
import type { Box } from './page-layout'

/** Of all plots together. */
function notFinitePhrases({ parts }: Figure): string[] {
  const counts = { nan: 0, above: 0, below: 0, isAtLeast: false }
  for (const { part } of parts) {
    if (part.kind !== 'line') continue
    const some = countNotFinite(part.spec, fitX(part.spec))
    counts.nan += some.nan
    counts.above += some.above
    counts.below += some.below
    counts.isAtLeast ||= some.isAtLeast === true
  }
  return notFiniteWords(counts)
}

/** Of all plots together: what their log axes have no place for. Parallel coordinates say it at the foot of each axis. */
function notPositivePhrases({ parts }: Figure): string[] {
  let [points, bars, runs] = [0, 0, 0]
  for (const { part } of parts) {
    const hasLog =
      (part.kind === 'line' || part.kind === 'scatter') && (part.spec.logX === true || part.spec.logY === true)
    if (part.kind === 'line' && hasLog) points += countNotPositive(part.spec)
    else if (part.kind === 'scatter' && hasLog) points += part.spec.points.length - shownPoints(part.spec).length
    else if (part.kind === 'bar') {
      const some = countNotPositiveBars(part.spec)
      bars += some.bars
      runs += some.runs
    }
  }
  return [...notPositiveWords(points), ...notPositiveWords(bars, 'bar'), ...notPositiveWords(runs, 'run')]
}

/** How lines are smoothed, each way once. */
const smoothingPhrases = ({ parts }: Figure): string[] => [
  ...new Set(
    parts.flatMap(({ part }) =>
      part.kind === 'line' && part.spec.smoothing !== undefined ? [smoothedNote(part.spec.smoothing)] : [],
    ),
  ),
]

/** How many lines a density is of, of each plot. */
const densityPhrases = ({ parts }: Figure): string[] =>
  parts.flatMap(({ part }) =>
    part.kind === 'line' && part.spec.density !== undefined ? [densityWords(part.spec.density)] : [],
  )

/** What colours of one hue say, and how a scatter's axes go together. */
const colourPhrases = ({ parts }: Figure): string[] =>
  parts.flatMap(({ part }) => {
    if (part.kind === 'parallel' && part.spec.colouring !== undefined)
      return [`colour: ${part.spec.colouring}, the best strongest`]
    return part.kind === 'scatter' && part.spec.correlation !== undefined ? [part.spec.correlation] : []
  })

/** What is said below the plots, in lines that fit a width, broken between what is said. @param leftOut parts that have no room */
export function notesOf(figure: Figure, leftOut: number, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = []
  for (const phrase of [
    ...densityPhrases(figure),
    ...(figure.someOf === undefined ? [] : [figure.someOf]),
    ...colourPhrases(figure),
    ...smoothingPhrases(figure),
    ...notPositivePhrases(figure),
    ...notFinitePhrases(figure),
  ]) {
    const last = lines.at(-1)
    const longer = `${last}; ${phrase}`
    if (last !== undefined && measure(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(phrase)
  }
  return leftOut > 0 ? [...lines, leftOutWords(leftOut)] : lines
}

const hasPoints = (data: FigureData, figure: Figure, run: string, source: FigureSource): boolean => {
  const [part] = figure.parts
  if (part?.part.kind === 'scatter') return part.part.spec.points.some(({ id }) => id === run)
  if (source.kind === 'panel')
    return source.panel.kind !== 'line' || data.lines.some((line) => line.run === run && line.x.length > 0)
  if (source.kind !== 'comparison') return true
  if (data.lines.some((line) => line.run === run && line.x.length > 0)) return true
  return data.series.some((series) => series.run === run && (series.values[source.metric]?.length ?? 0) > 0)
}

/** What is said of a figure once it is written: values without a place, and runs without a line. */
export function figureRemarks(data: FigureData, figure: Figure): string[] {
  const note = notFinitePhrases(figure).join('; ')
  const missing = data.runs.filter(({ id }) => !hasPoints(data, figure, id, data.source)).map(({ name }) => name)
  const shown = missing.slice(0, 5).join(', ')
  return [
    ...notPositivePhrases(figure).map((phrase) => `${phrase}; files of numbers have them.`),
    ...(note === '' ? [] : [`${note}: marked at the edge of the plot.`]),
    ...(missing.length === 0
      ? []
      : [
          `Left out of the figure because there is no value to draw: ${shown}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}.`,
        ]),
  ]
}

/** A figure's page as it was laid out, and what made it higher than its style says. */
type LaidPage = { readonly page: Pick<Box, 'width' | 'height'>; readonly grownFor: 'names' | 'cells' | null }
const growthWords = {
  names: 'The names stand in a table under the plot',
  cells: 'The columns of the grid have no room beside each other, so that its cells follow one another',
} as const

/** That a page is higher than its style says. */
export function sizeRemarks({ page, grownFor }: LaidPage, style: FigureStyle): string[] {
  if (grownFor === null) return []
  const { width, unit } = style.size
  const shown = (length: number) => Number(length.toFixed(unit === 'px' ? 0 : 2))
  return [
    `${growthWords[grownFor]}, which makes the figure ${shown(width)} x ${shown((page.height / page.width) * width)} ${unit}.`,
  ]
}
