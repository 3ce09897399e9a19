/** What the groups of the run table come to in its columns, and their courses: asked for once the groups are shown. */
// Maps here are made whole and never changed, or bookkeeping.
/* eslint-disable svelte/prefer-svelte-reactivity */
import type { ColumnValue, GroupCurve, Measured, RunQuery, RunQueryResult } from '@contract/run-query'
import type { Client } from '@contract/transport'
import { toTableGroups, type TableGroup } from '@panels/runs/table-rows'
import { AwaitedMap } from '../../state/awaited-map'
import { queryOf, type RunList, type RunListWish } from '../../state/run-list.svelte'
import type { RunRow } from '../../state/run-row'

/** A list that changes again and again, as runs train, is summed up at this pace. */
const paceMilliseconds = 400
/** Groups whose courses one request may ask for. */
const curvesAtOnce = 60

type Facts = {
  readonly measured: RunQueryResult['measured']
  /** By level and identity: where a group is. */
  readonly places: readonly ReadonlyMap<string, number>[]
}
export type MeasuredGroup = { readonly measured: Measured; readonly place: number }

export class GroupFacts {
  readonly #client: Client
  #facts = $state.raw<Facts | null>(null)
  #asked = 0
  /** What was asked last, and beside which answer of the list. */
  #last: { readonly word: string; readonly measured: RunQueryResult['measured'] } | null = null
  #askedAt = Number.NEGATIVE_INFINITY

  /** To be made while a component is. @param wanted what is asked, and the columns that are shown; null where nothing is grouped. */
  constructor(
    client: Client,
    list: RunList,
    wanted: () => {
      readonly wish: RunListWish
      readonly project: string | null
      readonly measures: readonly string[]
    } | null,
  ) {
    this.#client = client
    $effect(() => {
      const now = wanted()
      // Another one with each answer, about other runs or about the same that have changed.
      const { measured } = list
      // The list itself comes first: the core would work at both in turns.
      if (now === null || list.groups === null || !list.isCurrent || now.measures.length === 0) return
      const query = queryOf({ ...now.wish, measures: now.measures }, now.project)
      const word = JSON.stringify(query)
      if (this.#last?.word === word && this.#last.measured === measured) return
      const wait = Math.max(0, this.#askedAt + paceMilliseconds - performance.now())
      const timer = setTimeout(() => {
        this.#last = { word, measured }
        void this.#ask(query, now.wish.groupBy)
      }, wait)
      return () => clearTimeout(timer)
    })
  }

  /** Null while it is on its way. */
  of({ level, identity }: TableGroup<RunRow>, column: string): MeasuredGroup | null {
    const measured = this.#facts?.measured[level]?.[column]
    const place = this.#facts?.places[level]?.get(identity)
    return measured === undefined || place === undefined ? null : { measured, place }
  }

  async #ask(query: RunQuery, groupBy: readonly string[]): Promise<void> {
    const asked = (this.#asked += 1)
    this.#askedAt = performance.now()
    try {
      const { groups, measured } = await this.#client.request('runs.query', query)
      if (asked === this.#asked && groups !== null) this.#facts = { measured, places: placesOf(groups, groupBy) }
    } catch (error) {
      // What was there stays; the next change asks again.
      this.#last = null
      console.warn(error)
    }
  }
}

function placesOf(groups: NonNullable<RunQueryResult['groups']>, groupBy: readonly string[]): Map<string, number>[] {
  const listed = groups.map(({ values, has }) => {
    const config = Object.create(null) as Record<string, ColumnValue>
    groupBy.forEach((key, at) => {
      if (has[at] === true) config[key] = values[at] ?? null
    })
    return { config, runs: [] }
  })
  const outer = toTableGroups(listed, groupBy)
  const placed = (of: readonly { identity: string; place: number }[]) =>
    new Map(of.map(({ identity, place }) => [identity, place]))
  return groupBy.length < 2 ? [placed(outer)] : [placed(outer), placed(outer.flatMap(({ inner }) => inner))]
}

/** Courses of groups that are in sight. */
export class GroupCurves {
  readonly #client: Client
  readonly #curves = new AwaitedMap<string, GroupCurve>()
  readonly #wanted = new Map<string, Float64Array>()
  #isAsking = false

  constructor(client: Client) {
    this.#client = client
  }

  /** Undefined while it is on its way. */
  of(group: TableGroup<RunRow>): GroupCurve | undefined {
    const key = `${group.count} ${group.identity}`
    const curve = this.#curves.get(key)
    if (curve === undefined) this.#want(key, group)
    return curve
  }

  #want(key: string, group: TableGroup<RunRow>): void {
    if (this.#wanted.has(key)) return
    const runs = group.inner.length > 0 ? group.inner.flatMap((inner) => inner.runs) : group.runs
    this.#wanted.set(
      key,
      Float64Array.from(runs, ({ number }) => number),
    )
    if (this.#isAsking) return
    this.#isAsking = true
    setTimeout(() => void this.#ask(), 0)
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0) {
      const asked = [...this.#wanted].slice(0, curvesAtOnce)
      try {
        const { curves } = await this.#client.request('runs.group-curves', { groups: asked.map(([, runs]) => runs) })
        asked.forEach(([key], at) => {
          const curve = curves[at]
          if (curve) this.#curves.set(key, curve)
        })
      } catch (error) {
        // A group without a picture is asked for again when it is another one.
        console.warn(error)
      }
      for (const [key] of asked) this.#wanted.delete(key)
    }
    this.#isAsking = false
  }
}
