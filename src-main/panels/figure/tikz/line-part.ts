/** A line panel in TikZ: PGFPlots has the data, everything beside them stands where the charts put it. */
import { reduceToBuckets, bucketWidth } from '@maths/buckets'
import { bandOpacityOf } from '@charts/bands-drawing'
import { hexOf } from '@charts/colours'
import { countLine, densityStretches, emptyDensity } from '@charts/density'
import { fitX, fitY, lowerBound } from '@charts/ranges'
import { hasValues, valueAxisOf, type PanelSeries, type PanelSpec, type Range } from '@charts/panel'
import { haloBeyond, haloOpacity } from '@charts/lines-drawing'
import { shareOf, type Transform } from '@charts/place'
import { valueText, xTickText } from '@charts/tick-text'
import { valueTicks, xTicks } from '@charts/ticks'
import type { Box } from '../page-layout'
import { isFarOutside, scalesOf, writeAxis, type Axis, type AxisMarks, type Scales } from './axis'
import { dashKeys, marks, short, textWidth, type Sheet } from './sheet'
import { writeBehind, writeUpon } from './line-words'
import { escapeTex, numberWidth, texNumber } from './text'

/** What the widths of lines are measured by. */
const usualWidth = 1.5
/** Between marks that tell lines apart, in pixels. */
const symbolGap = 72

/** Marks of the two axes, as many as the plot has room for. */
export function marksOf(
  spec: PanelSpec,
  box: Pick<Box, 'width' | 'height'>,
): Pick<Axis, 'x' | 'y' | 'xMarks' | 'yMarks'> {
  const { xKind = 'epoch', logX = false, logY = false } = spec
  const x = fitX(spec)
  const y = fitY(spec, x)
  const axis = valueAxisOf(spec)
  const yMarks = fittingMarks(
    (most) => valueTicks(axis, ...y, most),
    (value, all) => valueText(axis, value, all),
    { range: y, isLog: logY, length: box.height, direction: 'above' },
  )
  return {
    x,
    y,
    xMarks: fittingMarks(
      (most) => xTicks(xKind, ...x, most, logX),
      (value, all) => xTickText(xKind, value, all, logX),
      { range: x, isLog: logX, length: box.width, direction: 'beside' },
    ),
    // Axes without anything on them are bare: their range means nothing.
    yMarks: hasValues(spec) ? yMarks : { ...yMarks, texts: yMarks.texts.map(() => '') },
  }
}

type Along = {
  readonly range: Range
  readonly isLog?: boolean
  /** In pixels. */
  readonly length: number
  readonly direction: 'beside' | 'above'
}

/** Between the texts of two marks: beside each other, and from middle to middle where they stand above each other, in pixels. */
const leastGap = { beside: 8, above: 16 } as const
const mostMarks = { beside: 6, above: 5 } as const

/** As many marks as have room for their texts, as wide as they are estimated to be. */
export function fittingMarks(
  ticks: (most: number) => readonly number[],
  text: (value: number, ticks: readonly number[]) => string,
  { range, isLog, length, direction }: Along,
): AxisMarks {
  for (let most: number = mostMarks[direction]; ; most -= 1) {
    const values = ticks(most)
    const texts = values.map((value) => text(value, values))
    const places = values.map((value) => shareOf(value, range, isLog) * length)
    const needed = (index: number) =>
      direction === 'above' ? leastGap.above : leastGap.beside + numberWidth(texts[index] ?? '')
    const isApart = places.every(
      (at, index) => index === 0 || at - (places[index - 1] ?? 0) >= (needed(index) + needed(index - 1)) / 2,
    )
    if (isApart || most <= 1) return { values, texts: texts.map(texNumber) }
  }
}

/** About how wide the numbers at the left of an axis are, in pixels. */
export const marksWidth = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => textWidth(text.replaceAll('{\\times}', 'x')))) + 8

