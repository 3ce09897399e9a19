/** A button that acts at its second press: the first one asks, and the question stands long enough to be read. */
import { doublePressMilliseconds } from './double-press'

/** How long the second press is waited for. */
const patienceMilliseconds = 5_000

export class SecondPress {
  #isAsking = $state(false)
  #isFresh = $state(false)
  #timers: ReturnType<typeof setTimeout>[] = []

  /** Whether it has asked. */
  get isAsking(): boolean {
    return this.#isAsking
  }
  /** Whether it has only just asked: a press now is no answer. */
  get isFresh(): boolean {
    return this.#isFresh
  }

  /**
   * It was pressed, by pointer or by key.
   * @returns whether that was the answer; a second press that comes as fast as that of a double click is none, and the question stays
   */
  press(): boolean {
    if (this.#isFresh) return false
    const isAnswer = this.#isAsking
    this.forget()
    if (isAnswer) return true
    this.#isAsking = this.#isFresh = true
    this.#timers = [
      setTimeout(() => (this.#isFresh = false), doublePressMilliseconds),
      setTimeout(() => this.forget(), patienceMilliseconds),
    ]
    return false
  }

  /** Nobody answered, or went elsewhere. */
  forget(): void {
    this.#timers.forEach((timer) => clearTimeout(timer))
    this.#isAsking = this.#isFresh = false
  }
}
