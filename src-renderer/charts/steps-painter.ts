/**
 * Draws what takes many steps on a canvas of its own, a little in each turn, and shows it once it is whole: the window answers in between. What is to be
 * drawn meanwhile waits for the end of what is under way, the last alone, so that something is shown however often it changes. Where the picture that is
 * shown is of other colours or another size, it goes at once, and the new one is seen as it comes: what is around it has changed already.
 */
import type { DrawingSteps } from '@charts/lines-drawing'
import { contextOf, freeCanvas, freshContext } from './surface.svelte'
import { inTurn } from './turns'

/** Of a slice. */
const sliceMilliseconds = 5

export type SteppedDrawing = {
  /** In pixels of the page. */
  readonly width: number
  readonly height: number
  readonly begin: (ctx: CanvasRenderingContext2D) => DrawingSteps
  /** Another one for other colours. */
  readonly theme?: number
}

/** Whether a picture can stand until the next one is there. */
const isAlike = (one: SteppedDrawing, other: SteppedDrawing): boolean =>
  one.width === other.width && one.height === other.height && one.theme === other.theme

type Job = { readonly of: SteppedDrawing; readonly canvas: HTMLCanvasElement; readonly steps: DrawingSteps }

/** Of one canvas. */
export class StepsPainter {
  readonly #canvas: () => HTMLCanvasElement
  readonly #hidden: () => HTMLCanvasElement
  #job: Job | null = null
  #next: SteppedDrawing | null = null
  /** What is on the canvas, or the beginning of it. */
  #shown: SteppedDrawing | null = null
  #letGo: () => void = () => undefined

  /** @param hidden makes a canvas that is not in the page. */
  constructor(canvas: () => HTMLCanvasElement, hidden = () => document.createElement('canvas')) {
    this.#canvas = canvas
    this.#hidden = hidden
  }

  /** Draws at once, where that does not take long; what is under way is of no use then. */
  drawNow(drawing: SteppedDrawing): void {
    const { width, height, begin } = drawing
    this.end()
    this.#shown = drawing
    const steps = begin(freshContext(this.#canvas(), width, height))
    while (steps.next().done !== true);
  }
  /** Draws in turns. A drawing of another size or in other colours ends what is under way. */
  draw(drawing: SteppedDrawing): void {
    const { of } = this.#job ?? {}
    if (of !== undefined && isAlike(of, drawing)) {
      this.#next = drawing
      return
    }
    this.end()
    this.#begin(drawing)
  }
  /** Lets go of what is under way: its panel is gone, or shows something else. */
  end(): void {
    this.#letGo()
    this.#next = null
    if (this.#job !== null && this.#job.canvas !== this.#canvas()) freeCanvas(this.#job.canvas)
    this.#job = null
  }

  #begin(of: SteppedDrawing): void {
    const isStale = this.#shown !== null && !isAlike(this.#shown, of)
    const canvas = isStale ? this.#canvas() : this.#hidden()
    if (isStale) this.#shown = of
    this.#job = { of, canvas, steps: of.begin(freshContext(canvas, of.width, of.height)) }
    this.#goOn()
  }
  #goOn(): void {
    this.#letGo = inTurn(() => {
      const job = this.#job
      if (job === null) return
      const began = performance.now()
      let isDone: boolean
      do {
        isDone = job.steps.next().done === true
        // A canvas keeps what is drawn until its pixels are asked for: asked for now, they are not all worked out at the end.
        contextOf(job.canvas).getImageData(0, 0, 1, 1)
      } while (!isDone && performance.now() - began < sliceMilliseconds)
      if (isDone) this.#show(job)
      else this.#goOn()
    })
  }
  #show({ of, canvas }: Job): void {
    const { width, height } = of
    if (canvas !== this.#canvas()) {
      freshContext(this.#canvas(), width, height).drawImage(canvas, 0, 0, width, height)
      freeCanvas(canvas)
    }
    this.#shown = of
    this.#job = null
    const next = this.#next
    this.#next = null
    if (next !== null) this.#begin(next)
  }
}
