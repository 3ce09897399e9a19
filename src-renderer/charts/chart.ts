/** A panel's specification as a Chart.js configuration, and the plugin that draws what Chart.js does not know. */
import {
  BarController,
  BarElement,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
} from 'chart.js'
import { annotations, font, withAlpha, type Palette } from './annotations'
import { decimalsOf, epochTicks, fitX, fitY, logTicks, niceTicks, type PanelSpec, type Range } from './panel'

Chart.register(
  BarController,
  BarElement,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
)

export type PanelChart = Chart<'line' | 'bar', { x: number; y: number }[]>
type Dataset = ChartDataset<'line' | 'bar', { x: number; y: number }[]>

/** What is shown: the whole, or what was zoomed to. */
export type View = { readonly x: Range; readonly y: Range }

export function viewOf(spec: PanelSpec, zoom: Partial<View> | null): View {
  const x = zoom?.x ?? fitX(spec)
  return { x, y: zoom?.y ?? fitY(spec, x) }
}

function toPoints(x: ArrayLike<number>, y: ArrayLike<number>): { x: number; y: number }[] {
  return Array.from({ length: Math.min(x.length, y.length) }, (_, index) => {
    const value = y[index] ?? Number.NaN
    // NaN breaks the line, which is what a gap is; an infinite value is one too.
    return { x: x[index] ?? 0, y: Number.isFinite(value) ? value : Number.NaN }
  })
}

/** The datasets of a panel, background first, so that what matters lies on top. */
export function toDatasets(spec: PanelSpec, palette: Palette): Dataset[] {
  const lines = spec.series
    .filter(({ isUndrawn }) => isUndrawn !== true)
    .sort((left, right) => Number(right.isBackground ?? false) - Number(left.isBackground ?? false))
  const datasets = lines.flatMap((series): Dataset[] => {
    const colour = palette(series.colour)
    const base = {
      type: 'line',
      borderWidth: 0,
      pointRadius: 0,
      pointHitRadius: 0,
      tension: 0,
      spanGaps: false,
    } as const
    const main: Dataset = {
      ...base,
      data: toPoints(series.x, series.y),
      borderColor: colour,
      borderWidth: series.width ?? 1.5,
      borderDash: [...(series.dash ?? [])],
      borderJoinStyle: 'round',
      // A lone epoch has no line to be seen by.
      pointRadius: series.x.length === 1 ? 2.5 : 0,
      pointBackgroundColor: colour,
      fill: false,
    }
    if (!series.band) return [main]
    return [
      { ...base, data: toPoints(series.x, series.band.low), fill: false },
      { ...base, data: toPoints(series.x, series.band.high), fill: '-1', backgroundColor: withAlpha(colour, 0.16) },
      main,
    ]
  })
  if (!spec.bars) return datasets
  const bars: Dataset = {
    type: 'bar',
    data: spec.bars.map(({ x, y }) => ({ x, y })),
    backgroundColor: spec.bars.map(({ colour }) => palette(colour)),
    barPercentage: 0.62,
    categoryPercentage: 1,
    maxBarThickness: 14,
    minBarLength: 1,
  }
  return [...datasets, bars]
}

/** What is drawn now: `below` is the room left under the axis, in pixels. */
export type Drawn = { readonly spec: PanelSpec; readonly view: View; readonly below: number }

/** The whole configuration. The specification is read anew through `current` at each draw, so that an update needs no rebuild. */
export function toConfiguration(
  current: () => Drawn,
  palette: Palette,
): ChartConfiguration<'line' | 'bar', { x: number; y: number }[]> {
  const { spec, view } = current()
  return {
    type: 'line',
    data: { datasets: toDatasets(spec, palette) },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: false,
      maintainAspectRatio: false,
      events: [],
      // Room for direct labels at the right, and for what is said below.
      layout: {
        padding: () => ({ top: 8, right: current().spec.labelRoom ?? 12, left: 0, bottom: current().below }),
      },
      clip: 2,
      scales: {
        x: {
          type: 'linear',
          min: view.x[0],
          max: view.x[1],
          offset: false,
          grid: {
            display: true,
            // Bars would move the ticks between the epochs.
            offset: false,
            drawOnChartArea: false,
            drawTicks: true,
            tickLength: 4,
            tickColor: palette('axis'),
          },
          border: { color: palette('axis') },
          ticks: { color: palette('text-3'), font, maxRotation: 0, autoSkip: false, padding: 2 },
          afterBuildTicks: (axis) => {
            // The axis is named at its right end: a number there would lie under the name.
            const room = axis.max - ((axis.max - axis.min) * 46) / Math.max(1, axis.width)
            axis.ticks = epochTicks(axis.min, axis.max, axis.width < 260 ? 4 : 6)
              .filter((value) => value <= room)
              .map((value) => ({ value }))
          },
        },
        y: {
          type: spec.logY ? 'logarithmic' : 'linear',
          min: view.y[0],
          max: view.y[1],
          grid: { color: palette('grid'), drawTicks: false },
          border: { display: false },
          ticks: {
            color: palette('text-3'),
            font,
            padding: 8,
            autoSkip: false,
            // Axes without anything on them are bare: their range means nothing.
            callback: (value, _index, ticks) =>
              hasValues(current().spec)
                ? formatTick(
                    Number(value),
                    ticks.map((tick) => tick.value),
                  )
                : '',
          },
          afterBuildTicks: (axis) => {
            const { min, max } = axis
            axis.ticks = (current().spec.logY ? logTicks(min, max) : niceTicks(min, max, 5)).map((value) => ({ value }))
          },
          afterFit: (axis) => {
            // Panels under each other share their left edge, and curves that grow do not push the axis about.
            axis.width = Math.max(axis.width, axisWidth)
          },
        },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false }, title: { display: false } },
    },
    plugins: [annotations(current, palette)],
  }
}

/** Room for seven characters, 0.00005 among them; wider than that an axis takes what it needs. */
const axisWidth = 60

const hasValues = ({ series, bars }: PanelSpec): boolean =>
  (bars?.length ?? 0) > 0 || series.some(({ y, isUndrawn }) => isUndrawn !== true && y.length > 0)

/** As many decimals as the ticks need to differ, the same for all. */
function formatTick(value: number, ticks: readonly number[]): string {
  const size = Math.max(...ticks.map(Math.abs))
  if (size !== 0 && (size < 1e-5 || size >= 1e6)) return value === 0 ? '0' : value.toExponential(1)
  return value.toFixed(Math.max(...ticks.map(decimalsOf)))
}

export { Chart }
