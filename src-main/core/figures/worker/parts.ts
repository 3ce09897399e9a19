/** One part of a figure in its box, by the same configurations that draw on screen. */
import { BasicPlatform, Chart, type ChartConfiguration, type ChartType } from 'chart.js'
import { toBarConfiguration } from '@charts/bar-chart'
import { rowHeight, type BarSpec } from '@charts/bars'
import { toConfiguration, viewOf } from '@charts/chart'
import type { PanelSpec } from '@charts/panel'
import type { Brushes, ParallelSpec } from '@charts/parallel'
import { drawParallel } from '@charts/parallel-drawing'
import { footText, parallelGeometry, type PlacedAxis } from '@charts/parallel-geometry'
import { drawText, textWidth } from '@charts/rich-text'
import { toScatterConfiguration } from '@charts/scatter-chart'
import type { FigurePart } from '@panels/figure/figure'
import { lineHeight, type Box } from '@panels/figure/page-layout'
import { drawImages } from './images'
import type { Ink } from './labels'
import { drawLayers } from './layers'
import { drawMatrix } from './matrix'
import type { Surface } from './surface'

/** Something to draw on: a page, or a scratch canvas to measure with. */
export type Ground = Omit<Surface, 'finish'>

/** Draws a chart and leaves it. @returns its plot on the page. */
function drawChart<Type extends ChartType, Data, Label>(
  { ctx, canvasOf }: Ground,
  box: Box,
  configuration: ChartConfiguration<Type, Data, Label>,
): Box {
  ctx.save()
  ctx.translate(box.left, box.top)
  // Assigned, not spread: Chart.js' types take a configuration for an instance of a class.
  const onPage = Object.assign({}, configuration, { platform: BasicPlatform })
  const chart = new Chart<Type, Data, Label>(canvasOf(Math.floor(box.width), Math.floor(box.height)), onPage)
  const { left, top, width, height } = chart.chartArea
  chart.destroy()
  ctx.restore()
  return { left: box.left + left, top: box.top + top, width, height }
}

function lineConfiguration(spec: PanelSpec, { palette, look }: Ink) {
  // The page writes the name below the plot.
  const drawn = { spec: { ...spec, xTitle: '' }, view: viewOf(spec, null), below: 0 }
  return toConfiguration(() => drawn, palette, look)
}

function drawBars(ground: Ground, ink: Ink, spec: BarSpec, box: Box): Box {
  const { ctx, palette, look } = ink
  // Two lines a bar where there is room for them; and no more bars than can be named.
  const axisRoom = 24
  const room = Math.max(0, box.height - axisRoom)
  const isTight = spec.bars.length * rowHeight(spec) > room
  const bars = isTight ? spec.bars.map(({ note: _, countNote: _count, ...bar }) => bar) : spec.bars
  const leastRow = 14
  const most = Math.max(1, Math.floor(room / leastRow))
  const isCut = bars.length > most
  const shown = isCut ? bars.slice(0, Math.max(1, Math.floor((room - lineHeight) / leastRow))) : bars
  const height = isCut ? box.height - lineHeight : box.height
  const drawn = { ...spec, bars: shown, valueTitle: '' }
  const area = drawChart(
    ground,
    { ...box, height },
    toBarConfiguration(() => drawn, palette, ctx, look),
  )
  if (isCut) {
    ctx.fillStyle = palette('text-3')
    const words = `and ${bars.length - shown.length} more`
    drawText(ctx, look, words, box.left + box.width / 2, box.top + height + lineHeight / 2, 'center')
  }
  return area
}

/** Below axes on which lines have no value, in pixels. */
const footRoom = 34
/** Between an axis and the texts of its marks, and to the page's edge. */
const besideAxis = 12

function drawParallelPart({ ctx, palette, look }: Ink, spec: ParallelSpec, brushes: Brushes, box: Box): Box {
  const usual = parallelGeometry(spec, box.width, box.height)
  const roomFor = (placed: PlacedAxis | undefined): number => {
    if (placed === undefined) return 0
    const texts = [...placed.ticks.map(({ text }) => text), footText(placed)]
    return besideAxis + Math.max(0, ...texts.map((text) => textWidth(ctx, look, text)))
  }
  // The names of the outer axes are centred above them.
  const nameHalf = (placed: PlacedAxis | undefined) =>
    placed === undefined ? 0 : Math.min(40, textWidth(ctx, look, placed.axis.label, { weight: 600, size: 12 }) / 2)
  const [first, last] = [usual.axes[0], usual.axes.at(-1)]
  const geometry = parallelGeometry(spec, box.width, box.height, {
    left: Math.max(roomFor(first), nameHalf(first)),
    right: Math.max(roomFor(last), nameHalf(last)),
    bottom: usual.axes.some((placed) => footText(placed) !== '') ? footRoom : besideAxis,
  })
  ctx.save()
  ctx.translate(box.left, box.top)
  drawParallel(ctx, spec, geometry, brushes, palette, look)
  ctx.restore()
  return box
}

/** The left edge that a part's plot has by itself, from its box's: so that parts below each other can share the widest. */
export function leftEdgeOf(ground: Ground, ink: Ink, part: FigurePart, box: Box): number {
  if (part.kind !== 'line' && part.kind !== 'scatter') return 0
  const measured = { ...ink, ctx: ground.ctx }
  return drawPart(ground, measured, part, { ...box, left: 0, top: 0 }).left
}

/** Draws a part. @returns its plot on the page. */
export function drawPart(ground: Ground, ink: Ink, part: FigurePart, box: Box): Box {
  switch (part.kind) {
    case 'line':
      return drawChart(ground, box, lineConfiguration(part.spec, ink))
    case 'scatter': {
      const spec = { ...part.spec, xTitle: '', yTitle: '' }
      return drawChart(
        ground,
        box,
        toScatterConfiguration(() => spec, ink.palette, ink.look),
      )
    }
    case 'bar':
      return drawBars(ground, ink, part.spec, box)
    case 'parallel':
      return drawParallelPart(ink, part.spec, part.brushes, box)
    case 'images':
      return drawImages(ink, part, box)
    case 'matrix':
      return drawMatrix(ink, part, box)
    case 'layers':
      return drawLayers(ink, part, box)
  }
}
