/** A line panel in TikZ: PGFPlots has the data, everything beside them stands where the charts put it. */
import { reduceToBuckets, bucketWidth } from '@maths/buckets'
import { sideWithRoom } from '@charts/annotations'
import { fitX, fitY, spreadLabels, type PanelSeries, type PanelSpec } from '@charts/panel'
import { logTicks, logTickText, niceTicks, tickText, xTicks, xTickText } from '@charts/ticks'
import { isFarOutside, scalesOf, writeAxis, type Axis, type Scales } from './axis'
import { dashKeys, marks, short, textWidth, type Box, type Sheet } from './sheet'
import { texNumber, escapeTex } from './text'

/** What the widths of lines are measured by. */
const usualWidth = 1.5
/** Between marks that tell lines apart, in pixels. */
const symbolGap = 72
/** What names at the right ends of lines may take of a plot, and those of horizontal lines. */
const mostForNames = 0.42
const mostForReferences = 0.3
const besideName = 16

/** Marks of the two axes, as many as the plot has room for. */
export function marksOf(
  spec: PanelSpec,
  box: Pick<Box, 'width' | 'height'>,
): Pick<Axis, 'x' | 'y' | 'xMarks' | 'yMarks'> {
  const { xKind = 'epoch', logY = false } = spec
  const x = fitX(spec)
  const y = fitY(spec, x)
  const hasValues =
    (spec.bars?.length ?? 0) > 0 ||
    spec.series.some(({ y: values, isUndrawn }) => isUndrawn !== true && values.length > 0)
  const across = xTicks(xKind, x[0], x[1], Math.max(2, Math.min(6, Math.floor(box.width / 48))))
  const up = logY ? logTicks(y[0], y[1]) : niceTicks(y[0], y[1], Math.max(2, Math.min(5, Math.floor(box.height / 22))))
  return {
    x,
    y,
    xMarks: { values: across, texts: across.map((value) => texNumber(xTickText(xKind, value, across))) },
    yMarks: {
      values: up,
      texts: up.map((value) => (hasValues ? texNumber(logY ? logTickText(value) : tickText(value, up)) : '')),
    },
  }
}

/** About how wide the numbers at the left of an axis are, in pixels. */
export const marksWidth = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => textWidth(text.replaceAll('{\\times}', 'x')))) + 8

/** The specification without the names that have no room in a width, and the room that the others take at the right. */
export function fitNames(spec: PanelSpec, width: number): { readonly spec: PanelSpec; readonly room: number } {
  const widthOf = (label: string) => textWidth(label) + besideName
  const nameRoom = Math.max(
    0,
    ...spec.series.map(({ directLabel }) => (directLabel === undefined ? 0 : widthOf(directLabel))),
  )
  const hasRoom = nameRoom <= mostForNames * width
  const references = (spec.references ?? []).map((reference) => {
    const isRight = reference.axis === 'y' && reference.label !== undefined && reference.inside === undefined
    return isRight && widthOf(reference.label) > mostForReferences * width
      ? { ...reference, inside: 'above' as const }
      : reference
  })
  const referenceRoom = references.map(({ axis, label, inside }) =>
    axis === 'y' && label !== undefined && inside === undefined ? widthOf(label) : 0,
  )
  const series = hasRoom ? spec.series : spec.series.map(({ directLabel: _, ...line }) => line)
  return {
    spec: { ...spec, series, ...(spec.references ? { references } : {}) },
    room: Math.max(10, hasRoom ? nameRoom : 0, ...referenceRoom),
  }
}

/** @param box of the plot, without its numbers. */
export function writeLinePart(sheet: Sheet, spec: PanelSpec, box: Box): void {
  const axis: Axis = { box, ...marksOf(spec, box), isLogY: spec.logY === true }
  const scales = scalesOf(axis)
  const clip = `\\clip ${sheet.at(box.left, box.top)} rectangle ${sheet.at(box.left + box.width, box.top + box.height)};`
  if ((spec.zones?.length ?? 0) + (spec.references?.length ?? 0) > 0) {
    sheet.put('\\begin{scope}', clip)
    writeZones(sheet, spec, box, scales)
    writeReferences(sheet, spec, box, scales)
    sheet.put('\\end{scope}')
  }
  const drawn = spec.series.filter(({ isUndrawn, x }) => isUndrawn !== true && x.length > 0)
  writeAxis(
    sheet,
    axis,
    scales,
    () => {
      writeBars(sheet, spec, axis, scales)
      for (const series of drawn) writeBand(sheet, series, axis, scales)
      for (const series of drawn) writeSeries(sheet, series, axis, scales)
    },
    drawn.some(({ y }) => isFarOutside(y, axis.y)),
  )
  writeWords(sheet, spec, box, scales)
  writeSpans(sheet, spec, box, scales)
  writeMarkers(sheet, spec, box, scales)
  writeNames(sheet, spec, box, scales)
}

