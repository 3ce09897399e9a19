/** What the page runs: very many lines drawn at once, and the same ones by the window's painter, over several frames. */
import { Chart, toConfiguration, viewOf, type PanelChart } from '@charts/chart'
import { screenLook } from '@charts/look'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import type { ParallelSpec } from '@charts/parallel'
import { parallelInSteps } from '@charts/parallel-drawing'
import { parallelGeometry } from '@charts/parallel-geometry'
import { themePalette } from '@charts/themes'
import { LinesPainter } from '../../src-renderer/charts/lines-painter'
import { StepsPainter, type SteppedDrawing } from '../../src-renderer/charts/steps-painter'

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

/** Parallel lines by the painter that draws in steps, asked three times at once. @returns which whole pictures were seen, one after the other. */
async function paintParallel(): Promise<string[]> {
  const numbers = { kind: 'number', isLog: false, format: String } as const
  const spec: ParallelSpec = {
    title: '',
    axes: [
      { id: 'a', label: 'a', ...numbers },
      { id: 'b', label: 'b', ...numbers },
    ],
    lines: Array.from({ length: 5_000 }, (_, line) => ({
      id: `${line}`,
      label: `${line}`,
      colour: `c${(line % 8) + 1}`,
      dash: [],
      values: [line % 97, line % 89],
    })),
  }
  const geometry = parallelGeometry(spec, size.width, size.height)
  const drawingOf = (high: number): SteppedDrawing => ({
    ...size,
    begin: (ctx) => parallelInSteps(ctx, spec, geometry, { a: [0, high] }, themePalette('light')),
  })
  const drawings = { first: drawingOf(90), second: drawingOf(50), third: drawingOf(10) }
  const wanted = Object.entries(drawings).map(([name, drawing]) => {
    const canvas = document.createElement('canvas')
    new StepsPainter(() => canvas).drawNow(drawing)
    return { name, pixels: pixelsOf(canvas) }
  })
  const canvas = document.createElement('canvas')
  Object.assign(canvas, size)
  const painter = new StepsPainter(() => canvas)
  for (const drawing of Object.values(drawings)) painter.draw(drawing)
  const seen: string[] = []
  while (seen.at(-1) !== 'third') {
    const pixels = pixelsOf(canvas)
    const shown = pixels.every((value) => value === 0)
      ? 'nothing'
      : (wanted.find((one) => compare(one.pixels, pixels).unlike === 0)?.name ?? 'a part')
    if (seen.at(-1) !== shown) seen.push(shown)
    await new Promise(requestAnimationFrame)
  }
  painter.draw(drawings.first)
  painter.end()
  await new Promise(requestAnimationFrame)
  const isLeft = compare(wanted[2]?.pixels ?? new Uint8ClampedArray(), pixelsOf(canvas)).unlike === 0
  // In other colours nothing of the last picture stays.
  painter.draw({ ...drawings.first, theme: 1 })
  const isEmpty = pixelsOf(canvas).every((value) => value === 0)
  let turns = 0
  for (; compare(wanted[0]?.pixels ?? new Uint8ClampedArray(), pixelsOf(canvas)).unlike > 0; turns += 1)
    await new Promise(requestAnimationFrame)
  return [...seen, isLeft ? 'as it was' : 'more', isEmpty ? 'nothing' : 'more', turns > 0 ? 'first' : 'at once']
}

Object.assign(globalThis, { paint, paintParallel })
