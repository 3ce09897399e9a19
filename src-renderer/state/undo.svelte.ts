/** What was changed in this window and how it is taken back, newest last: the workspace's layout, what is said of runs, the queue, and reports. */
import { toWireError } from '@contract/errors'

export type Undoable = {
  /** Changes of one layout build on each other: an earlier one is taken back together with those after it. */
  readonly scope: 'layout' | 'view' | 'runs' | 'queue' | 'report' | 'project' | 'architecture'
  /** The things that it is a change of, for {@link UndoState.forget}. */
  readonly of?: readonly string[]
  /** What was done, as a sentence without its stop: "Panel removed". */
  readonly label: string
  /** Its inverse. Until it has succeeded the change stays where it is. @throws what kept it from succeeding */
  readonly undo: () => void | Promise<void>
  /** @throws as `undo` does */
  readonly redo: () => void | Promise<void>
  /**
   * For what is shown at once and saved a moment later: saves it, and says whether that was possible. Why it was not is told by whoever
   * saves, so that nothing more is said of the change then.
   */
  readonly isSaved?: () => Promise<boolean>
}

/** A change that was made, and what can be done with it. */
export type Change = {
  readonly label: string
  /** @returns the change; null when it had been taken back or forgotten. @throws StuckChange */
  readonly takeBack: () => Promise<Undoable | null>
  readonly isSaved: () => Promise<boolean>
  /** Tells when it is taken back, in whichever way, or forgotten; at once when it has been. */
  readonly onGone: (listener: () => void) => void
}

/** A change that could not be taken back or done again: it is still in its place, to be tried again, or skipped. */
export class StuckChange extends Error {
  /** Gives it up, so that those before it can be reached. */
  readonly skip: () => void
  /** Tells when it is tried again or forgotten: what was said of this time no longer holds. */
  readonly onPast: (listener: () => void) => void

  constructor(prefix: string, label: string, cause: unknown, way: Pick<StuckChange, 'skip' | 'onPast'>) {
    super(`${prefix}: ${label}. ${toWireError(cause).message}`, { cause })
    this.name = 'StuckChange'
    this.skip = way.skip
    this.onPast = way.onPast
  }
}

type Entry = {
  readonly change: Undoable
  /** The project that it was made in, where it is of what that project alone has; else null. */
  readonly project: string | null
  at: number
  /** Those of `of` that have not been forgotten. */
  left: readonly string[]
  isForgotten: boolean
  /** Told when it is taken back or forgotten. */
  readonly gone: (() => void)[]
  /** Told when it is tried again after it was stuck, or forgotten. */
  readonly past: (() => void)[]
}

/** What belongs to a project: taken back only while that is open. */
const ofProject: ReadonlySet<Undoable['scope']> = new Set(['layout', 'view', 'report'])

/** Enough for an hour of work; each holds a layout at most. */
const kept = 200

export class UndoState {
  #done = $state.raw<readonly Entry[]>([])
  #undone = $state.raw<readonly Entry[]>([])
  /** Settled when what was asked for before has been done: one change at a time is taken back or done again. */
  #turn: Promise<void> | null = null
  /** Changes that are being made: each is shown before it is here to be taken back. */
  #making = $state.raw<readonly Promise<unknown>[]>([])
  /** Counts changes: one that is made while another is taken back ends what could be done again. */
  #pushes = 0
  #project = $state<string | null>(null)

  get canUndo(): boolean {
    return this.#making.length > 0 || this.#done.some((entry) => this.#isHere(entry))
  }
  get canRedo(): boolean {
    return this.#undone.some((entry) => this.#isHere(entry))
  }
  /** When the newest change was made, in milliseconds of `performance.now()`; 0 when there is none. */
  get newestAt(): number {
    return this.#done.at(-1)?.at ?? 0
  }

  /** Another project is open from now on: changes of what the one before has wait until it is open again. */
  enter(project: string): void {
    this.#project = project
    for (const entry of this.#done) if (!this.#isHere(entry)) tell(entry.gone)
  }

  #isHere({ project }: Entry): boolean {
    return project === null || project === this.#project
  }

