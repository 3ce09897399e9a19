/** One layer of a run's network for the image that is ringed: asked for when layer, image or epoch have stood still for a moment. */
import type { RequestOutput } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'

type Wanted = { readonly layer: string; readonly place: number; readonly epoch: number }

/** Longer than between two presses of a key that is held. */
const restMilliseconds = 150

export class LayerLookState {
  readonly #client: Client
  readonly #run: string
  #wanted: Wanted | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  look = $state.raw<RequestOutput<'inside.layer'> | null>(null)
  isBusy = $state(false)
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  /** What is shown stays until the answer has come. What it returns ends the waiting. */
  want(wanted: Wanted): () => void {
    const before = this.#wanted
    this.#wanted = wanted
    if (JSON.stringify(before) !== JSON.stringify(wanted)) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#ask(wanted), restMilliseconds)
    }
    return () => clearTimeout(this.#timer)
  }

  async #ask(wanted: Wanted): Promise<void> {
    this.isBusy = true
    this.error = null
    try {
      const look = await this.#client.request('inside.layer', { run: this.#run, ...wanted })
      if (wanted === this.#wanted) this.look = look
    } catch (caught) {
      const error = toWireError(caught)
      if (wanted === this.#wanted && error.code !== 'cancelled') this.error = error
    } finally {
      if (wanted === this.#wanted) this.isBusy = false
    }
  }
}
