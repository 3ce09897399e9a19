/** Whole summaries of the runs that are shown by themselves: asked for when they are read, those of a moment together. */
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { AwaitedMap } from './awaited-map'

/** What one request asks for: the core answers it without a stall. */
const mostAtOnce = 50
/** So many are kept; those that were read longest ago go first. */
const mostKept = 2_000
/** Of those that are here and change at once so many are asked for again; the others once somebody reads them. */
const mostRefreshed = 200

export class RunWholes {
  readonly #client: Client
  readonly #byId = new AwaitedMap<string, RunSummary>()
  // Bookkeeping that nothing is drawn from.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #wanted = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #refused = new Set<string>()
  /** Those that are here: what was read last is at the end. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #kept = new Set<string>()
  #isAsking = false

  constructor(client: Client) {
    this.#client = client
  }

  get(id: string): RunSummary | undefined {
    const whole = this.#byId.get(id)
    if (whole === undefined && !this.#refused.has(id)) this.#want(id)
    return whole
  }

  /** Whether it is here: it is not asked for. */
  has(id: string): boolean {
    return this.#kept.has(id)
  }

  /** Whether the summary of a run without epochs is here: what it has by step is told by no epoch. */
  followsSteps(id: string): boolean {
    return this.#byId.get(id)?.epochs === 0
  }

  put(run: RunSummary): void {
    this.#byId.set(run.id, run)
    this.#refused.delete(run.id)
    this.#kept.delete(run.id)
    this.#kept.add(run.id)
    for (const id of this.#kept) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(id)
      this.#byId.delete(id)
    }
  }
  change(id: string, change: Partial<RunSummary>): void {
    const whole = this.#byId.get(id)
    if (whole) this.#byId.set(id, { ...whole, ...change })
  }
  /** They are asked for again where they are read. */
  clear(): void {
    this.#byId.clear()
    this.#kept.clear()
    this.#refused.clear()
  }

  /** @throws PlateauError */
  async fetch(ids: readonly string[]): Promise<RunSummary[]> {
    for (let from = 0; from < ids.length; from += mostAtOnce) {
      const part = ids.slice(from, from + mostAtOnce).filter((id) => !this.#byId.has(id))
      if (part.length > 0) await this.#ask(part)
    }
    return ids.flatMap((id) => this.#byId.get(id) ?? [])
  }

  /** Asks again for those of the runs that are here, the newest of very many, and for some in any case. @throws PlateauError */
  async refresh(ids: readonly string[], always: ReadonlySet<string>): Promise<RunSummary[]> {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const changed = new Set(ids)
    const here = [...this.#kept].filter((id) => changed.has(id) && !always.has(id))
    for (const id of here.slice(0, -mostRefreshed)) {
      this.#kept.delete(id)
      this.#byId.delete(id)
    }
    const known = ids.filter((id) => always.has(id) || this.#kept.has(id))
    const read: RunSummary[] = []
    for (let from = 0; from < known.length; from += mostAtOnce)
      read.push(...(await this.#ask(known.slice(from, from + mostAtOnce))))
    return read
  }

  /** Asks again for all that are here; what was shown stays until the new is there. @throws PlateauError */
  async refreshAll(): Promise<void> {
    const ids = [...this.#kept]
    for (let from = 0; from < ids.length; from += mostAtOnce) await this.#ask(ids.slice(from, from + mostAtOnce))
  }

  #want(id: string): void {
    this.#wanted.add(id)
    if (this.#isAsking) return
    this.#isAsking = true
    setTimeout(() => void this.#askWanted(), 0)
  }

  async #askWanted(): Promise<void> {
    // The newest wishes first: whoever scrolls by wants what is in sight now.
    for (let ids = this.#next(); ids.length > 0; ids = this.#next()) {
      try {
        await this.#ask(ids)
      } catch (error) {
        // One of them is gone, or the connection is: a fact of the core, or the next reader, asks again.
        for (const id of ids) this.#refused.add(id)
        console.warn(error)
      }
    }
    this.#isAsking = false
  }

  #next(): string[] {
    const ids = [...this.#wanted].slice(-mostAtOnce)
    for (const id of ids) this.#wanted.delete(id)
    return ids
  }

  async #ask(ids: readonly string[]): Promise<RunSummary[]> {
    const { runs } = await this.#client.request('runs.resolve', { runs: [...ids] })
    for (const run of runs) this.put(run)
    return runs
  }
}
