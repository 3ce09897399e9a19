/** Runs that are chosen in the history. */
import { SvelteSet } from 'svelte/reactivity'

export class SelectionState {
  readonly #ids = new SvelteSet<string>()

  readonly list = $derived.by(() => [...this.#ids])

  has(id: string): boolean {
    return this.#ids.has(id)
  }
  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id)
  }
  set(ids: readonly string[]): void {
    this.#ids.clear()
    for (const id of ids) this.#ids.add(id)
  }
  clear(): void {
    this.#ids.clear()
  }
}
