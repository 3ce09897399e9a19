/**
 * A panel as data: what is drawn, and nothing of how. The same specification draws in the window and, later, into files.
 * Plain TypeScript: no Svelte, no Chart.js.
 */

/** Names of CSS colour properties, without the dashes. */
export type ColourToken = string

export type PanelSeries = {
  readonly id: string
  /** Shown in the tooltip: a run's name, or a series key. */
  readonly label: string
  readonly colour: ColourToken
  readonly dash?: readonly number[]
  /** Ascending. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Minimum and maximum beside each y. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }
  /** Written at the line's right end. */
  readonly directLabel?: string
  /** Drawn, but without hover: context. */
  readonly isBackground?: boolean
  readonly width?: number
}

export type PanelMarker = {
  /** `best`: hollow diamond; `reached`: filled dot. */
  readonly kind: 'best' | 'reached'
  readonly x: number
  readonly y: number
  readonly colour: ColourToken
  readonly label?: string
}

export type PanelReference = {
  readonly at: number
  readonly axis: 'x' | 'y'
  readonly colour: ColourToken
  readonly dash?: readonly number[]
  readonly label?: string
}

/** A distance between two epochs, drawn under a reference: "62 epochs later". */
export type PanelSpan = { readonly from: number; readonly to: number; readonly y: number; readonly label: string }

export type PanelBar = { readonly x: number; readonly y: number; readonly colour: ColourToken }

export type PanelSpec = {
  readonly title: string
  readonly xTitle: string
  readonly series: readonly PanelSeries[]
  readonly bars?: readonly PanelBar[]
  readonly markers?: readonly PanelMarker[]
  readonly references?: readonly PanelReference[]
  readonly spans?: readonly PanelSpan[]
  readonly zones?: readonly { readonly from: number; readonly to: number }[]
  readonly xRange?: readonly [number, number]
  readonly yRange?: readonly [number, number]
  readonly logY?: boolean
  /** Values as text, on the axis and in the tooltip. */
  readonly format: (value: number) => string
  /** Room for direct labels at the right, in pixels. */
  readonly labelRoom?: number
}

export type Range = readonly [low: number, high: number]

/** The x range that shows everything. */
export function fitX(spec: PanelSpec): Range {
  if (spec.xRange) return spec.xRange
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { x } of spec.series) {
    if (x.length === 0) continue
    low = Math.min(low, x[0] ?? low)
    high = Math.max(high, x[x.length - 1] ?? high)
  }
  for (const { x } of spec.bars ?? []) {
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  if (!Number.isFinite(low)) return [1, 2]
  return low === high ? [low, high + 1] : [low, high]
}

