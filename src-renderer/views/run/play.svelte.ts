/** Playing through places in a row, such as epochs: each is shown before the next one's time begins to run. */
import { frameMilliseconds } from './sample-epochs'

export type Playable = {
  /** How many places there are now. */
  readonly count: () => number
  /** Which one is shown, from 0. */
  readonly position: () => number
  /** Shows one; resolves when it is drawn. A rejection ends the playing. */
  readonly show: (position: number) => Promise<void> | void
}

export class Play {
  readonly #of: Playable
  /** Counts what was begun: a step of an earlier one is of no use. */
  #begun = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isPlaying = $state(false)

  constructor(of: Playable) {
    this.#of = of
  }

  get isPlaying(): boolean {
    return this.#isPlaying
  }

  /** From the place that is shown to the last; from the first when the last is shown. */
  play(): void {
    const last = this.#of.count() - 1
    if (last < 1) return
    const from = this.#of.position()
    clearTimeout(this.#timer)
    this.#isPlaying = true
    void this.#step(from >= last ? 0 : from, (this.#begun += 1))
  }

  pause(): void {
    this.#begun += 1
    this.#isPlaying = false
    clearTimeout(this.#timer)
  }

  async #step(position: number, begun: number): Promise<void> {
    try {
      await this.#of.show(position)
    } catch {
      // Whoever shows it says what was wrong.
      if (begun === this.#begun) this.pause()
    }
    if (begun !== this.#begun) return
    const count = this.#of.count()
    if (position >= count - 1) this.pause()
    else this.#timer = setTimeout(() => void this.#step(position + 1, begun), frameMilliseconds(count))
  }
}