/** @param box of the plot, without its numbers. */
export function writeLinePart(sheet: Sheet, spec: PanelSpec, box: Box): void {
  const axis: Axis = { box, ...marksOf(spec, box), isLogX: spec.logX === true, isLogY: spec.logY === true }
  const scales = scalesOf(axis)
  writeBehind(sheet, spec, box, scales)
  const seen = spec.series.filter(({ isUndrawn, x }) => isUndrawn !== true && x.length > 0)
  const dense = seen.filter(({ isDense }) => isDense === true)
  const drawn = seen.filter(({ isDense }) => isDense !== true)
  writeDensity(sheet, dense, axis, scales)
  const bandOpacity = bandOpacityOf(drawn)
  writeAxis(
    dense.length > 0 ? { ...sheet, hasGrid: false } : sheet,
    axis,
    scales,
    () => {
      writeBars(sheet, spec, axis, scales)
      for (const series of drawn) writeBand(sheet, series, axis, scales, bandOpacity)
      for (const series of drawn) {
        if (dense.length > 0) writeHalo(sheet, series, axis, scales)
        writeSeries(sheet, series, axis, scales)
      }
    },
    drawn.some(({ y }) => isFarOutside(y, axis.y)),
  )
  writeUpon(sheet, spec, box, scales)
}

/** What an axis draws over what was written before it. */
function writeGrid(sheet: Sheet, { left, width }: Box, heights: readonly number[]): void {
  if (!sheet.hasGrid) return
  const keys = `${sheet.colour('grid')}, line width=${short(0.75 * sheet.scale)}bp`
  for (const at of heights) sheet.put(`\\draw[${keys}] ${sheet.at(left, at)} -- ${sheet.at(left + width, at)};`)
}

/** Lines that are counted: a rectangle for each stretch of one colour, behind the axis with the others. */
function writeDensity(
  sheet: Sheet,
  dense: readonly PanelSeries[],
  { box, x, y, isLogX = false, isLogY = false, yMarks }: Axis,
  scales: Scales,
): void {
  if (dense.length === 0) return
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const transform: Transform = { left: box.left, right, top: box.top, bottom, x, y, isLog: isLogY, isLogX }
  const density = emptyDensity(transform)
  for (const line of dense) countLine(density, line, transform)
  writeGrid(sheet, box, yMarks.values.map(scales.y.toPixel))
  for (const stretch of densityStretches(density, transform, sheet.palette)) {
    if (stretch === null) continue
    const { left, top, width, height, colour } = stretch
    const ink = sheet.colour(hexOf(colour))
    sheet.put(`\\fill[${ink}] ${sheet.at(left, top)} rectangle ${sheet.at(left + width, top + height)};`)
  }
}

type Points = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }

/** Places that buckets of an ascending x are evenly long along: on a log axis its logarithm, those without one before all others. */
function alongAxis(x: ArrayLike<number>, isLogX: boolean): ArrayLike<number> {
  if (!isLogX) return x
  const least = x[lowerBound(x, Number.MIN_VALUE)] ?? 1
  return Float64Array.from({ length: x.length }, (_, index) => Math.log(Math.max(least, x[index] ?? least)))
}

/**
 * Every point; or so many at most, the least and greatest of a bucket between its neighbours, and the last.
 * @param isLogX whether they are drawn on a log x axis.
 */
