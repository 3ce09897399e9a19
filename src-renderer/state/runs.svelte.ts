/**
 * The history, live. Every run of the project is a slim row; settings and numbers come as columns when something reads them, and whole summaries of
 * runs that are shown by themselves. Facts of the core say which runs are stale, and only those are asked for again.
 */
import { toWireError, type WireError } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import { isActive, type RunProgress, type RunSummary } from '@contract/run'
import type { ColumnValue, RunKeys } from '@contract/run-query'
import type { Client } from '@contract/transport'
import { eachInTurns } from '../charts/turns'
import { AwaitedMap } from './awaited-map'
import { bytesColumn, RunBin } from './run-bin.svelte'
import { RunColumns } from './run-columns.svelte'
import { RunIndex } from './run-index'
import { RunKeysState } from './run-keys.svelte'
import { cellsOfRun, RunRow, rowsOf, slimColumns, type RunSource, type SaidOfRows } from './run-row'
import { RunWholes } from './run-wholes.svelte'

/** Events come in bursts; the window follows at this pace. */
const coalesceMilliseconds = 150
/** What programs log is followed at this pace where a whole summary is shown. */
const growthMilliseconds = 1_000
/** The first page is what a list has in sight; the others are as large as the window takes in without a stall. */
const firstPage = 200
const otherPages = 2_000

export class RunsState {
  readonly #client: Client
  readonly #columns: RunColumns
  readonly #wholes: RunWholes
  readonly #source: RunSource
  /** Of all projects. */
  readonly bin: RunBin
  readonly #progress = new AwaitedMap<string, RunProgress>()
  readonly #keys: RunKeysState
  /** Read after the signal of its rows. */
  readonly #index = new RunIndex()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #stale = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #deleted = new Set<string>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #endListeners = new Set<(run: RunSummary) => void>()
  /** Whose end is still to be told: requests overlap, and may fail. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #untold = new Set<string>()
  /** Runs that have more points of series by step. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #grown = new Set<string>()
  #growing: ReturnType<typeof setTimeout> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Settled when the answers that came so far are taken in: one after the other, so that of a run the newest counts. */
  #taken: Promise<void> = Promise.resolve()
  #loads = 0
  #rows = $state.raw<readonly RunRow[]>([])
  #project = $state<string | null>(null)
  #loaded = $state(false)
  #complete = $state(false)
  #error = $state.raw<WireError | null>(null)
  #refreshError = $state.raw<WireError | null>(null)
  #queued = $state(0)