type Points = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }

/** Every point; or so many at most, the least and greatest of a bucket between its neighbours, and the last. */
export function fewerPoints({ x, y }: Points, most: number | null): Points & { readonly isFewer: boolean } {
  const size = x.length
  if (most === null || size <= most) return { x, y, isFewer: false }
  let isAscending = true
  for (let index = 1; index < size && isAscending; index += 1) isAscending = (x[index] ?? 0) >= (x[index - 1] ?? 0)
  // Where x is another metric there are no buckets of it: they are of the points' numbers.
  const places = isAscending ? x : Float64Array.from({ length: size }, (_, index) => index)
  const span = (places[size - 1] ?? 0) - (places[0] ?? 0)
  // Three points a bucket, and what begins within one touches one more.
  const width = bucketWidth(span, Math.max(1, Math.floor(most / 3) - 1)) || 1
  const buckets = reduceToBuckets(places, y, width)
  const kept: { x: number[]; y: number[] } = { x: [], y: [] }
  const put = (at: number, value: number) => {
    kept.x.push(at)
    kept.y.push(value)
  }
  buckets.x.forEach((last, index) => {
    const [low = Number.NaN, high = Number.NaN, end = Number.NaN] = [
      buckets.low[index],
      buckets.high[index],
      buckets.last[index],
    ]
    const at = isAscending ? last : (x[last] ?? Number.NaN)
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
  const points = fewerPoints(series, sheet.mostPoints)
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
    `% ${escapeTex(series.label)}${points.isFewer ? `: least, greatest and last of buckets of ${series.x.length} points` : ''}`,
  )
  sheet.put(`\\addplot[${keys.join(', ')}] coordinates {`, ...coordinates(points, scales), '};')
}

/** The band around a line: each stretch of it that has both edges. */
function writeBand(sheet: Sheet, series: PanelSeries, { isLogY, y: [least] }: Axis, scales: Scales): void {
  const { band, x, colour } = series
  if (band === undefined) return
  const low = fewerEdges(x, band.low, sheet.mostPoints, 'low')
  const high = fewerEdges(x, band.high, sheet.mostPoints, 'high')
  const size = Math.min(low.x.length, high.x.length)
  const isThere = (index: number) => Number.isFinite(low.y[index]) && Number.isFinite(high.y[index])
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
      `\\addplot[draw=none, fill=${sheet.colour(colour)}, fill opacity=0.16] coordinates {`,
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

function fewerEdges(x: ArrayLike<number>, y: ArrayLike<number>, most: number | null, edge: 'low' | 'high'): Points {
  if (most === null || x.length <= most) return { x, y }
  const width = bucketWidth((x[x.length - 1] ?? 0) - (x[0] ?? 0), most) || 1
  const buckets = reduceToBuckets(x, y, width)
  return { x: buckets.x, y: buckets[edge] }
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

function writeZones(sheet: Sheet, { zones = [] }: PanelSpec, box: Box, { x }: Scales): void {
  for (const { from, to } of zones) {
    const left = Math.max(box.left, x.toPixel(from))
    const right = Math.min(box.left + box.width, x.toPixel(to))
    if (right > left)
      sheet.put(
        `\\fill[${sheet.colour('accent')}, opacity=0.11] ${sheet.at(left, box.top)} rectangle ${sheet.at(right, box.top + box.height)};`,
      )
  }
}

function writeReferences(sheet: Sheet, { references = [] }: PanelSpec, box: Box, { x, y }: Scales): void {
  for (const { axis, at, colour, dash } of references) {
    const pixel = (axis === 'y' ? y : x).toPixel(at)
    if (!Number.isFinite(pixel) || Math.abs(pixel) > 1e4) continue
    const [from, to] =
      axis === 'y'
        ? [sheet.at(box.left, pixel), sheet.at(box.left + box.width, pixel)]
        : [sheet.at(pixel, box.top), sheet.at(pixel, box.top + box.height)]
    const keys = [sheet.colour(colour), `line width=${sheet.length(1)}`, ...dashKeys(sheet, dash ?? [2, 3])]
    sheet.put(`\\draw[${keys.join(', ')}] ${from} -- ${to};`)
  }
}

/** The names of references and zones. */
function writeWords(sheet: Sheet, { references = [], zones = [] }: PanelSpec, box: Box, { x, y }: Scales): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const area = { top: box.top, bottom }
  for (const { axis, at, label, inside } of references) {
    if (label === undefined) continue
    const pixel = (axis === 'y' ? y : x).toPixel(at)
    if (axis === 'y') {
      if (!(pixel >= box.top - 1 && pixel <= bottom + 1)) continue
      if (inside === undefined) sheet.write(label, right + 6, pixel, 'west')
      else {
        const by = sideWithRoom(inside, pixel, area) === 'below' ? 10 : -10
        sheet.write(label, box.left + 24, pixel + by, 'west', { hasHalo: true })
      }
    } else if (pixel >= box.left && pixel <= right + 1) {
      const isLeft = pixel + 6 + textWidth(label) > right
      sheet.write(label, pixel + (isLeft ? -6 : 6), box.top + 8, isLeft ? 'east' : 'west', { hasHalo: true })
    }
  }
  for (const { to, label } of zones) {
    if (label === undefined) continue
    const left = x.toPixel(to) + 8
    if (left + textWidth(label) <= right)
      sheet.write(label, left, box.top + 8, 'west', { colour: 'text-3', hasHalo: true })
  }
}

/** A bracket from one epoch to another with its words in a gap of the line. */
function writeSpans(sheet: Sheet, { spans = [] }: PanelSpec, box: Box, { x, y }: Scales): void {
  for (const span of spans) {
    const [from = 0, to = 0] = [x.toPixel(span.from), x.toPixel(span.to)].sort((left, right) => left - right)
    const beside = y.toPixel(span.y) + (span.side === 'below' ? 13 : -13)
    const at = Math.min(box.top + box.height - 8, Math.max(box.top + 8, beside))
    const half = textWidth(span.label) / 2 + 5
    const middle = Math.min(box.left + box.width - half, Math.max(box.left + half, (from + to) / 2))
    const ends = [from, to].map((end) => `${sheet.at(end, at - 4)} -- ${sheet.at(end, at + 4)}`)
    sheet.put(
      `\\draw[${sheet.colour('text-2')}, line width=${sheet.length(1)}] ${ends.join(' ')} ${sheet.at(from, at)} -- ${sheet.at(to, at)};`,
    )
    sheet.write(span.label, middle, at, 'center', { colour: 'text', hasHalo: true })
  }
}

function writeMarkers(sheet: Sheet, { markers = [], series }: PanelSpec, box: Box, { x, y }: Scales): void {
  const right = box.left + box.width
  for (const { kind, colour, label, side, ...place } of markers) {
    const [atX, atY] = [x.toPixel(place.x), y.toPixel(place.y)]
    if (!(atX >= box.left - 1 && atX <= right + 1 && atY >= box.top - 6 && atY <= box.top + box.height + 6)) continue
    const ink = sheet.colour(colour)
    sheet.put(
      kind === 'best'
        ? `\\draw[${ink}, fill=${sheet.colour('surface')}, line width=${sheet.length(1.5)}] ${[
            [atX, atY - 5],
            [atX + 5, atY],
            [atX, atY + 5],
            [atX - 5, atY],
          ]
            .map(([left = 0, top = 0]) => sheet.at(left, top))
            .join(' -- ')} -- cycle;`
        : `\\fill[${ink}] ${sheet.at(atX, atY)} circle[radius=${sheet.length(3.5)}];`,
    )
    if (label === undefined) continue
    const below = sideWithRoom(side ?? 'above', atY, { top: box.top, bottom: box.top + box.height }) === 'below'
    // Behind the end of a named line stands its name.
    const isAtName = series.some(
      ({ directLabel, x: values }) =>
        directLabel !== undefined && Math.abs(x.toPixel(values[values.length - 1] ?? Number.NaN) - atX) < 60,
    )
    const isRight = isAtName || right - atX < 90
    const anchor = isRight ? 'east' : atX - box.left < 60 ? 'west' : 'center'
    sheet.write(label, isRight ? atX - 2 : atX, atY + (below ? 16 : -15), anchor, { colour: 'text', hasHalo: true })
  }
}

/** Series named at their right ends, moved apart where they would overlap. */
function writeNames(sheet: Sheet, { series }: PanelSpec, box: Box, { x, y }: Scales): void {
  const [right, bottom] = [box.left + box.width, box.top + box.height]
  const ends = series.flatMap(({ directLabel, x: places, y: values, isUndrawn }) => {
    const last = places.length - 1
    if (directLabel === undefined || last < 0 || isUndrawn === true) return []
    const end = { x: x.toPixel(places[last] ?? 0), y: y.toPixel(values[last] ?? Number.NaN) }
    return Number.isFinite(end.y) && end.x >= box.left && end.x <= right + 1 ? [{ directLabel, end }] : []
  })
  const placed = spreadLabels(
    ends.map(({ end }) => Math.min(bottom, Math.max(box.top, end.y))),
    14,
    box.top + 6,
    bottom - 8,
  )
  ends.forEach(({ directLabel, end }, index) => {
    sheet.write(directLabel, Math.min(end.x + 10, right + 8), placed[index] ?? end.y, 'west')
  })
}
