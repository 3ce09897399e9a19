/** What stands in menus: of a button, of the right mouse button, and of the menu bar. One list of what can be done serves all of them. */
import type { Component } from 'svelte'
import type { Project } from '@contract/projects'

/** How an item closes the menu that it is in. */
export const menuKey = Symbol('menu')

export type MenuIcon = Component<{ size?: number; strokeWidth?: number }>

export type MenuAction = {
  readonly label: string
  readonly icon?: MenuIcon
  /** The key that does the same, as the window's keys are written: `Enter`, `Ctrl+E`, `G R`. */
  readonly keys?: string
  readonly note?: string
  /** For one that is on or off; the menu then stays open. */
  readonly checked?: boolean
  readonly danger?: boolean
  /** Why it does nothing now. */
  readonly disabledBecause?: string | null
  readonly onselect: () => void
}

/** Asks for a project in the same menu. */
export type ProjectChoice = Omit<MenuAction, 'onselect'> & {
  readonly kind: 'project'
  /** Ids of projects that are not offered. */
  readonly except: readonly string[]
  readonly onchoose: (project: Project) => void
}

/** The looks of lines. */
export type ColourEntry = {
  readonly kind: 'colours'
  readonly current: number | null
  readonly onchoose: (slot: number) => void
}

/** What lies around what the menu is about, such as the panel of a line: its entries come in the place of the others. */
export type SubMenu = {
  readonly kind: 'menu'
  readonly label: string
  readonly sections: readonly (readonly MenuEntry[])[]
}

export type MenuEntry = MenuAction | ProjectChoice | ColourEntry | SubMenu

/** What can be done with one thing, in the order of every menu: with the value, with the run or whatever it is, copies, the bin. */
export type MenuGroups = {
  /** What it is about, for the menu's name. */
  readonly name?: string
  readonly value?: readonly MenuEntry[]
  readonly thing?: readonly MenuEntry[]
  readonly more?: readonly MenuEntry[]
  readonly copy?: readonly MenuEntry[]
  readonly bin?: readonly MenuEntry[]
}

/** Things that lie in one another as one menu, the innermost first in each part; parts without entries are left out. */
export function sectionsOf(...inner: readonly MenuGroups[]): MenuEntry[][] {
  const together = (part: 'value' | 'copy' | 'bin') => inner.flatMap((groups) => groups[part] ?? [])
  const apart = (part: 'thing' | 'more') => inner.map((groups) => [...(groups[part] ?? [])])
  const sections = [together('value'), ...apart('thing'), ...apart('more'), together('copy'), together('bin')]
  return sections.filter((section) => section.length > 0)
}

const itemsOf = (box: Element): HTMLElement[] => [
  ...box.querySelectorAll<HTMLElement>('[role^=menuitem]:not([disabled])'),
]

/** Moves the focus in a menu by arrows, Home, End and the first letters of an item. @returns whether the key was one of those */
export function stepInMenu(box: Element, event: KeyboardEvent): boolean {
  const items = itemsOf(box)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: at < 0 ? items.length - 1 : (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }
  const next = items[steps[event.key] ?? -1] ?? byLetter(items, at, event)
  if (next === undefined) return false
  event.preventDefault()
  next.focus()
  return true
}

/** What was typed in a menu, letter by letter, and when the last one was. */
let typed = { text: '', at: Number.NEGATIVE_INFINITY }
/** Letters that come sooner after each other are one beginning. */
const togetherMilliseconds = 1_000

/** The next item that begins with what is typed; the same letter again goes on to the next of its items. */
function byLetter(items: readonly HTMLElement[], at: number, event: KeyboardEvent): HTMLElement | undefined {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return undefined
  if (event.target instanceof HTMLInputElement) return undefined
  const letter = event.key.toLocaleLowerCase()
  const isMore = at >= 0 && event.timeStamp - typed.at < togetherMilliseconds
  typed = { text: isMore ? typed.text + letter : letter, at: event.timeStamp }
  const { text } = typed
  const find = (from: number, start: string) =>
    [...items.slice(from), ...items.slice(0, from)].find((item) =>
      item.textContent.trim().toLocaleLowerCase().startsWith(start),
    )
  const isOne = text.length > letter.length
  const found = find(isOne ? at : at + 1, text)
  return found ?? (isOne && text === letter.repeat(text.length / letter.length) ? find(at + 1, letter) : undefined)
}
