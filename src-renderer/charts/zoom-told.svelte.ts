/** Telling of what a panel is zoomed to: at once where a zoom has ended, and of one that goes on once it rests. */
import { onMount, untrack } from 'svelte'
import type { Range } from '@charts/panel'

export type ZoomedView = { readonly x: Range; readonly y: Range }

/** In milliseconds. */
const restMilliseconds = 120

/** Follows the zoom of the calling component for as long as that is there. */
export class ZoomTold {
  /** The zoom that comes next goes no further: a button's release has ended it. */
  isAtRest = false

  /** @param shown null while the whole is shown. */
  constructor(shown: () => ZoomedView | null, tell: (view: ZoomedView | null) => void) {
    let rest: ReturnType<typeof setTimeout> | undefined
    let wasTold = false
    onMount(() => () => clearTimeout(rest))
    $effect(() => {
      const view = shown()
      if (view === null && !wasTold) return
      wasTold = view !== null
      clearTimeout(rest)
      if (this.isAtRest) untrack(() => tell(view))
      else rest = setTimeout(() => tell(view), restMilliseconds)
      this.isAtRest = false
    })
  }
}
