/** What stands under a crosshair: the nearest points, their order in a tooltip, and the next point for the arrow keys. */
import { exactText } from '@contract/numbers'
import type { ColourToken, PanelSeries, PanelSpec, XKind } from './panel'
import { fitX, isAscending, lowerBound } from './ranges'

/** Index of the point nearest to `at`; -1 for an empty series. A search by halves where x ascends, a pass through all where not. */
export function nearestIndex(x: ArrayLike<number>, at: number): number {
  if (x.length === 0) return -1
  if (!isAscending(x)) {
    let best = 0
    for (let index = 1, size = x.length; index < size; index += 1)
      if (Math.abs((x[index] ?? 0) - at) < Math.abs((x[best] ?? 0) - at)) best = index
    return best
  }
  const above = Math.min(x.length - 1, lowerBound(x, at))
  const below = Math.max(0, above - 1)
  return Math.abs((x[below] ?? 0) - at) <= Math.abs((x[above] ?? 0) - at) ? below : above
}

export type TooltipRow = {
  readonly id: string
  readonly label: string
  readonly colour: ColourToken
  readonly dash: readonly number[]
  readonly x: number
  readonly y: number
  /** Where y is smoothed. */
  readonly measured?: number
  /** The ends of a group's band. */
  readonly low?: number
  readonly high?: number
}

/** A row's value as text, and where it is smoothed what was measured: "0.03061 (measured 0.02738)". A gap is not smoothed. */
export const valueText = ({ y, measured }: TooltipRow, format: (value: number) => string): string =>
  measured === undefined || !Number.isFinite(measured) ? format(y) : `${format(y)} (measured ${format(measured)})`

/** By value, highest first; what is no number last. */
function byValue({ y: left }: TooltipRow, { y: right }: TooltipRow): number {
  if (left > right) return -1
  if (left < right) return 1
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
}

/**
 * Every series' value at one x, highest first; what is no number last.
 * @param within how far from x a line's nearest point may lie, in units of x.
 */
export function tooltipRows(spec: PanelSpec, x: number, within = 0): TooltipRow[] {
  const rows: TooltipRow[] = []
  for (const series of spec.series) {
    if (series.isBackground) continue
    const row = rowOf(series, x)
    if (row !== null && Math.abs(row.x - x) <= within) rows.push(row)
  }
  return rows.sort(byValue)
}

const solid: readonly number[] = []

/** A series' value at its point nearest to x; null where it has none. */
export function rowOf(series: PanelSeries, x: number): TooltipRow | null {
  const index = nearestIndex(series.x, x)
  const at = series.x[index]
  const y = series.y[index]
  if (at === undefined || y === undefined) return null
  // Made without others on the way: there is one for each line at each move of the pointer.
  const row: { -readonly [Key in keyof TooltipRow]: TooltipRow[Key] } = {
    id: series.id,
    label: series.label,
    colour: series.colour,
    dash: series.dash ?? solid,
    x: at,
    y,
  }
  const measured = series.measured?.[index]
  if (measured !== undefined) row.measured = measured
  if (series.band === undefined || series.isDecimated === true) return row
  const low = series.band.low[index]
  const high = series.band.high[index]
  if (low !== undefined && high !== undefined && Number.isFinite(low)) {
    row.low = low
    row.high = high
  }
  return row
}

/** The x of any series that is nearest to `at`; null when nothing is drawn. */
export function nearestX(spec: PanelSpec, at: number): number | null {
  let best: number | null = null
  for (const { x, isBackground } of spec.series) {
    if (isBackground) continue
    const candidate = x[nearestIndex(x, at)]
    if (candidate !== undefined && (best === null || Math.abs(candidate - at) < Math.abs(best - at))) best = candidate
  }
  return best
}

/** The next x of a series in one direction, more than `gap` away; null at its end. */
function neighbour({ x }: PanelSeries, from: number, direction: 1 | -1, gap: number): number | null {
  if (isAscending(x)) {
    if (direction > 0) {
      let index = lowerBound(x, from + gap)
      while (index < x.length && (x[index] ?? 0) <= from + gap) index += 1
      return x[index] ?? null
    }
    return x[lowerBound(x, from - gap) - 1] ?? null
  }
  let best: number | null = null
  for (let index = 0, size = x.length; index < size; index += 1) {
    const at = x[index] ?? Number.NaN
    if (!((at - from) * direction > gap)) continue
    if (best === null || Math.abs(at - from) < Math.abs(best - from)) best = at
  }
  return best
}

