/** A chart in words: what a screen reader hears of it, and what is said below its plot. */
import type { View } from '@charts/chart'
import { valueText } from '@charts/hover'
import { densityWords } from '@charts/density'
import { countNotFinite, notFiniteWords, notPositiveWords } from '@charts/not-finite'
import { countNotPositive, countOutside } from '@charts/ranges'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import type { TooltipRow } from '@charts/hover'
import type { Tip } from '@charts/tip'

/** Lines that a label names; the others are counted. */
const mostNamed = 8
/** Lines that the live region reads at each step. */
const mostRead = 6

const counts = new Intl.NumberFormat('en')
const thousands = (count: number): string => counts.format(count)
/** "1,000 rows", "1 row". */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${thousands(count)} ${count === 1 ? one : many}`

function describeLine({ label, y }: PanelSeries, format: (value: number) => string): string {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let index = 0, size = y.length; index < size; index += 1) {
    const value = y[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  const range = low < high ? `, range ${format(low)} to ${format(high)}` : ''
  return `${label} last ${format(y[y.length - 1] ?? Number.NaN)}${range}`
}

/** The panel's name for who cannot see it: each line's last value and the range it came through, and the best. */
export function describePanel(spec: PanelSpec): string {
  const all = spec.series.filter(({ isBackground, y }) => isBackground !== true && y.length > 0)
  const lines = spec.density === undefined ? all : all.filter(({ isDense }) => isDense !== true).reverse()
  const named = lines.slice(0, mostNamed).map((line) => describeLine(line, spec.format))
  const more = lines.length > mostNamed ? [`and ${countOf(lines.length - mostNamed, 'line')} more`] : []
  const marks = (spec.markers ?? []).flatMap(({ kind, label }) =>
    kind === 'best' && label !== undefined ? [label] : [],
  )
  const dense = spec.density === undefined ? [] : [densityWords(spec.density)]
  const smoothed = spec.smoothing === undefined ? '' : `, smoothed by ${spec.smoothing}`
  return `${spec.title} by ${spec.xTitle}${smoothed}. ${[...dense, ...named, ...more, ...marks].join(', ')}`
}

const signed = (value: number, format: (value: number) => string): string =>
  `${value < 0 ? '−' : '+'}${format(Math.abs(value))}`

/** A row of a tooltip: "34: 0.01256 treasured-morning-2", of a group with the ends of its band. */
export function rowWords(row: TooltipRow, xText: (x: number) => string, format: (value: number) => string): string {
  const ends = row.low === undefined || row.high === undefined ? '' : `, ${format(row.low)} to ${format(row.high)}`
  return `${xText(row.x)}: ${valueText(row, format)} ${row.label}${ends}`
}

/** Which place a value has among all: "23 of 59". */
export const rankWords = ({ rank }: Tip): string =>
  rank === null ? '' : `${thousands(rank.place)} of ${thousands(rank.of)}`

/** The baseline's row: "34: 0.01407 baseline −0.00001", the difference that of the line at hand. */
export function baselineWords(
  { baseline }: Tip,
  xText: (x: number) => string,
  format: (value: number) => string,
): string {
  if (baseline === null) return ''
  const { row, difference } = baseline
  const apart = difference === null || !Number.isFinite(difference) ? '' : ` ${signed(difference, format)}`
  return `${xText(row.x)}: ${valueText(row, format)} baseline${apart}`
}

/** What a tooltip does not show: "52 more, 0.01249 to 0.01828". Empty where it shows all. */
export function moreWords({ more }: Tip, format: (value: number) => string): string {
  if (more === null) return ''
  const range = more.low <= more.high ? `, ${format(more.low)} to ${format(more.high)}` : ''
  return `${thousands(more.count)} more${range}`
}

/** The middle of very many values: "34: 0.0138 median, 0.0128 to 0.0155 holds 80%". */
export const spreadWords = ({ spread }: Tip, at: string, format: (value: number) => string): string =>
  spread === null
    ? ''
    : `${at}: ${format(spread.median)} median, ${format(spread.low)} to ${format(spread.high)} holds 80%`

/** Lines that have no value there any more: "1 ended before 34". */
export const endedWords = ({ ended }: Tip, at: string): string =>
  ended === 0 ? '' : `${thousands(ended)} ended before ${at}`

/** What the live region says at a step of the crosshair. */
export function describeTip(tip: Tip, xText: (x: number) => string, format: (value: number) => string): string {
  const read = tip.rows.slice(0, mostRead).map((row) => rowWords(row, xText, format))
  if (tip.rank !== null && read[0] !== undefined) read[0] += `, ${rankWords(tip)}`
  const left = tip.rows.length - read.length + (tip.more?.count ?? 0)
  return [...read, baselineWords(tip, xText, format), left > 0 ? `and ${thousands(left)} more` : '']
    .filter((words) => words !== '')
    .join(', ')
}

export type PanelNotes = { readonly hidden: number; readonly outside: number; readonly words: readonly string[] }

/** What the plot does not show, said below it at the left. Points outside are counted where a range was given, not where it was zoomed. */
export function describeHidden(spec: PanelSpec, view: View, isZoomed: boolean): PanelNotes {
  const { logX = false, logY = false } = spec
  const hidden = logX || logY ? countNotPositive(spec) : 0
  const scale = logX && logY ? 'log x and y' : logX ? 'log x' : 'log'
  const isRanged = spec.yRange !== undefined && spec.isEqualScale !== true && !isZoomed
  const outside = isRanged ? countOutside(spec, view) : 0
  return {
    hidden,
    outside,
    words: [
      ...(logX || logY ? [[scale, ...notPositiveWords(hidden)].join(', ')] : []),
      ...notFiniteWords(countNotFinite(spec, view.x)),
      ...(outside > 0 ? [`${countOf(outside, 'point')} outside`] : []),
      ...(isZoomed ? ['zoomed'] : []),
    ],
  }
}

/** That a line is drawn of many points by few: said at the right. */
export function describeDecimation({ note, series }: PanelSpec): string | undefined {
  if (note !== undefined) return note
  return series.some(({ isDecimated }) => isDecimated) ? 'minimum, maximum and last value per pixel' : undefined
}
