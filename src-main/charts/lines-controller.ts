/** A kind of dataset for Chart.js: all lines of a panel as one, drawn from their arrays. */
import { BarElement, DatasetController, type Chart } from 'chart.js'
import type { Palette } from './colours'
import { drawLines } from './lines-drawing'
import type { Transform } from './place'
import type { Look } from './look'
import type { PanelSeries } from './panel'
import { ExactLogScale } from './scales'

type LinesOptions = {
  readonly lines: readonly PanelSeries[]
  readonly palette: Palette
  readonly look: Look
  /** Of a screen. Without it everything is drawn at once. */
  readonly painter?: Painter
}

/** Draws many lines elsewhere, and over several frames. */
export type Painter = {
  /** @returns whether it takes the lines upon itself: it draws what it has of them by now, and has the chart drawn again once it has all. */
  readonly take: (chart: Chart, lines: readonly PanelSeries[], transform: Transform, palette: Palette) => boolean
}

declare module 'chart.js' {
  // Only an interface can be added to.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface ChartTypeRegistry {
    lines: {
      chartOptions: Record<string, never>
      datasetOptions: LinesOptions
      defaultDataPoint: never
      metaExtensions: Record<string, never>
      parsedDataType: Record<string, never>
      scales: 'exact' | 'exact-log'
    }
  }
}

/** Where the plot lies and what it shows: its scales as Chart.js has laid them out. Null before that. */
export function transformOf({ chartArea, scales }: Pick<Chart, 'chartArea' | 'scales'>): Transform | null {
  const { x, y } = scales
  if (!x || !y) return null
  const { left, right, top, bottom } = chartArea
  return {
    left,
    right,
    top,
    bottom,
    x: [x.min, x.max],
    y: [y.min, y.max],
    isLog: y instanceof ExactLogScale,
    isLogX: x instanceof ExactLogScale,
  }
}

/**
 * Chart.js makes an element and a parsed object for every point, which takes it 690 ms for 1,000 lines of 1,000 points. Here it has no points
 * to know of: the dataset's `lines` are drawn as they are.
 */
export class LinesController extends DatasetController<'lines'> {
  static id = 'lines'
  // Chart.js looks up the element of a point even where there are no points.
  static defaults = { datasetElementType: false, dataElementType: BarElement.id }

  override update(): void {
    // Nothing is kept between two draws.
  }
  override draw(): void {
    const transform = transformOf(this.chart)
    if (!transform) return
    // Chart.js types a dataset as if every part of its options could be missing.
    const { lines, palette, look, painter } = this.getDataset() as unknown as LinesOptions
    if (painter?.take(this.chart, lines, transform, palette) !== true)
      drawLines(this.chart.ctx, lines, transform, palette, look)
  }
}