/**
 * The x that lies `steps` points to the right of `from`, to the left where negative; the last one where there are fewer. Null when
 * nothing is drawn. @param gap points no further apart than this, in units of x, are one.
 */
export function stepX(spec: PanelSpec, from: number, steps: number, gap = 0): number | null {
  const lines = spec.series.filter(({ isBackground, x }) => isBackground !== true && x.length > 0)
  const direction = steps < 0 ? -1 : 1
  let at = from
  for (let count = 0; count < Math.abs(steps); count += 1) {
    let next: number | null = null
    for (const line of lines) {
      const candidate = neighbour(line, at, direction, gap)
      if (candidate !== null && (next === null || Math.abs(candidate - at) < Math.abs(next - at))) next = candidate
    }
    if (next === null) break
    at = next
  }
  return nearestX(spec, at)
}

/** The outermost x of all series; null when nothing is drawn. */
export function endX(spec: PanelSpec, end: 'first' | 'last'): number | null {
  const series = spec.series.filter(({ isBackground, x }) => isBackground !== true && x.length > 0)
  if (series.length === 0) return null
  const { xRange: _, bars: __, ...free } = spec
  const [low, high] = fitX({ ...free, series })
  return nearestX(spec, end === 'first' ? low : high)
}

/** Lines and places of each that are looked at to see what a box covers: enough to tell a full side from an empty one. */
const mostLines = 60
const places = 8

/** About how many lines run through a box of pixels. */
export function countLinesWithin(
  spec: PanelSpec,
  geometry: { toValueX(pixel: number): number; toAnyPixelX(x: number): number; toPixelY(y: number): number },
  box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): number {
  const stride = Math.ceil(spec.series.length / mostLines)
  const values = Float64Array.from({ length: places + 1 }, (_, place) =>
    geometry.toValueX(box.left + ((box.right - box.left) * place) / places),
  )
  let count = 0
  for (let at = 0; at < spec.series.length; at += stride) {
    const { x, y, isUndrawn } = spec.series[at] ?? { x: [], y: [] }
    if (isUndrawn || x.length === 0) continue
    for (let place = 0; place <= places; place += 1) {
      const index = nearestIndex(x, values[place] ?? Number.NaN)
      const pixelX = geometry.toAnyPixelX(x[index] ?? 0)
      const pixelY = geometry.toPixelY(y[index] ?? Number.NaN)
      if (pixelX < box.left || pixelX > box.right || !(pixelY >= box.top && pixelY <= box.bottom)) continue
      count += stride
      break
    }
  }
  return count
}

/** The heading of smoothed values in a table: "smoothed (EMA 0.9)". */
export const smoothedHeading = (smoothing: string | undefined): string =>
  smoothing === undefined ? 'smoothed' : `smoothed (${smoothing})`

/**
 * What a tooltip shows, for a spreadsheet. Full precision; moments in ISO 8601. Smoothed values have what was measured beside them, groups the ends of their band.
 * @param smoothing as the panel's specification says it.
 */
export function toTsv(xTitle: string, rows: readonly TooltipRow[], kind: XKind = 'epoch', smoothing?: string): string {
  const isSmoothed = rows.some(({ measured }) => measured !== undefined)
  const hasBand = rows.some(({ low }) => low !== undefined)
  const cellOf = (value: number | undefined) => (value === undefined ? '' : exactText(value))
  const values = ({ y, measured = y, low, high }: TooltipRow) =>
    [exactText(y), ...(isSmoothed ? [exactText(measured)] : []), ...(hasBand ? [cellOf(low), cellOf(high)] : [])].join(
      '\t',
    )
  const headings = [
    ...(isSmoothed ? [smoothedHeading(smoothing), 'measured'] : ['value']),
    ...(hasBand ? ['low', 'high'] : []),
  ]
  return [
    `${xTitle}\t${headings.join('\t')}\tname`,
    ...rows.map((row) => `${xCell(kind, row.x)}\t${values(row)}\t${row.label.replaceAll(/[\t\n]/g, ' ')}`),
  ].join('\n')
}

/** One x for a spreadsheet or a table. */
export const xCell = (kind: XKind, x: number): string =>
  kind === 'wall' && Number.isFinite(x) ? new Date(x).toISOString() : exactText(x)
