/** One crosshair for all panels of a view that share their x. */
import { getContext, setContext } from 'svelte'

export class Crosshair {
  /** The epoch or step under the crosshair; null when there is none. */
  x = $state<number | null>(null)
  /** The panel that the pointer or the keyboard is in: it alone has a tooltip. */
  owner = $state.raw<symbol | null>(null)

  set(x: number | null, owner: symbol | null): void {
    this.x = x
    this.owner = owner
  }
}

const key = Symbol('crosshair')

/** Called by a view whose panels are to share theirs. */
export function shareCrosshair(): void {
  setContext(key, new Crosshair())
}

/** The shared one, or one of its own for a panel that stands alone. */
export function useCrosshair(): Crosshair {
  return getContext<Crosshair | undefined>(key) ?? new Crosshair()
}
