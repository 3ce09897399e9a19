/** What the page runs: very many lines drawn at once, and the same ones by the window's painter, over several frames. */
import { Chart, toConfiguration, viewOf, type PanelChart } from '@charts/chart'
import { screenLook } from '@charts/look'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import { themePalette } from '@charts/themes'
import { LinesPainter } from '../../src-renderer/charts/lines-painter'

const size = { width: 640, height: 360 } as const
const epochs = Float64Array.from({ length: 20 }, (_, index) => index + 1)

/** @param shape which of the ways in which lines are drawn: strokes, strokes with bands, or columns where points are denser than pixels. */
function linesOf(shape: string): PanelSeries[] {
  const x = shape === 'dense' ? Float64Array.from({ length: 6_000 }, (_, index) => 1 + index / 300) : epochs
  return Array.from({ length: shape === 'dense' ? 40 : 1_000 }, (_, line) => {
    const y = x.map((at) => 0.2 * Math.exp(-at / (2 + (line % 20))) + 0.03 * Math.sin(at * 40 + line) + line / 20_000)
    const band =
      shape === 'bands' ? { band: { low: y.map((value) => value - 0.01), high: y.map((v) => v + 0.01) } } : {}
    return {
      id: `${line}`,
      label: `${line}`,
      colour: `c${(line % 8) + 1}`,
      dash: line % 3 === 0 ? [4, 2] : [],
      x,
      y: line % 7 === 0 ? y.map((value, at) => (at % 9 === 4 ? Number.NaN : value)) : y,
      ...band,
    }
  })
}

function draw(
  spec: PanelSpec,
  painter?: LinesPainter,
): { readonly canvas: HTMLCanvasElement; readonly chart: PanelChart } {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, size)
  Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px`, display: 'block' })
  document.body.append(canvas)
  const ctx = canvas.getContext('2d', { willReadFrequently: true })
  if (ctx === null) throw new Error('There is no canvas.')
  const current = { spec, view: viewOf(spec, null), below: 0 }
  return {
    canvas,
    chart: new Chart(
      ctx,
      toConfiguration(() => current, themePalette('light'), screenLook, painter),
    ),
  }
}

const pixelsOf = (canvas: HTMLCanvasElement): Uint8ClampedArray => {
  const ctx = canvas.getContext('2d')
  if (ctx === null) throw new Error('There is no canvas.')
  return ctx.getImageData(0, 0, canvas.width, canvas.height).data
}

/** Channels of all pixels in which two pictures differ by more than the rounding of a thousand layers, and those in which one has anything at all. */
function compare(left: Uint8ClampedArray, right: Uint8ClampedArray) {
  let [unlike, drawn] = [0, 0]
  for (const [at, value] of left.entries()) {
    if (Math.abs(value - (right[at] ?? 0)) > 8) unlike += 1
    if (value > 0) drawn += 1
  }
  return { unlike, drawn }
}

/** Draws the same lines both ways. `frames`: how many the painter took; `early`: what it differed in while they were under way. */
async function paint(shape: string) {
  const spec: PanelSpec = { title: '', xTitle: 'epoch', series: linesOf(shape), format: String }
  const whole = draw(spec)
  let isDone = false
  const painter = new LinesPainter(() => (isDone = true))
  const { canvas, chart } = draw(spec, painter)
  const early = compare(pixelsOf(whole.canvas), pixelsOf(canvas))
  let frames = 0
  while (!isDone) {
    await new Promise(requestAnimationFrame)
    frames += 1
  }
  const result = {
    early,
    frames,
    late: compare(pixelsOf(whole.canvas), pixelsOf(canvas)),
    isPending: painter.isPending,
  }
  // The same once more is at hand.
  chart.update('none')
  const again = compare(pixelsOf(whole.canvas), pixelsOf(canvas))
  for (const one of [whole.chart, chart]) one.destroy()
  return { ...result, again }
}

Object.assign(globalThis, { paint })
