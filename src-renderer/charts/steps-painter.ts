/**
 * Draws what takes many steps on a canvas of its own, a little in each turn, and shows it once it is whole: the window answers in between. What is to be
 * drawn meanwhile waits for the end of what is under way, the last alone, so that something is shown however often it changes.
 */
import type { DrawingSteps } from '@charts/lines-drawing'
import { contextOf, freeCanvas, freshContext } from './surface.svelte'
import { inTurn } from './turns'

/** Of a slice. */
const sliceMilliseconds = 6

export type SteppedDrawing = {
  /** In pixels of the page. */
  readonly width: number
  readonly height: number
  readonly begin: (ctx: CanvasRenderingContext2D) => DrawingSteps
}

type Job = { readonly of: SteppedDrawing; readonly canvas: HTMLCanvasElement; readonly steps: DrawingSteps }

/** Of one canvas. */
export class StepsPainter {
  readonly #canvas: () => HTMLCanvasElement
  readonly #hidden: () => HTMLCanvasElement
  #job: Job | null = null
  #next: SteppedDrawing | null = null
  #letGo: () => void = () => undefined

  /** @param hidden makes a canvas that is not in the page. */
  constructor(canvas: () => HTMLCanvasElement, hidden = () => document.createElement('canvas')) {
    this.#canvas = canvas
    this.#hidden = hidden
  }

  /** Draws at once, where that does not take long; what is under way is of no use then. */
  drawNow({ width, height, begin }: SteppedDrawing): void {
    this.end()
    const steps = begin(freshContext(this.#canvas(), width, height))
    while (steps.next().done !== true);
  }
  /** Draws in turns. A drawing of another size ends what is under way. */
  draw(drawing: SteppedDrawing): void {
    const { of } = this.#job ?? {}
    if (of !== undefined && of.width === drawing.width && of.height === drawing.height) {
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
    if (this.#job !== null) freeCanvas(this.#job.canvas)
    this.#job = null
  }

  #begin(of: SteppedDrawing): void {
    const canvas = this.#hidden()
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
  #show({ of: { width, height }, canvas }: Job): void {
    freshContext(this.#canvas(), width, height).drawImage(canvas, 0, 0, width, height)
    freeCanvas(canvas)
    this.#job = null
    const next = this.#next
    this.#next = null
    if (next !== null) this.#begin(next)
  }
}
