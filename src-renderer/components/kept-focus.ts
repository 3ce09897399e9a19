/**
 * Keeps the place of the keyboard in a list whose rows change under it. What is renamed, pinned, sorted elsewhere or removed takes the focus out of the
 * page with it, and the next key would begin at the top of the window.
 */

/** Frames in which the row that the cursor has moved to comes into the page. */
const mostFrames = 20

type KeptFocusOptions = {
  /** What a row is, as a selector. */
  readonly row: string
  /** The control of a row that the keyboard comes to first. */
  readonly usualIn: (row: HTMLElement) => HTMLElement | undefined
}

/** @returns what ends it */
export function keepFocus(box: HTMLElement, { row, usualIn }: KeptFocusOptions): () => void {
  let last: HTMLElement | null = null
  let lastRow: HTMLElement | null = null
  let lastTop = 0
  let isEnded = false

  const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body
  const rows = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>(row)]
  const focus = (control: HTMLElement | undefined): void => control?.focus({ preventScroll: true })

  function focused({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return
    last = target
    lastRow = target.closest<HTMLElement>(row)
    lastTop = lastRow?.getBoundingClientRect().top ?? 0
  }
  function left({ target, relatedTarget }: FocusEvent): void {
    if (relatedTarget !== null) {
      if (!(relatedTarget instanceof Node) || !box.contains(relatedTarget)) last = null
      return
    }
    // What is taken out of the page is told of before this turn is over; whoever pressed beside the list has left it.
    setTimeout(() => {
      if (last === target && isNowhere()) last = null
    })
  }

  function nearest(): HTMLElement | undefined {
    const away = (one: HTMLElement) => Math.abs(one.getBoundingClientRect().top - lastTop)
    return rows()
      .filter((one) => usualIn(one) !== undefined)
      .sort((one, other) => away(one) - away(other))[0]
  }
  /** The run that the cursor is on keeps it, wherever its row is now; where it is gone, what took its place has it. */
  function findRow(frames: number): void {
    if (isEnded || !isNowhere()) return
    const marked = rows().find((one) => one.matches('.cursor'))
    const found = marked ?? (frames >= mostFrames ? nearest() : undefined)
    if (found !== undefined) focus(usualIn(found))
    else if (frames < mostFrames) requestAnimationFrame(() => findRow(frames + 1))
  }
  function changed(records: readonly MutationRecord[]): void {
    const gone = last
    if (gone === null || !isNowhere()) return
    if (!records.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(gone)))) return
    if (gone.isConnected) focus(gone)
    else if (lastRow?.isConnected === true) focus(usualIn(lastRow))
    else findRow(0)
  }

  const watch = new MutationObserver(changed)
  watch.observe(box, { childList: true, subtree: true })
  box.addEventListener('focusin', focused)
  box.addEventListener('focusout', left)
  return () => {
    isEnded = true
    watch.disconnect()
    box.removeEventListener('focusin', focused)
    box.removeEventListener('focusout', left)
  }
}
