/** What was found on this machine, and whether the core answers. */
import type { SystemStatus } from '@contract/system'
import type { Client } from '@contract/transport'

/** Memory and sizes drift; the status bar follows at this pace. */
const refreshMilliseconds = 15_000

export class SystemState {
  readonly #client: Client
  #status = $state.raw<SystemStatus | null>(null)
  /** Why there is no connection; null while there is one. */
  connectionLost = $state<string | null>(null)

  constructor(client: Client) {
    this.#client = client
    client.onEvent((event) => {
      if (event.event === 'system-changed' || event.event === 'queue-changed') void this.load()
    })
    setInterval(() => void this.load(), refreshMilliseconds)
  }

  get status(): SystemStatus | null {
    return this.#status
  }

  async load(): Promise<void> {
    if (this.connectionLost !== null) return
    try {
      this.#status = await this.#client.request('system.status', {})
    } catch (error) {
      // The last status stays; a lost connection has its own bar, which the close that follows puts up.
      console.warn(error)
    }
  }
}
