/** A scatter panel as a Chart.js configuration. Neither DOM nor Svelte: it draws on any canvas. */
import {
  Chart,
  PointElement,
  ScatterController,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type PointStyle,
} from 'chart.js'
import { leftAxis, lowerAxis, quietOptions } from './axes'
import { haloOf, withAlpha, type Palette } from './colours'
import { fontOf, screenLook, type Look } from './look'
import type { LineSymbol } from './panel'
import { ExactLogScale, ExactScale } from './scales'
import { fitScatter, shownPoints, type PlacedPoint, type ScatterSpec } from './scatter'

Chart.register(ExactLogScale, ExactScale, PointElement, ScatterController)

export type ScatterChart = Chart<'scatter', { x: number; y: number }[]>

const radius = 4.5

/** Chart.js's names. */
const shapes = {
  disc: 'circle',
  square: 'rect',
  triangle: 'triangle',
  circle: 'circle',
  diamond: 'rectRot',
  cross: 'crossRot',
} as const satisfies Record<LineSymbol, PointStyle>

/** Those outside of a brush first, so that the others lie upon them. */
const inDrawingOrder = (spec: ScatterSpec) =>
  [...shownPoints(spec)].sort((left, right) => Number(right.isFaded) - Number(left.isFaded))

export function toScatterDatasets(
  spec: ScatterSpec,
  palette: Palette,
): ChartDataset<'scatter', { x: number; y: number }[]>[] {
  const points = inDrawingOrder(spec)
  const colours = points.map(({ colour, isFaded }) => palette(isFaded ? 'line-strong' : colour))
  return [
    {
      data: points.map(({ x, y }) => ({ x, y })),
      pointRadius: radius,
      pointStyle: points.map(({ symbol }) => shapes[symbol ?? 'disc']),
      pointBorderWidth: 1.75,
      pointBorderColor: colours,
      pointBackgroundColor: points.map(({ isHollow }, index) => (isHollow ? haloOf(palette) : (colours[index] ?? ''))),
    },
  ]
}

/** Where each point lies, as Chart.js has placed it. */
export function placePoints(chart: Pick<Chart, 'scales'>, spec: ScatterSpec): readonly PlacedPoint[] {
  const { x, y } = chart.scales
  if (!x || !y) return []
  return inDrawingOrder(spec).map((point) => ({
    point,
    left: x.getPixelForValue(point.x),
    top: y.getPixelForValue(point.y),
  }))
}

/** The brushed part of x, and the name of y. */
function surroundings(current: () => ScatterSpec, palette: Palette, look: Look): Plugin<'scatter'> {
  return {
    id: 'surroundings',
    beforeDatasetsDraw({ ctx, chartArea: area, scales: { x } }) {
      const { xZone } = current()
      if (!xZone || !x) return
      const left = Math.max(area.left, x.getPixelForValue(xZone[0]))
      const right = Math.min(area.right, x.getPixelForValue(xZone[1]))
      ctx.fillStyle = withAlpha(palette('accent'), 0.08)
      if (right > left) ctx.fillRect(left, area.top, right - left, area.height)
    },
    afterDatasetsDraw({ ctx, chartArea: area }) {
      ctx.save()
      ctx.font = fontOf(look)
      ctx.textAlign = 'left'
      ctx.textBaseline = 'middle'
      ctx.fillStyle = palette('text-3')
      ctx.fillText(current().yTitle, 8, area.top - 12)
      ctx.restore()
    },
  }
}

/** The specification is read anew through `current` at each draw. Its log axes are those of the first reading. */
export function toScatterConfiguration(
  current: () => ScatterSpec,
  palette: Palette,
  look: Look = screenLook,
): ChartConfiguration<'scatter', { x: number; y: number }[]> {
  const spec = current()
  const { x, y } = fitScatter(spec)
  return {
    type: 'scatter',
    data: { datasets: toScatterDatasets(spec, palette) },
    options: {
      ...quietOptions,
      events: [],
      clip: 8,
      layout: { padding: { top: spec.yTitle === '' ? 8 : 22, right: 16, left: 0, bottom: 2 } },
      scales: {
        x: lowerAxis({
          palette,
          look,
          range: x,
          isLog: spec.logX === true,
          unit: spec.unitX,
          title: spec.xTitle,
          ...(spec.choicesX ? { choices: spec.choicesX } : {}),
        }),
        y: leftAxis({
          palette,
          look,
          range: y,
          isLog: spec.logY === true,
          unit: spec.unitY,
          ...(spec.choicesY ? { choices: spec.choicesY } : {}),
        }),
      },
    },
    plugins: [surroundings(current, palette, look)],
  }
}

export { Chart }
