/** Ctrl+A: in a field its text, in a table its rows (a view's own command), and elsewhere no more than the text that is being read. */
import { fieldAt } from './context-menu'

/** The outermost element around a place that is there to be copied from, such as a log or an error; null in the rest of the window. */
function readAt(place: Node | null): Element | null {
  let found: Element | null = null
  for (let at = place instanceof Element ? place : (place?.parentElement ?? null); at !== null; at = at.parentElement)
    if (getComputedStyle(at).userSelect === 'text' || at.matches('pre, code, [role=alert]')) found = at
  return found
}

/** Selects the text that was pressed last, where it is there to be copied from; else nothing. */
export function selectText(): void {
  const selection = getSelection()
  const read = readAt(selection?.anchorNode ?? null)
  if (read !== null) selection?.selectAllChildren(read)
}

/** Also while a dialog is open, where the window's commands rest. To be called once. @returns how to end it */
export function guardSelectAll(): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.key.toLowerCase() !== 'a' || event.altKey || event.shiftKey) return
    if (!event.ctrlKey && !event.metaKey) return
    if (event.target instanceof Element && fieldAt(event.target) !== null) return
    event.preventDefault()
    selectText()
  }
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}
