/**
 * The run that somebody is at: one and the same in charts, lists, tables and tooltips, and what keys act on. The pointer's while it is on one, else the
 * keyboard's, and whoever moved last decides.
 */
export class RunAtHand {
  #pointed = $state<string | null>(null)
  #held = $state<string | null>(null)

  /** Id of a run, or what a group goes by (panels/workspace/line-spec, groupOwner); null for none. */
  get current(): string | null {
    return this.#pointed ?? this.#held
  }
  /** What the keyboard was put on, whatever the pointer is on. */
  get held(): string | null {
    return this.#held
  }

  /** The pointer is on a run, or on none any more. */
  point(id: string | null): void {
    this.#pointed = id
  }
  /** The pointer has left a run. What it may have come to meanwhile stays. */
  leave(id: string | null): void {
    if (this.#pointed === id) this.#pointed = null
  }
  /** The keyboard is on a run, or on none any more: wherever the pointer rests, it has to move before it counts again. */
  hold(id: string | null): void {
    this.#held = id
    this.#pointed = null
  }
}