/** The y range that shows every finite value within `xRange`, with a margin; bars include 0. */
export function fitY(spec: PanelSpec, [from, to]: Range): Range {
  if (spec.yRange) return spec.yRange
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const take = (value: number | undefined) => {
    if (value === undefined || !Number.isFinite(value) || (spec.logY && value <= 0)) return
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  for (const { x, y, band } of spec.series) {
    for (let index = 0; index < x.length; index += 1) {
      const at = x[index] ?? 0
      if (at < from || at > to) continue
      take(y[index])
      take(band?.low[index])
      take(band?.high[index])
    }
  }
  for (const bar of spec.bars ?? []) take(bar.y)
  if ((spec.bars?.length ?? 0) > 0) low = 0
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  if (spec.logY) return [low / 1.1, high * 1.1]
  const margin = (high - low || Math.abs(high) || 1) * 0.05
  return [(spec.bars?.length ?? 0) > 0 ? 0 : low - margin, high + margin]
}

/**
 * The range a curve is read in: the first epochs are far above the rest and would flatten it, so the top is where the curves
 * are after a twelfth of their epochs. What lies above leaves the plot at its top; nothing is hidden by a number alone, and
 * {@link countOutside} says how much it is.
 */
export function fitToTail(spec: PanelSpec, direction: 'lower' | 'higher'): Range {
  const values = spec.series.flatMap(({ y }) => Array.from(y).filter(Number.isFinite))
  if (values.length === 0) return fitY(spec, fitX(spec))
  let low = values.reduce((least, value) => Math.min(least, value))
  let high = values.reduce((most, value) => Math.max(most, value))
  const settled = spec.series.flatMap(({ y }) => {
    const value = y[Math.min(y.length - 1, Math.ceil(y.length / 12))]
    return value !== undefined && Number.isFinite(value) ? [value] : []
  })
  if (settled.length > 0) {
    if (direction === 'lower') high = Math.min(high, Math.max(...settled))
    else low = Math.max(low, Math.min(...settled))
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.06
  return [low - margin, high + margin]
}

/** Points outside of a y range: said in the panel's corner. */
export function countOutside(spec: PanelSpec, [low, high]: Range): number {
  const shown = spec.series.filter(({ isBackground }) => !isBackground)
  return shown.reduce((sum, { y }) => sum + Array.from(y).filter((value) => value < low || value > high).length, 0)
}

/** Points that a log axis cannot show. */
export function countNotPositive(spec: PanelSpec): number {
  return spec.series.reduce((sum, { y }) => sum + Array.from(y).filter((value) => value <= 0).length, 0)
}

/** At most `count` round values inside a range. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low
  if (!(span > 0) || count < 1) return [low]
  const power = 10 ** Math.floor(Math.log10(span / count))
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => span / candidate <= count) ?? 10 * power
  const ticks: number[] = []
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1)
    ticks.push(Number((index * step).toPrecision(12)))
  return ticks
}

/** Decimals of a round number as it is written: 0 for 20, 3 for 0.015. */
export function decimalsOf(value: number): number {
  const text = String(Number(value.toPrecision(10)))
  const exponent = /e-(\d+)$/.exec(text)
  const dot = text.indexOf('.')
  const written = dot < 0 ? 0 : (exponent ? text.indexOf('e') : text.length) - dot - 1
  return written + Number(exponent?.[1] ?? 0)
}

/** Whole epochs: the first, then round ones. */
export function epochTicks(low: number, high: number, count: number): number[] {
  const round = niceTicks(low, high, count).filter((tick) => Number.isInteger(tick))
  const first = Math.ceil(low)
  const gap = (high - low) / (count * 2)
  return [first, ...round.filter((tick) => tick - first > gap)]
}

/** Powers of ten with 2 and 5 between them where there is room. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of [1, 2, 5]) {
      const tick = Number((factor * 10 ** power).toPrecision(3))
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return ticks.length > 6 ? ticks.filter((tick) => Number.isInteger(Math.log10(tick))) : ticks
}

/** Index of the point nearest to `at`; -1 for an empty series. x ascends. */
export function nearestIndex(x: ArrayLike<number>, at: number): number {
  let low = 0
  let high = x.length - 1
  if (high < 0) return -1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) <= at) low = middle
    else high = middle
  }
  return Math.abs((x[low] ?? 0) - at) <= Math.abs((x[high] ?? 0) - at) ? low : high
}

export type TooltipRow = {
  readonly id: string
  readonly label: string
  readonly colour: ColourToken
  readonly dash: readonly number[]
  readonly x: number
  readonly y: number
}

/** Every series' value at one x: nearest to `pointerY` first, the rest by value, highest first. */
export function tooltipRows(spec: PanelSpec, x: number, pointerY: number | null): TooltipRow[] {
  const rows = spec.series.flatMap((series): TooltipRow[] => {
    if (series.isBackground) return []
    const index = nearestIndex(series.x, x)
    const y = series.y[index]
    if (index < 0 || series.x[index] !== x || y === undefined) return []
    return [{ id: series.id, label: series.label, colour: series.colour, dash: series.dash ?? [], x, y }]
  })
  rows.sort((left, right) => right.y - left.y)
  if (pointerY === null || rows.length === 0) return rows
  const nearest = rows.reduce((best, row) => (Math.abs(row.y - pointerY) < Math.abs(best.y - pointerY) ? row : best))
  return [nearest, ...rows.filter((row) => row !== nearest)]
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

/** What a tooltip shows, for a spreadsheet. Full precision. */
export function toTsv(xTitle: string, rows: readonly TooltipRow[]): string {
  return [
    `${xTitle}\tvalue\tname`,
    ...rows.map((row) => `${row.x}\t${row.y}\t${row.label.replaceAll(/[\t\n]/g, ' ')}`),
  ].join('\n')
}

/**
 * Moves labels apart so that none overlap, as little as may be, within [low, high].
 * @param wanted centres, in any order. @returns centres in the same order.
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, index) => index).sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0))
  const placed = [...wanted]
  let previous = low - gap
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, previous + gap)
    previous = placed[index]
  }
  let next = high + gap
  for (const index of [...order].reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, next - gap)
    next = placed[index]
  }
  return placed
}
