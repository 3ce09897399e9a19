/** Architectures that are saved in the home, live: the same that the command line has. */
import type { SavedArchitecture } from '@contract/architecture-requests'
import type { Client } from '@contract/transport'

export class ArchitecturesState {
  readonly #client: Client
  #list = $state.raw<readonly SavedArchitecture[]>([])

  constructor(client: Client) {
    this.#client = client
    client.onEvent(({ event }) => {
      if (event === 'architectures-changed') void this.load()
    })
  }

  /** By name. */
  get list(): readonly SavedArchitecture[] {
    return this.#list
  }

  /** Those that cannot be had now are none: the built-in ones are always there. */
  async load(): Promise<void> {
    try {
      this.#list = (await this.#client.request('architectures.list', {})).architectures
    } catch {
      this.#list = []
    }
  }
}
