/** The element that a chart lies on: its size, its colours, and when either has changed. */
import { untrack } from 'svelte'
import { remembered, type Palette } from '@charts/colours'

/** So far from sight a chart is drawn ahead of being scrolled to. */
const nearMargin = '300px'

export class Surface {
  #host: HTMLElement | null = null
  /** In pixels; 0 before the first measure. */
  width = $state(0)
  height = $state(0)
  /** Whether it is in sight, or nearly: what is not is drawn anew once it comes there. */
  isNear = $state(true)
  /** Counts up whenever colours or fonts may have changed: read it where they are drawn. */
  theme = $state(0)
  #palette: Palette = () => ''
  #box = $state.raw<DOMRect | null>(null)

  /** Where it lies in the window: as it was at the last {@link at} or {@link touch}, by whoever points at it or scrolls around it. */
  get box(): DOMRect {
    return this.#box ?? this.host.getBoundingClientRect()
  }
  /** Reads its place at once, before anything is written into the page: read later, it would cost a layout of its own. */
  touch(): void {
    const box = this.host.getBoundingClientRect()
    const before = this.#box
    if (
      before?.left !== box.left ||
      before.top !== box.top ||
      before.width !== box.width ||
      before.height !== box.height
    )
      this.#box = box
  }

  /** The page's colours as they are now. */
  get palette(): Palette {
    return (token) => this.#palette(token)
  }
  get host(): HTMLElement {
    if (!this.#host) throw new Error('The chart has not been laid out yet.')
    return this.#host
  }

  /** For `{@attach}`. */
  readonly attach = (host: HTMLElement): (() => void) => {
    this.#host = host
    const look = () => {
      const style = getComputedStyle(host)
      this.#palette = remembered((token) => style.getPropertyValue(`--${token}`).trim())
      this.theme += 1
    }
    // An attachment runs as an effect: counting up must not make it run again.
    untrack(look)
    const sizes = new ResizeObserver((entries) => {
      // Half a pixel is left over: a canvas that is rounded up would be wider than what it is in.
      const { width, height } = entries.at(-1)?.contentRect ?? { width: host.clientWidth, height: host.clientHeight }
      this.width = Math.floor(width)
      this.height = Math.floor(height)
      // Nobody has asked for its place so far.
      if (this.#box) this.touch()
    })
    sizes.observe(host)
    const themes = new MutationObserver(look)
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const contrast = matchMedia('(prefers-contrast: more)')
    contrast.addEventListener('change', look)
    // Where what it lies in scrolls, the margin is of that.
    const margins: IntersectionObserverInit & { scrollMargin: string } = {
      rootMargin: nearMargin,
      scrollMargin: nearMargin,
    }
    const sight = new IntersectionObserver((entries) => {
      this.isNear = entries.at(-1)?.isIntersecting ?? true
    }, margins)
    sight.observe(host)
    // Paper has all of a page.
    const printed = () => (this.isNear = true)
    addEventListener('beforeprint', printed)
    let isGone = false
    void document.fonts.ready.then(() => {
      if (!isGone) this.theme += 1
    })
    return () => {
      isGone = true
      sizes.disconnect()
      sight.disconnect()
      removeEventListener('beforeprint', printed)
      themes.disconnect()
      contrast.removeEventListener('change', look)
    }
  }

  /** Where a pointer is, in pixels of the element. */
  at(event: { readonly clientX: number; readonly clientY: number }): readonly [x: number, y: number] {
    this.touch()
    const { left, top } = this.box
    return [event.clientX - left, event.clientY - top]
  }
}

/**
 * A canvas's context, drawn by the processor and not by the graphics card: a million points of thin lines take Skia 0.1 s there, and a
 * graphics card (or what stands in for one where there is none: 27 s) is no help with paths of so many corners. @throws Error without one.
 */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d', { willReadFrequently: true })
  if (!ctx) throw new Error('Charts cannot be drawn: this window does not provide a canvas.')
  return ctx
}

/** The size of a canvas that is given to Chart.js, which takes the screen's resolution into account by itself. */
export function sizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.width = width
  canvas.height = height
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
}

/** Gives a canvas's memory back at once: a browser otherwise keeps it until it next collects its garbage. */
export function freeCanvas(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}

/** A canvas of so many pixels of the page, drawn at the screen's own resolution and emptied. */
export function freshContext(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ctx = contextOf(canvas)
  const ratio = devicePixelRatio || 1
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  ctx.clearRect(0, 0, width, height)
  return ctx
}
