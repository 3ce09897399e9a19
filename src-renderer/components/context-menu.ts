/** What the right mouse button, the Menu key and Shift+F10 offer on things in the page. Things say it where they are; one menu shows it (ContextMenu). */
import type { Attachment } from 'svelte/attachments'
import { sectionsOf, type MenuEntry, type MenuGroups } from './menu'

/** Asked when the menu opens, with what lies there within the element; null where there is nothing to offer now. */
export type GroupsOf = (target: Element) => MenuGroups | null

const offered = new WeakMap<Element, GroupsOf>()

/** Says what can be done with an element: `{@attach contextMenu(() => groups)}`. */
export const contextMenu =
  (groups: GroupsOf): Attachment =>
  (element) => {
    offered.set(element, groups)
    return () => void offered.delete(element)
  }

/**
 * What lies at a place of the page: what the innermost element there offers that offers something, what lies around it as a menu of its own, and which
 * element that is.
 * @param alsoOf what an element offers that nobody has said here
 */
export function offeredAt(
  target: Element,
  alsoOf: (element: Element) => MenuGroups | null,
): { readonly about: Element | null; readonly groups: readonly MenuGroups[] } {
  let about: Element | null = null
  let groups: readonly MenuGroups[] = []
  const around: MenuEntry[] = []
  for (let at: Element | null = target; at !== null; at = at.parentElement) {
    const offers = [offered.get(at)?.(target) ?? null, alsoOf(at)].filter((offer) => offer !== null)
    if (offers.length === 0) continue
    if (about === null) {
      about = at
      groups = offers
    } else {
      const name = offers.find((offer) => offer.name !== undefined)?.name ?? 'More'
      around.push({ kind: 'menu', label: name, sections: sectionsOf(...offers) })
    }
  }
  return { about, groups: around.length === 0 ? groups : [...groups, { more: around }] }
}

/** The field whose text a menu would be about; null for none. */
export const fieldAt = (target: Element): HTMLElement | null =>
  target.closest<HTMLElement>(
    'textarea, [contenteditable=true], [contenteditable=plaintext-only], input:not([type=checkbox], [type=radio], [type=range], [type=button])',
  )

/** The text that is selected at a place; empty for none. */
export function selectedAt(target: Element): string {
  const selection = getSelection()
  if (selection === null || selection.isCollapsed || !selection.containsNode(target, true)) return ''
  return selection.toString()
}
