/** What every panel goes through, whatever it draws: made, drawn anew for new data, sizes, colours and a canvas that was lost, and ended. */
import { onMount, untrack } from 'svelte'
import type { Copying } from './copying.svelte'
import { contextOf, freeCanvas, sizeCanvas, type Surface } from './surface.svelte'
import { inTurn } from './turns'

type Canvas = () => HTMLCanvasElement

type Drawing = {
  readonly canvas: Canvas
  /** Reads everything that is drawn from, so that a change of it draws anew. Colours and sizes are followed by themselves. */
  readonly reads: () => unknown
  /** Draws all of it, in pixels of the page. */
  readonly draw: (width: number, height: number) => void
  /** Whether it may wait for its turn: what takes long, where many panels change their size at once. */
  readonly isInTurn?: boolean
}

/**
 * Draws on a canvas of the calling component for as long as that is there: once more when it comes into sight, if something changed meanwhile. A window of
 * many charts has new colours or another size where somebody looks, and not behind all that are above.
 */
export function followDrawing(surface: Surface, { canvas, reads, draw, isInTurn = false }: Drawing): void {
  let restored = $state(0)
  // A browser empties a canvas whose memory it has lost, and says when it can be drawn on again.
  onMount(() => {
    const element = canvas()
    const again = () => (restored += 1)
    element.addEventListener('contextrestored', again)
    return () => element.removeEventListener('contextrestored', again)
  })
  /** Something has changed that is not drawn yet. */
  let isOwed = false
  const pay = () => {
    if (!isOwed || surface.width === 0) return
    isOwed = false
    draw(surface.width, surface.height)
  }
  const drawSoon = (): (() => void) | undefined => {
    if (isInTurn) return inTurn(() => untrack(pay))
    untrack(pay)
    return undefined
  }
  $effect(() => {
    void [reads(), surface.theme, restored, surface.width, surface.height]
    isOwed = true
    return untrack(() => surface.isNear) ? drawSoon() : undefined
  })
  $effect(() => (surface.isNear && isOwed ? drawSoon() : undefined))
}

type Charting<Made> = {
  readonly canvas: Canvas
  readonly reads: () => unknown
  readonly make: (ctx: CanvasRenderingContext2D) => Made
  /** Told of each one, to read where things lie. */
  readonly made: (chart: Made) => void
  /** In pixels, where it is higher than its frame. */
  readonly height?: () => number
}

/** A chart of Chart.js, made anew whenever something of it changes, and destroyed with its component. */
export class OwnChart<Made extends { destroy(): void }> {
  #chart: Made | null = null

  constructor(surface: Surface, { canvas, reads, make, made, height }: Charting<Made>) {
    onMount(() => {
      const element = canvas()
      return () => {
        this.#chart?.destroy()
        freeCanvas(element)
      }
    })
    followDrawing(surface, {
      canvas,
      reads: () => [reads(), height?.()],
      isInTurn: true,
      draw: (width, tall) => {
        this.#chart?.destroy()
        // Chart.js begins with the canvas's own size; sizing it afterwards would draw everything twice.
        sizeCanvas(canvas(), width, height?.() ?? tall)
        this.#chart = make(contextOf(canvas()))
        made(this.#chart)
      },
    })
  }

  /** The one that is drawn; null before the first. */
  get current(): Made | null {
    return this.#chart
  }
}

/** What the pointer or the keyboard is on in a panel of things with ids. */
export class Pointing {
  /** The thing that is shown; null for none. */
  current = $state<string | null>(null)
  isHovered = $state(false)
  readonly #surface: Surface
  readonly #copying: Copying
  readonly #tell: (id: string | null) => void

  constructor(surface: Surface, copying: Copying, tell: (id: string | null) => void) {
    this.#surface = surface
    this.#copying = copying
    this.#tell = tell
    onMount(() => () => {
      copying.end()
      if (this.current !== null) this.leave()
    })
  }

  /** Shows a thing, and forgets what was copied of another one. */
  show(id: string | null): void {
    if (id === this.current) return
    this.current = id
    this.#copying.forget()
    this.#tell(id)
  }
  /** The pointer has moved in the panel. */
  hover(): void {
    this.#surface.touch()
    this.isHovered = true
  }
  readonly leave = (): void => {
    this.isHovered = false
    this.show(null)
  }
}
