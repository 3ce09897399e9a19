/** What of a scrolled box is in sight, in pixels: for lists that draw only that. */

export class ScrollWindow {
  top = $state(0)
  height = $state(0)
  width = $state(0)
  #element: HTMLElement | null = null
  readonly #isList: boolean

  /**
   * @param isList what is out of sight is a gap as high as its rows. The browser's own scroll anchoring is off there: after a far scroll it holds on to a row
   * of before, which moves as the gaps change, and scrolls on by that much.
   */
  constructor({ isList = true } = {}) {
    this.#isList = isList
  }

  /** For `{@attach}` on the box that scrolls. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element
    if (this.#isList) element.style.overflowAnchor = 'none'
    const scrolled = () => (this.top = element.scrollTop)
    const watch = new ResizeObserver(() => {
      this.height = element.clientHeight
      this.width = element.clientWidth
      scrolled()
    })
    element.addEventListener('scroll', scrolled, { passive: true })
    // Told before the next frame, when the page is laid out: asked for now, it would be laid out once more.
    watch.observe(element)
    return () => {
      this.#element = null
      element.removeEventListener('scroll', scrolled)
      watch.disconnect()
    }
  }

  get element(): HTMLElement | null {
    return this.#element
  }

  /** Scrolls as little as may be until a stretch is in sight. */
  reveal(from: number, to: number): void {
    const element = this.#element
    if (element === null) return
    if (from < element.scrollTop) element.scrollTop = from
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight
    this.top = element.scrollTop
  }
}
