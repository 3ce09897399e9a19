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

/** @param row what a row is, as a selector; a control may be a row of its own */
export const oneTabStop =
  (row = '[data-slot]') =>
  (box: HTMLElement): (() => void) => {
    let current: HTMLElement | null = null
    /** Where the control lies that up and down keep to, in pixels of the window. */
    let column: number | null = null

    const isControl = (element: HTMLElement): boolean =>
      element.closest('[popover]') === null && !element.matches(typedInto)
    const controlsIn = (part: HTMLElement): HTMLElement[] =>
      [...(part.matches(focusable) ? [part] : []), ...part.querySelectorAll<HTMLElement>(focusable)].filter(isControl)
    const rows = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>(row)]
    const reachable = (part: HTMLElement): HTMLElement[] =>
      controlsIn(part).filter((control) => !control.matches(':disabled') && control.checkVisibility())
    const usualIn = (part: HTMLElement | undefined): HTMLElement | undefined => {
      const controls = part === undefined ? [] : controlsIn(part)
      return controls.find((control) => control.matches('.opens')) ?? controls[0]
    }

    /** Rows come and go, and take their controls with them. */
    function settle(): void {
      if (current?.isConnected !== true || !box.contains(current)) {
        const all = rows()
        const marked = all.find((one) => one.matches('.cursor'))
        current =
          usualIn(marked) ??
          all
            .filter((one) => one.closest('thead') === null)
            .map(usualIn)
            .find(Boolean) ??
          null
      }
      for (const part of rows())
        for (const control of controlsIn(part)) {
          const wanted = control === current ? 0 : -1
          if (control.tabIndex !== wanted || !control.hasAttribute('tabindex')) control.tabIndex = wanted
        }
    }

    const middleOf = (element: HTMLElement): number => {
      const { left, width } = element.getBoundingClientRect()
      return left + width / 2
    }
    function nearestIn(part: HTMLElement): HTMLElement | undefined {
      const x = column ?? 0
      return reachable(part).sort((left, right) => Math.abs(middleOf(left) - x) - Math.abs(middleOf(right) - x))[0]
    }
    function focus(control: HTMLElement | undefined): void {
      if (control === undefined) return
      control.focus({ preventScroll: true })
      control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    function focusRow(part: HTMLElement | undefined): void {
      const kept = column
      if (part !== undefined) focus(nearestIn(part))
      column = kept
    }

    /** Scrolls, and goes to the row that is then where the last one was: rows that are far off are not in the page. */
    function jump(from: HTMLElement, by: number): void {
      const scroller = box.closest<HTMLElement>('.scroll') ?? box
      const y = from.getBoundingClientRect().top
      const before = scroller.scrollTop
      scroller.scrollTop += by
      const isAtEnd = Math.abs(scroller.scrollTop - before) < Math.abs(by) - 1
      let frames = 0
      const look = () => {
        const listed = rows().filter((one) => reachable(one).length > 0)
        const there = listed.find((one) => one.getBoundingClientRect().bottom > y + 1)
        const bounds = scroller.getBoundingClientRect()
        const end = by < 0 ? listed[0] : listed.at(-1)
        const isEndThere = end !== undefined && end.getBoundingClientRect().top < bounds.bottom
        if (isAtEnd ? isEndThere && frames > 1 : there !== undefined && frames > 1) focusRow(isAtEnd ? end : there)
        else if ((frames += 1) < mostFrames) requestAnimationFrame(look)
        else focusRow(end)
      }
      requestAnimationFrame(look)
    }

    function press(event: KeyboardEvent): void {
      const { target, key } = event
      if (event.defaultPrevented || event.altKey || event.shiftKey || event.metaKey) return
      if (!(target instanceof HTMLElement) || !isControl(target)) return
      const part = target.closest<HTMLElement>(row)
      if (part === null || !box.contains(part)) return
      if (event.ctrlKey && key !== 'Home' && key !== 'End') return
      const act = moves(part, target, event)[key]
      if (act === undefined) return
      event.preventDefault()
      // What the view does by these keys is meant for elsewhere.
      event.stopPropagation()
      act()
    }

    function moves(part: HTMLElement, at: HTMLElement, { ctrlKey }: KeyboardEvent): Record<string, () => void> {
      const beside = (step: -1 | 1) => {
        const controls = reachable(part)
        focus(controls[controls.indexOf(at) + step])
      }
      const along = (step: -1 | 1) => {
        const listed = rows().filter((one) => one === part || reachable(one).length > 0)
        column ??= middleOf(at)
        focusRow(listed[listed.indexOf(part) + step])
      }
      const { clientHeight, scrollHeight } = box.closest<HTMLElement>('.scroll') ?? box
      const page = clientHeight - part.offsetHeight
      return {
        ArrowDown: () => along(1),
        ArrowUp: () => along(-1),
        ArrowRight: () => beside(1),
        ArrowLeft: () => beside(-1),
        Home: ctrlKey ? () => jump(part, -scrollHeight) : () => focus(reachable(part)[0]),
        End: ctrlKey ? () => jump(part, scrollHeight) : () => focus(reachable(part).at(-1)),
        PageDown: () => jump(part, page),
        PageUp: () => jump(part, -page),
      }
    }

    function focused({ target }: FocusEvent): void {
      if (!(target instanceof HTMLElement) || !isControl(target) || target.closest(row) === null) return
      current = target
      column = middleOf(target)
      settle()
    }

    /** What a box does may move it: the first one that is ticked takes another place in its row. */
    function changed(): void {
      column = null
    }

    const watch = new MutationObserver(settle)
    watch.observe(box, { childList: true, subtree: true })
    box.addEventListener('keydown', press)
    box.addEventListener('focusin', focused)
    box.addEventListener('change', changed)
    if (!box.hasAttribute('aria-describedby')) box.setAttribute('aria-describedby', listKeysHint)
    const endKeeping = keepFocus(box, { row, usualIn })
    settle()
    return () => {
      watch.disconnect()
      endKeeping()
      box.removeEventListener('keydown', press)
      box.removeEventListener('focusin', focused)
      box.removeEventListener('change', changed)
    }
  }
