/** What may stand at the caret of a line, asked of the core while it is typed: one question at a time, the newest last. */
import type { Completion, CompletionResult } from '@contract/query-help'
import type { Client } from '@contract/transport'

/** Typing asks once. */
const askMilliseconds = 60

export type CompletionScope = { readonly project: string | null; readonly archived: 'with' | 'without' | 'only' }

type Line = { readonly where: string; readonly caret: number }

/**
 * An answer for a line that has gone on since it was asked: of what it offers, what begins as is written now. Without it, who writes fast
 * and takes a completion at once would be a letter ahead of it.
 * @returns null where the line was changed in any other way: its places are others now.
 */
export function narrowCompletions<Answer extends CompletionResult>(
  answer: Answer,
  asked: Line,
  now: Line,
): Answer | null {
  if (asked.where === now.where && asked.caret === now.caret) return answer
  const isGoneOn =
    asked.caret === answer.to &&
    now.caret >= asked.caret &&
    now.where.slice(0, asked.caret) === asked.where.slice(0, asked.caret) &&
    now.where.slice(now.caret) === asked.where.slice(asked.caret)
  if (!isGoneOn) return null
  const written = now.where.slice(answer.from, now.caret).toLowerCase()
  const entries = answer.entries.filter(({ text }) => text.toLowerCase().startsWith(written))
  return entries.length === 0 ? null : { ...answer, to: now.caret, entries, next: [] }
}

export class LineCompletion {
  readonly #client: Client
  readonly #scope: () => CompletionScope
  #answer = $state.raw<(CompletionResult & { readonly asked: Line }) | null>(null)
  /** As it stands now: letters may have come since the answer's question. */
  #line = $state.raw<Line>({ where: '', caret: 0 })
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

  readonly #current = $derived.by(() => this.#answer && narrowCompletions(this.#answer, this.#answer.asked, this.#line))
  /** What is shown: for a line that was changed in the middle the former answer, until the next is there. */
  readonly answer: CompletionResult | null = $derived.by(() => this.#current ?? this.#answer)
  /** Whether {@link answer} is about the line as it stands now, so that an option may be put into it. */
  readonly isCurrent: boolean = $derived.by(() => this.#current !== null)
  readonly options: readonly Completion[] = $derived.by(() =>
    this.answer === null ? [] : [...this.answer.entries, ...this.answer.next],
  )
  readonly isOpen: boolean = $derived.by(() => this.options.length > 0)
  readonly active: Completion | null = $derived.by(() => this.options[this.at] ?? null)

  ask(where: string, caret: number): void {
    if (where !== this.#line.where) {
      this.at = 0
      this.isPointed = false
    }
    this.#line = { where, caret }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read({ where, caret }), askMilliseconds)
  }

  async #read(asked: Line): Promise<void> {
    const turn = (this.#asked += 1)
    const { project, archived } = this.#scope()
    try {
      const answer = await this.#client.request('runs.complete', {
        ...asked,
        archived,
        ...(project === null ? {} : { project }),
      })
      if (turn !== this.#asked) return
      this.#answer = { ...answer, asked }
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