  /** Keeps a change that was just made. */
  push(change: Undoable): Change {
    const entry: Entry = {
      change,
      project: ofProject.has(change.scope) ? this.#project : null,
      at: performance.now(),
      left: change.of ?? [],
      isForgotten: false,
      gone: [],
      past: [],
    }
    this.#done = [...this.#done, entry].slice(-kept)
    this.#undone = []
    this.#pushes += 1
    return {
      label: change.label,
      takeBack: () => this.#inTurn(() => this.#takeBack(entry)),
      isSaved: () => isSaved(change),
      onGone: (listener) => {
        if (this.#done.includes(entry) && this.#isHere(entry)) entry.gone.push(listener)
        else listener()
      },
    }
  }

  /**
   * Has {@link undo} wait for a change that is kept by the core before it is pushed: who sees it and takes it back at once means it, and not the one before.
   * @param change settled once it is pushed, or was refused
   */
  async making<Result>(change: Promise<Result>): Promise<Result> {
    this.#making = [...this.#making, change]
    try {
      return await change
    } finally {
      this.#making = this.#making.filter((other) => other !== change)
    }
  }

  /** Takes the newest change back. @returns it, or null when there is none. @throws StuckChange */
  undo(): Promise<Undoable | null> {
    return this.#inTurn(async () => {
      if (this.#making.length > 0) await Promise.allSettled(this.#making)
      const entry = this.#done.findLast((one) => this.#isHere(one))
      return entry ? this.#takeBack(entry) : null
    })
  }

  /** Does the newest undone change again. @returns it, or null when there is none. @throws StuckChange */
  redo(): Promise<Undoable | null> {
    return this.#inTurn(async () => {
      const entry = this.#undone.findLast((one) => this.#isHere(one))
      if (!entry) return null
      await this.#try(entry, entry.change.redo, 'Could not redo')
      this.#undone = without(this.#undone, entry)
      entry.at = performance.now()
      if (!entry.isForgotten) this.#done = [...this.#done, entry]
      return entry.change
    })
  }

  /** Changes of something that was replaced by what others wrote, or is gone, cannot be taken back any more, nor done again. */
  forget(of: string): void {
    for (const entry of [...this.#done, ...this.#undone]) {
      if (!entry.left.includes(of)) continue
      entry.left = entry.left.filter((one) => one !== of)
      if (entry.left.length === 0) this.#forget(entry)
    }
  }

  #forget(entry: Entry): void {
    entry.isForgotten = true
    this.#done = without(this.#done, entry)
    this.#undone = without(this.#undone, entry)
    tell(entry.gone)
    tell(entry.past)
  }

  /** At once when nothing is under way, so that a layout has changed when this returns. */
  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#turn === null ? act() : this.#turn.then(act)
    const settled: Promise<void> = result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#turn === settled) this.#turn = null
      })
    this.#turn = settled
    return result
  }

  async #try(entry: Entry, act: () => void | Promise<void>, prefix: string): Promise<void> {
    tell(entry.past)
    try {
      await act()
    } catch (error) {
      throw new StuckChange(prefix, entry.change.label, error, {
        skip: () => this.#forget(entry),
        onPast: (listener) => entry.past.push(listener),
      })
    }
  }

  async #takeBack(entry: Entry): Promise<Undoable | null> {
    const from = this.#done.indexOf(entry)
    if (from < 0 || !this.#isHere(entry)) return null
    const builtOn = (other: Entry) =>
      entry.change.scope === 'layout' && other.change.scope === 'layout' && other.project === entry.project
    const taken = this.#done.filter((other, index) => other === entry || (index > from && builtOn(other)))
    const pushes = this.#pushes
    for (const one of taken.toReversed()) {
      await this.#try(one, one.change.undo, 'Could not undo')
      this.#done = without(this.#done, one)
      if (!one.isForgotten && pushes === this.#pushes) this.#undone = [...this.#undone, one]
      tell(one.gone)
    }
    return entry.change
  }
}

/**
 * A function that makes a change and pushes it once the core has kept it, as one that {@link UndoState.undo} waits for.
 * @param act settles once the change is pushed, or was refused
 */
export const making =
  <App extends { readonly undo: UndoState }, Rest extends unknown[], Result>(
    act: (app: App, ...rest: Rest) => Promise<Result>,
  ) =>
  (app: App, ...rest: Rest): Promise<Result> =>
    app.undo.making(act(app, ...rest))

/** Whether what a change did is kept by the core as well. */
export const isSaved = async (change: Undoable): Promise<boolean> => (await change.isSaved?.()) ?? true

const without = (entries: readonly Entry[], entry: Entry): readonly Entry[] => entries.filter((one) => one !== entry)

function tell(listeners: (() => void)[]): void {
  for (const listener of listeners.splice(0)) listener()
}
