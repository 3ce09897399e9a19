/** The grid that is being put together, and what launching it would mean. */
import { SvelteSet } from 'svelte/reactivity'
import type { Plan } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { GridAxis, GridOrder } from '@contract/grid'
import type { SettingKey } from '@contract/config'
import type { QueuePlace } from '@contract/queue'
import type { Client } from '@contract/transport'
import type { GridStart } from '../../state/router.svelte'
import { firstValue, readGrid, readValue, type GridRun } from './grid-draft'

export class GridState {
  readonly #client: Client
  /** The id of the project that its runs go to. */
  readonly #project: string
  #start = $state.raw<GridStart>({ label: '', base: {}, axes: [] })
  #axes = $state.raw<readonly GridAxis[]>([])
  /** Identities of runs that are not to be launched; they stay out when the order changes. */
  readonly #leftOut = new SvelteSet<string>()
  order = $state<GridOrder>('seed-by-seed')
  place = $state<QueuePlace>('end')
  #plan = $state.raw<{ readonly plan: Plan; readonly runs: readonly GridRun[] } | null>(null)
  #error = $state.raw<WireError | null>(null)
  #asked = 0

  constructor(client: Client, project: string, start: GridStart) {
    this.#client = client
    this.#project = project
    this.begin(start)
  }

  readonly grid = $derived.by(() => readGrid(this.#start.base, this.#axes, this.order))
  readonly chosen = $derived(this.grid.runs.filter(({ id }) => !this.#leftOut.has(id)))

  get label(): string {
    return this.#start.label
  }
  get axes(): readonly GridAxis[] {
    return this.#axes
  }
  /** Of the runs that were chosen when it was asked for; null before the first one. */
  get plan(): Plan | null {
    return this.#plan?.plan ?? null
  }
  get error(): WireError | null {
    return this.#error
  }

  begin(start: GridStart): void {
    this.#start = start
    this.#axes = start.axes
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

  addAxis(key: SettingKey): void {
    const value = firstValue(key, { base: this.#start.base, axes: this.#axes })
    this.#axes = [...this.#axes, { key, values: [value] }]
  }
  removeAxis(key: SettingKey): void {
    this.#axes = this.#axes.filter((axis) => axis.key !== key)
  }
  /** @returns what is wrong with the value, null when it was added. */
  addText(axis: GridAxis, text: string): string | null {
    const read = readValue(axis, text)
    if (!read.ok) return read.sentence
    this.addValue(axis.key, read.value)
    return null
  }
  addValue(key: SettingKey, value: unknown): void {
    this.#change(key, (values) => [...values, value])
  }
  /** The last value stays: a setting in the grid has one. */
  removeValue(key: SettingKey, value: unknown): void {
    this.#change(key, (values) => (values.length > 1 ? values.filter((other) => other !== value) : values))
  }
  #change(key: SettingKey, change: (values: readonly unknown[]) => readonly unknown[]): void {
    this.#axes = this.#axes.map((axis) => (axis.key === key ? { key, values: change(axis.values) } : axis))
  }

  /** What a run would take, by its identity. */
  planOf(id: string): Plan['plans'][number] | undefined {
    const index = this.#plan?.runs.findIndex((run) => run.id === id) ?? -1
    return this.#plan?.plan.plans[index]
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
      const plan = await this.#client.request('runs.plan', {
        configs: runs.map(({ config }) => config),
        project: this.#project,
      })
      if (number === this.#asked) {
        this.#plan = { plan, runs }
        this.#error = null
      }
    } catch (error) {
      if (number === this.#asked) this.#error = toWireError(error)
    }
  }

  /** @returns the launched runs. @throws PlateauError */
  async launch() {
    const configs = this.chosen.map(({ config }) => config)
    return (await this.#client.request('runs.launch', { configs, place: this.place, project: this.#project })).runs
  }
}
