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
  type Plugin,
} from 'chart.js'
import {
  decimalsOf,
  epochTicks,
  fitX,
  fitY,
  logTicks,
  niceTicks,
  spreadLabels,
  type PanelSpec,
  type Range,
} from './panel'

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

/** Resolves a colour token; on screen from the page's CSS, for a file from a theme's table. */
export type Palette = (token: string) => string

const font = { family: "'Inter Variable', Inter, sans-serif", size: 11 } as const
/** An 8-bit alpha behind a #rrggbb colour. */
const withAlpha = (colour: string, alpha: number): string =>
  `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`

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
  const lines = [...spec.series].sort(
    (left, right) => Number(right.isBackground ?? false) - Number(left.isBackground ?? false),
  )
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

/** The whole configuration. The specification is read anew through `current` at each draw, so that an update needs no rebuild. */
export function toConfiguration(
  current: () => { spec: PanelSpec; view: View },
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
      layout: { padding: { top: 8, right: spec.labelRoom ?? 12, left: 0, bottom: 0 } },
      clip: 2,
      scales: {
        x: {
          type: 'linear',
          min: view.x[0],
          max: view.x[1],
          offset: false,
          grid: { display: true, drawOnChartArea: false, drawTicks: true, tickLength: 4, tickColor: palette('axis') },
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
            callback: (value, _index, ticks) =>
              formatTick(
                Number(value),
                ticks.map((tick) => tick.value),
              ),
          },
          afterBuildTicks: (axis) => {
            const { min, max } = axis
            axis.ticks = (current().spec.logY ? logTicks(min, max) : niceTicks(min, max, 5)).map((value) => ({ value }))
          },
          afterFit: (axis) => {
            // Panels under each other share their left edge, and curves that grow do not push the axis about.
            axis.width = Math.max(axis.width, 52)
          },
        },
      },
      plugins: { legend: { display: false }, tooltip: { enabled: false }, title: { display: false } },
    },
    plugins: [annotations(current, palette)],
  }
}

/** As many decimals as the ticks need to differ, the same for all. */
function formatTick(value: number, ticks: readonly number[]): string {
  const size = Math.max(...ticks.map(Math.abs))
  if (size !== 0 && (size < 1e-5 || size >= 1e6)) return value === 0 ? '0' : value.toExponential(1)
  return value.toFixed(Math.max(...ticks.map(decimalsOf)))
}

