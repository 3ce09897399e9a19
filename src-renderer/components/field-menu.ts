import type { EditAction, Shell } from '@contract/shell'
import type { MenuEntry, MenuGroups } from './menu'

/** What can be done with the text of a field, by the shell: a page may neither undo nor paste by itself. */
export function fieldGroups(field: HTMLElement, edit: NonNullable<Shell['edit']>): MenuGroups {
  const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
  const hasSelection = isText ? field.selectionStart !== field.selectionEnd : !(getSelection()?.isCollapsed ?? true)
  const isFixed = isText && (field.readOnly || field.disabled)
  const none = hasSelection ? null : 'nothing selected'
  const fixed = isFixed ? 'cannot be changed' : null
  const entry = (label: string, action: EditAction, keys: string, disabledBecause: string | null): MenuEntry => ({
    label,
    keys,
    disabledBecause,
    onselect: () => void edit(action),
  })
  return {
    name: 'Text',
    value: [entry('Undo', 'undo', 'Ctrl+Z', fixed), entry('Redo', 'redo', 'Ctrl+Shift+Z', fixed)],
    thing: [
      entry('Cut', 'cut', 'Ctrl+X', fixed ?? none),
      entry('Copy', 'copy', 'Ctrl+C', none),
      entry('Paste', 'paste', 'Ctrl+V', fixed),
    ],
    more: [entry('Select all', 'selectAll', 'Ctrl+A', null)],
  }
}
