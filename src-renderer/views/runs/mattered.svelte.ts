/** What the strip "What mattered" shows: how this window has left it, and the core's answer for the runs at hand. */
import { z } from 'zod'
import { importanceValues, type ImportanceInput, type ImportanceResult } from '@contract/importance'
import type { Client } from '@contract/transport'

const storageKey = 'plateau.what-mattered'
const schema = z.object({
  isOpen: z.boolean(),
  /** Null: what the table is sorted by, or the project's usual one. */
  chosen: z.object({ metric: z.string(), value: z.enum(importanceValues) }).nullable(),
})
type Kept = z.infer<typeof schema>
const usual: Kept = { isOpen: false, chosen: null }

function read(): Kept {
  try {
    const parsed = schema.safeParse(JSON.parse(localStorage.getItem(storageKey) ?? 'null'))
    return parsed.success ? parsed.data : usual
  } catch {
    // Not ours, or cut short: as if nothing had been kept.
    return usual
  }
}

export class Mattered {
  #kept = $state.raw(read())
  #answer = $state.raw<ImportanceResult | null>(null)
  #failure = $state<string | null>(null)
  #isAsking = $state(false)
  readonly #client: Client
  #asked = 0

  /** To be made while a component is. @param wish what to ask while the strip is open; null for nothing. Asked again when it, or what it reads, changes. */
  constructor(client: Client, wish: () => ImportanceInput | null) {
    this.#client = client
    $effect(() => {
      const input = this.isOpen ? wish() : null
      if (input === null) return
      // What changes many times in a moment, as a line that is typed, is asked once.
      const timer = setTimeout(() => void this.#ask(input), pauseMilliseconds)
      return () => clearTimeout(timer)
    })
    $effect(() => () => void this.#cancel())
  }

  get isOpen(): boolean {
    return this.#kept.isOpen
  }
  get chosen(): Kept['chosen'] {
    return this.#kept.chosen
  }
  /** What was answered last; it stays until the next answer is there. */
  get answer(): ImportanceResult | null {
    return this.#answer
  }
  get failure(): string | null {
    return this.#failure
  }
  get isAsking(): boolean {
    return this.#isAsking
  }

  fold(isOpen: boolean): void {
    this.#keep({ ...this.#kept, isOpen })
    if (!isOpen) void this.#cancel()
  }
  choose(chosen: Kept['chosen']): void {
    this.#keep({ ...this.#kept, chosen })
  }

  async #ask(input: ImportanceInput): Promise<void> {
    this.#asked += 1
    const asked = this.#asked
    this.#isAsking = true
    try {
      const answer = await this.#client.request('runs.importance', input)
      if (asked !== this.#asked) return
      // A line that cannot be read leaves what was there, as it does in the table.
      if (answer.problem === null) this.#answer = answer
      this.#failure = null
    } catch (error) {
      if (asked === this.#asked) this.#failure = error instanceof Error ? error.message : String(error)
    } finally {
      if (asked === this.#asked) this.#isAsking = false
    }
  }

  async #cancel(): Promise<void> {
    if (!this.#isAsking) return
    this.#asked += 1
    this.#isAsking = false
    // Nobody waits for it: whether the core has heard makes no difference here.
    await this.#client.request('runs.importance-cancel', {}).catch(() => undefined)
  }

  #keep(next: Kept): void {
    this.#kept = next
    localStorage.setItem(storageKey, JSON.stringify(next))
  }
}

const pauseMilliseconds = 150