export function fewerPoints(
  { x, y }: Points,
  most: number | null,
  isLogX = false,
): Points & { readonly isFewer: boolean } {
  const size = x.length
  if (most === null || size <= most) return { x, y, isFewer: false }
  let isAscending = true
  for (let index = 1; index < size && isAscending; index += 1) isAscending = (x[index] ?? 0) >= (x[index - 1] ?? 0)
  // Where x is another metric there are no buckets of it: they are of the points' numbers.
  const places = isAscending ? alongAxis(x, isLogX) : Float64Array.from({ length: size }, (_, index) => index)
  const span = (places[size - 1] ?? 0) - (places[0] ?? 0)
  // Three points a bucket, and what begins within one touches one more.
  const width = bucketWidth(span, Math.max(1, Math.floor(most / 3) - 1)) || 1
  const buckets = reduceToBuckets(places, y, width)
  const kept: { x: number[]; y: number[] } = { x: [], y: [] }
  const put = (at: number, value: number) => {
    kept.x.push(at)
    kept.y.push(value)
  }
  buckets.at.forEach((last, index) => {
    const [low = Number.NaN, high = Number.NaN, end = Number.NaN] = [
      buckets.low[index],
      buckets.high[index],
      buckets.last[index],
    ]
    const at = x[last] ?? Number.NaN
    // The order of both is lost; they stand where the bucket ends, as on screen.
    if (low !== end && !Number.isNaN(low)) put(at, low)
    if (high !== end && high !== low && !Number.isNaN(high)) put(at, high)
    put(at, end)
  })
  return { ...kept, isFewer: true }
}

/** `(x,y)` by `(x,y)`, eight a line. */
function coordinates({ x, y }: Points, { x: xScale, y: yScale }: Scales): string[] {
  const lines: string[] = []
  let line = ''
  for (let index = 0; index < x.length; index += 1) {
    line += `(${xScale.toText(x[index] ?? Number.NaN)},${yScale.toText(y[index] ?? Number.NaN)})`
    if ((index + 1) % 8 !== 0 && index + 1 < x.length) continue
    lines.push(`  ${line}`)
    line = ''
  }
  return lines
}

const strokeWidth = (sheet: Sheet, width = usualWidth): string => `${short((width / usualWidth) * sheet.lineWidth)}bp`

function writeSeries(sheet: Sheet, series: PanelSeries, axis: Axis, scales: Scales): void {
  const points = fewerPoints(series, sheet.mostPoints, axis.isLogX)
  const { symbol, opacity = 1 } = series
  const apart = (symbolGap / axis.box.width) * points.x.length
  const keys = [
    `draw=${sheet.colour(series.colour)}`,
    `line width=${strokeWidth(sheet, series.width)}`,
    'line join=round',
    ...dashKeys(sheet, series.dash),
    ...(opacity < 1 ? [`opacity=${short(opacity)}`] : []),
    ...(symbol === undefined || series.isBackground === true
      ? points.x.length === 1
        ? // A line of one point cannot be seen.
          ['mark=*', `mark size=${sheet.length(1.5)}`, `mark options={fill=${sheet.colour(series.colour)}}`]
        : ['mark=none']
      : [
          `mark=${marks[symbol]}`,
          `mark size=${sheet.length(2.6)}`,
          `mark repeat=${Math.max(1, Math.round(apart))}`,
          `mark phase=${Math.max(1, Math.round((apart * (Object.keys(marks).indexOf(symbol) + 1)) / 7))}`,
          `mark options={solid, draw=${sheet.colour(series.colour)}, fill=${sheet.colour(series.colour)}}`,
        ]),
  ]
  sheet.put(
    `% ${escapeTex(series.label)}${points.isFewer ? `: minimum, maximum and last value of each bucket of ${series.x.length} points` : ''}`,
  )
  sheet.put(`\\addplot[${keys.join(', ')}] coordinates {`, ...coordinates(points, scales), '};')
}

/** The ground beneath a line that lies on a density. */
function writeHalo(
  sheet: Sheet,
  { width = usualWidth, ...series }: PanelSeries,
  { isLogX }: Axis,
  scales: Scales,
): void {
  const keys = [
    `draw=${sheet.colour('surface')}`,
    `line width=${strokeWidth(sheet, width + haloBeyond)}`,
    'line join=round',
    `opacity=${haloOpacity}`,
    'mark=none',
  ]
  sheet.put(
    `\\addplot[${keys.join(', ')}] coordinates {`,
    ...coordinates(fewerPoints(series, sheet.mostPoints, isLogX), scales),
    '};',
  )
}

