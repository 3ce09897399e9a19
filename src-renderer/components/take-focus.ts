/**
 * Gives a control the focus when it comes into the page by a press elsewhere, and the focus back to where it was when it goes. `autofocus` does so only
 * in dialogs, popovers, and where nothing else has the focus.
 */
export function takeFocus(control: HTMLElement): () => void {
  const before = document.activeElement
  const around = control.closest('aside')
  control.focus()
  return () => {
    const now = document.activeElement
    const isLost = now === null || now === document.body || around?.contains(now) === true
    if (isLost && before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
