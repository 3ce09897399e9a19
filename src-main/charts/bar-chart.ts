/** A bar panel as a Chart.js configuration. Neither DOM nor Svelte: it draws on any canvas. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
} from 'chart.js'
import { lowerAxis, quietOptions } from './axes'
import { barNotes, fitBars, hasBar, type BarEntry, type BarSpec } from './bars'
import { withAlpha, type Palette } from './colours'
import { fontOf, screenLook, type Look } from './look'
import { ExactLogScale, ExactScale } from './scales'
import { shorten } from './shorten'

Chart.register(BarController, BarElement, CategoryScale, ExactScale, ExactLogScale)

/** A length and its row. */
type Place = { x: number; y: number }
export type BarChart = Chart<'bar', Place[], string>

/** The widest name; longer ones are shortened in their middle, where names of runs differ least. */
const mostLabel = 150
/** The same in a file, which is narrower. */
const mostLabelInFile = 118
const gap = 10

/** Of a line of what is said below the axis, in pixels. */
export const barNoteHeight = 18

export function toBarDatasets(spec: BarSpec, palette: Palette): ChartDataset<'bar', Place[]>[] {
  const { bars } = spec
  return [
    {
      data: bars.map(({ value }, index) => ({ x: hasBar(spec, value) ? value : Number.NaN, y: index })),
      backgroundColor: bars.map(({ colour }) => withAlpha(palette(colour), 0.85)),
      maxBarThickness: 26,
      categoryPercentage: 0.72,
      barPercentage: 1,
    },
  ]
}

const valueText = ({ value }: BarEntry, format: (value: number) => string): string =>
  Number.isFinite(value) ? format(value) : 'none'

/** On a screen names and counts take no more of a panel's width than this: the bars are what it is for. */
const mostForNames = 0.4
const mostForCounts = 0.28

/** What is said below a value: "750 runs, 250 unfinished", and of a narrow panel the first of it; all of it is in the tooltip. */
function countNoteOf(
  { bars }: BarSpec,
  ctx: CanvasRenderingContext2D,
  width: number,
  look: Look,
): (bar: BarEntry) => string | undefined {
  ctx.save()
  ctx.font = fontOf(look)
  const widest = Math.max(0, ...bars.map(({ countNote = '' }) => ctx.measureText(countNote).width))
  ctx.restore()
  const isWhole = look.isFile || widest <= mostForCounts * width
  return ({ countNote }) => (isWhole ? countNote : countNote?.split(', ')[0])
}

/** Widths, in pixels, that names at the left and values at the right need. @param width of the panel */
function sidesOf(
  ctx: CanvasRenderingContext2D,
  spec: BarSpec,
  look: Look,
  width: number,
): { left: number; right: number } {
  const { bars, format } = spec
  const noteOf = countNoteOf(spec, ctx, width, look)
  ctx.save()
  ctx.font = fontOf(look, 500, 12)
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => ctx.measureText(text).width))
  const left = widest(bars.flatMap(({ label, note }) => (note === undefined ? [label] : [label, note])))
  const right = widest(bars.flatMap((bar) => [valueText(bar, format), noteOf(bar) ?? '']))
  ctx.restore()
  const mostLeft = look.isFile ? mostLabelInFile : Math.min(mostLabel, mostForNames * width)
  return { left: Math.min(mostLeft, left) + gap + 4, right: right + gap * 2 }
}

/** Names, values, and the single runs of a group. */
function words(current: () => BarSpec, palette: Palette, look: Look): Plugin<'bar'> {
  return {
    id: 'words',
    afterDatasetsDraw({ ctx, chartArea: area, scales: { x }, width }) {
      const spec = current()
      const { bars, format } = spec
      if (!x) return
      const row = area.height / Math.max(1, bars.length)
      const half = Math.min(13, row * 0.36)
      const noteOf = countNoteOf(spec, ctx, width, look)
      ctx.save()
      ctx.strokeStyle = palette('axis')
      ctx.lineWidth = 1
      const zero = Math.round(spec.isLog === true ? area.left : x.getPixelForValue(0)) + 0.5
      ctx.beginPath()
      ctx.moveTo(zero, area.top)
      ctx.lineTo(zero, area.bottom)
      ctx.stroke()
      bars.forEach((bar, index) => {
        const middle = area.top + (index + 0.5) * row
        ctx.strokeStyle = withAlpha(palette('text'), 0.55)
        ctx.beginPath()
        for (const tick of bar.ticks ?? []) {
          if (!hasBar(spec, tick)) continue
          const at = x.getPixelForValue(tick)
          ctx.moveTo(at, middle - half - 3)
          ctx.lineTo(at, middle + half + 3)
        }
        ctx.stroke()
        ctx.textBaseline = 'middle'
        const write = (first: string, second: string | undefined, at: number, align: CanvasTextAlign) => {
          ctx.textAlign = align
          ctx.font = fontOf(look, 500, 12)
          ctx.fillStyle = palette('text')
          const room = align === 'right' && at < area.left ? at - 2 : width
          const measure = (text: string) => ctx.measureText(text).width
          ctx.fillText(shorten(first, room, measure), at, second === undefined ? middle : middle - 7)
          if (second === undefined) return
          ctx.font = fontOf(look)
          ctx.fillStyle = palette('text-3')
          ctx.fillText(shorten(second, room, measure), at, middle + 8)
        }
        write(bar.label, bar.note, area.left - gap, 'right')
        write(valueText(bar, format), noteOf(bar), width - gap, 'right')
      })
      ctx.restore()
    },
  }
}

/** The specification is read anew through `current` at each draw. */
export function toBarConfiguration(
  current: () => BarSpec,
  palette: Palette,
  ctx: CanvasRenderingContext2D,
  look: Look = screenLook,
): ChartConfiguration<'bar', Place[], string> {
  const axis = lowerAxis({
    palette,
    look,
    range: fitBars(current()),
    title: current().valueTitle,
    most: ({ width }) => (width < 260 ? 4 : 6),
    unit: current().valueUnit,
    isLog: current().isLog === true,
  })
  return {
    type: 'bar',
    data: { labels: current().bars.map(({ id }) => id), datasets: toBarDatasets(current(), palette) },
    options: {
      ...quietOptions,
      events: [],
      indexAxis: 'y',
      layout: {
        padding: ({ chart }) => {
          const { left, right } = sidesOf(ctx, current(), look, chart.width)
          // A page has its notes elsewhere.
          const below = look.isFile || barNotes(current()).length === 0 ? 0 : barNoteHeight
          return { top: 6, bottom: 2 + below, left, right }
        },
      },
      scales: {
        x: {
          ...axis,
          grid: { ...axis.grid, drawOnChartArea: look.hasGrid, color: palette('grid') },
          border: { display: false },
        },
        y: { type: 'category', display: false },
      },
    },
    plugins: [words(current, palette, look)],
  }
}

export { Chart }