/** The band around a line: each stretch of it that has both edges. */
function writeBand(
  sheet: Sheet,
  series: PanelSeries,
  { isLogX = false, isLogY, y: [least] }: Axis,
  scales: Scales,
  bandOpacity: number,
): void {
  const { band, x, colour } = series
  if (band === undefined) return
  const low = fewerEdges({ x, y: band.low }, sheet.mostPoints, 'low', isLogX)
  const high = fewerEdges({ x, y: band.high }, sheet.mostPoints, 'high', isLogX)
  const size = Math.min(low.x.length, high.x.length)
  const isThere = (index: number) =>
    Number.isFinite(low.y[index]) && Number.isFinite(high.y[index]) && (!isLogX || (low.x[index] ?? 0) > 0)
  const put = (from: number, to: number) => {
    const across = Array.from({ length: to - from }, (_, index) => from + index)
    // A log axis has no place for what is not positive: the band ends at its edge.
    const onAxis = (value: number) => (isLogY === true && value <= 0 ? least : value)
    const edge = {
      x: [...across.map((index) => high.x[index] ?? 0), ...across.toReversed().map((index) => low.x[index] ?? 0)],
      y: [
        ...across.map((index) => onAxis(high.y[index] ?? 0)),
        ...across.toReversed().map((index) => onAxis(low.y[index] ?? 0)),
      ],
    }
    sheet.put(
      `\\addplot[draw=none, fill=${sheet.colour(colour)}, fill opacity=${bandOpacity}] coordinates {`,
      ...coordinates(edge, scales),
      '} -- cycle;',
    )
  }
  let from = -1
  for (let index = 0; index <= size; index += 1) {
    const isPart = index < size && isThere(index)
    if (isPart && from < 0) from = index
    if (isPart || from < 0) continue
    if (index - from > 1) put(from, index)
    from = -1
  }
}

function fewerEdges({ x, y }: Points, most: number | null, edge: 'low' | 'high', isLogX: boolean): Points {
  if (most === null || x.length <= most) return { x, y }
  const places = alongAxis(x, isLogX)
  const width = bucketWidth((places[x.length - 1] ?? 0) - (places[0] ?? 0), most) || 1
  const buckets = reduceToBuckets(places, y, width)
  return { x: buckets.at.map((index) => x[index] ?? Number.NaN), y: buckets[edge] }
}

function writeBars(sheet: Sheet, { bars = [], logY = false }: PanelSpec, axis: Axis, scales: Scales): void {
  const apart = Math.abs(scales.x.toPixel(1) - scales.x.toPixel(0))
  const width = Math.min(14, apart * 0.62)
  const colours = new Set(bars.map(({ colour }) => colour))
  for (const colour of colours) {
    const some = bars.filter((bar) => bar.colour === colour)
    const points = { x: some.map(({ x }) => x), y: some.map(({ y }) => y) }
    const keys = [
      'ybar',
      `bar width=${sheet.length(width)}`,
      'draw=none',
      `fill=${sheet.colour(colour)}`,
      'mark=none',
      ...(logY ? ['log origin=infty'] : []),
    ]
    sheet.put(`\\addplot[${keys.join(', ')}] coordinates {`, ...coordinates(points, scales), '};')
  }
  // A slash across the top of a bar that goes on beyond the axis.
  const reach = Math.min(8, apart / 2)
  for (const bar of bars) {
    if (bar.isCut !== true) continue
    const at = scales.x.toPixel(bar.x)
    const top = scales.y.toPixel(bar.y)
    sheet.put(
      `\\draw[${sheet.colour('surface')}, line width=${sheet.length(2)}] ` +
        `([xshift=${sheet.length(at - reach - axis.box.left)}, yshift=${sheet.length(axis.box.top + axis.box.height - top - 5.5 - reach * 0.3)}]rel axis cs:0,0) -- ` +
        `([xshift=${sheet.length(at + reach - axis.box.left)}, yshift=${sheet.length(axis.box.top + axis.box.height - top - 5.5 + reach * 0.3)}]rel axis cs:0,0);`,
    )
  }
}
