/** The history, live: events say which runs are stale, and only those are asked for again. */
import { SvelteMap } from 'svelte/reactivity'
import { toWireError, type WireError } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import { isActive, type RunProgress, type RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'

/** Events come in bursts; the window follows at this pace. */
const coalesceMilliseconds = 150

export class RunsState {
  readonly #client: Client
  readonly #byId = new SvelteMap<string, RunSummary>()
  readonly #progress = new SvelteMap<string, RunProgress>()
  readonly #binned = new SvelteMap<string, RunSummary>()
  // Bookkeeping that nothing is drawn from.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #stale = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #deleted = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #endListeners = new Set<(run: RunSummary) => void>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #loaded = $state(false)
  #error = $state.raw<WireError | null>(null)
  #queued = $state(0)
  #project = $state<string | null>(null)

  constructor(client: Client) {
    this.#client = client
    client.onEvent((event) => this.#hear(event))
  }

  /** Of the project that is open, and those whose project cannot be read; newest first. */
  readonly all = $derived.by(() =>
    [...this.#byId.values()]
      .filter(({ project }) => this.#project === null || project === this.#project || project === '')
      .sort((left, right) => compareNewest(left, right)),
  )
  /** Runs in the bin, as far as they were asked for: those that went there last come first. */
  readonly bin = $derived.by(() =>
    [...this.#binned.values()].sort((left, right) => ((left.binnedAt ?? '') < (right.binnedAt ?? '') ? 1 : -1)),
  )
  /** Of all projects: what trains and waits is the home's. */
  readonly active = $derived.by(() =>
    [...this.#byId.values()].filter(isActive).sort((left, right) => compareNewest(left, right)),
  )
  readonly running = $derived.by(() => this.active.filter((run) => run.state !== 'queued'))

  get isLoaded(): boolean {
    return this.#loaded
  }
  get error(): WireError | null {
    return this.#error
  }
  /** Runs that wait; those that are held back are not counted. */
  get queued(): number {
    return this.#queued
  }

  get(id: string): RunSummary | undefined {
    return this.#byId.get(id)
  }
  /** Whether it was deleted for good while this window was there. */
  isDeleted(id: string): boolean {
    return this.#deleted.has(id)
  }
  progressOf(id: string): RunProgress | undefined {
    return this.#progress.get(id)
  }

  /** Told of every run that ends while the window is there. */
  onEnd(listener: (run: RunSummary) => void): void {
    this.#endListeners.add(listener)
  }

  /** Shows another project's runs from now on. */
  enter(project: string): void {
    this.#project = project
  }

  /** Everything anew: at the start, and when a lost connection is back. */
  async load(): Promise<void> {
    try {
      const [{ runs }, { progress }] = await Promise.all([
        this.#client.request('runs.list', {}),
        this.#client.request('runs.progress', {}),
      ])
      for (const id of this.#byId.keys()) if (!runs.some((run) => run.id === id)) this.#byId.delete(id)
      for (const run of runs) this.#put(run)
      this.#progress.clear()
      for (const entry of progress) this.#progress.set(entry.run, entry)
      this.#countQueued()
      this.#error = null
      this.#loaded = true
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Takes in runs that an answer brought, before their events do. */
  adopt(runs: readonly RunSummary[]): void {
    for (const run of runs) this.#put(run)
    this.#countQueued()
  }

  /** Asks for what lies in the bin. @throws PlateauError */
  async loadBin(): Promise<void> {
    const { runs } = await this.#client.request('runs.list', { bin: true })
    this.#binned.clear()
    for (const run of runs) this.#binned.set(run.id, run)
  }

  /** A run is in the history or in the bin. */
  #put(run: RunSummary): void {
    const [to, from] = run.binnedAt === null ? [this.#byId, this.#binned] : [this.#binned, this.#byId]
    to.set(run.id, run)
    from.delete(run.id)
  }

  #hear(event: PlateauEvent): void {
    switch (event.event) {
      case 'run-changed':
      case 'epoch-committed':
        this.#stale.add(event.payload.run)
        if (this.#timer === undefined) this.#timer = setTimeout(() => void this.#refetch(), coalesceMilliseconds)
        break
      case 'runs-removed':
        for (const run of event.payload.runs) {
          this.#byId.delete(run)
          this.#binned.delete(run)
          this.#deleted.add(run)
        }
        break
      case 'run-progress':
        this.#progress.set(event.payload.run, event.payload)
        break
      case 'queue-changed':
        this.#queued = event.payload.queued
        break
      default:
    }
  }

  async #refetch(): Promise<void> {
    this.#timer = undefined
    const stale = [...this.#stale]
    this.#stale.clear()
    try {
      const { runs } = await this.#client.request('runs.resolve', { runs: stale })
      for (const run of runs) {
        const before = this.#byId.get(run.id)
        this.#put(run)
        if (isActive(run)) continue
        this.#progress.delete(run.id)
        if (before && isActive(before)) this.#endListeners.forEach((listener) => listener(run))
      }
      this.#countQueued()
    } catch {
      // A run that is gone, or a lost connection: the whole list tells, or its error does.
      await this.load()
    }
  }

  #countQueued(): void {
    this.#queued = [...this.#byId.values()].filter(({ state, held }) => state === 'queued' && !held).length
  }
}

function compareNewest(left: RunSummary, right: RunSummary): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1
  return numberOf(right.name) - numberOf(left.name)
}

/** The number at the end of a run's name, which counts up in the project. */
const numberOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0)
