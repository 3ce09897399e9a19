/** Runs that are chosen in the history. */
// Sets here are made whole and never changed.
/* eslint-disable svelte/prefer-svelte-reactivity */

export class SelectionState {
  /** Another set after each change: of ten thousand runs that are chosen at once, none has a signal of its own. */
  #ids = $state.raw<ReadonlySet<string>>(new Set())

  readonly list = $derived.by(() => [...this.#ids])

  has(id: string): boolean {
    return this.#ids.has(id)
  }
  toggle(id: string): void {
    if (this.#ids.has(id)) this.remove([id])
    else this.#ids = new Set([...this.#ids, id])
  }
  set(ids: readonly string[]): void {
    this.#ids = new Set(ids)
  }
  /** Those that are chosen of these are not any more. */
  remove(ids: readonly string[]): void {
    const removed = new Set(ids)
    this.#ids = new Set([...this.#ids].filter((id) => !removed.has(id)))
  }
  clear(): void {
    if (this.#ids.size > 0) this.#ids = new Set()
  }
}
