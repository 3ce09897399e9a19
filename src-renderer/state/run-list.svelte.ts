/**
 * A list of runs as it is asked of the core: found, sorted and grouped. What was there stays until the new answer has come; a list that needs no answer,
 * all runs in their usual order, is there at once.
 */
import { onDestroy, untrack } from 'svelte'
import { mostQuerySummaries, type ColumnValue, type RunQuery, type RunQueryResult } from '@contract/run-query'
import type { Client } from '@contract/transport'
import { tagsKey } from '@contract/workspace'
import { columnOfGroupKey } from '@model/grouping'
import type { QueryProblem } from '@model/query/tree'
import type { FlatConfig } from '@protocol/config'
import type { RunRow } from './run-row'
import type { RunsState } from './runs.svelte'

export type RunListWish = {
  readonly where: string
  readonly archived: 'with' | 'without' | 'only'
  /** Null: newest first. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null
  /** Keys of settings, or `tagsKey`. */
  readonly groupBy: readonly string[]
  /** What decides behind `sort`. */
  readonly thenBy?: readonly { readonly column: string; readonly descending: boolean }[]
  /** Columns that are summed up over groups, and which of them their order is by; their values' without one. */
  readonly measures?: readonly string[]
  readonly groupOrder?: { readonly measure: string; readonly descending: boolean } | null
}

export type ListedGroup = {
  /** What its runs have of what they are grouped by. */
  readonly config: FlatConfig
  readonly tags: readonly string[]
  readonly runs: readonly RunRow[]
}
type Answer = Pick<RunQueryResult, 'order' | 'groups' | 'measured' | 'milliseconds'> & {
  readonly where: string
  readonly groupBy: readonly string[]
  /** What was asked, in one word. */
  readonly word: string
}

