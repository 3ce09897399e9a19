/** A click that is not the half of a double click, which is known only once no second one has followed. */

/** People's double clicks are quicker than that. */
const secondClickMilliseconds = 250

export class SingleClick {
  #timer: ReturnType<typeof setTimeout> | undefined
  #pressedAt = Number.NEGATIVE_INFINITY
  #isSecond = false

  /** To be called when the button goes down. @param now milliseconds of any clock. */
  press(now: number): void {
    this.cancel()
    this.#isSecond = now - this.#pressedAt < secondClickMilliseconds
    this.#pressedAt = now
  }
  /** To be called when it went up again at the same place; `act` follows unless another press does. */
  release(act: () => void): void {
    if (this.#isSecond) return
    this.#timer = setTimeout(act, secondClickMilliseconds)
  }
  cancel(): void {
    clearTimeout(this.#timer)
  }
}
