/**
 * Draws very many lines over several frames, on a canvas of its own: the window answers in between. Until all are there, the chart shows the last
 * whole picture, moved to where its values now stand.
 */
import type { Chart } from '@charts/chart'
import type { Palette } from '@charts/colours'
import type { Painter } from '@charts/lines-controller'
import { cornersOfAll, linesInSteps, type DrawingSteps } from '@charts/lines-drawing'
import type { PanelSeries } from '@charts/panel'
import { isSameTransform, shareOf, type Transform } from '@charts/place'
import { contextOf, freeCanvas } from './surface.svelte'
import { inTurn } from './turns'

/** Lines that take less are drawn at once, in milliseconds. */
const longMilliseconds = 8
/** Of a slice. */
const sliceMilliseconds = 6
/** So long lines are drawn before their pixels are worked out, which takes ten to thirty times as long. */
const recordedMilliseconds = 0.2
/** What a corner takes before any was measured: thin strokes take less, wide ones more (charts/lines-drawing). */
const usualPerCorner = 0.001

type Picture = {
  readonly canvas: HTMLCanvasElement
  readonly lines: readonly PanelSeries[]
  readonly transform: Transform
  /** Pixels of the canvas for one of the page. */
  readonly ratio: number
  readonly palette: string
}

/** Of one panel. */
export class LinesPainter implements Painter {
  readonly #done: () => void
  /** The last whole one. */
  #picture: Picture | null = null
  #job: { readonly picture: Picture; readonly letGo: () => void } | null = null
  #perCorner = usualPerCorner

  /** @param done told once a picture that took several frames is in the chart. */
  constructor(done: () => void) {
    this.#done = done
  }

  /** Whether lines are being drawn that the chart does not show yet. */
  get isPending(): boolean {
    return this.#job !== null
  }

  readonly take: Painter['take'] = (chart, lines, transform, palette) => {
    const { width, height } = chart.canvas
    const ratio = chart.currentDevicePixelRatio
    const colours = coloursOf(lines, palette)
    const isOf = (picture: Picture | undefined) =>
      picture?.lines === lines &&
      picture.canvas.width === width &&
      picture.canvas.height === height &&
      picture.palette === colours &&
      isSameTransform(picture.transform, transform)
    if (this.#picture !== null && isOf(this.#picture)) {
      this.cancel()
      put(chart, this.#picture, transform)
      return true
    }
    if (this.#job !== null && isOf(this.#job.picture)) {
      if (this.#picture !== null) put(chart, this.#picture, transform)
      return true
    }
    this.cancel()
    const corners = cornersOfAll(lines, transform)
    if (corners * this.#perCorner < longMilliseconds) {
      this.#show(null)
      return false
    }
    if (this.#picture !== null) put(chart, this.#picture, transform)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const picture = { canvas, lines, transform, ratio, palette: colours }
    const ctx = contextOf(canvas)
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.#work(chart, picture, linesInSteps(ctx, lines, transform, palette), { corners, spent: 0 })
    return true
  }

  #work(chart: Chart, picture: Picture, steps: DrawingSteps, cost: { readonly corners: number; spent: number }): void {
    const letGo = inTurn(() => {
      const began = performance.now()
      let isDone: boolean
      do {
        isDone = drawSome(steps)
        // A canvas keeps what is drawn until its pixels are asked for: asked for now, they are not all worked out at the end.
        contextOf(picture.canvas).getImageData(0, 0, 1, 1)
      } while (!isDone && performance.now() - began < sliceMilliseconds)
      cost.spent += performance.now() - began
      if (!isDone) {
        this.#work(chart, picture, steps, cost)
        return
      }
      this.#perCorner = cost.spent / cost.corners
      this.#job = null
      this.#show(picture)
      chart.draw()
      this.#done()
    })
    this.#job = { picture, letGo }
  }

  #show(picture: Picture | null): void {
    if (this.#picture !== null) freeCanvas(this.#picture.canvas)
    this.#picture = picture
  }

  /** Lets go of what is under way. */
  cancel(): void {
    if (this.#job === null) return
    this.#job.letGo()
    freeCanvas(this.#job.picture.canvas)
    this.#job = null
  }
  /** Its panel is gone. */
  end(): void {
    this.cancel()
    this.#show(null)
  }
}

/** Draws for a moment. @returns whether that was all. */
function drawSome(steps: DrawingSteps): boolean {
  const until = performance.now() + recordedMilliseconds
  do {
    if (steps.next().done === true) return true
  } while (performance.now() < until)
  return false
}

/** Lines are drawn anew in other colours. */
const coloursOf = (lines: readonly PanelSeries[], palette: Palette): string =>
  [...new Set(lines.map(({ colour }) => colour))].map(palette).join()

/** Puts a picture into the chart, its values where those of the transform are. */
function put(chart: Chart, { canvas, transform, ratio }: Picture, to: Transform): void {
  const { ctx } = chart
  if (isSameTransform(transform, to) && ratio === chart.currentDevicePixelRatio) {
    ctx.save()
    ctx.resetTransform()
    ctx.drawImage(canvas, 0, 0)
    ctx.restore()
    return
  }
  // Between a scale and its logarithm nothing stays in place.
  if (transform.isLog !== to.isLog || transform.isLogX !== to.isLogX) return
  const across = (value: number) => to.left + shareOf(value, to.x, to.isLogX) * (to.right - to.left)
  const up = (value: number) => to.bottom - shareOf(value, to.y, to.isLog) * (to.bottom - to.top)
  const [left, right] = transform.x.map(across) as [number, number]
  const [bottom, top] = transform.y.map(up) as [number, number]
  if (![left, right, bottom, top].every(Number.isFinite)) return
  const { left: x, right: endX, top: y, bottom: endY } = transform
  ctx.drawImage(
    canvas,
    x * ratio,
    y * ratio,
    (endX - x) * ratio,
    (endY - y) * ratio,
    left,
    top,
    right - left,
    bottom - top,
  )
}