export class RunList {
  readonly #client: Client
  readonly #runs: RunsState
  readonly #wish: () => RunListWish
  readonly #inSight: () => number
  #answer = $state.raw<Answer | null>(null)
  /** Of the line that was asked last. */
  #problem = $state.raw<{ readonly where: string; readonly problem: QueryProblem } | null>(null)
  #isAsking = false
  #isStale = false
  /** What was wished for last; null for what needs no question. */
  #wished: string | null = null
  /** Runs have changed since they were asked for: they are asked for again once this list has rested. */
  #isOld = false
  #restsUntil = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * To be made while a component is: it asks for as long as that is there.
   * @param inSight how many of the first rows are shown with all that they are: they are read before a new list takes the place of the old one.
   */
  constructor(client: Client, runs: RunsState, wish: () => RunListWish, inSight = () => 0) {
    this.#client = client
    this.#inSight = inSight
    this.#runs = runs
    this.#wish = wish
    $effect.pre(() => {
      void runs.all
      // Runs that come a page at a time are asked for once all are there.
      const wished = isUsual(wish()) ? null : `${this.#wordOf(wish())} ${runs.isComplete}`
      const isOther = wished !== this.#wished
      this.#wished = wished
      if (wished === null) this.#answer = null
      // Its own answer is no reason to ask.
      else if (isOther) untrack(() => void this.#ask())
      else untrack(() => this.#askOnceRested())
    })
    onDestroy(() => clearTimeout(this.#timer))
  }

  /** Why the line as it is cannot be read: what is listed is what the last one found that could. */
  readonly problem: QueryProblem | null = $derived.by(() => {
    const { where } = this.#wish()
    return this.#problem?.where === where ? this.#problem.problem : null
  })
  /** The line of what is listed. */
  readonly asked: string = $derived.by(() => this.#answer?.where ?? '')
  /** How long the core took for what is listed; null where it was not asked. */
  readonly milliseconds: number | null = $derived.by(() => this.#answer?.milliseconds ?? null)

  /** Whether what is listed answers what is wished for by now. */
  readonly isCurrent: boolean = $derived.by(() => this.#answer?.word === this.#wordOf(this.#wish()))

  /** In their order; where they are grouped, group after group. */
  readonly runs: readonly RunRow[] = $derived.by(() => {
    const answer = this.#answer
    if (answer !== null) {
      void this.#runs.all
      return this.#runs.byNumbers(answer.order)
    }
    const { archived } = this.#wish()
    if (archived === 'with') return this.#runs.all
    return this.#runs.all.filter(({ isArchived }) => isArchived === (archived === 'only'))
  })

  /** Null where they are not grouped. */
  readonly groups: readonly ListedGroup[] | null = $derived.by(() => {
    const answer = this.#answer
    if (!answer?.groups) return null
    void this.#runs.all
    // They stand group after group: where none is missing, no run is looked up again.
    const all = this.runs.length === answer.order.length ? this.runs : null
    let from = 0
    return answer.groups.map(({ values, has, count }) => {
      const members = [from, (from += count)] as const
      const config: Record<string, ColumnValue> = {}
      answer.groupBy.forEach((key, at) => {
        if (has[at] === true) config[key] = values[at] ?? null
      })
      const tags = answer.groupBy.includes(tagsKey) ? config[tagsKey] : null
      return {
        config,
        tags: Array.isArray(tags) ? tags.map(String) : [],
        runs: all?.slice(...members) ?? this.#runs.byNumbers(answer.order.subarray(...members)),
      }
    })
  })

  /** Keys of settings that they are grouped by. */
  readonly groupedBy: readonly string[] = $derived.by(() => this.#answer?.groupBy ?? noKeys)
  /** What groups come to, as `runs.query` tells it: beside `groups`, and of the same moment. */
  readonly measured: RunQueryResult['measured'] = $derived.by(() => this.#answer?.measured ?? nothingMeasured)

  #wordOf(wish: RunListWish): string {
    return JSON.stringify(queryOf(wish, this.#runs.project))
  }

  /** For runs that train or log: the more a list takes, the longer it stays as it is. */
  #askOnceRested(): void {
    this.#isOld = true
    if (this.#isAsking || this.#timer !== undefined) return
    const wait = this.#restsUntil - performance.now()
    if (wait <= 0) void this.#ask()
    else this.#timer = setTimeout(() => void this.#ask(), wait)
  }

  /** One question at a time: what was wished for meanwhile is asked once the answer is there. */
  async #ask(): Promise<void> {
    this.#isStale = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isAsking) return
    this.#isAsking = true
    const began = performance.now()
    while (this.#isStale) {
      this.#isStale = this.#isOld = false
      const wish = this.#wish()
      if (isUsual(wish)) break
      const { where, groupBy } = wish
      const word = this.#wordOf(wish)
      // Of another list most rows are not here yet, and come with it; of the same list few are missing.
      const summaries = this.#answer?.word === word ? 0 : Math.min(mostQuerySummaries, this.#inSight())
      try {
        const answer = await this.#client.request('runs.query', { ...queryOf(wish, this.#runs.project), summaries })
        this.#runs.keep(answer.summaries)
        this.#problem = answer.problem === null ? null : { where, problem: answer.problem }
        if (answer.problem !== null) continue
        // What is wished for by now is asked first: the rows of an answer that nobody waits for are not read.
        if (this.#wordOf(this.#wish()) !== word) continue
        await this.#readFirst(answer.order)
        const { order, groups, measured, milliseconds } = answer
        if (!isUsual(this.#wish())) this.#answer = { where, order, groups, measured, milliseconds, groupBy, word }
      } catch (error) {
        // What is shown stays; the next change, or the connection that is back, asks again.
        console.warn(error)
      }
    }
    this.#isAsking = false
    this.#restsUntil = performance.now() + restOf(performance.now() - began)
    if (this.#isOld) this.#askOnceRested()
  }

  async #readFirst(order: Float64Array): Promise<void> {
    const first = this.#runs.byNumbers(order.subarray(0, this.#inSight()))
    try {
      await this.#runs.summaries(first.map(({ id }) => id))
    } catch (error) {
      // They are asked for again by the rows that show them.
      console.warn(error)
    }
  }
}

const noKeys: readonly string[] = []
const nothingMeasured: RunQueryResult['measured'] = []

/** A wish as it is asked of the core. */
export function queryOf(wish: RunListWish, project: string | null): RunQuery {
  const { where, archived, sort, groupBy, thenBy = [], measures, groupOrder = null } = wish
  return {
    where,
    archived,
    ...(project === null ? {} : { project }),
    sort: [...(sort === null ? [] : [sort]), ...thenBy],
    ...(groupBy.length === 0 ? {} : { groupBy: groupBy.map(columnOfGroupKey) }),
    ...(measures === undefined ? {} : { measures: [...measures] }),
    ...(groupOrder === null ? {} : { groupOrder }),
  }
}

/** So many times as long as a question took a list rests before runs that have changed are asked for again, and no longer than that, in milliseconds. */
const restShare = 4
const mostRest = 2_000
const restOf = (took: number): number => Math.min(mostRest, restShare * took)

const isUsual = ({ where, sort, groupBy }: RunListWish): boolean =>
  where.trim() === '' && sort === null && groupBy.length === 0
