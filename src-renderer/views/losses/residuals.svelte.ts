/** The measured errors of one run: read, measured when asked for, followed while that goes on. */
import type { Residuals } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'

export type ResidualStatus = 'reading' | 'absent' | 'measuring' | 'there'

export class ResidualState {
  readonly #client: Client
  #run: string | null = null
  #status = $state<ResidualStatus>('reading')
  #residuals = $state.raw<Residuals | null>(null)
  #progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null)
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client) {
    this.#client = client
  }

  get status(): ResidualStatus {
    return this.#status
  }
  get residuals(): Residuals | null {
    return this.#residuals
  }
  /** Images done; null until the process has loaded. */
  get progress(): { readonly done: number; readonly total: number } | null {
    return this.#progress
  }
  /** Of the last reading or measuring; null once one has gone well, and for one that was cancelled. */
  get error(): WireError | null {
    return this.#error
  }

  /** Shows another run, or the same anew when its best epoch may be another. What it returns ends following it. */
  follow(run: string): () => void {
    if (this.#run !== run) {
      this.#residuals = null
      this.#error = null
      this.#progress = null
      this.#status = 'reading'
    }
    this.#run = run
    if (this.#status !== 'measuring') void this.#read(run)
    return this.#client.onEvent((event) => {
      if (event.event !== 'residuals-progress' || event.payload.run !== run) return
      const { done, total } = event.payload
      this.#progress = { done, total }
    })
  }

  async measure(): Promise<void> {
    const run = this.#run
    if (run === null || this.#status === 'measuring') return
    this.#status = 'measuring'
    this.#progress = null
    this.#error = null
    try {
      const { residuals } = await this.#client.request('residuals.measure', { run })
      this.#take(run, residuals)
    } catch (error) {
      this.#fail(run, error)
    }
  }

  async cancel(): Promise<void> {
    const run = this.#run
    if (run === null) return
    try {
      await this.#client.request('residuals.cancel', { run })
    } catch (error) {
      this.#fail(run, error)
    }
  }

  async #read(run: string): Promise<void> {
    try {
      const { residuals } = await this.#client.request('residuals.get', { run })
      if (this.#status !== 'measuring') this.#take(run, residuals)
    } catch (error) {
      this.#fail(run, error)
    }
  }

  #take(run: string, residuals: Residuals | null): void {
    // Another run may be shown by now.
    if (run !== this.#run) return
    this.#residuals = residuals
    this.#status = residuals === null ? 'absent' : 'there'
    this.#error = null
  }

  #fail(run: string, error: unknown): void {
    if (run !== this.#run) return
    const wire = toWireError(error)
    this.#status = this.#residuals === null ? 'absent' : 'there'
    this.#error = wire.code === 'cancelled' ? null : wire
  }
}
