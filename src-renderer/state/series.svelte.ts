/** Epoch series of the runs that are shown, kept fresh while they train. */
import type { SeriesOfRun } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'
import { AwaitedMap } from './awaited-map'

const coalesceMilliseconds = 100

export class SeriesState {
  readonly #client: Client
  readonly #byRun = new AwaitedMap<string, SeriesOfRun>()
  // Bookkeeping that nothing is drawn from.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #stale = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #wanted = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client) {
    this.#client = client
    client.onEvent((event) => {
      if (event.event !== 'epoch-committed') return
      if (this.#wanted.has(event.payload.run)) this.#ask([event.payload.run])
      else this.#byRun.delete(event.payload.run)
    })
  }

  get error(): WireError | null {
    return this.#error
  }

  /** Undefined until it has come. */
  get(run: string): SeriesOfRun | undefined {
    return this.#byRun.get(run)
  }

  /** Keeps these runs' series fresh until what it returns is called. */
  follow(runs: readonly string[]): () => void {
    for (const run of runs) this.#wanted.set(run, (this.#wanted.get(run) ?? 0) + 1)
    this.#ask(runs.filter((run) => !this.#byRun.has(run)))
    return () => {
      for (const run of runs) {
        const left = (this.#wanted.get(run) ?? 1) - 1
        if (left > 0) this.#wanted.set(run, left)
        else this.#wanted.delete(run)
      }
    }
  }

  /** After a lost connection: whatever is wanted may have moved on. */
  refresh(): void {
    this.#ask([...this.#wanted.keys()])
  }

  #ask(runs: readonly string[]): void {
    if (runs.length === 0) return
    for (const run of runs) this.#stale.add(run)
    if (this.#timer === undefined) this.#timer = setTimeout(() => void this.#fetch(), coalesceMilliseconds)
  }

  async #fetch(): Promise<void> {
    this.#timer = undefined
    const runs = [...this.#stale]
    this.#stale.clear()
    try {
      const answer = await this.#client.request('series.epochs', { runs })
      for (const series of answer.runs) this.#byRun.set(series.run, series)
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
    }
  }
}
