/** A panel's specification as a Chart.js configuration. Neither DOM nor Svelte: it draws on any canvas. */
import { BarController, BarElement, Chart, type ChartConfiguration, type ChartDataset } from 'chart.js'
import { annotations } from './annotations'
import { leftAxis, lowerAxis, quietOptions, roomForName } from './axes'
import type { Palette } from './colours'
import { LinesController, type Painter } from './lines-controller'
import { screenLook, type Look } from './look'
import { fitX, fitY } from './ranges'
import { hasValues, valueAxisOf, type PanelSpec, type Range } from './panel'
import { soundRange } from './place'
import { ExactLogScale, ExactScale } from './scales'
import { valueText, xTickText } from './tick-text'
import { valueTicks, xTicks } from './ticks'

Chart.register(BarController, BarElement, ExactLogScale, ExactScale, LinesController)

type Data = { x: number; y: number }[]
export type PanelChart = Chart<'lines' | 'bar', Data>
type Configuration = ChartConfiguration<'lines' | 'bar', Data>

/** What is shown: the whole, or what was zoomed to. */
export type View = { readonly x: Range; readonly y: Range }

export function viewOf(spec: PanelSpec, zoom: Partial<View> | null): View {
  // What panels of linear x zoom to together may begin where a log one has no place.
  const x = zoom?.x ? fitX({ ...spec, xRange: zoom.x }) : fitX(spec)
  return { x, y: zoom?.y ? soundRange(zoom.y, spec.logY) : fitY(spec, x) }
}

/** All lines as one dataset, and the bars as another. */
export function toDatasets(
  spec: PanelSpec,
  palette: Palette,
  look: Look = screenLook,
  painter?: Painter,
): ChartDataset<'lines' | 'bar', Data>[] {
  const lines: ChartDataset<'lines', Data> = {
    type: 'lines',
    data: [],
    lines: spec.series,
    palette,
    look,
    ...(painter === undefined ? {} : { painter }),
  }
  if (!spec.bars) return [lines]
  const bars: ChartDataset<'bar', Data> = {
    type: 'bar',
    data: spec.bars.map(({ x, y }) => ({ x, y })),
    backgroundColor: spec.bars.map(({ colour }) => palette(colour)),
    barPercentage: 0.62,
    categoryPercentage: 1,
    maxBarThickness: 14,
    minBarLength: 1,
  }
  return [lines, bars]
}

/** What is drawn now: `below` is the room left under the axis, in pixels. */
export type Drawn = { readonly spec: PanelSpec; readonly view: View; readonly below: number }

/** The whole configuration. The specification is read anew through `current` at each draw, so that an update needs no rebuild. */
export function toConfiguration(
  current: () => Drawn,
  palette: Palette,
  look: Look = screenLook,
  painter?: Painter,
): Configuration {
  const { spec, view } = current()
  return {
    type: 'lines',
    data: { datasets: toDatasets(spec, palette, look, painter) },
    options: {
      ...quietOptions,
      events: [],
      // Room for direct labels at the right, and for what is said below.
      layout: {
        padding: () => ({ top: 8, right: current().spec.labelRoom ?? 12, left: 0, bottom: current().below }),
      },
      scales: {
        x: lowerAxis({
          palette,
          look,
          range: view.x,
          isLog: spec.logX === true,
          ticks: (low, high, most) =>
            xTicks(current().spec.xKind ?? 'epoch', low, high, most, current().spec.logX === true),
          most: ({ width }) => (width < 260 ? 4 : 6),
          // The axis is named among its numbers: none may lie under the name.
          reserved: (axis) => roomForName(axis, current().spec.xTitle, look),
          text: (value, ticks) =>
            xTickText(current().spec.xKind ?? 'epoch', value, ticks, current().spec.logX === true),
        }),
        y: leftAxis({
          palette,
          look,
          range: view.y,
          isLog: spec.logY === true,
          ticks: (low, high, most) => valueTicks(valueAxisOf(current().spec), low, high, most),
          // Axes without anything on them are bare: their range means nothing.
          text: (value, ticks) =>
            hasValues(current().spec) ? valueText(valueAxisOf(current().spec), value, ticks) : '',
        }),
      },
    },
    plugins: [annotations(current, palette, look)],
  }
}

export { Chart }
