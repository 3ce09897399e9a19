/** Ctrl-C, SIGTERM, a closed terminal and a reader that went away: once politely, twice at once. */

/** 128 + SIGINT, as shells report it. */
export const interruptedExitCode = 130

export class Interrupts {
  #handler: (() => void) | null = null
  #isInterrupted = false
  readonly #exit: (code: number) => void

  constructor(exit: (code: number) => void) {
    this.#exit = exit
  }

  isInterrupted(): boolean {
    return this.#isInterrupted
  }

  /** From now on the first interrupt calls `handler`, in place of ending the process. */
  handleWith(handler: () => void): void {
    this.#handler = handler
  }

  /** A person or the system asked to end: a second time there is no more waiting. */
  interrupt(): void {
    if (this.#handler === null || this.#isInterrupted) {
      this.#exit(interruptedExitCode)
      return
    }
    this.#isInterrupted = true
    this.#handler()
  }

  /** Nobody reads the output any more. Not an error: `plateau list | head` wants no more. */
  outputClosed(): void {
    if (this.#isInterrupted) return
    if (this.#handler === null) this.#exit(0)
    else this.interrupt()
  }

  /**
   * The output cannot be written any more. What goes on is ended as by Ctrl-C.
   * @returns false when nothing goes on that can be: then the command is to end where it stands
   */
  outputFailed(): boolean {
    if (this.#handler === null) return false
    if (!this.#isInterrupted) this.interrupt()
    return true
  }
}
