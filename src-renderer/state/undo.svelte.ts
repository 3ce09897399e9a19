/** What was changed in this window and how it is taken back, newest last: the workspace's layout, what is said of runs, and reports. */

export type Undoable = {
  /** Changes of one layout build on each other: an earlier one is taken back together with those after it. */
  readonly scope: 'layout' | 'runs' | 'report'
  /** The one thing that it is a change of, for {@link UndoState.forget}. */
  readonly of?: string
  /** What was done, as a sentence without its stop: "Panel removed". */
  readonly label: string
  readonly undo: () => void | Promise<void>
  readonly redo: () => void | Promise<void>
}

type Entry = Undoable & { readonly at: number }

/** Enough for an hour of work; each holds a layout at most. */
const kept = 200

export class UndoState {
  #done = $state.raw<readonly Entry[]>([])
  #undone = $state.raw<readonly Entry[]>([])

  get canUndo(): boolean {
    return this.#done.length > 0
  }
  get canRedo(): boolean {
    return this.#undone.length > 0
  }
  /** When the newest change was made, in milliseconds of `performance.now()`; 0 when there is none. */
  get newestAt(): number {
    return this.#done.at(-1)?.at ?? 0
  }

  /** Keeps a change that was just made. @returns what takes it back, unless that has been done. */
  push(change: Undoable): () => Promise<string | null> {
    const entry = { ...change, at: performance.now() }
    this.#done = [...this.#done, entry].slice(-kept)
    this.#undone = []
    return () => this.#takeBack(entry)
  }

  /** Takes the newest change back. @returns what it was, or null when there is none. @throws what its inverse throws. */
  async undo(): Promise<string | null> {
    const entry = this.#done.at(-1)
    return entry ? this.#takeBack(entry) : null
  }

  /** Does the newest undone change again. */
  async redo(): Promise<string | null> {
    const entry = this.#undone.at(-1)
    if (!entry) return null
    this.#undone = this.#undone.slice(0, -1)
    this.#done = [...this.#done, { ...entry, at: performance.now() }]
    await entry.redo()
    return entry.label
  }

  /** Changes of something that was replaced by what others wrote cannot be taken back any more, nor done again. */
  forget(of: string): void {
    this.#done = this.#done.filter((entry) => entry.of !== of)
    this.#undone = this.#undone.filter((entry) => entry.of !== of)
  }

  async #takeBack(entry: Entry): Promise<string | null> {
    const from = this.#done.indexOf(entry)
    if (from < 0) return null
    const taken = this.#done.filter(
      (other, index) => other === entry || (index > from && entry.scope === 'layout' && other.scope === 'layout'),
    )
    this.#done = this.#done.filter((other) => !taken.includes(other))
    this.#undone = [...this.#undone, ...[...taken].reverse()]
    for (const one of [...taken].reverse()) await one.undo()
    return entry.label
  }
}
