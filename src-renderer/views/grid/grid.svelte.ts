/** The grid that is being put together, and what launching it would mean. */
import { SvelteSet } from 'svelte/reactivity'
import { toWireError, type WireError } from '@contract/errors'
import type { Axis, GridOrder } from '@contract/grid'
import type { QueuePlace } from '@contract/queue'
import type { RunSummary } from '@contract/run'
import type { GridPlan, GridRun, GridSubject } from './grid-subject'

export class GridState {
  #subject: GridSubject
  #axes = $state.raw<readonly Axis[]>([])
  /** Identities of runs that are not to be launched; they stay out when the order changes. */
  readonly #leftOut = new SvelteSet<string>()
  order = $state<GridOrder>('seed-by-seed')
  place = $state<QueuePlace>('end')
  #plan = $state.raw<{ readonly plan: GridPlan; readonly runs: readonly GridRun[] } | null>(null)
  #error = $state.raw<WireError | null>(null)
  #asked = 0

  constructor(subject: GridSubject) {
    this.#subject = $state.raw(subject)
    this.#axes = subject.axes
  }

  readonly grid = $derived.by(() => this.#subject.expand(this.#axes, this.order))
  readonly chosen = $derived(this.grid.runs.filter(({ id }) => !this.#leftOut.has(id)))

  get subject(): GridSubject {
    return this.#subject
  }
  get axes(): readonly Axis[] {
    return this.#axes
  }
  /** Of the runs that were chosen when it was asked for; null before the first one. */
  get plan(): GridPlan | null {
    return this.#plan?.plan ?? null
  }
  get error(): WireError | null {
    return this.#error
  }

  begin(subject: GridSubject): void {
    this.#subject = subject
    this.#axes = subject.axes
    this.#plan = null
    this.#leftOut.clear()
  }

  isChosen(id: string): boolean {
    return !this.#leftOut.has(id)
  }
  toggle(id: string): void {
    if (!this.#leftOut.delete(id)) this.#leftOut.add(id)
  }
  leaveOut(ids: readonly string[]): void {
    for (const id of ids) this.#leftOut.add(id)
  }

  addAxis(key: string): void {
    this.#axes = [...this.#axes, { key, values: [this.#subject.firstValue(key, this.#axes)] }]
  }
  /** Adds a setting, unless it is there. */
  showAxis(key: string): void {
    if (!this.#axes.some((axis) => axis.key === key)) this.addAxis(key)
  }
  removeAxis(key: string): void {
    this.#axes = this.#axes.filter((axis) => axis.key !== key)
  }
  /** @returns what is wrong with the value, null when it was added. */
  addText(axis: Axis, text: string): string | null {
    const read = this.#subject.read(axis, text)
    if (!read.ok) return read.sentence
    this.addValue(axis.key, read.value)
    return null
  }
  addValue(key: string, value: unknown): void {
    this.#change(key, (values) => [...values, value])
  }
  /** The last value stays: a setting in the grid has one. */
  removeValue(key: string, value: unknown): void {
    this.#change(key, (values) => (values.length > 1 ? values.filter((other) => other !== value) : values))
  }
  #change(key: string, change: (values: readonly unknown[]) => readonly unknown[]): void {
    this.#axes = this.#axes.map((axis) => (axis.key === key ? { key, values: change(axis.values) } : axis))
  }

  /** What a run would take, by its identity. */
  planOf(id: string): GridPlan['runs'][number] | undefined {
    const index = this.#plan?.runs.findIndex((run) => run.id === id) ?? -1
    return this.#plan?.plan.runs[index]
  }

  /** Chosen runs that were trained before with the same settings, with the run that did. */
  readonly trainedBefore = $derived.by(() =>
    this.chosen.flatMap((run) => {
      const earlier = this.planOf(run.id)?.sameAs ?? null
      return earlier === null ? [] : [{ run, earlier }]
    }),
  )

  /** Asks what the chosen runs would take; an answer that was overtaken is dropped. */
  async loadPlan(): Promise<void> {
    const runs = this.chosen
    const number = ++this.#asked
    if (runs.length === 0) {
      this.#plan = null
      return
    }
    try {
      const plan = await this.#subject.plan(runs)
      if (number === this.#asked) {
        this.#plan = { plan, runs }
        this.#error = null
      }
    } catch (error) {
      if (number === this.#asked) this.#error = toWireError(error)
    }
  }

  /** @returns the launched runs. @throws PlateauError */
  launch(): Promise<readonly RunSummary[]> {
    return this.#subject.launch(this.chosen, this.place)
  }
}
