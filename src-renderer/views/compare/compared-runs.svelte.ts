/**
 * Which runs a view of the compare tab shows: the chosen ones, or while nobody chose the newest; where more are chosen than it takes, a few that stand for
 * them. Once they are on the screen they stay until a person chooses others: neither a run that comes or ends nor an import replaces them.
 */
// Maps and sets here are made anew whenever they are read.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { untrack } from 'svelte'
import { toWireError, type WireError } from '@contract/errors'
import { hasFailed } from '@contract/run'
import { columnValue } from '@contract/run-query'
import { usualMetric } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { spreadFromBest } from '@panels/compare/spread'
import type { Taken } from '@panels/compare/taken-words'
import type { App } from '../../state/app.svelte'
import type { RunRow } from '../../state/run-row'
import { chosenRuns } from './chosen-runs'

export type Wish = {
  /** The route's: empty where nobody chose. */
  readonly runIds: readonly string[]
  /** Which runs the view can show at all. */
  readonly isUsable: (run: RunRow) => boolean
  /** Of those, which are worth showing where nobody chose. */
  readonly isUsual?: (run: RunRow) => boolean
  /** More than so many are not shown together. */
  readonly most: number
  /** What runs are best in, where a few stand for many. Of several the one that most of them have, the first of equals. */
  readonly metrics: () => readonly string[]
  /** Whether runs that failed are shown as well. */
  readonly takesFailed: boolean
}

type Spread = { readonly basis: readonly string[]; readonly takesFailed: boolean; readonly ids: readonly string[] }

export class ComparedRuns {
  readonly #app: App
  readonly #wish: () => Wish
  /** What was shown first where nobody chose. */
  #usual = $state.raw<readonly string[] | null>(null)
  #spread = $state.raw<Spread | null>(null)
  #error = $state.raw<WireError | null>(null)

  /** Made while a component is. */
  constructor(app: App, wish: () => Wish) {
    this.#app = app
    this.#wish = wish
    $effect.pre(() => this.#keepUsual())
    $effect(() => this.#fillSpread())
  }

  /** All that can be chosen, newest first. */
  readonly all: readonly RunRow[] = $derived.by(() => this.#app.runs.all.filter(this.#wish().isUsable))
  readonly #basis: readonly string[] = $derived.by(() => {
    const { runIds } = this.#wish()
    return runIds.length > 0 ? runIds : (this.#usual ?? [])
  })
  /** Those that are meant, in the order of their launch. */
  readonly chosen: readonly RunRow[] = $derived.by(() => {
    if (this.#basis.length > 0) return chosenRuns(this.all, this.#basis, () => true)
    return chosenRuns(this.all, [], this.#wish().isUsual ?? (() => true))
  })
  /** For the other views: all that a person chose, also what this one can show nothing of. */
  readonly handedOn: readonly string[] = $derived.by(() => {
    const { runIds } = this.#wish()
    return runIds.length > 0 ? runIds : this.chosen.map(({ id }) => id)
  })
  /** Of the chosen ones those that failed. */
  readonly failed: readonly RunRow[] = $derived.by(() => this.chosen.filter(hasFailed))
  readonly #candidates: readonly RunRow[] = $derived.by(() =>
    this.#wish().takesFailed ? this.chosen : this.chosen.filter((run) => !hasFailed(run)),
  )
  readonly isSpread = $derived.by(() => this.#candidates.length > this.#wish().most)
  /** What is shown, in the order of launch; the few that stand for many the best first, and none while they are being found. */
  readonly ids: readonly string[] = $derived.by(() => {
    const candidates = this.#candidates.map(({ id }) => id)
    if (!this.isSpread) return candidates
    const spread = this.#spread
    if (spread === null || !this.#isOf(spread)) return []
    const there = new Set(candidates)
    return spread.ids.filter((id) => there.has(id))
  })
  readonly taken: Taken = $derived.by(() => ({
    shown: this.ids.length,
    of: this.isSpread ? this.#candidates.length : this.all.length,
    isSpread: this.isSpread,
  }))
  /** Of those that were chosen, how many the view can show nothing of. */
  readonly unusable = $derived.by(() => {
    const usable = new Set(this.all.map(({ id }) => id))
    return this.#wish().runIds.filter((id) => !usable.has(id) && this.#app.runs.get(id) !== undefined).length
  })
  /** Why the few that stand for many could not be found. */
  get error(): WireError | null {
    return this.isSpread ? this.#error : null
  }

  #isOf({ basis, takesFailed }: Spread): boolean {
    return basis === this.#basis && takesFailed === this.#wish().takesFailed
  }

  #keepUsual(): void {
    const { runIds } = this.#wish()
    const kept = this.#usual
    const isThere = kept !== null && kept.some((id) => this.#app.runs.get(id) !== undefined)
    if (runIds.length > 0 || (kept !== null && !isThere)) this.#usual = null
    // One run alone compares nothing: whatever comes is welcome beside it.
    else if (kept === null && this.#app.runs.isLoaded && this.chosen.length > 1)
      this.#usual = this.chosen.map(({ id }) => id)
  }

  #fillSpread(): void {
    if (!this.isSpread || (this.#spread !== null && this.#isOf(this.#spread))) return
    const basis = this.#basis
    const { most, metrics, takesFailed } = this.#wish()
    const runs = untrack(() => this.#candidates)
    const keys = untrack(metrics)
    const columns = keys.map((key) => `best:${key}`)
    this.#app.client.request('runs.columns', { columns, runs: runs.map(({ id }) => id) }).then(
      (rows) => {
        if (basis !== this.#basis) return
        const places = new Map(Array.from(rows.numbers, (number, place) => [number, place]))
        const bestsIn = (column: string) =>
          runs.map(({ number }): number | null => {
            const [data, place] = [rows.columns[column], places.get(number)]
            const value = data === undefined || place === undefined ? undefined : columnValue(data, place)
            return typeof value === 'number' && Number.isFinite(value) ? value : null
          })
        const found = columns.map((column, at) => ({ key: keys[at] ?? '', bests: bestsIn(column) }))
        const countOf = (bests: readonly (number | null)[]) => bests.filter((best) => best !== null).length
        const [first] = found.toSorted((left, right) => countOf(right.bests) - countOf(left.bests))
        const direction =
          directionOf(first?.key ?? '', this.#app.runs.said.directions) === 'higher' ? 'higher' : 'lower'
        const ids = spreadFromBest(first?.bests ?? [], most, direction).flatMap((place) => runs[place]?.id ?? [])
        this.#error = null
        this.#spread = { basis, takesFailed, ids }
      },
      (caught: unknown) => void (this.#error = toWireError(caught)),
    )
  }
}

/** So many metrics are looked into for what runs are best in. */
const mostMetrics = 5

/** What runs of the open project may be best in: one that was chosen, what Plateau measures, and the series that most of them have. */
export function metricsOfProject(app: App, chosen: string | null): string[] {
  const { directions } = app.runs.said
  const known = app.runs.keys.series
    .filter(({ key }) => directionOf(key, directions) !== 'none')
    .toSorted((left, right) => right.runs - left.runs)
    .map(({ key }) => key)
  const first = chosen !== null && directionOf(chosen, directions) !== 'none' ? [chosen] : []
  return [...new Set([...first, usualMetric.key, ...known])].slice(0, mostMetrics)
}
