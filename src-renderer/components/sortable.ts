/** Things that are dragged by a handle to another place among their like, as attachments of Svelte. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { Attachment } from 'svelte/attachments'

/** Before (`above`) or behind (`below`) which one the dragged one would land. */
export type Landing = { readonly id: string; readonly edge: 'above' | 'below' }

export type Sortable = {
  readonly id: string
  /** Only what has the same word is taken in; rows of the queue unless given. */
  readonly kind?: string
  /** Side by side rather than one below the other. */
  readonly isAcross?: boolean
  readonly ondrag: (id: string | null) => void
  readonly onover: (landing: Landing | null) => void
  readonly ondrop: (id: string, landing: Landing) => void
}

/** Makes an element draggable by the child that has `data-handle`, and a place to drop others of its kind. */
export function sortable({
  id,
  kind = 'queue row',
  isAcross = false,
  ondrag,
  onover,
  ondrop,
}: Sortable): Attachment<HTMLElement> {
  return (element) => {
    const handle = element.querySelector('[data-handle]')
    if (!handle) throw new Error('What is sorted needs a child with data-handle')
    const landingAt = ({ clientX, clientY }: { clientX: number; clientY: number }): Landing => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const isBefore = isAcross ? clientX < left + width / 2 : clientY < top + height / 2
      return { id, edge: isBefore ? 'above' : 'below' }
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
        onDrag: ({ location }) => onover(landingAt(location.current.input)),
        onDragLeave: () => onover(null),
        onDrop: ({ source, location }) => ondrop(source.data.id as string, landingAt(location.current.input)),
      }),
    )
  }
}
