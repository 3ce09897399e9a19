/** Values that come one by one, each with a signal of its own, even before it is here. */
import { SvelteMap } from 'svelte/reactivity'

/**
 * Whoever reads a value that is not here yet follows that one alone. Of a SvelteMap it would follow every entry that is new: of ten thousand runs a panel
 * that waits for one column would be worked out anew for each of a hundred others.
 */
export class AwaitedMap<Key, Value> {
  /** Undefined: somebody waits for it. */
  readonly #values = new SvelteMap<Key, Value | undefined>()

  /** Undefined until it is here. */
  get(key: Key): Value | undefined {
    // Svelte's map makes the signal of an entry when it is first read, and hears of what is put in by its own methods only.
    if (!Map.prototype.has.call(this.#values, key)) Map.prototype.set.call(this.#values, key, undefined)
    return this.#values.get(key)
  }
  has(key: Key): boolean {
    return this.get(key) !== undefined
  }
  set(key: Key, value: Value): void {
    this.#values.set(key, value)
  }
  /** Its readers wait for it again. */
  delete(key: Key): void {
    this.#values.delete(key)
  }
  clear(): void {
    this.#values.clear()
  }
  /** Of what is here, in the order in which it was first asked for or put in. */
  keys(): Key[] {
    return [...this.#values].flatMap(([key, value]) => (value === undefined ? [] : [key]))
  }
}