/** Zones, references, spans, markers and direct labels. */
function annotations(current: () => { spec: PanelSpec; view: View }, palette: Palette): Plugin<'line' | 'bar'> {
  return {
    id: 'annotations',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart
      const { spec } = current()
      const { x, y } = scales
      if (!x || !y) return
      ctx.save()
      ctx.beginPath()
      ctx.rect(area.left, area.top, area.width, area.height)
      ctx.clip()
      ctx.fillStyle = withAlpha(palette('accent'), 0.11)
      for (const { from, to } of spec.zones ?? []) {
        ctx.fillRect(x.getPixelForValue(from), area.top, x.getPixelForValue(to) - x.getPixelForValue(from), area.height)
      }
      for (const reference of spec.references ?? []) {
        ctx.strokeStyle = palette(reference.colour)
        ctx.lineWidth = 1
        ctx.setLineDash([...(reference.dash ?? [2, 3])])
        ctx.beginPath()
        if (reference.axis === 'y') {
          const at = Math.round(y.getPixelForValue(reference.at)) + 0.5
          ctx.moveTo(area.left, at)
          ctx.lineTo(area.right, at)
        } else {
          const at = Math.round(x.getPixelForValue(reference.at)) + 0.5
          ctx.moveTo(at, area.top)
          ctx.lineTo(at, area.bottom)
        }
        ctx.stroke()
      }
      ctx.restore()
    },
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales } = chart
      const { spec } = current()
      const { x, y } = scales
      if (!x || !y) return
      const halo = palette('halo') || palette('surface')
      const write = (
        text: string,
        at: number,
        baseline: number,
        align: CanvasTextAlign,
        colour: string,
        weight = 500,
      ) => {
        ctx.font = `${weight} ${font.size}px ${font.family}`
        ctx.textAlign = align
        ctx.textBaseline = 'middle'
        ctx.lineJoin = 'round'
        ctx.lineWidth = 3
        ctx.strokeStyle = halo
        ctx.strokeText(text, at, baseline)
        ctx.fillStyle = colour
        ctx.fillText(text, at, baseline)
      }
      ctx.save()
      ctx.setLineDash([])
      for (const reference of spec.references ?? []) {
        if (!reference.label) continue
        if (reference.axis === 'y') {
          const at = y.getPixelForValue(reference.at)
          if (at >= area.top - 1 && at <= area.bottom + 1)
            write(
              reference.label,
              area.right + 6,
              at,
              'left',
              palette(reference.colour === 'cross' ? 'text-2' : `${reference.colour}-text`) || palette('text-2'),
            )
        } else
          write(reference.label, x.getPixelForValue(reference.at) + 6, area.top + 8, 'left', palette('accent-text'))
      }
      for (const span of spec.spans ?? []) {
        const from = x.getPixelForValue(span.from)
        const to = x.getPixelForValue(span.to)
        const at = Math.min(area.bottom - 10, y.getPixelForValue(span.y) + 12)
        ctx.strokeStyle = palette('text-2')
        ctx.lineWidth = 1
        ctx.beginPath()
        for (const end of [from, to]) {
          ctx.moveTo(end, at - 4)
          ctx.lineTo(end, at + 4)
        }
        ctx.moveTo(from, at)
        ctx.lineTo(to, at)
        ctx.stroke()
        const middle = Math.min(area.right - 50, Math.max(area.left + 50, (from + to) / 2))
        write(span.label, middle, at, 'center', palette('text'))
      }
      for (const marker of spec.markers ?? []) {
        const atX = x.getPixelForValue(marker.x)
        const atY = y.getPixelForValue(marker.y)
        if (atX < area.left - 1 || atX > area.right + 1 || atY < area.top - 6 || atY > area.bottom + 6) continue
        ctx.strokeStyle = palette(marker.colour)
        ctx.lineWidth = 1.5
        ctx.beginPath()
        if (marker.kind === 'best') {
          ctx.moveTo(atX, atY - 5)
          ctx.lineTo(atX + 5, atY)
          ctx.lineTo(atX, atY + 5)
          ctx.lineTo(atX - 5, atY)
          ctx.closePath()
          ctx.fillStyle = halo
        } else {
          ctx.arc(atX, atY, 3.5, 0, 2 * Math.PI)
          ctx.fillStyle = palette(marker.colour)
        }
        ctx.fill()
        ctx.stroke()
        if (marker.label) {
          const room = area.right - atX
          // Above the point, unless the plot's edge or a span's words are there.
          const below = atY < area.top + 24 || ((spec.spans?.length ?? 0) > 0 && atY + 26 < area.bottom)
          write(
            marker.label,
            room < 90 ? atX - 2 : atX,
            below ? atY + 16 : atY - 14,
            room < 90 ? 'right' : atX - area.left < 60 ? 'left' : 'center',
            palette('text'),
          )
        }
      }
      drawDirectLabels(spec, (series) => {
        const last = series.x.length - 1
        return { x: x.getPixelForValue(series.x[last] ?? 0), y: y.getPixelForValue(series.y[last] ?? Number.NaN) }
      })
      ctx.restore()

      function drawDirectLabels(
        panel: PanelSpec,
        endOf: (series: PanelSpec['series'][number]) => { x: number; y: number },
      ) {
        const labelled = panel.series
          .filter((series) => series.directLabel && series.x.length > 0)
          .map((series) => ({ series, end: endOf(series) }))
          .filter(({ end }) => Number.isFinite(end.y) && end.x <= area.right + 1)
        const wanted = labelled.map(({ end }) => Math.min(area.bottom, Math.max(area.top, end.y)))
        const placed = spreadLabels(wanted, 13, area.top + 4, area.bottom - 4)
        labelled.forEach(({ series, end }, index) => {
          const at = placed[index] ?? end.y
          const start = Math.min(end.x + 8, area.right + 7)
          write(series.directLabel ?? '', start, at, 'left', palette('text-2'))
        })
      }
    },
  }
}

export { Chart }
