/** Which runs the queries of panels find: asked of the core once for each line, however many panels have it, and again when runs change. */
// Sets and maps here are made and read within one change.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { untrack } from 'svelte'
import type { Client } from '@contract/transport'
import type { QueryProblem } from '@model/query/tree'
import type { RunsState } from '../../state/runs.svelte'
import { formerAnswers, type PanelLines } from './former-answers'

type Answer = { readonly ids: ReadonlySet<string>; readonly problem: QueryProblem | null }

export class PanelQueries {
  readonly #client: Client
  readonly #runs: RunsState
  #answers = $state.raw<ReadonlyMap<string, Answer>>(new Map())
  /** By line that is not answered yet: what a panel showed before it asked for it. Null: all runs. */
  #former = $state.raw<ReadonlyMap<string, Answer | null>>(new Map())
  /** By panel: the line that it has; undefined without one. */
  #lines: PanelLines = new Map()
  #wanted: readonly string[] = []
  #isAsking = false
  #isStale = false

  /** To be made while a component is: it asks for as long as that is there. @param lines of all panels, by their ids */
  constructor(client: Client, runs: RunsState, lines: () => PanelLines) {
    this.#client = client
    this.#runs = runs
    $effect.pre(() => {
      void runs.all
      const next = lines()
      untrack(() => this.#follow(next))
      if (this.#wanted.length > 0) void this.#ask()
    })
  }

  /** Why a line cannot be read; null where it can, or is not asked yet. */
  problemOf(line: string): QueryProblem | null {
    return this.#answers.get(line)?.problem ?? null
  }
  /** Whether it is known which runs a line finds. */
  isKnown(line: string): boolean {
    return this.#answers.has(line)
  }
  /** Those of some runs that a line finds; all of them without one. Until that is known, those that its panel had before. */
  among<Run extends { readonly id: string }>(line: string | undefined, runs: readonly Run[]): readonly Run[] {
    if (line === undefined) return runs
    const answer = this.#answers.get(line) ?? this.#former.get(line)
    if (answer === null) return runs
    return answer === undefined ? [] : runs.filter(({ id }) => answer.ids.has(id))
  }

  #follow(lines: PanelLines): void {
    this.#former = formerAnswers(lines, this.#lines, this.#answers, this.#former)
    this.#lines = lines
    this.#wanted = [...new Set([...lines.values()].filter((line) => line !== undefined))]
  }

  /** One question at a time; runs that change meanwhile have it asked once more. */
  async #ask(): Promise<void> {
    this.#isStale = true
    if (this.#isAsking) return
    this.#isAsking = true
    while (this.#isStale) {
      this.#isStale = false
      const answers = new Map<string, Answer>()
      for (const line of this.#wanted) {
        try {
          answers.set(line, await this.#find(line))
        } catch (error) {
          // What is shown stays; the next change, or the connection that is back, asks again.
          console.warn(error)
          const before = this.#answers.get(line)
          if (before !== undefined) answers.set(line, before)
        }
      }
      this.#answers = answers
    }
    this.#isAsking = false
  }

  async #find(where: string): Promise<Answer> {
    const { project } = this.#runs
    const { order, problem } = await this.#client.request('runs.query', {
      where,
      archived: 'with',
      ...(project === null ? {} : { project }),
    })
    return { ids: new Set(this.#runs.byNumbers(order).map(({ id }) => id)), problem }
  }
}
