/** The home's projects, and which of them this window has open. */
import { toWireError, type WireError } from '@contract/errors'
import type { Project, Storage } from '@contract/projects'
import type { Client } from '@contract/transport'

/** Facts come in bursts; the list follows at this pace. */
const coalesceMilliseconds = 150

export class ProjectsState {
  readonly #client: Client
  #all = $state.raw<readonly Project[]>([])
  #id = $state<string | null>(null)
  #isLoaded = $state(false)
  #error = $state.raw<WireError | null>(null)
  #storage = $state.raw<Storage | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #followers = 0

  constructor(client: Client) {
    this.#client = client
    client.onEvent(({ event }) => {
      if (event === 'projects-changed') this.#askSoon()
      // Counts and last runs change with runs, and matter only to who looks at them.
      else if ((event === 'run-changed' || event === 'runs-removed') && this.#followers > 0) this.#askSoon()
    })
  }

  /** Used last first. */
  readonly list = $derived.by(() => this.#all.filter(({ binnedAt }) => binnedAt === null))
  /** Those that were deleted. */
  readonly bin = $derived.by(() => this.#all.filter(({ binnedAt }) => binnedAt !== null))
  /** The one that is open. */
  readonly current = $derived.by(() => this.#all.find(({ id }) => id === this.#id) ?? null)

  get isLoaded(): boolean {
    return this.#isLoaded
  }
  /** How many runs all of them have; null until they are known. */
  get runs(): number | null {
    return this.#isLoaded ? this.list.reduce((sum, project) => sum + project.runs, 0) : null
  }
  get error(): WireError | null {
    return this.#error
  }
  /** What they take on the disk; null until {@link ProjectsState.loadStorage} has asked. */
  get storage(): Storage | null {
    return this.#storage
  }
  /** The id of the one that is open. @throws before there is one */
  get id(): string {
    if (this.#id === null) throw new Error('No project is open yet.')
    return this.#id
  }

  get(id: string): Project | undefined {
    return this.#all.find((project) => project.id === id)
  }
  /** One that is not in the bin, by id or else by name. */
  find(wanted: string): Project | undefined {
    return this.list.find(({ id }) => id === wanted) ?? this.list.find(({ name }) => name === wanted)
  }
  /** What people read for a project. */
  nameOf(id: string): string {
    return this.get(id)?.name ?? 'unknown'
  }

  /**
   * Asks which there are.
   * @param wanted by id or name, where the address or the history names one
   * @returns the id of the one that is or should be open; null when they could not be read, and {@link ProjectsState.error} says why.
   */
  async load(wanted: string | null = this.#id): Promise<string | null> {
    try {
      const { projects, current } = await this.#client.request('projects.list', {})
      this.#all = projects
      this.#error = null
      this.#isLoaded = true
      return (wanted === null ? undefined : this.find(wanted))?.id ?? current
    } catch (error) {
      this.#error = toWireError(error)
      return null
    }
  }

  /** @throws PlateauError */
  async loadStorage(): Promise<void> {
    this.#storage = await this.#client.request('projects.storage', {})
  }

  /** Takes this one for open from now on. */
  enter(id: string): void {
    this.#id = id
  }

  /** Keeps counts and last runs fresh until what it returns is called. */
  follow(): () => void {
    this.#followers += 1
    void this.load()
    return () => {
      this.#followers -= 1
    }
  }

  #askSoon(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.load()
    }, coalesceMilliseconds)
  }
}
