/** The x range that several panels are zoomed to together. */
import type { Range, XKind } from '@charts/panel'

export class ZoomGroup {
  #kind = $state.raw<XKind | null>(null)
  #x = $state.raw<Range | null>(null)

  /** Null when panels of this kind show the whole. */
  rangeOf(kind: XKind): Range | null {
    return this.#kind === kind ? this.#x : null
  }
  set(kind: XKind, x: Range | null): void {
    this.#kind = kind
    this.#x = x
  }
}
