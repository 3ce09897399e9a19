/** What may stand at the caret of a line, asked of the core while it is typed: one question at a time, the newest last. */
import type { Completion, CompletionResult } from '@contract/query-help'
import type { Client } from '@contract/transport'

/** Typing asks once. */
const askMilliseconds = 60

export type CompletionScope = { readonly project: string | null; readonly archived: 'with' | 'without' | 'only' }

export class LineCompletion {
  readonly #client: Client
  readonly #scope: () => CompletionScope
  #answer = $state.raw<CompletionResult | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #asked = 0
  /** The option that is pointed at. */
  at = $state(0)
  /** Whether it was pointed at by arrows or the pointer: Enter takes it then. */
  isPointed = $state(false)

  constructor(client: Client, scope: () => CompletionScope) {
    this.#client = client
    this.#scope = scope
  }

  readonly answer = $derived.by(() => this.#answer)
  readonly options: readonly Completion[] = $derived.by(() =>
    this.#answer === null ? [] : [...this.#answer.entries, ...this.#answer.next],
  )
  readonly isOpen: boolean = $derived.by(() => this.options.length > 0)
  readonly active: Completion | null = $derived.by(() => this.options[this.at] ?? null)

  ask(where: string, caret: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read(where, caret), askMilliseconds)
  }

  async #read(where: string, caret: number): Promise<void> {
    const turn = (this.#asked += 1)
    const { project, archived } = this.#scope()
    try {
      const answer = await this.#client.request('runs.complete', {
        where,
        caret,
        archived,
        ...(project === null ? {} : { project }),
      })
      if (turn !== this.#asked) return
      this.#answer = answer
      this.at = 0
      this.isPointed = false
    } catch (error) {
      // The line works without; the next letter asks again.
      console.warn(error)
    }
  }

  point(step: number): void {
    const count = this.options.length
    if (count === 0) return
    this.at = (this.at + step + count) % count
    this.isPointed = true
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#asked += 1
    this.#answer = null
  }
}
