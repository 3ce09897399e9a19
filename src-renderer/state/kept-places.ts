/**
 * How each step of the window's history was left: where its boxes were scrolled to, which runs were selected, which one was at hand and what had the focus.
 * Back and forward bring that back. It is kept for as long as the tab lives, over reloads too.
 */
import { z } from 'zod'
import type { RunAtHand } from './at-hand.svelte'
import type { StepKeeper } from './router.svelte'
import type { SelectionState } from './selection.svelte'

const keptSchema = z.object({
  scrolled: z.array(z.object({ box: z.string(), top: z.number(), left: z.number() })),
  selection: z.array(z.string()),
  hand: z.string().nullable(),
  /** What had the focus, by its tag and its words. */
  focus: z.string().nullable(),
})
type Kept = z.output<typeof keptSchema>
type Scrolled = Kept['scrolled'][number]

const keptKey = 'plateau-places'
/** Older ones are forgotten. */
const mostKept = 100
/** So long a view may take to have its rows; then, or once a person scrolls, it stays as it is. */
const patienceMilliseconds = 4_000

export class KeptPlaces implements StepKeeper {
  readonly #selection: SelectionState
  readonly #hand: RunAtHand
  readonly #kept: Map<string, Kept>
  #letGo: () => void = () => undefined

  constructor(selection: SelectionState, hand: RunAtHand) {
    this.#selection = selection
    this.#hand = hand
    this.#kept = readKept()
    addEventListener('pagehide', () => sessionStorage.setItem(keptKey, JSON.stringify([...this.#kept])))
  }

  leave(step: string): void {
    this.#letGo()
    this.#kept.delete(step)
    this.#kept.set(step, {
      scrolled: scrolledBoxes(),
      selection: this.#selection.list,
      hand: this.#hand.held,
      focus: focused(),
    })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
  }

  arrive(step: string): void {
    this.#letGo()
    const kept = this.#kept.get(step)
    if (kept === undefined) return
    // After the view has changed: a project that is opened on the way selects none.
    requestAnimationFrame(() => {
      this.#selection.set(kept.selection)
      this.#hand.hold(kept.hand)
    })
    this.#letGo = bringBack(kept)
  }
}

/** What was kept before this tab was reloaded; nothing where that cannot be read. */
function readKept(): Map<string, Kept> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keptKey) ?? '[]')
    return new Map(z.array(z.tuple([z.string(), keptSchema])).parse(kept))
  } catch {
    return new Map()
  }
}

const view = (): Element | null => document.querySelector('main')

/** The way from the view to a box, by the places of its elements. */
function pathTo(element: Element, root: Element): string {
  const parts: string[] = []
  for (let at = element; at !== root && at.parentElement !== null; at = at.parentElement)
    parts.unshift(`${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`)
  return parts.join('>')
}

function scrolledBoxes(): Scrolled[] {
  const root = view()
  if (root === null) return []
  return [...root.querySelectorAll('*')]
    .filter(({ scrollTop, scrollLeft }) => scrollTop > 0 || scrollLeft > 0)
    .map((box) => ({ box: pathTo(box, root), top: box.scrollTop, left: box.scrollLeft }))
}

const wordsOf = (element: Element): string =>
  `${element.localName} ${element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 100)}`

function focused(): string | null {
  const { activeElement } = document
  return activeElement !== null && view()?.contains(activeElement) === true ? wordsOf(activeElement) : null
}

/** Brings boxes and focus back as soon as the view has what they need. @returns how to let go of it */
function bringBack({ scrolled, focus }: Kept): () => void {
  const left = new Set(scrolled)
  let needsFocus = focus !== null
  const deadline = performance.now() + patienceMilliseconds
  let frame = 0
  const letGo = () => {
    cancelAnimationFrame(frame)
    for (const kind of ['wheel', 'keydown', 'pointerdown'] as const) removeEventListener(kind, letGo, true)
  }
  const step = () => {
    const root = view()
    for (const place of root === null ? [] : left) {
      const box = root?.querySelector(`:scope>${place.box}`)
      if (!box) continue
      box.scrollTo({ top: place.top, left: place.left, behavior: 'instant' })
      // A list grows while its rows come.
      if (Math.abs(box.scrollTop - place.top) < 2 && Math.abs(box.scrollLeft - place.left) < 2) left.delete(place)
    }
    if (needsFocus && left.size === 0 && root !== null && focus !== null) {
      const found = [...root.querySelectorAll(focus.slice(0, focus.indexOf(' ')))].find(
        (element) => wordsOf(element) === focus,
      )
      if (found instanceof HTMLElement) {
        found.focus({ preventScroll: true })
        needsFocus = false
      }
    }
    if ((left.size > 0 || needsFocus) && performance.now() < deadline) frame = requestAnimationFrame(step)
    else letGo()
  }
  frame = requestAnimationFrame(step)
  for (const kind of ['wheel', 'keydown', 'pointerdown'] as const) addEventListener(kind, letGo, true)
  return letGo
}
