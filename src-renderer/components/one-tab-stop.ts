/**
 * A list or table that Tab goes into and out of at once: one of its controls is a tab stop, and arrows move among the rest, as in the grid pattern of
 * the ARIA practices. What is typed into, and menus that are open, keep keys of their own.
 */

import { keepFocus } from './kept-focus'

const focusable = 'button, a[href], input, select, textarea, [tabindex]'
const typedInto = 'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select'
/** Frames in which rows that were not in the page come. */
const mostFrames = 30
/** The words for it, which App has in the page. */
export const listKeysHint = 'list-keys-hint'

const isControl = (element: HTMLElement): boolean =>
  element.closest('[popover]') === null && !element.matches(typedInto)
const controlsIn = (part: HTMLElement): HTMLElement[] =>
  [...(part.matches(focusable) ? [part] : []), ...part.querySelectorAll<HTMLElement>(focusable)].filter(isControl)
const reachable = (part: HTMLElement): HTMLElement[] =>
  controlsIn(part).filter((control) => !control.matches(':disabled') && control.checkVisibility())
function usualIn(part: HTMLElement | undefined): HTMLElement | undefined {
  const controls = part === undefined ? [] : controlsIn(part)
  return controls.find((control) => control.matches('.opens')) ?? controls[0]
}
/** Where its middle lies, in pixels of the window. */
function middleOf(element: HTMLElement): number {
  const { left, width } = element.getBoundingClientRect()
  return left + width / 2
}
const nearestTo = (x: number, part: HTMLElement): HTMLElement | undefined =>
  reachable(part).sort((left, right) => Math.abs(middleOf(left) - x) - Math.abs(middleOf(right) - x))[0]
