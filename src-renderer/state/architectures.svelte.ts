/** Architectures that are saved in the home, live: the same that the command line has. */
import type { RequestOutput } from '@contract/api'
import { mostArchitectureBytes, type SavedArchitecture } from '@contract/architecture-requests'
import { builtInArchitectures } from '@contract/config'
import type { Client } from '@contract/transport'
import { formatBytes } from '@panels/words/format'

export class ArchitecturesState {
  readonly #client: Client
  #list = $state.raw<readonly SavedArchitecture[]>([])
  #isLoaded = $state(false)

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

  /** Whether it was asked for them, and they came or did not. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  find(name: string): SavedArchitecture | undefined {
    return this.#list.find((one) => one.name === name)
  }

  /** A name that neither a built-in nor a saved one has: "pooled 2". */
  freeName(wanted: string): string {
    const isTaken = (name: string) => builtInArchitectures.includes(name) || this.find(name) !== undefined
    const stem = wanted.replace(/ \d+$/, '')
    let name = wanted
    for (let count = 2; isTaken(name); count += 1) name = `${stem.slice(0, 54)} ${count}`
    return name
  }

  /** What a file has to be edited. A large one is not read at all. @throws what kept it from being read */
  async read(file: File): Promise<RequestOutput<'architectures.read'>> {
    if (file.size > mostArchitectureBytes)
      return {
        architecture: null,
        reasons: [`It has ${formatBytes(file.size)}, and ${formatBytes(mostArchitectureBytes)} are the most.`],
      }
    const bytes = new Uint8Array(await file.arrayBuffer())
    return this.#client.request('architectures.read', { bytes, fileName: file.name.slice(-500) })
  }

  /** @throws what kept it from being saved */
  async save(architecture: SavedArchitecture): Promise<void> {
    await this.#client.request('architectures.save', architecture)
    await this.load()
  }

  /** @throws what kept it from being removed */
  async remove(name: string): Promise<void> {
    await this.#client.request('architectures.remove', { name })
    await this.load()
  }

  /** Those that cannot be had now are none: the built-in ones are always there. */
  async load(): Promise<void> {
    try {
      this.#list = (await this.#client.request('architectures.list', {})).architectures
    } catch {
      this.#list = []
    }
    this.#isLoaded = true
  }
}
