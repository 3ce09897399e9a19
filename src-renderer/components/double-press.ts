/**
 * The second press of a double click never answers what the first one asked: neither where a button now says something else, nor where a dialog or a menu
 * has opened under the pointer with its destructive button there. A key that is held down is one press.
 */

/** Where, when and on what somebody pressed. */
export type Press = {
  readonly at: number
  readonly x: number
  readonly y: number
  /** What was pressed, as it was then: its words say what the press meant. */
  readonly element: unknown
  readonly words: string
}

/** What systems take for the longest double click unless somebody chose more. */
export const doublePressMilliseconds = 500
/** A hand does not hold still between two presses, in pixels. */
const sameSpot = 12

/** Whether a press is the second of a double press that began with something else than what it is on now. */
export function isAnswerByAccident(first: Press | null, second: Press): boolean {
  if (first === null || second.at - first.at >= doublePressMilliseconds) return false
  if (Math.hypot(second.x - first.x, second.y - first.y) > sameSpot) return false
  return first.element !== second.element || first.words !== second.words
}

const pressable = 'button, a, [role=menuitem], [role=button], input, label, summary'
const wordsOf = (element: Element | null): string =>
  element === null ? '' : `${element.getAttribute('aria-label') ?? ''} ${element.textContent}`

/** What moves on under the pointer when it was pressed, such as a row that is gone: one press is one answer there too. */
const careful = '.danger, [data-single-press]'

/** Keeps destructive buttons (`danger`) from presses that were not meant for them. To be called once. @returns how to end it */
export function guardDoublePresses(): () => void {
  let first: Press | null = null
  let current: Press | null = null
  const pressOf = ({ target, timeStamp: at, clientX: x, clientY: y }: MouseEvent): Press => {
    const element = target instanceof Element ? (target.closest(pressable) ?? target) : null
    return { at, x, y, element, words: wordsOf(element) }
  }
  const down = (event: PointerEvent) => {
    first = current
    current = pressOf(event)
  }
  const click = (event: MouseEvent) => {
    const danger = event.target instanceof Element ? event.target.closest(careful) : null
    // A click of the keyboard or of a program has no place.
    if (danger === null || event.detail === 0) return
    if (!isAnswerByAccident(first, pressOf(event))) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const key = (event: KeyboardEvent) => {
    if (!event.repeat || (event.key !== 'Enter' && event.key !== ' ')) return
    if (event.target instanceof Element && event.target.matches(`${careful}, dialog *`)) event.preventDefault()
  }
  addEventListener('pointerdown', down, true)
  addEventListener('click', click, true)
  addEventListener('keydown', key, true)
  return () => {
    removeEventListener('pointerdown', down, true)
    removeEventListener('click', click, true)
    removeEventListener('keydown', key, true)
  }
}