function focus(control: HTMLElement | undefined): void {
  if (control === undefined) return
  control.focus({ preventScroll: true })
  control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** @param row what a row is, as a selector; a control may be a row of its own */
export const oneTabStop =
  (row = '[data-slot]') =>
  (box: HTMLElement): (() => void) => {
    const stop = new TabStop(box, row)
    const watch = new MutationObserver(stop.settle)
    watch.observe(box, { childList: true, subtree: true })
    box.addEventListener('keydown', stop.press)
    box.addEventListener('focusin', stop.focused)
    box.addEventListener('change', stop.changed)
    if (!box.hasAttribute('aria-describedby')) box.setAttribute('aria-describedby', listKeysHint)
    const endKeeping = keepFocus(box, { row, usualIn })
    stop.settle()
    return () => {
      watch.disconnect()
      endKeeping()
      box.removeEventListener('keydown', stop.press)
      box.removeEventListener('focusin', stop.focused)
      box.removeEventListener('change', stop.changed)
    }
  }

/** Which control of one box is its tab stop, and how keys move it. */
class TabStop {
  readonly #box: HTMLElement
  readonly #row: string
  #current: HTMLElement | null = null
  /** Where the control lies that up and down keep to, in pixels of the window. */
  #column: number | null = null

  constructor(box: HTMLElement, row: string) {
    this.#box = box
    this.#row = row
  }

  /** Rows come and go, and take their controls with them. */
  readonly settle = (): void => {
    if (this.#current?.isConnected !== true || !this.#box.contains(this.#current)) this.#current = this.#firstStop()
    for (const part of this.#rows())
      for (const control of controlsIn(part)) {
        const wanted = control === this.#current ? 0 : -1
        if (control.tabIndex !== wanted || !control.hasAttribute('tabindex')) control.tabIndex = wanted
      }
  }

  readonly press = (event: KeyboardEvent): void => {
    const { target, key } = event
    if (event.defaultPrevented || event.altKey || event.shiftKey || event.metaKey) return
    if (!(target instanceof HTMLElement) || !isControl(target)) return
    const part = target.closest<HTMLElement>(this.#row)
    if (part === null || !this.#box.contains(part)) return
    if (event.ctrlKey && key !== 'Home' && key !== 'End') return
    const act = this.#moves(part, target, event)[key]
    if (act === undefined) return
    event.preventDefault()
    // What the view does by these keys is meant for elsewhere.
    event.stopPropagation()
    act()
  }

  readonly focused = ({ target }: FocusEvent): void => {
    if (!(target instanceof HTMLElement) || !isControl(target) || target.closest(this.#row) === null) return
    this.#current = target
    this.#column = middleOf(target)
    this.settle()
  }

  /** What a box does may move it: the first one that is ticked takes another place in its row. */
  readonly changed = (): void => {
    this.#column = null
  }

  #rows(): HTMLElement[] {
    return [...this.#box.querySelectorAll<HTMLElement>(this.#row)]
  }

  get #scroller(): HTMLElement {
    return this.#box.closest<HTMLElement>('.scroll') ?? this.#box
  }

  #firstStop(): HTMLElement | null {
    const all = this.#rows()
    const body = all.filter((one) => one.closest('thead') === null)
    return usualIn(all.find((one) => one.matches('.cursor'))) ?? body.map(usualIn).find(Boolean) ?? null
  }

  #focusRow(part: HTMLElement | undefined): void {
    const kept = this.#column
    if (part !== undefined) focus(nearestTo(kept ?? 0, part))
    this.#column = kept
  }

  #moves(part: HTMLElement, at: HTMLElement, { ctrlKey }: KeyboardEvent): Record<string, () => void> {
    const { clientHeight, scrollHeight } = this.#scroller
    // The head of a table stays in sight, above the rows.
    const head = this.#box.querySelector<HTMLElement>('thead')?.offsetHeight ?? 0
    const page = Math.max(part.offsetHeight, clientHeight - head - part.offsetHeight)
    return {
      ArrowDown: () => this.#along(part, at, 1),
      ArrowUp: () => this.#along(part, at, -1),
      ArrowRight: () => beside(part, at, 1),
      ArrowLeft: () => beside(part, at, -1),
      Home: ctrlKey ? () => this.#jump(part, -scrollHeight) : () => focus(reachable(part)[0]),
      End: ctrlKey ? () => this.#jump(part, scrollHeight) : () => focus(reachable(part).at(-1)),
      PageDown: () => this.#jump(part, page),
      PageUp: () => this.#jump(part, -page),
    }
  }

  #along(part: HTMLElement, at: HTMLElement, step: -1 | 1): void {
    const listed = this.#rows().filter((one) => one === part || reachable(one).length > 0)
    this.#column ??= middleOf(at)
    this.#focusRow(listed[listed.indexOf(part) + step])
  }

  /** Scrolls, and goes to the row that is then where the last one was: rows that are far off are not in the page. */
  #jump(from: HTMLElement, by: number): void {
    const scroller = this.#scroller
    const y = from.getBoundingClientRect().top
    const before = scroller.scrollTop
    scroller.scrollTop += by
    const isAtEnd = Math.abs(scroller.scrollTop - before) < Math.abs(by) - 1
    const release = holdKeys()
    const arrive = (row: HTMLElement | undefined): void => {
      this.#focusRow(row)
      release()
    }
    let frames = 0
    const look = (): void => {
      const listed = this.#rows().filter((one) => reachable(one).length > 0)
      const there = listed.find((one) => one.getBoundingClientRect().bottom > y + 1)
      const end = by < 0 ? listed[0] : listed.at(-1)
      const wanted = isAtEnd ? end : there
      // Until those of the new place are in the page, the first and the last are those of the old one, out of sight or away from where one was.
      const sight = isAtEnd ? scroller.getBoundingClientRect() : { top: y - 1, bottom: y + 2 * from.offsetHeight }
      const box = wanted?.getBoundingClientRect()
      if (frames > 1 && box !== undefined && box.bottom > sight.top && box.top < sight.bottom) arrive(wanted)
      else if ((frames += 1) < mostFrames) requestAnimationFrame(look)
      else arrive(wanted ?? end)
    }
    requestAnimationFrame(look)
  }
}

/** Keys that mean nothing without those after them, or that only a person's own press acts by. */
const passing = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab'])

/** Keeps what is pressed while the row that the keyboard goes to is on its way. @returns what gives it to whatever has the focus by then, in its order */
function holdKeys(): () => void {
  const held: KeyboardEvent[] = []
  const hold = (event: KeyboardEvent): void => {
    if (passing.has(event.key)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    held.push(event)
  }
  window.addEventListener('keydown', hold, { capture: true })
  return () => {
    window.removeEventListener('keydown', hold, { capture: true })
    for (const event of held) {
      const target = document.activeElement ?? document.body
      const isUnanswered = target.dispatchEvent(new KeyboardEvent('keydown', event))
      // A press that is given again presses no button by itself.
      if (isUnanswered && (event.key === 'Enter' || event.key === ' ') && target instanceof HTMLElement) target.click()
    }
  }
}

function beside(part: HTMLElement, at: HTMLElement, step: -1 | 1): void {
  const controls = reachable(part)
  focus(controls[controls.indexOf(at) + step])
}
