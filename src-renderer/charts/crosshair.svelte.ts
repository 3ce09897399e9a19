/** One crosshair for all panels of a view that share their x. */
import { getContext, setContext } from 'svelte'
import type { XKind } from '@charts/panel'

export class Crosshair {
  #x = $state<number | null>(null)
  #kind = $state.raw<XKind>('epoch')
  /** The panel that the pointer or the keyboard is in: it alone has a tooltip. */
  owner = $state.raw<symbol | null>(null)

  /** What lies under the crosshair in panels of one kind of x; null when there is none. */
  at(kind: XKind): number | null {
    return this.#kind === kind ? this.#x : null
  }
  set(x: number, kind: XKind, owner: symbol): void {
    this.#x = x
    this.#kind = kind
    this.owner = owner
  }
  clear(): void {
    this.#x = null
    this.owner = null
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
