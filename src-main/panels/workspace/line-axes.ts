/** The axes of a line panel: how numbers on them are written, and from where to where they go. */
import type { PanelSettings } from '@contract/workspace'
import type { Line } from '@contract/lines'
import { describeMetric, metricCatalogue } from '@contract/metrics'
import type { SeriesInfo } from '@contract/run-query'
import { seriesOfKey } from '@model/expressions/keys'
import type { Units } from '@model/units'
import type { PanelSpec, Range } from '@charts/panel'
import { aheadOf, clipOutliers, fitX, fitY } from '@charts/ranges'
import { formatBytes, formatCount, formatDuration, formatMetric, formatValue } from '../words/format'
import { tickUnitOf } from './quantities'
import type { ShownRuns } from './shown-runs'

/** Whether x is drawn on a log axis: not where it is a moment. */
export const isLogX = ({ x, xScale }: Pick<PanelSettings, 'x' | 'xScale'>): boolean => xScale === 'log' && x !== 'wall'

/** Steps for epochs, and the other way round; null for anything else. */
export const otherAxis = (x: PanelSettings['x']): 'epoch' | 'step' | null =>
  x === 'epoch' ? 'step' : x === 'step' ? 'epoch' : null

/**
 * Along what lines are drawn: steps in place of epochs where no run of the project has epochs for these keys.
 * @param series of the project. What Plateau measures itself by step lies among the epochs of its runs, as soon as there are any.
 */
export function settledX(
  x: PanelSettings['x'],
  keys: readonly string[],
  series: readonly SeriesInfo[],
): PanelSettings['x'] {
  if (x !== 'epoch') return x
  const hasEpochs = series.some(({ byEpoch }) => byEpoch > 0)
  const known = keys.flatMap(seriesOfKey).map((key) => series.find((one) => one.key === key))
  const isByStep = (one: SeriesInfo | undefined) =>
    one !== undefined && one.byEpoch === 0 && !(hasEpochs && Object.hasOwn(metricCatalogue, one.key))
  return known.length > 0 && known.every(isByStep) ? 'step' : x
}

/** How many lines have points, and none with a place along x; null where there are none of them. */
export function withoutPlace(x: PanelSettings['x'], lines: readonly (Line | undefined)[]): string | null {
  const count = lines.filter((line) => line?.isPlaceless === true).length
  if (count === 0) return null
  const words = count === 1 ? '1 line has' : `${formatCount(count)} lines have`
  if (typeof x === 'object') return `${words} no ${x.key} at ${count === 1 ? 'its' : 'their'} steps`
  const other = otherAxis(x)
  return other === null ? `${words} no times` : `${words} ${other}s and no ${x}s`
}

/** A ratio has no unit. */
export function yUnitOf(
  key: string,
  { relative }: Pick<PanelSettings, 'relative'>,
  units: Units,
): Pick<PanelSpec, 'yUnit'> {
  const { unit } = tickUnitOf(key, units)
  return unit === undefined || relative === 'ratio' ? {} : { yUnit: unit }
}

/** Values as text: bytes and seconds in their units, ratios without one. */
export function formatOf(
  key: string,
  { relative }: Pick<PanelSettings, 'relative'>,
  units: Units = {},
): (value: number) => string {
  if (relative === 'ratio') return (value) => formatValue(value)
  // An author's percentages and speeds have decimals.
  const { unit } = tickUnitOf(key, units)
  switch (unit === undefined ? describeMetric(key).unit : unit === 'seconds' ? 's' : unit) {
    case 'bytes':
      return (value) => (Number.isFinite(value) ? formatBytes(value) : String(value))
    case 's':
      return (value) => {
        if (!(Math.abs(value) >= 59.5)) return formatValue(value)
        return `${value < 0 ? '-' : ''}${formatDuration(Math.abs(value))}`
      }
    case '%':
    case 'images/s':
      return (value) => (Number.isFinite(value) ? formatCount(value) : String(value))
    default:
      return (value) => formatMetric(key, value)
  }
}

/** With the limits that are chosen, those that leave outliers out, and room ahead while runs train. */
export function withRanges(spec: PanelSpec, settings: PanelSettings, shown: ShownRuns): PanelSpec {
  const { xRange, yRange, outlierPercent } = settings
  const fitted = fitX(spec)
  const x: Range | null =
    xRange.low !== null || xRange.high !== null
      ? ordered(xRange.low ?? fitted[0], xRange.high ?? fitted[1])
      : liveRange(settings, shown, fitted)
  const drawn = x === null ? spec : { ...spec, xRange: x }
  if (yRange.low !== null || yRange.high !== null) {
    const [low, high] = fitY(drawn, x ?? fitted)
    return { ...drawn, yRange: ordered(yRange.low ?? low, yRange.high ?? high) }
  }
  if (outlierPercent <= 0) return drawn
  return { ...drawn, yRange: clipOutliers(drawn, outlierPercent).yRange }
}

const ordered = (low: number, high: number): Range =>
  low < high ? [low, high] : low > high ? [high, low] : [low, low + 1]

/** While runs train, the axis of epochs reaches ahead in steps, so that it does not move with each one. */
function liveRange(settings: PanelSettings, { runs }: ShownRuns, [, high]: Range): Range | null {
  if (settings.x !== 'epoch') return null
  const training = runs.filter(({ state }) => state === 'running' || state === 'stopping')
  if (training.length === 0) return null
  const planned = Math.max(...training.map(({ plannedEpochs, epochs }) => plannedEpochs ?? epochs))
  const ahead = Math.max(...training.map(({ epochs }) => aheadOf(epochs, planned)[1]))
  return [1, Math.max(high, ahead)]
}
