/** Runs in the bin: as slim rows, a page after the other, those that went there last first. */
import type { RunSummary } from '@contract/run'
import { columnValue, type ColumnData, type RunRows } from '@contract/run-query'
import type { Client } from '@contract/transport'
import { RunIndex } from './run-index'
import { cellsOfRun, RunRow, rowsOf, slimColumns, type RunSource } from './run-row'

/** As of the list of all runs: what is in sight first. */
const firstPage = 200
const otherPages = 2_000
/** What rows of the bin show of each, beside what every row has. */
export const bytesColumn = 'run:checkpointBytes'
const columns = [...slimColumns, bytesColumn]

/** Those that went there last first. */
function compareBinned(left: RunRow, right: RunRow): number {
  const [before, after] = [left.binnedAt ?? '', right.binnedAt ?? '']
  return before === after ? right.number - left.number : before < after ? 1 : -1
}

export class RunBin {
  readonly #client: Client
  readonly #source: RunSource
  readonly #index = new RunIndex(compareBinned)
  /** Bytes of checkpoints, by the short names of runs. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #bytes = new Map<number, number>()
  #loads = 0
  #isChanged = false
  #rows = $state.raw<readonly RunRow[]>([])
  #isLoaded = $state(false)
  #isComplete = $state(false)
  #total = $state(0)

  /** @param source where rows that are shown by themselves read what is not at hand */
  constructor(client: Client, source: RunSource) {
    this.#client = client
    this.#source = {
      ...source,
      // No column of all runs has those in the bin.
      read: (column, number) => (column === bytesColumn ? this.#bytes.get(number) : undefined),
    }
  }

  /** As far as they were asked for. */
  get rows(): readonly RunRow[] {
    return this.#rows
  }
  /** Whether there is something to show: the first of them, if not all. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }
  /** How many there are. */
  get total(): number {
    return this.isComplete ? this.#rows.length : this.#total
  }
  /** Whether `rows` has every run of the bin. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Everything anew; resolves when all are there. @throws PlateauError */
  async load(): Promise<void> {
    const load = (this.#loads += 1)
    const first = await this.#client.request('runs.query', {
      bin: true,
      sort: [{ column: 'run:binnedAt', descending: true }],
      columns,
      window: { from: 0, count: firstPage },
    })
    if (load !== this.#loads) return
    const wanted = first.order
    this.#index.clear()
    this.#isComplete = false
    this.#total = wanted.length
    this.#take(first.rows)
    for (let from = firstPage; from < wanted.length; from += otherPages) {
      // A page is taken in before the next one is worked out by the core: frames come in between.
      await new Promise(requestAnimationFrame)
      const page = await this.#client.request('runs.columns', {
        columns,
        runs: [...wanted.subarray(from, from + otherPages)],
      })
      if (load !== this.#loads) return
      this.#take(page)
    }
    this.#isComplete = true
  }

  #take(page: RunRows): void {
    this.takeBytes(page)
    for (const row of rowsOf(page, this.#source)) if (row.binnedAt !== null) this.#index.put(row)
    this.#isLoaded = this.#isChanged = true
    this.list()
  }
  /** What an answer says of the checkpoints of its runs. */
  takeBytes({ numbers, columns: { [bytesColumn]: data } }: RunRows): void {
    if (data !== undefined) numbers.forEach((number, place) => this.#bytes.set(number, bytesIn(data, place)))
  }

  /** Takes in a run that has gone there; `list` tells of it. Nothing is kept before the bin was asked for. */
  put(row: RunRow): void {
    if (!this.#isLoaded) return
    this.#index.put(row.from(this.#source))
    this.#isChanged = true
  }
  /** The same of a whole summary. */
  adopt(run: RunSummary, number: number): void {
    this.#bytes.set(number, run.checkpointBytes)
    this.put(new RunRow(number, cellsOfRun(run), 0, this.#source))
  }
  delete(id: string): void {
    if (!this.#index.has(id)) return
    this.#index.delete(id)
    this.#isChanged = true
  }
  /** Tells of the rows as they are now. */
  list(): void {
    if (this.#isChanged) this.#rows = this.#index.inOrder()
    this.#isChanged = false
  }
}

function bytesIn(data: ColumnData, place: number): number {
  const value = columnValue(data, place)
  return typeof value === 'number' ? value : 0
}
