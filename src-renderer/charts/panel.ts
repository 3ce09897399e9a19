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
  /** Hovered, but not drawn: what bars stand for already. */
  readonly isUndrawn?: boolean
  readonly width?: number
  /** 0 to 1; 1 unless given. The unsmoothed line behind a smoothed one is at 0.25. */
  readonly opacity?: number
  /** Least and greatest beside each y are of decimated points, and not of several runs: said so in words. */
  readonly isDecimated?: boolean
}

/** How numbers along x read: whole epochs, steps with thousands apart, durations, times of day, or plain values. */
export type XKind = 'epoch' | 'step' | 'relative' | 'wall' | 'value'

export type PanelMarker = {
  /** `best`: hollow diamond; `reached`: filled dot. */
  readonly kind: 'best' | 'reached'
  readonly x: number
  readonly y: number
  readonly colour: ColourToken
  readonly label?: string
  /** Where the label goes when there is room; above by default. */
  readonly side?: Side
}

export type Side = 'above' | 'below'

export type PanelReference = {
  readonly at: number
  readonly axis: 'x' | 'y'
  readonly colour: ColourToken
  readonly dash?: readonly number[]
  readonly label?: string
  /** The label of a horizontal line stands in the plot, above or below it, rather than at its right end. */
  readonly inside?: Side
}

/** A distance between two epochs, drawn beside a reference: "62 epochs later". */
export type PanelSpan = {
  readonly from: number
  readonly to: number
  readonly y: number
  readonly label: string
  readonly side: Side
}

/** `isCut`: the value is beyond the axis, and the bar says so by a slash. */
export type PanelBar = {
  readonly x: number
  readonly y: number
  readonly colour: ColourToken
  readonly isCut?: boolean
}

export type PanelZone = { readonly from: number; readonly to: number; readonly label?: string }

export type Range = readonly [low: number, high: number]

export type PanelSpec = {
  readonly title: string
  readonly xTitle: string
  readonly series: readonly PanelSeries[]
  readonly bars?: readonly PanelBar[]
  readonly markers?: readonly PanelMarker[]
  readonly references?: readonly PanelReference[]
  readonly spans?: readonly PanelSpan[]
  readonly zones?: readonly PanelZone[]
  readonly xRange?: Range
  readonly yRange?: Range
  /** The panel is one of several on equal axes: its range is theirs, and what lies outside is said for all of them together. */
  readonly isEqualScale?: boolean
  readonly logY?: boolean
  /** `epoch` unless given. Panels of one kind share their crosshair and, when asked, their zoom. */
  readonly xKind?: XKind
  /** Highlighted, by series id: drawn on top and wider; the others stay as they are. */
  readonly highlighted?: string
  /** Values as text, on the axis and in the tooltip. */
  readonly format: (value: number) => string
  /** Room for direct labels at the right, in pixels. */
  readonly labelRoom?: number
  /** Said below the plot: that a line is decimated, and how. */
  readonly note?: string
}

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
  for (const { x, y, band, isUndrawn } of spec.series) {
    if (isUndrawn) continue
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
 * The x range of runs under way: a little ahead of the epochs there are, in steps, so that the axis does not move with each
 * new one; never beyond `planned`.
 */
export function aheadOf(count: number, planned: number): Range {
  const steps = [5, 10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000]
  const ahead = steps.find((step) => step >= count * 1.15 + 1) ?? planned
  return [1, Math.max(2, Math.min(planned, ahead))]
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
    // A handful of epochs is shown whole.
    const value = y[y.length < 8 ? 0 : Math.ceil(y.length / 12)]
    return value !== undefined && Number.isFinite(value) ? [value] : []
  })
  if (settled.length > 0) {
    if (direction === 'lower') high = Math.min(high, Math.max(...settled))
    else low = Math.max(low, Math.min(...settled))
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.06
  // In steps of about a thirtieth, so that the axis stands still while a best value improves a little.
  const step = niceStep((high - low + 2 * margin) / 30)
  return [Math.floor((low - margin) / step) * step, Math.ceil((high + margin) / step) * step]
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least`, which is above 0. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power
}

/** Drawn points within the x range that its y range leaves out: said below the plot. */
export function countOutside(spec: PanelSpec, view: { readonly x: Range; readonly y: Range }): number {
  const [from, to] = view.x
  const [low, high] = view.y
  const shown = spec.series.filter(({ isBackground, isUndrawn }) => !isBackground && !isUndrawn)
  return shown.reduce(
    (sum, { x, y }) =>
      sum +
      Array.from(y).filter((value, index) => {
        const at = x[index] ?? from
        return at >= from && at <= to && (value < low || value > high)
      }).length,
    0,
  )
}

/** Points that a log axis cannot show. */
export function countNotPositive(spec: PanelSpec): number {
  return spec.series.reduce((sum, { y }) => sum + Array.from(y).filter((value) => value <= 0).length, 0)
}

/** At most `count` round values inside a range. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low
  if (!(span > 0) || count < 1) return [low]
  // A range holds at most one tick more than it holds steps, and often none more: the finest step that keeps to `count` wins.
  let step = niceStep(span / (count + 1))
  for (;;) {
    const first = Math.ceil(low / step - 1e-9)
    const last = Math.floor(high / step + 1e-9)
    if (last - first + 1 <= count)
      return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
    step = niceStep(step * 1.01)
  }
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
