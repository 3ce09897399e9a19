/** Rows that are dragged by a handle to another place in their list, as attachments of Svelte. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Attachment } from 'svelte/attachments'

/** Above or below which row the dragged one would land. */
export type Landing = { readonly id: string; readonly edge: 'above' | 'below' }

export type Sortable = {
  readonly id: string
  readonly ondrag: (id: string | null) => void
  readonly onover: (landing: Landing | null) => void
  readonly ondrop: (id: string, landing: Landing) => void
}

const kind = Symbol('queue row')

/** Makes a row draggable by the child that has `data-handle`, and a place to drop others of its list. */
export function sortable({ id, ondrag, onover, ondrop }: Sortable): Attachment<HTMLElement> {
  return (element) => {
    const handle = element.querySelector('[data-handle]')
    if (!handle) throw new Error('A sortable row needs a child with data-handle')
    const landingAt = (clientY: number): Landing => {
      const { top, height } = element.getBoundingClientRect()
      return { id, edge: clientY < top + height / 2 ? 'above' : 'below' }
    }
    return combine(
      draggable({
        element,
        dragHandle: handle,
        getInitialData: () => ({ kind, id }),
        onDragStart: () => ondrag(id),
        onDrop: () => {
          ondrag(null)
          onover(null)
        },
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.kind === kind,
        onDrag: ({ location }) => onover(landingAt(location.current.input.clientY)),
        onDragLeave: () => onover(null),
        onDrop: ({ source, location }) => ondrop(source.data.id as string, landingAt(location.current.input.clientY)),
      }),
    )
  }
}
