/** The queue while somebody looks at it: asked for anew when a fact says that it has moved, and every few seconds for its times. */
import { toWireError, type WireError } from '@contract/errors'
import type { Queue } from '@contract/queue'
import type { Client } from '@contract/transport'

const coalesceMilliseconds = 200
/** Times left and free memory drift without an event. */
const refreshMilliseconds = 5_000

export class QueueState {
  readonly #client: Client
  #current = $state.raw<Queue | null>(null)
  /** When it was asked for, in milliseconds: its seconds count from then. */
  #readAt = $state(0)
  #error = $state.raw<WireError | null>(null)
  #followers = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #interval: ReturnType<typeof setInterval> | undefined

  constructor(client: Client) {
    this.#client = client
    client.onEvent(({ event }) => {
      if (event === 'queue-changed' || event === 'run-changed' || event === 'preferences-changed') this.#askSoon()
    })
  }

  get current(): Queue | null {
    return this.#current
  }
  get readAt(): number {
    return this.#readAt
  }
  get error(): WireError | null {
    return this.#error
  }

  /** Keeps it fresh until what it returns is called. */
  follow(): () => void {
    this.#followers += 1
    void this.load()
    this.#interval ??= setInterval(() => void this.load(), refreshMilliseconds)
    return () => {
      this.#followers -= 1
      if (this.#followers > 0) return
      clearInterval(this.#interval)
      this.#interval = undefined
    }
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#client.request('queue.get', {}))
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Nothing begins while it is paused. @throws PlateauError */
  async pause(paused: boolean): Promise<void> {
    this.#take(await this.#client.request('queue.pause', { paused }))
  }

  /** Puts a waiting run before another one, or with null behind all. @throws PlateauError `not-queued`. */
  async move(run: string, before: string | null): Promise<void> {
    this.#take(await this.#client.request('queue.move', { run, before }))
  }

  #take(queue: Queue): void {
    this.#current = queue
    this.#readAt = Date.now()
    this.#error = null
  }

  #askSoon(): void {
    if (this.#followers === 0 || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.load()
    }, coalesceMilliseconds)
  }
}