  constructor(client: Client) {
    this.#client = client
    this.#columns = new RunColumns(client)
    this.#wholes = new RunWholes(client)
    this.#keys = new RunKeysState(client)
    this.#source = {
      read: (column, run) => this.#columns.read(column, run),
      whole: (id) => this.#wholes.get(id),
      keys: (kind) => this.#keys.names[kind],
      said: () => this.#keys.said,
    }
    this.bin = new RunBin(client, this.#source)
    client.onEvent((event) => this.#hear(event))
  }

  /** Of the project that is open, and those whose project cannot be read; newest first. */
  readonly all: readonly RunRow[] = $derived.by(() => {
    const open = this.#project
    return open === null ? this.#rows : this.#rows.filter(({ project }) => project === open || project === '')
  })
  /** Of all projects: what trains and waits is the home's. */
  readonly active: readonly RunRow[] = $derived.by(() => this.#rows.filter(isActive).map(({ near }) => near))
  readonly running: readonly RunRow[] = $derived.by(() => this.active.filter((run) => run.state !== 'queued'))

  /** What was said of the project's keys: by its choices, and by authors. */
  get said(): SaidOfRows {
    return this.#keys.said
  }
  /** Which settings and series the project's runs have. */
  get keys(): RunKeys {
    return this.#keys.all
  }
  get areKeysLoaded(): boolean {
    return this.#keys.isLoaded
  }
  /** Whether there is something to show: the newest runs, if not all of them yet. */
  get isLoaded(): boolean {
    return this.#loaded
  }
  /** Whether `all` has every run. */
  get isComplete(): boolean {
    return this.#complete
  }
  /** Whether runs and what they have are all known: before that nothing can be said to be missing. */
  get isKnown(): boolean {
    return this.#complete && this.#keys.isLoaded
  }
  /** How many runs there are; null until every one is known, so that no part of them is taken for all. */
  get count(): number | null {
    return this.#complete ? this.all.length : null
  }
  get error(): WireError | null {
    return this.#error
  }
  /** Why runs that have changed could not be read again: what is shown stays, and may be old. */
  get refreshError(): WireError | null {
    return this.#refreshError
  }
  /** Runs that wait; those that are held back are not counted. */
  get queued(): number {
    return this.#queued
  }

  /** One run: what is not at hand of it is asked for. */
  get(id: string): RunRow | undefined {
    // Rows are another list after every change.
    void this.#rows
    return this.#index.get(id)?.near
  }
  /** A run as `all` has it. Read after `all`. */
  rowOf(id: string): RunRow | undefined {
    return this.#index.get(id)
  }
  /** The runs with these short names, as the store's answers have them, that are known, in the same order. Read after `all`. */
  byNumbers(numbers: Float64Array): RunRow[] {
    return this.#index.byNumbers(numbers)
  }
  /** What a run has in a column of the store; undefined where it has nothing, or while the column is on its way. */
  cell(column: string, run: Pick<RunSummary, 'id'>): ColumnValue | undefined {
    const number = this.#index.get(run.id)?.number
    return number === undefined ? undefined : this.#columns.read(column, number)
  }
  /** Whether a column of the store is here; it is asked for otherwise. */
  hasColumn(column: string): boolean {
    return this.#columns.has(column)
  }
  /** A run's whole summary, once it is here: for what acts on all of it. */
  whole(id: string): RunSummary | undefined {
    return this.#wholes.get(id)
  }
  /** The same of several, those that are here; the others are asked for. */
  wholes(ids: readonly string[]): RunSummary[] {
    return ids.flatMap((id) => this.#wholes.get(id) ?? [])
  }
  /** Whole summaries, waited for: of those that there are. @throws PlateauError */
  async summaries(ids: readonly string[]): Promise<RunSummary[]> {
    return this.#wholes.fetch(ids.filter((id) => this.#index.has(id)))
  }
  /** Whether it was deleted for good while this window was there. */
  isDeleted(id: string): boolean {
    return this.#deleted.has(id)
  }
  progressOf(id: string): RunProgress | undefined {
    return this.#progress.get(id)
  }

  /** Told of every run that ends while the window is there. */
  onEnd(listener: (run: RunSummary) => void): void {
    this.#endListeners.add(listener)
  }

  /** The project whose runs are shown; null until one is open. */
  get project(): string | null {
    return this.#project
  }
  /** Shows another project's runs from now on. */
  enter(project: string): void {
    this.#project = project
    this.#loadKeys().catch((error: unknown) => (this.#error = toWireError(error)))
  }

  /** Everything anew: at the start, and when a lost connection is back. */
  async load(): Promise<void> {
    const load = (this.#loads += 1)
    this.#columns.clear()
    this.#wholes.clear()
    try {
      const progress = this.#client.request('runs.progress', {})
      // eslint-disable-next-line svelte/prefer-svelte-reactivity
      const seen = new Set<string>()
      let before: number | undefined
      for (let count = firstPage; ; count = otherPages) {
        const page = await this.#client.request('runs.columns', {
          columns: [...slimColumns],
          count,
          ...(before === undefined ? {} : { before }),
        })
        if (load !== this.#loads) return
        for (const row of rowsOf(page, this.#source)) {
          seen.add(row.id)
          this.#index.put(row)
        }
        before = page.numbers.at(-1)
        const isLast = !page.more || before === undefined
        if (isLast) this.#index.keep(seen)
        this.#list()
        this.#error = this.#refreshError = null
        this.#loaded = true
        this.#complete = isLast
        if (isLast) break
        // A page is taken in before the next one is worked out by the core: frames come in between.
        await new Promise(requestAnimationFrame)
      }
      this.#progress.clear()
      for (const entry of (await progress).progress) this.#progress.set(entry.run, entry)
      await this.#loadKeys()
    } catch (error) {
      if (load === this.#loads) this.#error = toWireError(error)
    }
  }

  /** Whole summaries that came with an answer about many runs; those that are here follow their events, and stay. */
  keep(summaries: readonly RunSummary[]): void {
    for (const run of summaries) if (this.#index.has(run.id) && !this.#wholes.has(run.id)) this.#wholes.put(run)
  }

  /** Takes in runs that an answer brought, before their events do. */
  adopt(runs: readonly RunSummary[]): void {
    for (const run of runs) {
      this.#wholes.put(run)
      const row = this.#index.get(run.id)
      // Its short name comes with its event; until then it is the newest.
      const number = row?.number ?? Number.MAX_SAFE_INTEGER
      if (run.binnedAt !== null) {
        this.bin.adopt(run, number)
        this.#index.delete(run.id)
      } else {
        this.bin.delete(run.id)
        this.#index.put(new RunRow(number, cellsOfRun(run), 0, this.#source))
        this.#stale.add(run.id)
      }
    }
    this.#list()
    this.#refetchSoon()
  }

  /** Shows changes that are not stored yet. */
  async show(changes: readonly { readonly run: string; readonly change: Partial<RunSummary> }[]): Promise<void> {
    await eachInTurns(changes, ({ run, change }) => {
      const row = this.#index.get(run)
      if (row) this.#index.put(row.with(change))
      this.#wholes.change(run, change)
    })
    this.#list()
  }

  /** Takes runs out of the list, or out of the bin, where no answer says what they are: their facts bring them where they are now. */
  async showMoved(ids: readonly string[], isToBin: boolean): Promise<void> {
    await eachInTurns(ids, (id) => {
      if (isToBin) this.#index.delete(id)
      else this.bin.delete(id)
    })
    this.#list()
  }

  /** Tells of the rows as they are now. */
  #list(): void {
    this.#rows = this.#index.inOrder()
    this.#queued = this.#index.queued
    this.bin.list()
  }

  #hear(event: PlateauEvent): void {
    switch (event.event) {
      case 'run-changed':
      case 'epoch-committed':
        this.#stale.add(event.payload.run)
        this.#refetchSoon()
        break
      case 'choices-changed':
        void this.#takeChoices()
        break
      case 'points-appended':
        if (this.#wholes.followsSteps(event.payload.run)) this.#followPoints(event.payload.run)
        break
      case 'runs-removed':
        for (const run of event.payload.runs) {
          this.#index.delete(run)
          this.bin.delete(run)
          this.#deleted.add(run)
        }
        this.#list()
        break
      case 'run-progress':
        this.#progress.set(event.payload.run, event.payload)
        break
      case 'queue-changed':
        this.#queued = event.payload.queued
        break
      default:
    }
  }

  /** Which way metrics get better has changed: what is here of runs says it anew, and columns of best values are asked for again. */
  async #takeChoices(): Promise<void> {
    this.#columns.forget((id) => id.startsWith('best'))
    try {
      await Promise.all([this.#wholes.refreshAll(), this.#loadKeys()])
      this.#list()
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Programs log their points in bursts, and no epoch tells of them. */
  #followPoints(run: string): void {
    this.#grown.add(run)
    if (this.#growing !== undefined) return
    this.#growing = setTimeout(() => {
      this.#growing = undefined
      for (const id of this.#grown) this.#stale.add(id)
      this.#grown.clear()
      this.#refetchSoon()
    }, growthMilliseconds)
  }

  #refetchSoon(): void {
    if (this.#timer === undefined) this.#timer = setTimeout(() => void this.#refetch(), coalesceMilliseconds)
  }

  /** Asks for rows that have changed, in every column that is here; and for the whole summaries that are. */
  async #refetch(): Promise<void> {
    this.#timer = undefined
    const stale = [...this.#stale]
    this.#stale.clear()
    if (stale.length === 0) return
    try {
      const isMore = stale.some((id) => !this.#index.has(id))
      const always = [...slimColumns, ...(this.bin.isLoaded ? [bytesColumn] : [])]
      const others = this.#columns.ids.filter((id) => !always.includes(id))
      const columns = [...always, ...others.slice(0, mostColumns - always.length)]
      const rows = await this.#client.request('runs.columns', { columns, runs: stale })
      const runs = rowsOf(rows, this.#source)
      await (this.#taken = this.#taken.then(() => this.#takeRows(runs)))
      this.#columns.take(rows)
      this.bin.takeBytes(rows)
      this.#list()
      this.#refreshError = null
      const active = runs.filter(isActive).map(({ id }) => id)
      // Those that end, and those that go on, are known as a whole.
      // eslint-disable-next-line svelte/prefer-svelte-reactivity
      const summaries = await this.#wholes.refresh(stale, new Set([...active, ...this.#untold]))
      for (const run of summaries) {
        if (isActive(run)) continue
        this.#progress.delete(run.id)
        if (this.#untold.delete(run.id)) this.#endListeners.forEach((listener) => listener(run))
      }
      if (isMore || summaries.some((run) => this.#keys.isUnknown(run))) await this.#loadKeys()
    } catch (error) {
      const told = toWireError(error)
      // A run that is gone, or a lost connection: the whole list tells, or its error does.
      if (told.code === 'run-not-found' || told.code === 'core-gone') await this.load()
      else {
        // Asked for again with the next fact about any run; until then what is shown may be old, and says so.
        for (const id of stale) this.#stale.add(id)
        this.#refreshError = told
      }
    }
  }

  #takeRows(runs: readonly RunRow[]): Promise<void> {
    return eachInTurns(runs, (row) => {
      // Deleted since: the answer is older than that.
      if (this.#deleted.has(row.id)) return
      if (isActive(row)) this.#untold.delete(row.id)
      else if (this.#isActive(row.id)) this.#untold.add(row.id)
      if (row.binnedAt === null) {
        this.#index.put(row)
        this.bin.delete(row.id)
      } else {
        this.#index.delete(row.id)
        this.bin.put(row)
      }
    })
  }

  #isActive(id: string): boolean {
    const row = this.#index.get(id)
    return row !== undefined && isActive(row)
  }

  #loadKeys(): Promise<void> {
    return this.#keys.load(() => this.#project)
  }
}

/** What one request may ask for (contract/run-query). */
const mostColumns = 200
